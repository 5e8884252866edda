"""Days as numbers: what an EDTF expression covers, and back."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_MARKS = re.compile(r"[~?%]")
_POINT = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
OPEN = 10**7


def _bounds(text: str) -> tuple[int, int] | None:
    found = _POINT.match(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return first.toordinal(), last.toordinal()


@lru_cache(maxsize=65536)
def days_of(when: str | None) -> tuple[int, int] | None:
    """First and last day that an EDTF date or interval covers, as proleptic ordinals; None when it gives no days.

    Open ends ("2020-11-10/..") reach to plus or minus `OPEN`. Expressions outside the subset that claims use
    (year, month, day, interval, with ~ ? %) give None: nothing is guessed.
    """
    if not when:
        return None
    text = _MARKS.sub("", when)
    if "/" not in text:
        return _bounds(text)
    left, right = text.split("/", 1)
    low = (-OPEN, -OPEN) if left in ("", "..") else _bounds(left)
    high = (OPEN, OPEN) if right in ("", "..") else _bounds(right)
    if low is None or high is None or low[0] > high[1]:
        return None
    return low[0], high[1]


def edtf(days: tuple[int, int]) -> str:
    """EDTF for a stretch of days, in its shortest form."""
    low, high = days
    if low == high:
        return date.fromordinal(low).isoformat()
    a = ".." if low <= -OPEN else date.fromordinal(low).isoformat()
    b = ".." if high >= OPEN else date.fromordinal(high).isoformat()
    if a != ".." and b != "..":
        first, last = date.fromordinal(low), date.fromordinal(high)
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
            return f"{first.year:04d}"
        if first.day == 1 and last.day == monthrange(last.year, last.month)[1] and a[:7] == b[:7]:
            return a[:7]
    return f"{a}/{b}"


@lru_cache(maxsize=65536)
def spoken(days: tuple[int, int] | None) -> str:
    """The days in words: "11 December 2020", "11 to 12 December 2020"."""
    if days is None:
        return "an unstated day"
    low, high = days
    if low <= -OPEN or high >= OPEN:
        return f"since {_day(low)}" if low > -OPEN else f"until {_day(high)}"
    text = edtf(days)
    if len(text) == 4:
        return text
    if len(text) == 7:
        return f"{_MONTHS[date.fromordinal(low).month - 1]} {date.fromordinal(low).year}"
    if low == high:
        return _day(low)
    a, b = date.fromordinal(low), date.fromordinal(high)
    if (a.year, a.month) == (b.year, b.month):
        return f"{a.day} to {_day(high)}"
    return f"{_day(low)} to {_day(high)}"


def _day(n: int) -> str:
    d = date.fromordinal(n)
    return f"{d.day} {_MONTHS[d.month - 1]} {d.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
