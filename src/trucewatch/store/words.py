"""Documents by their words, through SQLite's full-text index (FTS5): any case and accents, words by their beginnings."""

from __future__ import annotations

import re

from trucewatch.store.engine import Engine
from trucewatch.store.shape import WordHit

MOST_WORDS = 12
OPEN, CLOSE = "\x02", "\x03"  # around the words found, in an excerpt
EXCERPT_WORDS = 32
_WORD = re.compile(r"\w+")
_FROM = "FROM document_words WHERE document_words MATCH ?"


def as_match(words: str) -> str:
    """The search as FTS5 reads it: every word at the beginning of a word of the text; empty when there is no word."""
    return " AND ".join(f'"{w}"*' for w in _WORD.findall(words)[:MOST_WORDS])


class WordTables(Engine):
    """Search over the texts of documents."""

    def search_documents(self, words: str, *, skip: int = 0, limit: int) -> tuple[int, tuple[WordHit, ...]]:
        """How many documents hold all the words, and so many of them, the best first. Cost: O(matches)."""
        asked = as_match(words)
        if not asked:
            return 0, ()
        row = self._one(f"SELECT count(*) {_FROM}", (asked,))
        found = self._all(
            f"SELECT n.id, snippet(document_words, 2, '{OPEN}', '{CLOSE}', ' … ', {EXCERPT_WORDS}) "
            "FROM document_words JOIN document_numbers n ON n.number = document_words.rowid "
            "WHERE document_words MATCH ? ORDER BY bm25(document_words, 4.0, 2.0, 1.0), n.id LIMIT ? OFFSET ?",
            (asked, limit, skip),
        )
        return (row[0] if row else 0), tuple(WordHit(document_id=key, excerpt=text or "") for key, text in found)

    def _forget_words(self) -> None:
        self._run("INSERT INTO document_words (document_words) VALUES ('delete-all')")
        self._run("DELETE FROM document_numbers")
