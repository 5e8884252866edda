-- The words of documents, so that search does not read all texts. Derived; filled as documents come.
-- Numbers of our own: SQLite may give rows without a whole-number key other numbers when it packs the file.
CREATE TABLE document_numbers (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE VIEW document_texts AS
  SELECT n.number, json_extract(d.data, '$.title') AS title, d.source, json_extract(d.data, '$.text') AS text
  FROM document_numbers n JOIN documents d ON d.id = n.id;
CREATE VIRTUAL TABLE document_words USING fts5 (
  title, source, text, content='document_texts', content_rowid='number', tokenize="unicode61 remove_diacritics 2"
);
CREATE TRIGGER documents_give_words AFTER INSERT ON documents BEGIN
  INSERT INTO document_numbers (id) VALUES (new.id);
  INSERT INTO document_words (rowid, title, source, text)
    SELECT number, json_extract(new.data, '$.title'), new.source, json_extract(new.data, '$.text')
    FROM document_numbers WHERE id = new.id;
END;
INSERT INTO document_numbers (id) SELECT id FROM documents ORDER BY published, id;
INSERT INTO document_words (document_words) VALUES ('rebuild');
