"""What a body is compared by: its words in runs of five, its sentences, its facts."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec

from trucewatch.ingest.layout.patterns import layout_data

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

RUN = 5  # words of a shingle
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]{20,2000})[\"”»“]")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBER_WORDS = (
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty"),
    *("once", "twice", "dozen", "dozens", "hundred", "hundreds", "thousand", "thousands"),
)
_LONGEST = 200_000  # characters of a body that are compared


class Fingerprint(msgspec.Struct, frozen=True, kw_only=True):
    """One body. `shingles`: hashes of runs of five words; `outside`: those of the words outside quotation marks;
    `sentences`: hashes of sentences of eight words and more; `facts`: numbers, months, weekdays with how often.

    Shape: hashes are sorted arrays without repeats, a tenth of the memory of sets. `sketch`: MinHash values of the shingles,
    where they were worked out.
    """

    words: int
    digest: int
    shingles: Hashes
    outside: Hashes
    sentences: tuple[int, ...]
    facts: Counter[str]
    sketch: NDArray[np.uint32] | None = None


@cache
def _fact_words() -> frozenset[str]:
    months = (name for names in layout_data().months.values() for name in names if len(name) > 3)
    return frozenset((*months, *_WEEKDAYS, *_NUMBER_WORDS))


def take_fingerprint(body: str) -> Fingerprint:
    """The fingerprint of a body; case, punctuation and blanks make no difference."""
    body = body[:_LONGEST].casefold().replace("’", "'")
    words = _WORD.findall(body)
    facts = Counter(w for w in words if w[0].isdigit() or w in _fact_words())
    sentences = (_WORD.findall(s) for s in _SENTENCE.findall(body))
    outside = _QUOTED.sub(" . ", body)
    shingles = _shingles(words)
    return Fingerprint(
        words=len(words),
        digest=_hash(words),
        shingles=shingles,
        outside=shingles if outside == body else _shingles(_WORD.findall(outside)),
        sentences=tuple(sorted({_hash(s) for s in sentences if len(s) >= 8})),
        facts=facts,
    )


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    words: int
    digest: int
    shingles: bytes
    outside: bytes | None
    sentences: tuple[int, ...]
    facts: dict[str, int]
    sketch: bytes | None


def packed(found: Fingerprint) -> bytes:
    """A fingerprint as bytes."""
    return msgspec.msgpack.encode(
        _Packed(
            found.words,
            found.digest,
            found.shingles.tobytes(),
            None if found.outside is found.shingles else found.outside.tobytes(),
            found.sentences,
            dict(found.facts),
            None if found.sketch is None else found.sketch.tobytes(),
        )
    )


def unpacked(data: bytes) -> Fingerprint:
    """The fingerprint that `packed` wrote."""
    import numpy as np

    found = msgspec.msgpack.decode(data, type=_Packed)
    shingles = np.frombuffer(found.shingles, np.uint64)
    return Fingerprint(
        words=found.words,
        digest=found.digest,
        shingles=shingles,
        outside=shingles if found.outside is None else np.frombuffer(found.outside, np.uint64),
        sentences=found.sentences,
        facts=Counter(found.facts),
        sketch=None if found.sketch is None else np.frombuffer(found.sketch, np.uint32),
    )


def _shingles(words: list[str]) -> Hashes:
    import numpy as np

    runs = {" ".join(run) for run in zip(*(words[i:] for i in range(RUN)), strict=False)}
    digests = b"".join([blake2b(run.encode("utf-8", "replace"), digest_size=8).digest() for run in runs])
    return np.unique(np.frombuffer(digests, dtype=">u8").astype(np.uint64))


def _hash(words: list[str]) -> int:
    # Python's own hash of text differs from run to run
    return int.from_bytes(blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest())


def count_shared(one: Hashes, other: Hashes) -> int:
    """How many hashes both have."""
    import numpy as np

    return int(np.intersect1d(one, other, assume_unique=True).size)


def contained(part: Hashes, whole: Hashes) -> float:
    """Share of `part` that is in `whole`, 0 when `part` is empty."""
    return count_shared(part, whole) / part.size if part.size else 0.0


def overlap(one: Hashes, other: Hashes) -> float:
    """Jaccard index of two sets, 0 when both are empty."""
    shared = count_shared(one, other)
    union = one.size + other.size - shared
    return shared / union if union else 0.0


def facts_shared(part: Counter[str], whole: Counter[str]) -> float:
    """Share of the facts of `part` (with repeats) that `whole` has too, 1 when `part` has none."""
    total = part.total()
    return (part & whole).total() / total if total else 1.0
