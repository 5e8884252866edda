"""Incidents by day as bars: how many, and who is known to have looked; days on which nobody is are grey, which is not calm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from trucewatch.publish.watched import DayWatch, Seen
from trucewatch.store.summary_rows import DayCount

MOST_BARS = 120  # beyond this, days are taken together
TICKS = 5  # days named below the bars
_STEPS = (1, 7, 28, 91, 364)


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the timeline. `seen`: who is known to have looked on its days; `chosen`: the filter's days meet it."""

    first: date
    last: date
    firm: int
    candidates: int
    seen: Seen
    chosen: bool


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Bars in order of time. `undated`: incidents without a day; `ticks`: days at even distances, the first bar's first."""

    bars: tuple[Bar, ...]
    days_each: int
    highest: int
    undated: int
    ticks: tuple[date, ...] = ()


def make_timeline(
    counts: Iterable[DayCount], seen: DayWatch | None, start: date | None = None, end: date | None = None
) -> Timeline:
    """The bars over all days that `seen` spans. An incident stands at its first day. `start`, `end`: the days asked for."""
    starts: list[tuple[date, bool, int]] = []
    undated = 0
    for count in counts:
        if count.first is None:
            undated += count.n
        else:
            starts.append((count.first, count.firm, count.n))
    if not starts or seen is None:
        return Timeline(bars=(), days_each=1, highest=0, undated=undated)
    first, last = seen.first, seen.last
    length = seen.days
    each = next((s for s in _STEPS if length / s <= MOST_BARS), length // MOST_BARS + 1)
    firm, loose = Counter[int](), Counter[int]()
    for day, is_firm, n in starts:
        (firm if is_firm else loose)[(day - first).days // each] += n
    bars = []
    for i, state in enumerate(seen.over(each)):
        begins, ends = first + timedelta(days=i * each), min(last, first + timedelta(days=(i + 1) * each - 1))
        bars.append(
            Bar(
                first=begins,
                last=ends,
                firm=firm[i],
                candidates=loose[i],
                seen=state,
                chosen=(start is None or ends >= start) and (end is None or begins <= end),
            )
        )
    return Timeline(
        bars=tuple(bars),
        days_each=each,
        highest=max(b.firm + b.candidates for b in bars),
        undated=undated,
        ticks=tuple(bars[len(bars) * n // TICKS].first for n in range(TICKS)) if len(bars) >= TICKS else (first,),
    )
