"""Which days somebody is known to have looked: the best that the records of coverage say of each day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

import msgspec

from trucewatch.model.finding import NO_AREA, Coverage
from trucewatch.publish.records import Records
from trucewatch.publish.wording import fold

Seen = Literal["watched", "partly", "unknown"]
STATES = ("watching", "nothing_to_report", "partial", "blind")  # the first that holds of a day is that day's state
_WATCHED = ("watching", "nothing_to_report")


class DayWatch(msgspec.Struct, frozen=True, kw_only=True):
    """A span of days with what is known of who looked; a day that `known` lacks is unknown, which is not calm."""

    first: date
    last: date
    known: Mapping[date, str]

    def state(self, day: date) -> Seen:
        """Of one day."""
        state = self.known.get(day)
        return "watched" if state in _WATCHED else "partly" if state == "partial" else "unknown"

    def over(self, each: int) -> tuple[Seen, ...]:
        """Of so many days together: watched if each was, unknown if each is, else partly. Cost: linear in what is known."""
        counts: dict[Seen, Counter[int]] = {"watched": Counter(), "partly": Counter(), "unknown": Counter()}
        for day in self.known:
            if self.first <= day <= self.last:
                counts[self.state(day)][(day - self.first).days // each] += 1
        found: list[Seen] = []
        for n in range((self.days + each - 1) // each):
            length = min(each, self.days - n * each)
            if counts["watched"][n] == length:
                found.append("watched")
            else:
                found.append("partly" if counts["watched"][n] or counts["partly"][n] else "unknown")
        return tuple(found)

    @property
    def days(self) -> int:
        """How many days the span has."""
        return (self.last - self.first).days + 1

    @property
    def partly(self) -> int:
        """Days of which only reports are known, or observers that name no area."""
        return sum(self.first <= d <= self.last and self.state(d) == "partly" for d in self.known)

    @property
    def unknown(self) -> int:
        """Days on which nobody is known to have looked."""
        return self.days - sum(self.first <= d <= self.last and self.state(d) != "unknown" for d in self.known)


def day_states(found: Iterable[Coverage], first: date, last: date) -> dict[date, str]:
    """The best that is known of each day from `first` to `last`; days of which nothing is known are left out.

    Cost: one step a day of each record inside the span.
    """
    known: dict[date, str] = {}
    for c in sorted((c for c in found if c.state in STATES), key=lambda c: -STATES.index(c.state)):
        start, end = max(c.start, first), min(c.end, last)
        known |= dict.fromkeys((start + timedelta(days=n) for n in range((end - start).days + 1)), c.state)
    return known


def days_watched(records: Records, first: date, last: date, place: str | None = None) -> DayWatch:
    """Who looked anywhere, or in the areas of that name. An observer that names no area makes a day partly known, at most."""
    wanted = fold(place) if place is not None else None
    kept = (
        msgspec.structs.replace(c, state="partial") if c.area == NO_AREA and c.state in _WATCHED else c
        for c in records.coverage
        if wanted is None or wanted in fold(c.area)
    )
    return DayWatch(first=first, last=last, known=day_states(kept, first, last))
