"""Documents by their words, through SQLite's full-text index (FTS5), which triggers fill as documents come."""

from __future__ import annotations

from trucewatch.store.shape import WordHit
from trucewatch.store.words import CLOSE, EXCERPT_WORDS, OPEN, WEIGHTS, WordTables, as_match

_FROM = "FROM document_words WHERE document_words MATCH ?"


class SqliteWords(WordTables):
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
            f"WHERE document_words MATCH ? ORDER BY bm25(document_words, {WEIGHTS}), n.id LIMIT ? OFFSET ?",
            (asked, limit, skip),
        )
        return (row[0] if row else 0), tuple(WordHit(document_id=key, excerpt=text or "") for key, text in found)

    def _forget_words(self) -> None:
        self._run("INSERT INTO document_words (document_words) VALUES ('delete-all')")
        self._run("DELETE FROM document_numbers")
