"""Which documents are copies of earlier ones, so that one origin counts once and a reprint moves no date.

Source: MinHash with locality-sensitive hashing (Broder 1997; Indyk and Motwani 1998), by datasketch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, Protocol

import msgspec

from trucewatch.ingest.build import host_of
from trucewatch.ingest.fingerprint import (
    Fingerprint,
    contained,
    count_shared,
    facts_shared,
    overlap,
    packed,
    take_fingerprint,
    unpacked,
)
from trucewatch.model.document import Document

# A republication is the same report: nearly all runs of five words in common, and no number, weekday or month changed.
SAME_OVERLAP = 0.85
SAME_CONTAINED = 0.90  # a shortened reprint: this much of it stands in the origin
SAME_LEAST_WORDS = 25
# A near duplicate shares half of its runs, also outside quotation marks, and half of its facts: an edited report.
NEAR_CONTAINED = 0.50
NEAR_OUTSIDE = 0.40
NEAR_FACTS = 0.50
NEAR_LEAST_RUNS = 40
# One publisher prints the same short bulletin on many days; only a long text of its own is called a reprint.
OWN_REPRINT_WORDS = 150
_LSH_OVERLAP = 0.4
_PERMUTATIONS = 128
_SHARED_SENTENCES = 2
MOST_SHARING = 20  # a sentence that so many origins share is a standing phrase and tells nothing
_LAST_DAY = date.max

Relation = Literal["republication", "near_duplicate"]


class Reprint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a document owes to an earlier one. `overlap`: Jaccard index of their runs of five words."""

    document_id: str
    republication_of: str | None = None
    near_duplicate_of: str | None = None
    origin_chain: tuple[str, ...] = ()
    overlap: float | None = None
    reason: str | None = None


def find_reprints(
    documents: Sequence[Document], notes: MutableMapping[bytes, bytes] | None = None
) -> Mapping[str, Reprint]:
    """Document id -> its relation to the earliest text that it copies; every document has an entry.

    Earliest: by the day of the dateline, else of publication, then by publication and id; documents without a day come
    last. The answer does not depend on the order of `documents`, and its cost grows with their number, not its square:
    each is compared only with origins that share a hash bucket or two whole sentences. `notes`: where fingerprints of
    bodies that were seen before are kept.
    """
    index = _Origins()
    by_id = {d.id: d for d in documents}
    results: dict[str, Reprint] = {}
    for document in sorted(by_id.values(), key=earliest):
        print_ = printed(document.body, notes)
        best = best_origin(document, print_, index)
        results[document.id] = related(document, best, results[best.origin.id] if best else None)
        if best is None or best.relation == "near_duplicate":
            index.add(document, print_)  # copies of a copy are found by its origin
    return {d.id: results[d.id] for d in documents}


def with_origins(
    documents: Sequence[Document], notes: MutableMapping[bytes, bytes] | None = None
) -> tuple[Document, ...]:
    """The documents with republication_of, near_duplicate_of, origin_chain and a reprint's anchor filled, order kept.

    Fields filled by an earlier call are worked out anew, so a late original sets its earlier-seen reprints right.
    """
    fresh = tuple(without_origin(d) for d in documents)
    originals = {d.id: d for d in fresh}
    reprints = find_reprints(fresh, notes)
    return tuple(joined(d, reprints[d.id], originals) for d in fresh)


def related(document: Document, best: Best | None, followed: Reprint | None) -> Reprint:
    """What a document owes to the best origin found, and that one to earlier ones; nothing where there is none."""
    if best is None or followed is None:
        return Reprint(document_id=document.id, origin_chain=own_chain(document))
    return Reprint(
        document_id=document.id,
        republication_of=best.origin.id if best.relation == "republication" else None,
        near_duplicate_of=best.origin.id if best.relation == "near_duplicate" else None,
        origin_chain=tuple(dict.fromkeys((*own_chain(document), *followed.origin_chain))),
        overlap=round(best.share, 3),
        reason=best.reason,
    )


def joined(document: Document, reprint: Reprint, originals: Mapping[str, Document]) -> Document:
    """The document with what it owes to others filled in."""
    changed = msgspec.structs.replace(
        document,
        republication_of=reprint.republication_of,
        near_duplicate_of=reprint.near_duplicate_of,
        origin_chain=reprint.origin_chain,
    )
    anchor = anchor_of(changed, originals)
    if reprint.republication_of and anchor and anchor != document.anchor:
        changed = msgspec.structs.replace(changed, anchor_date=anchor, anchor_from=f"origin:{reprint.republication_of}")
    return changed


