"""Documents by their words, through PostgreSQL's GIN index. SQLite's tokeniser cuts the words, so both engines find the same."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import accumulate

import msgspec

from trucewatch.model.document import Document
from trucewatch.store.shape import WordHit
from trucewatch.store.words import CLOSE, EXCERPT_WORDS, MOST_WORDS, OPEN, WordTables, as_match

_TOKENIZE = 'tokenize="unicode61 remove_diacritics 2"'
_WEIGHT = {"title": "A", "source": "B", "text": "D"}
_RANK = "ts_rank('{0.25, 0.25, 0.5, 1.0}', words, ?::tsquery, 1)"
_MOST_PLACES = 50  # of a word in one document: more would not change its rank
_LAST_PLACE = 16_383  # what PostgreSQL counts to
_LONGEST_WORD = 2000  # bytes; it keeps words up to 2,046
_LARGEST = 900_000  # bytes of one document's words; it keeps up to 1 MB
_WORD = re.compile(r"\w+")
_THREAD = threading.local()
_DOCUMENTS = msgspec.json.Decoder(Document)

Cut = dict[str, list[str]]


class PostgresWords(WordTables):
    """Search over the texts of documents."""

    def search_documents(self, words: str, *, skip: int = 0, limit: int) -> tuple[int, tuple[WordHit, ...]]:
        """How many documents hold all the words, and so many of them, the best first. Cost: O(matches)."""
        asked = as_query(words)
        if not asked:
            return 0, ()
        row = self._one("SELECT count(*) FROM document_words WHERE words @@ ?::tsquery", (asked,))
        found = self._all(
            "SELECT w.id, d.data FROM (SELECT id, "
            f"row_number() OVER (ORDER BY {_RANK} DESC, id) AS nth FROM document_words WHERE words @@ ?::tsquery"
            " ORDER BY nth LIMIT ? OFFSET ?) AS w JOIN documents d USING (id) ORDER BY w.nth",
            (asked, asked, limit, skip),
        )
        documents = [_DOCUMENTS.decode(data) for _, data in found]
        excerpts = excerpts_of(documents, words)
        return (row[0] if row else 0), tuple(
            WordHit(document_id=key, excerpt=excerpt) for (key, _), excerpt in zip(found, excerpts, strict=True)
        )

    def _put_words(self, documents: Iterable[Document]) -> None:
        self._run_many(
            "INSERT INTO document_words (id, words) VALUES (?, ?::tsvector) ON CONFLICT DO NOTHING",
            [(key, as_vector(cut)) for key, cut in cut_words(documents).items()],
        )

    def _forget_words(self) -> None:
        self._run("DELETE FROM document_words")


def cut_words(documents: Iterable[Document]) -> dict[str, Cut]:
    """By document: every word of it, folded, with its places as PostgreSQL writes them (`12A`). Cost: linear in the texts."""
    every = list(documents)
    found: list[Cut] = [{} for _ in every]
    with _cutting() as db:
        db.executemany("INSERT INTO cut (rowid, title, source, text) VALUES (?, ?, ?, ?)", _fields(every))
        for number, column, term, offset in db.execute("SELECT doc, col, term, offset FROM pieces"):
            places = found[number - 1].setdefault(term, [])
            if len(places) < _MOST_PLACES:
                places.append(f"{min(offset + 1, _LAST_PLACE)}{_WEIGHT[column]}")
    return {d.id: cut for d, cut in zip(every, found, strict=True)}


def as_vector(cut: Cut) -> str:
    """The words of a document as PostgreSQL reads them; of one with more words than it can keep, the first of the alphabet."""
    parts = [f"{_quoted(term)}:{','.join(cut[term])}" for term in sorted(cut)]
    if sum(map(len, parts)) * 4 < _LARGEST:  # no letter takes more than four bytes
        return " ".join(parts)
    sizes = accumulate(len(part.encode()) + 8 for part in parts)
    return " ".join(part for part, size in zip(parts, sizes, strict=True) if size < _LARGEST)


def as_query(words: str) -> str:
    """The search as PostgreSQL reads it: every word at the beginning of a word of the text; empty when there is no word."""
    wanted = _WORD.findall(words)[:MOST_WORDS]
    parts: list[str] = []
    with _cutting() as db:
        db.executemany("INSERT INTO cut (rowid, text) VALUES (?, ?)", list(enumerate(wanted)))
        for number in range(len(wanted)):
            pieces = db.execute("SELECT term FROM pieces WHERE doc=? ORDER BY offset", (number,)).fetchall()
            terms = [_quoted(term) for (term,) in pieces]
            if terms:  # two where a word of the search is two to the tokeniser: they must follow one another
                parts.append("(" + " <-> ".join(terms) + ":*)")
    return " & ".join(parts)


def excerpts_of(documents: list[Document], words: str) -> list[str]:
    """Where each document holds the words, as SQLite's own index would show it."""
    with closing(_tokeniser(f", {_TOKENIZE}")) as db:
        db.executemany("INSERT INTO cut (rowid, title, source, text) VALUES (?, ?, ?, ?)", _fields(documents))
        shown = dict(
            db.execute(
                f"SELECT rowid, snippet(cut, 2, '{OPEN}', '{CLOSE}', ' … ', {EXCERPT_WORDS}) FROM cut WHERE cut MATCH ?",
                (as_match(words),),
            ).fetchall()
        )
    return [shown.get(n) or "" for n in range(1, len(documents) + 1)]


@contextmanager
def _cutting() -> Iterator[sqlite3.Connection]:
    """An empty tokeniser of this thread's own, made once: making one costs more than cutting a text."""
    db: sqlite3.Connection | None = getattr(_THREAD, "tokeniser", None)
    if db is None:
        db = _THREAD.tokeniser = _tokeniser(f", content='', {_TOKENIZE}")
    try:
        yield db
    finally:
        db.execute("INSERT INTO cut (cut) VALUES ('delete-all')")


def _tokeniser(options: str) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute(f"CREATE VIRTUAL TABLE cut USING fts5 (title, source, text{options})")
    db.execute("CREATE VIRTUAL TABLE pieces USING fts5vocab (cut, instance)")
    return db


def _fields(documents: list[Document]) -> list[tuple[int, str | None, str | None, str]]:
    return [(n, d.title, d.source, d.text) for n, d in enumerate(documents, 1)]


def _quoted(term: str) -> str:
    """A word between quotation marks, as much of it as the server keeps."""
    if len(term) * 4 > _LONGEST_WORD:
        term = term.encode()[:_LONGEST_WORD].decode(errors="ignore")
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
