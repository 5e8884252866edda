"""Copies of earlier texts, followed from day to day: what was found is remembered, and only what new texts touch is looked at.

The rules are those of `reprints.py`, and so is the result. A text is looked at again where a text before it that has words in
common with it becomes, or is no longer, an original; its chain where that of its original changes.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from datetime import UTC
from hashlib import blake2b
from typing import Protocol, TypeVar

import msgspec

from trucewatch.ingest.fingerprint import Fingerprint
from trucewatch.ingest.reprints import (
    MOST_SHARING,
    Reprint,
    banded,
    best_origin,
    candidates_of,
    earliest,
    joined,
    printed,
    related,
    without_origin,
)
from trucewatch.model.document import Document

_CHAINED = 1  # marks are numbers of 63 bits below zero; the last three bits say of what
_ORIGIN, _COPY, _PHRASE = 2, 4, 6


class PrintRow(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """A text. `order`: when it comes; `origin`: later texts are compared with it; `reprint`: what it owes to an earlier one.

    `words`: numbers of its bands and of its digest, `sentences`: of its sentences, by which texts that share some are found.
    """

    id: str
    order: str
    origin: bool
    reprint: Reprint
    words: tuple[int, ...]
    sentences: tuple[int, ...]

    def marks(self) -> Iterable[int]:
        """By words and sentences, apart for originals and copies; by the original that it follows."""
        sort = _ORIGIN if self.origin else _COPY
        for n in (*self.words, *self.sentences):
            yield _marked(n, sort)
        followed = self.reprint.republication_of or self.reprint.near_duplicate_of
        if followed is not None:
            yield _marked(_number(followed), _CHAINED)


class PhraseRow(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """A sentence that as many originals share as count: the first of them, each with its order."""

    id: str
    first: tuple[tuple[str, str], ...]

    def marks(self) -> Iterable[int]:
        """None: looked up by its number."""
        return ()


R = TypeVar("R", PrintRow, PhraseRow)


class Drafted(Protocol):
    """Rows as they are now, to be changed (`reconcile.memory.Draft`)."""

    def rows(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]: ...
    def row(self, kind: type[R], id: str) -> R | None: ...
    def ids(self, kind: type[R], marks: Iterable[int]) -> dict[int, tuple[str, ...]]: ...
    def put(self, row: R) -> None: ...
    def drop(self, kind: type[R], id: str) -> None: ...


def _number(words: str | bytes) -> int:
    data = words if isinstance(words, bytes) else words.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=7).digest())


def _marked(number: int, sort: int) -> int:
    return -1 - ((number & ((1 << 59) - 1)) << 3 | sort)


def _order(document: Document) -> str:
    """Words that sort as `reprints.earliest` does."""
    anchor, published, at, key = earliest(document)
    return f"{anchor} {published} {at.astimezone(UTC).isoformat(timespec='microseconds')} {key}"


def print_row(document: Document, found: Fingerprint, reprint: Reprint) -> PrintRow:
    """What is remembered of a text."""
    words = {_number(f"{found.digest}")} | {_number(start.to_bytes(2) + band) for start, band in banded(found)}
    return PrintRow(
        id=document.id,
        order=_order(document),
        origin=reprint.republication_of is None,
        reprint=msgspec.structs.replace(reprint, overlap=None, reason=None),
        words=tuple(sorted(words)),
        sentences=tuple(_number(f"s{s}") for s in found.sentences),
    )


def phrase_rows(rows: Iterable[PrintRow]) -> Iterator[PhraseRow]:
    """The sentences that as many originals share as count, of all texts."""
    first: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        for s in row.sentences if row.origin else ():
            known = first.setdefault(s, [])
            known.append((row.order, row.id))
            if len(known) >= 4 * MOST_SHARING:
                known[:] = sorted(known)[:MOST_SHARING]
    for s, known in first.items():
        if len(known) >= MOST_SHARING:
            yield PhraseRow(id=str(s), first=tuple(sorted(known)[:MOST_SHARING]))


class _Before:
    """The originals before a text, as `reprints` asks for them."""

    def __init__(self, kept: _Kept, order: str) -> None:
        self._kept, self._order = kept, order

    def candidates(self, fingerprint: Fingerprint) -> list[str]:
        return self._kept.candidates(fingerprint, self._order)

    def origin(self, document_id: str) -> tuple[Document, Fingerprint]:
        return self._kept.text(document_id)


class _Kept:
    """One day's work."""

    def __init__(
        self,
        draft: Drafted,
        fetch: Callable[[Iterable[str]], Mapping[str, Document]],
        notes: MutableMapping[bytes, bytes],
    ) -> None:
        self.draft, self._fetch, self._notes = draft, fetch, notes
        self._texts: dict[str, tuple[Document, Fingerprint]] = {}

    def text(self, key: str) -> tuple[Document, Fingerprint]:
        """A text as it is without what it owes to others, and its fingerprint."""
        if key not in self._texts:
            document = without_origin(self._fetch((key,))[key])
            self._texts[key] = document, printed(document.body, self._notes)
        return self._texts[key]

    def row(self, key: str) -> PrintRow | None:
        return self.draft.row(PrintRow, key)

    def candidates(self, fingerprint: Fingerprint, order: str) -> list[str]:
        words = [_number(f"{fingerprint.digest}"), *(_number(s.to_bytes(2) + b) for s, b in banded(fingerprint))]
        found = {i for ids in self.draft.ids(PrintRow, [_marked(w, _ORIGIN) for w in words]).values() for i in ids}
        shared: dict[str, int] = {}
        numbers = [_number(f"s{s}") for s in fingerprint.sentences]
        phrases = self.draft.rows(PhraseRow, map(str, numbers))
        for n in numbers:
            for key in self._sharing(n, phrases.get(str(n)), order):
                shared[key] = shared.get(key, 0) + 1
        found |= candidates_of(shared, len(numbers))
        rows = self.draft.rows(PrintRow, sorted(found))
        return sorted(k for k, r in rows.items() if r.origin and r.order < order)

    def _sharing(self, number: int, phrase: PhraseRow | None, order: str) -> list[str]:
        """The originals before a text with one sentence of it, as many as count."""
        if phrase is not None:
            return [key for at, key in phrase.first if at < order]
        return [key for at, key in self._originals(number)[:MOST_SHARING] if at < order]

    def _originals(self, number: int) -> list[tuple[str, str]]:
        ids = self.draft.ids(PrintRow, (_marked(number, _ORIGIN),)).get(_marked(number, _ORIGIN), ())
        rows = self.draft.rows(PrintRow, ids).values()
        return sorted((r.order, r.id) for r in rows if r.origin and number in r.sentences)

    def phrase_again(self, number: int, row: PrintRow, *, there: bool) -> bool:
        """True if it matters to others that a text came among the originals of a sentence, or left; that is remembered then."""
        known = self.draft.row(PhraseRow, str(number))
        mine = (row.order, row.id)
        if known is not None and there:
            if mine > known.first[-1]:
                return False
            self.draft.put(PhraseRow(id=str(number), first=tuple(sorted({*known.first, mine}))[:MOST_SHARING]))
            return True
        if known is not None and mine not in known.first:
            return False
        first = self._originals(number)[:MOST_SHARING]
        if len(first) == MOST_SHARING:
            self.draft.put(PhraseRow(id=str(number), first=tuple(first)))
        elif known is not None:
            self.draft.drop(PhraseRow, str(number))
        return True

    def after(self, row: PrintRow, sentences: Iterable[int]) -> Iterator[PrintRow]:
        """Later texts with words or some sentences of a text in common."""
        numbers = (*row.words, *sentences)
        marks = [_marked(n, sort) for n in numbers for sort in (_ORIGIN, _COPY)]
        ids = {i for found in self.draft.ids(PrintRow, marks).values() for i in found}
        for other in self.draft.rows(PrintRow, sorted(ids)).values():
            if other.order > row.order:
                yield other

    def following(self, key: str) -> list[PrintRow]:
        """The texts that follow an original."""
        m = _marked(_number(key), _CHAINED)
        rows = self.draft.rows(PrintRow, self.draft.ids(PrintRow, (m,)).get(m, ())).values()
        return [r for r in rows if key in (r.reprint.republication_of, r.reprint.near_duplicate_of)]