def anchor_of(document: Document, originals: Mapping[str, Document]) -> date | None:
    """The day that relative dates count from: the original's for a republication, else the document's own.

    A dateline with a day of its own stands: it is printed in the words themselves.
    """
    if document.dateline and document.dateline.date:
        return document.dateline.date
    origin = originals.get(document.republication_of) if document.republication_of else None
    return (origin.anchor if origin else None) or document.anchor


def own_chain(document: Document) -> tuple[str, ...]:
    """Publisher and agency as the document itself names them, the publisher first."""
    names = (document.source, document.agency)
    return tuple(dict.fromkeys(n for n in names if n))


class Best(msgspec.Struct, frozen=True):
    """The closest relation of a document to an origin. `share`: overlap of their runs of five words."""

    relation: Relation
    origin: Document
    share: float
    reason: str


class Origins(Protocol):
    """The documents that a later one is compared with."""

    def candidates(self, fingerprint: Fingerprint) -> list[str]:
        """Those that share a hash bucket, the words, or whole sentences."""
        ...

    def origin(self, document_id: str) -> tuple[Document, Fingerprint]:
        """One of them."""
        ...


class _Origins:
    """Origins found by hash buckets and by shared sentences."""

    def __init__(self) -> None:
        self._by_band: dict[tuple[int, bytes], list[str]] = defaultdict(list)
        self._by_digest: dict[int, list[str]] = defaultdict(list)
        self._by_sentence: dict[int, list[str]] = defaultdict(list)
        self._documents: dict[str, tuple[Document, Fingerprint]] = {}

    def origin(self, document_id: str) -> tuple[Document, Fingerprint]:
        return self._documents[document_id]

    def add(self, document: Document, fingerprint: Fingerprint) -> None:
        self._documents[document.id] = (document, fingerprint)
        self._by_digest[fingerprint.digest].append(document.id)
        for sentence in fingerprint.sentences:
            known = self._by_sentence[sentence]
            if len(known) < MOST_SHARING:
                known.append(document.id)
        for band in banded(fingerprint):
            self._by_band[band].append(document.id)

    def candidates(self, fingerprint: Fingerprint) -> list[str]:
        found = set(self._by_digest.get(fingerprint.digest, ()))
        shared: dict[str, int] = defaultdict(int)
        for sentence in fingerprint.sentences:
            for document_id in self._by_sentence.get(sentence, ()):
                shared[document_id] += 1
        found |= candidates_of(shared, len(fingerprint.sentences))
        for band in banded(fingerprint):
            found.update(self._by_band.get(band, ()))
        return sorted(found)


def candidates_of(shared: Mapping[str, int], sentences: int) -> set[str]:
    """The documents that share enough of a document's sentences. `shared`: how many each shares."""
    least = min(_SHARED_SENTENCES, max(1, sentences))
    return {d for d, n in shared.items() if n >= least}


def banded(fingerprint: Fingerprint) -> Iterator[tuple[int, bytes]]:
    """The bands of a sketch: where each begins, and its bytes, by which it is looked up."""
    if fingerprint.sketch is not None:
        for start, end in _ranges():
            yield start, fingerprint.sketch[start:end].tobytes()


@cache
def _ranges() -> tuple[tuple[int, int], ...]:
    """The library's division of sketches into bands."""
    from datasketch import MinHashLSH

    return tuple(MinHashLSH(threshold=_LSH_OVERLAP, num_perm=_PERMUTATIONS).hashranges)


@cache
def _blank_sketch() -> Any:
    from datasketch import MinHash

    return MinHash(num_perm=_PERMUTATIONS, hashfunc=int)  # the shingles are hashes already


def printed(body: str, notes: MutableMapping[bytes, bytes] | None) -> Fingerprint:
    """The fingerprint of a body with its sketch, from the notes where they have it."""
    key = body.encode("utf-8", "surrogatepass")
    known = notes.get(key) if notes is not None else None
    if known is not None:
        return unpacked(known)
    found = take_fingerprint(body)
    if found.shingles.size:
        sketch = _blank_sketch().copy()  # making one anew draws all permutations again
        sketch.update_batch((found.shingles & 0xFFFFFFFF).tolist())
        found = msgspec.structs.replace(found, sketch=sketch.hashvalues.astype("uint32"))
    if notes is not None:
        notes[key] = packed(found)
    return found


