"""Documents by their words: any case and accents, words by their beginnings. Each engine has an index of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trucewatch.model.document import Document
from trucewatch.store.engine import Engine
from trucewatch.store.shape import WordHit

MOST_WORDS = 12
OPEN, CLOSE = "\x02", "\x03"  # around the words found, in an excerpt
EXCERPT_WORDS = 32
WEIGHTS = "4.0, 2.0, 1.0"  # of a word in the title, in the source's name, in the text
_WORD = re.compile(r"\w+")


def as_match(words: str) -> str:
    """The search as FTS5 reads it: every word at the beginning of a word of the text; empty when there is no word."""
    return " AND ".join(f'"{w}"*' for w in _WORD.findall(words)[:MOST_WORDS])


class WordTables(Engine):
    """Search over the texts of documents."""

    def search_documents(self, words: str, *, skip: int = 0, limit: int) -> tuple[int, tuple[WordHit, ...]]:
        """How many documents hold all the words, and so many of them, the best first. Cost: O(matches)."""
        raise NotImplementedError

    def _put_words(self, documents: Iterable[Document]) -> None:
        """Nothing, where triggers fill the index."""

    def _forget_words(self) -> None:
        raise NotImplementedError
