-- The words of documents, cut by the same rules as in SQLite (`store/postgres/words.py` fills it), weighted by where they stand.
CREATE TABLE document_words (
  id TEXT COLLATE "C" PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  words TSVECTOR NOT NULL
);
CREATE INDEX document_words_found ON document_words USING gin (words);
