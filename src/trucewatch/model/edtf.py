"""The days that an EDTF date or interval may mean."""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache

DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_YEAR = re.compile(r"^(\d{4})$")


@lru_cache(maxsize=65536)
def edtf_days(when: str | None) -> tuple[date, date] | None:
    """First and last calendar day that an EDTF date or interval may mean; None when it is open or absent."""
    if not when:
        return None
    first, _, last = when.partition("/")
    low, high = edge_days(first), edge_days(last or first)
    return (low[0], high[1]) if low and high else None


def edtf_reach(when: str | None) -> tuple[date, date] | None:
    """As `edtf_days`, with an open end reaching as far as days go; None without a date."""
    if not when or "/" not in when:
        return edtf_days(when)
    first, _, last = when.partition("/")
    low = (date.min, date.min) if first in ("", "..") else edge_days(first)
    high = (date.max, date.max) if last in ("", "..") else edge_days(last)
    return (low[0], high[1]) if low and high else None


def edge_days(part: str) -> tuple[date, date] | None:
    """First and last day of one end of an interval; None for one that is no day, month or year."""
    part = part.strip("~?%")
    try:
        if m := DAY.match(part):
            day = date(int(m[1]), int(m[2]), int(m[3]))
            return day, day
        if m := MONTH.match(part):
            year, month = int(m[1]), int(m[2])
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        if m := _YEAR.match(part):
            return date(int(m[1]), 1, 1), date(int(m[1]), 12, 31)
    except ValueError:
        return None
    return None
