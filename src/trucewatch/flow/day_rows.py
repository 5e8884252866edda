"""What deriving remembers of texts and incidents between two runs, beside what linking remembers of claims."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from trucewatch.assess.coverage import Watch
from trucewatch.ingest.origins_kept import PhraseRow, PrintRow
from trucewatch.model.amount import Tally
from trucewatch.model.judgement import Judgement
from trucewatch.model.place import ResolvedPlace
from trucewatch.reconcile.memory_rows import mark

WATCH_DAYS = 32  # an observer's days are found by such stretches
MOST_STRETCHES = 40  # of one watch; a longer one is found under a mark of its own


class _Row(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    id: str

    def marks(self) -> Iterable[int]:
        """Under which it is found."""
        return ()


class PaperRow(_Row, frozen=True, kw_only=True, gc=False):
    """A text that counts, as due dates, coverage and totals see it.

    `agreement`: the one that it fits; `published`; `copy`: printed before; `claims`: how many stand; `bears`: those that bear on
    a due date of that agreement; `watches`: its observers' claims; `tallies`: totals with what tells copies; `source`, `came`:
    whose it is and when it came in.
    """

    agreement: str | None
    published: date | None
    copy: bool
    bears: tuple[str, ...]
    claims: int
    watches: tuple[Watch, ...]
    tallies: tuple[tuple[str, Tally], ...]
    source: str
    came: datetime | None

    def marks(self) -> Iterable[int]:
        """By agreement and day, by agreement where a claim bears on a due date, by observer and stretch of days, by totals."""
        if self.agreement is not None:
            if self.published is not None:
                yield mark("printed", self.agreement, self.published)
            if self.bears:
                yield mark("bears", self.agreement)
            yield from {m for w in self.watches for m in stretches(self.agreement, w.observer, w.first, w.last)}
            yield from {everything_of(self.agreement, w.observer) for w in self.watches}
        for key in {key for key, _ in self.tallies}:
            yield mark("total", key)


def stretches(agreement: str, observer: str, first: date, last: date) -> list[int]:
    """The marks under which what an observer says of some days is found, long watches aside."""
    low, high = first.toordinal() // WATCH_DAYS, last.toordinal() // WATCH_DAYS
    if high - low >= MOST_STRETCHES:
        return [long_watches(agreement, observer)]
    return [mark("watch", agreement, observer, n) for n in range(low, high + 1)]


def near_days(agreement: str, observer: str, first: date, last: date) -> list[int]:
    """The marks under which all is found that an observer says of days that may meet some days."""
    found = stretches(agreement, observer, first, last)
    long = long_watches(agreement, observer)
    return [everything_of(agreement, observer)] if found == [long] else [*found, long]


def long_watches(agreement: str, observer: str) -> int:
    """The mark of what an observer says of very long stretches of days."""
    return mark("watch", agreement, observer, "long")


def everything_of(agreement: str, observer: str) -> int:
    """The mark of all that an observer says."""
    return mark("watch", agreement, observer, "all")


class PlacedRow(_Row, frozen=True, kw_only=True, gc=False):
    """A text's names with their places. `theatre`: the agreement whose theatre it is told of; `order`: when it comes there.

    `given`: latitude, longitude and weight of what it adds to the theatre; `before`: digest of the theatre when it came;
    `found`: name, kind, relation, and the place.
    """

    theatre: str
    day: date | None
    given: tuple[tuple[float, float, float], ...]
    before: bytes
    found: tuple[tuple[tuple[str, str, str], ResolvedPlace], ...]

    @property
    def order(self) -> tuple[bool, date, str]:
        """What texts of a theatre are ordered by."""
        return order_there(self.day, self.id)

    def marks(self) -> Iterable[int]:
        """By theatre and day."""
        return (mark("told", self.theatre, self.day),)


def order_there(day: date | None, key: str) -> tuple[bool, date, str]:
    """What texts are ordered by where their places are settled: undated ones come last."""
    return day is None, day or date.max, key


class CodeRow(_Row, frozen=True, kw_only=True, gc=False):
    """The lasting code of a provisional one, and the agreement that the incident is held against."""

    code: str
    agreement: str | None

    def marks(self) -> Iterable[int]:
        """By the lasting code."""
        return (mark("code", self.code),)


class CountRow(_Row, frozen=True, kw_only=True, gc=False):
    """How many there are of something: "paper|AGREEMENT", "incident|AGREEMENT"; the last number given: "number|PREFIX|YEAR"."""

    n: int

    def marks(self) -> Iterable[int]:
        """By what is counted."""
        return (mark("count", self.id.split("|")[0]),)


class HeardRow(_Row, frozen=True, kw_only=True, gc=False):
    """When the last text of a source came in."""

    at: datetime


class BasisRow(_Row, frozen=True, kw_only=True, gc=False):
    """What all these rows were made with: with anything else, everything is made anew.

    `basis`: digest of the program and what it was given; `decisions`: what people decided, as it named claims then, and
    `linking` the same as linking sees it; `run`: digest of the run that was written last. `issues`: ids of those that rest on no
    incident; `days`: first and last of texts with places.
    """

    basis: str
    decisions: tuple[Judgement, ...]
    linking: tuple[Judgement, ...]
    run: str
    issues: tuple[str, ...]
    days: tuple[date, date] | None


DAY_KINDS: dict[type, int] = {
    kind: 110 + n
    for n, kind in enumerate((PrintRow, PhraseRow, PaperRow, PlacedRow, CodeRow, CountRow, HeardRow, BasisRow))
}
