"""What a text is about, as far as rare names and numbers show it, and how alike two texts are in that.

Names are words that a text writes with a capital letter and never without; in a script without letter case every word
counts. A name that few texts of the archive use weighs more than one that many use.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from math import log, sqrt
from zlib import crc32

from trucewatch.model.document import Document
from trucewatch.reconcile.names import fold

_ASCII_WORDS = {n: " " for n in range(128) if not (chr(n).isalnum() or chr(n) == "_")}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*")
LONGEST = 20_000  # characters of a text that are looked at
RUN = 4  # words of a shingle
LONGEST_PASSAGE = 2_000  # characters of a passage that are looked at
SKETCH = 3  # hashes that stand for a passage
MOST_COMMON = 64  # a term in more texts than this finds no pairs; it still weighs a little

Vector = Mapping[str, float]


def terms_of(text: str) -> Counter[str]:
    """Names and numbers of a text with how often each stands in it, folded."""
    found = _WORD.findall(text[:LONGEST])
    small = {w.lower() for w in found if w[0].islower()}
    out: Counter[str] = Counter()
    for word in found:
        caseless = word[0].lower() == word[0].upper()
        if (word[0].isupper() and word.lower() not in small) or caseless:
            term = fold(word)
            if len(term) > 1 or caseless:
                out[term] += 1
    return out


class Archive:
    """Rarity-weighted terms of a set of texts. Cost: linear in the length of the texts, once; a likeness is linear in
    the terms of the shorter text."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._terms = {key: terms_of(texts[key]) for key in sorted(texts)}
        self._used = Counter(term for found in self._terms.values() for term in found)
        self._vectors: dict[str, Vector] = {}

    def vector(self, key: str) -> Vector:
        """The terms of a text with their weights, of length 1; empty for a text that is not here."""
        known = self._vectors.get(key)
        if known is None:
            known = self._vectors[key] = self._weigh(self._terms.get(key, Counter()))
        return known

    def likeness(self, a: str, b: str) -> float:
        """Cosine of two texts, from 0 (no rare name or number in common) to 1."""
        x, y = self.vector(a), self.vector(b)
        if len(y) < len(x):
            x, y = y, x
        return min(1.0, sum(w * y[t] for t, w in x.items() if t in y))

    def shared(self, a: str, b: str, most: int = 4) -> tuple[str, ...]:
        """The terms that make two texts alike, the telling ones first."""
        x, y = self.vector(a), self.vector(b)
        both = sorted((t for t in x if t in y), key=lambda t: (-x[t] * y[t], t))
        return tuple(both[:most])

    def neighbours(self) -> Iterable[tuple[str, str]]:
        """Pairs of texts that share a term that few texts use, each once, in order."""
        holders: dict[str, list[str]] = {}
        for key, found in self._terms.items():
            for term in found:
                if 1 < self._used[term] <= MOST_COMMON:
                    holders.setdefault(term, []).append(key)
        pairs = {(a, b) for keys in holders.values() for i, a in enumerate(keys) for b in keys[i + 1 :]}
        return sorted(pairs)

    def _weigh(self, found: Counter[str]) -> Vector:
        total = len(self._terms)
        # 0.5 keeps a term that every text uses just above nothing
        raw = {t: (1 + log(n)) * log((total + 0.5) / self._used[t]) for t, n in found.items()}
        length = sqrt(sum(w * w for w in raw.values()))
        return {t: w / length for t, w in raw.items()} if length else {}


def archive_of(documents: Iterable[Document]) -> Archive:
    """The archive of titles and bodies."""
    return Archive({d.id: f"{d.title or ''}\n{d.body}" for d in documents})


def runs_of(text: str) -> frozenset[str]:
    """Runs of four words of a passage, case and punctuation aside; a shorter passage is one run."""
    words = _words_of(text[:LONGEST_PASSAGE])
    if len(words) <= RUN:
        return frozenset({" ".join(words)} if words else ())
    return frozenset([" ".join(run) for run in zip(words, words[1:], words[2:], words[3:], strict=False)])


def _words_of(text: str) -> list[str]:
    """The words, folded. Passages are long and many: those in plain letters go by a table, and none is kept."""
    if text.isascii():
        return text.lower().replace("'s ", " ").translate(_ASCII_WORDS).split()
    return fold.__wrapped__(unicodedata.normalize("NFKC", text)).split()


def sketch_of(text: str, least_words: int) -> tuple[int, ...]:
    """The lowest hashes of a passage's runs: passages that are nearly one share one. Empty for a short passage.

    Source: MinHash, bottom-k (Broder 1997).
    """
    runs = runs_of(text)
    if len(runs) < least_words - RUN + 1:
        return ()
    return tuple(sorted([crc32(r.encode()) for r in runs])[:SKETCH])
