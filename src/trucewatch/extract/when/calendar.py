"""Dates that know how much they know: a day, month, season, year, decade or century, and stretches of them, as EDTF."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Literal

import msgspec

Precision = Literal["day", "month", "season", "year", "decade", "century"]
_SEASON_MONTHS = {21: 3, 22: 6, 23: 9, 24: 12}
_EDTF = re.compile(r"(-?\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}))?(?:-(\d{2}))?([~?%]?)")


class Stamp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One date at the precision that its words give.

    `year` is astronomical (0 = 1 BC); seasons as in EDTF: 21 spring, 22 summer, 23 autumn, 24 winter. A decade or
    century is told by its first year and `precision`.
    """

    year: int
    month: int | None = None
    day: int | None = None
    season: int | None = None
    approximate: bool = False
    wide: Literal["decade", "century"] | None = None

    @property
    def precision(self) -> Precision:
        """How fine the date is."""
        if self.wide:
            return self.wide
        if self.season:
            return "season"
        return "day" if self.day else "month" if self.month else "year"

    def edtf(self) -> str:
        """The date in EDTF level 1: 2020-12-11, 2020-12, 2020-24 (winter), 2020, 202X, 20XX, -0498."""
        year = f"{self.year:04d}" if self.year >= 0 else f"-{-self.year:04d}"
        if self.wide:
            year = year[:-1] + "X" if self.wide == "decade" else year[:-2] + "XX"
        parts = [year, *(f"{x:02d}" for x in (self.season or self.month, self.day) if x)]
        return "-".join(parts) + ("~" if self.approximate else "")

    def first_day(self) -> date | None:
        """The earliest day that it can mean; None before the year 1."""
        if not 1 <= self.year <= 9998:
            return None
        if self.season:
            return date(self.year, _SEASON_MONTHS[self.season], 1)
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date | None:
        """The latest day that it can mean; None before the year 1."""
        first = self.first_day()
        if first is None or self.day:
            return first
        if self.wide:
            years = 10 if self.wide == "decade" else 100
            return date(self.year + years - 1, 12, 31)
        if self.season:
            first = shift_month(first, 2)
            return date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
        month = self.month or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    def before(self) -> Stamp:
        """The one before it, of the same precision."""
        if self.day and (first := self.first_day()):
            return of_day(first - timedelta(days=1))
        if self.month:
            return Stamp(year=self.year - (self.month == 1), month=(self.month - 2) % 12 + 1)
        return msgspec.structs.replace(self, year=self.year - {"decade": 10, "century": 100}.get(self.precision, 1))


def of_day(day: date, *, approximate: bool = False) -> Stamp:
    """A stamp of one day."""
    return Stamp(year=day.year, month=day.month, day=day.day, approximate=approximate)


def is_possible(year: int, month: int, day: int) -> bool:
    """True if the calendar has this day."""
    length = calendar.monthrange(year if 1 <= year <= 9998 else 2000 + year % 4, month)[1] if 1 <= month <= 12 else 0
    return 1 <= day <= length


def shift_month(day: date, months: int) -> date:
    """The day so many months on; at a shorter month's end, its last day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def parse_stamp(text: str) -> Stamp | None:
    """The stamp that an EDTF date tells, None when it is no date of the kinds that we write."""
    match = _EDTF.fullmatch(text)
    if match is None:
        return None
    year, second, third, mark = match.groups()
    wide: Literal["decade", "century"] | None = (
        "century" if year.endswith("XX") else "decade" if year.endswith("X") else None
    )
    month = int(second) if second else None
    season = month if month and 21 <= month <= 24 else None
    number = int(year.replace("X", "0"))
    if season is None and month is not None and not is_possible(number, month, int(third or 1)):
        return None
    return Stamp(
        year=number,
        month=None if season else month,
        day=int(third) if third else None,
        season=season,
        approximate=mark in ("~", "%"),
        wide=wide,
    )


def parse_edtf(edtf: str) -> tuple[Stamp | None, Stamp | None] | None:
    """First and last stamp of an EDTF date or interval (None for an open end); None when it cannot be read."""
    ends = edtf.split("/")
    if len(ends) > 2:
        return None
    made = [None if e in ("..", "") else parse_stamp(e) for e in ends]
    if any(m is None and e not in ("..", "") for m, e in zip(made, ends, strict=True)) or not any(made):
        return None
    return made[0], made[-1]
