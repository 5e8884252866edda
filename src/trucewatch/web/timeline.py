"""Incidents by day as bars: how many, and on which days no document is dated, which is not calm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from trucewatch.publish.situation import DayCount

MOST_BARS = 120  # beyond this, days are taken together
_STEPS = (1, 7, 28, 91, 364)


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the timeline. `unknown`: no document that is held was published in it."""

    first: date
    last: date
    firm: int
    candidates: int
    unknown: bool


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Bars in order of time. `undated`: incidents without a day."""

    bars: tuple[Bar, ...]
    days_each: int
    highest: int
    undated: int


def make_timeline(counts: Iterable[DayCount], published: Iterable[date]) -> Timeline:
    """The bars over all days from the first incident or document to the last. An incident stands at its first day."""
    starts: list[tuple[date, bool, int]] = []
    undated = 0
    for count in counts:
        if count.first is None:
            undated += count.n
        else:
            starts.append((count.first, count.firm, count.n))
    seen = set(published)
    if not starts:
        return Timeline(bars=(), days_each=1, highest=0, undated=undated)
    first, last = min(d for d, _, _ in starts), max([*(d for d, _, _ in starts), *seen])
    length = (last - first).days + 1
    each = next((s for s in _STEPS if length / s <= MOST_BARS), length // MOST_BARS + 1)
    firm, loose = Counter[int](), Counter[int]()
    for day, is_firm, n in starts:
        (firm if is_firm else loose)[(day - first).days // each] += n
    told = {(d - first).days // each for d in seen if d >= first}
    bars = tuple(
        Bar(
            first=first + timedelta(days=i * each),
            last=min(last, first + timedelta(days=(i + 1) * each - 1)),
            firm=firm[i],
            candidates=loose[i],
            unknown=i not in told,
        )
        for i in range((length + each - 1) // each)
    )
    highest = max(b.firm + b.candidates for b in bars)
    return Timeline(bars=bars, days_each=each, highest=highest, undated=undated)