def best_origin(document: Document, fingerprint: Fingerprint, index: Origins) -> Best | None:
    """The closest relation to any origin: a republication before a near duplicate, then the earliest origin."""
    found: list[tuple[int, tuple[object, ...], Best]] = []
    for candidate in index.candidates(fingerprint):
        origin, other = index.origin(candidate)
        judged = _judge(document, fingerprint, origin, other)
        if judged:
            relation, share, reason = judged
            found.append((int(relation != "republication"), earliest(origin), Best(relation, origin, share, reason)))
    return min(found, key=lambda f: (f[0], f[1]))[2] if found else None


def _judge(
    later: Document, one: Fingerprint, earlier: Document, other: Fingerprint
) -> tuple[Relation, float, str] | None:
    """How `later` depends on `earlier`, with the overlap and a sentence that says why; None if it does not."""
    share = overlap(one.shingles, other.shingles)
    within = contained(one.shingles, other.shingles)
    facts = facts_shared(one.facts, other.facts)
    own = _same_publisher(later, earlier) and later.anchor != earlier.anchor
    days = (later.dateline.date if later.dateline else None, earlier.dateline.date if earlier.dateline else None)
    other_day = all(days) and days[0] != days[1]
    same_words = one.digest == other.digest and one.words > 0
    if (same_words or (one.words >= SAME_LEAST_WORDS and share >= SAME_OVERLAP)) and one.facts == other.facts:
        relation = _same_report(own, other_day, one)
        if relation:
            return (
                relation,
                1.0 if same_words else share,
                f"{_percent(1.0 if same_words else share)} of the words agree",
            )
    if one.words >= SAME_LEAST_WORDS and within >= SAME_CONTAINED and facts == 1.0 and not own and not other_day:
        return "republication", share, f"shortened: {_percent(within)} of it stands in the earlier text"
    return _near(one, other, share, within, facts, own)


def _same_report(own: bool, other_day: bool, one: Fingerprint) -> Relation | None:
    if other_day:
        return None
    if own and one.words < OWN_REPRINT_WORDS:
        return None  # the same bulletin on another day is another bulletin
    return "republication"


def _near(
    one: Fingerprint, other: Fingerprint, share: float, within: float, facts: float, own: bool
) -> tuple[Relation, float, str] | None:
    shared = count_shared(one.shingles, other.shingles)
    most = max(within, contained(other.shingles, one.shingles))
    if shared < NEAR_LEAST_RUNS or most < NEAR_CONTAINED:
        return None
    outside = max(contained(one.outside, other.outside), contained(other.outside, one.outside))
    if min(one.outside.size, other.outside.size) >= 20 and outside < NEAR_OUTSIDE:
        return None  # what they share is what somebody said to both
    facts = max(facts, facts_shared(other.facts, one.facts))
    if facts < (0.8 if own else NEAR_FACTS):
        return None
    return "near_duplicate", share, f"edited: {_percent(most)} of the shorter text stands in the other"


def _same_publisher(one: Document, other: Document) -> bool:
    hosts = (host_of(one.url), host_of(other.url))
    if all(hosts):
        return hosts[0] == hosts[1]
    return one.source is not None and one.source == other.source


def earliest(document: Document) -> tuple[date, date, datetime, str]:
    """What documents are ordered by: the day that counts, of publication, the instant; those without come last."""
    anchor = document.anchor or document.published or _LAST_DAY
    at = document.published_at or datetime.max.replace(tzinfo=UTC)
    return anchor, document.published or _LAST_DAY, at, document.id


def without_origin(document: Document) -> Document:
    """The document as it is by itself: what an earlier call filled in is taken out."""
    from_origin = (document.anchor_from or "").startswith("origin:")
    return msgspec.structs.replace(
        document,
        republication_of=None,
        near_duplicate_of=None,
        origin_chain=(),
        anchor_date=None if from_origin else document.anchor_date,
        anchor_from=None if from_origin else document.anchor_from,
    )


def _percent(share: float) -> str:
    return f"{share:.0%}"