def keep_origins(
    draft: Drafted,
    fetch: Callable[[Iterable[str]], Mapping[str, Document]],
    new: Iterable[str],
    notes: MutableMapping[bytes, bytes],
) -> dict[str, Document]:
    """The new texts, and those that owe something else to others now than before, as `with_origins` of all gives them.

    `fetch`: texts by id, as read and corrected. `new`: ids of texts that are not remembered yet; what is remembered of others
    must still hold. Cost: the new texts, and those behind them that share words with one that became an original or ceased to be.
    """
    kept = _Kept(draft, fetch, notes)
    fresh = set(new)
    waiting = [(_order(kept.text(i)[0]), i) for i in sorted(fresh)]
    heapq.heapify(waiting)
    moved: set[str] = set()
    last = ""
    while waiting:
        _, key = heapq.heappop(waiting)
        if key == last:
            continue
        last = key
        document, found = kept.text(key)
        before = kept.row(key)
        order = _order(document)
        best = best_origin(document, found, _Before(kept, order))
        followed = kept.row(best.origin.id) if best is not None else None
        row = print_row(document, found, related(document, best, followed.reprint if followed else None))
        if row == before:
            continue
        moved.add(key)
        kept.draft.put(row)
        if (before is not None and before.origin) != row.origin:
            mattering = [n for n in row.sentences if kept.phrase_again(n, row, there=row.origin)]
            for other in kept.after(row, mattering):
                heapq.heappush(waiting, (other.order, other.id))
        for other in kept.following(key):
            heapq.heappush(waiting, (other.order, other.id))
    return {i: _joined(kept, i) for i in sorted(moved | fresh)}


def _joined(kept: _Kept, key: str) -> Document:
    """A text with what it owes to others."""
    row = kept.row(key)
    document, _ = kept.text(key)
    reprint = row.reprint if row is not None else Reprint(document_id=key)
    origin = reprint.republication_of
    return joined(document, reprint, {origin: kept.text(origin)[0]} if origin is not None else {})
