"""Dates as publishers write them: in fields, in date lines, in addresses. Never a default day, month or year."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Literal

import msgspec

from trucewatch.ingest.layout.patterns import layout_data

FIRST_YEAR, LAST_YEAR = 1900, 2099
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)")
_DATELESS = re.compile(r"\d{4}(?:-\d{2})?")


class WrittenDate(msgspec.Struct, frozen=True, kw_only=True):
    """A date as written, at [start, end) of the text searched. `year` None: not given. `ambiguous`: 3/4/2020."""

    start: int
    end: int
    day: int
    month: int
    year: int | None = None
    ambiguous: bool = False

    def on(self, year: int) -> date | None:
        """The day in that year, None when the calendar has no such day."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    @property
    def date(self) -> date | None:
        """The day, None when the year is not given, the order is ambiguous, or the calendar has no such day."""
        if self.year is None or self.ambiguous:
            return None
        return self.on(self.year)


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """A field that holds a date: the calendar day in the writer's zone, and the instant when a zone was given."""

    date: date
    at: datetime | None = None


StampFault = Literal["impossible_date", "imprecise_date", "ambiguous_date", "unreadable_date"]


@cache
def _month_numbers() -> dict[str, int]:
    return {name: number for number, names in layout_data().months.items() for name in names}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    month = "|".join(sorted((re.escape(m) for m in _month_numbers()), key=lambda m: (-len(m), m)))
    month = rf"(?P<month>{month})(?![^\W\d_])\.?"
    day = r"(?<![\d.:])(?P<d>\d{1,2})(?!\d)"
    year = r"(?P<y>(?:19|20)\d\d)(?!\d)"
    return tuple(
        re.compile(p, re.IGNORECASE)
        for p in (
            r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)",
            rf"(?<!\w){month}\s{{0,3}}{day}(?:st|nd|rd|th)?,?\s{{0,3}}{year}",
            rf"{day}(?:st|nd|rd|th|er|º|\.)?\s{{0,3}}(?:de\s|of\s|-)?{month},?\s{{0,3}}(?:de\s|-)?{year}",
            r"(?<!\d)(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)(?!\d)",
            r"(?<!\d)(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>(?:19|20)\d\d)(?!\d)",
            rf"(?<!\w){month}\s{{0,3}}{day}(?:st|nd|rd|th)?",
            rf"{day}(?:st|nd|rd|th|er|º|\.)?\s{{0,3}}(?:de\s|of\s)?{month}",
        )
    )


def find_written_date(text: str) -> WrittenDate | None:
    """The first date in a short text, one with a year before one without; None if there is none."""
    found = [m for p in _patterns() if (m := p.search(text))]
    if not found:
        return None
    best = min(found, key=lambda m: (m.groupdict().get("y") is None, m.start(), -m.end()))
    groups = best.groupdict()
    month = int(groups["m"]) if groups.get("m") else _month_numbers()[groups["month"].lower()]
    day = int(groups["d"])
    ambiguous = False
    if "/" in best.group() and not groups["d"].startswith(("19", "20")) and groups.get("m") and not groups.get("s"):
        # 13/12/2020 and 12/13/2020 can be told apart, 3/4/2020 cannot
        ambiguous = day <= 12 and month <= 12 and day != month
        if month > 12:
            day, month = month, day
    year = int(groups["y"]) if groups.get("y") else None
    return WrittenDate(start=best.start(), end=best.end(), day=day, month=month, year=year, ambiguous=ambiguous)


def resolve_year(written: WrittenDate, reference: date | None) -> date | None:
    """The day of a date without a year: the nearest that is not after `reference` plus one day; None without reference.

    The one day is for a publisher whose calendar is behind the writer's.
    """
    if written.year is not None:
        return written.date
    if reference is None:
        return None
    latest = reference + timedelta(days=1)
    for year in range(latest.year, latest.year - 5, -1):  # five years back reach a 29 February
        day = written.on(year)
        if day and day <= latest:
            return day
    return None


def parse_stamp(value: str) -> Stamp | StampFault:
    """The day and instant that a field gives, or what is wrong with it."""
    value = value.strip()
    if len(value) > 100:
        return "unreadable_date"
    if _DATELESS.fullmatch(value):
        return "imprecise_date"
    iso = _ISO.match(value)
    if iso:
        return _parse_iso(value, iso)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    else:
        return _bounded(at.date(), at if at.tzinfo else None)
    written = find_written_date(value)
    if written is None:
        return "unreadable_date"
    if written.ambiguous:
        return "ambiguous_date"
    if written.year is None:
        return "imprecise_date"
    return _bounded(written.date) if written.date else "impossible_date"


def _parse_iso(value: str, iso: re.Match[str]) -> Stamp | StampFault:
    try:
        day = date(int(iso["y"]), int(iso["m"]), int(iso["d"]))
    except ValueError:
        return "impossible_date"
    rest = value[iso.end() :].strip()
    if not rest:
        return _bounded(day)
    try:
        at = datetime.fromisoformat(value.replace(" UTC", "+00:00").replace(" GMT", "+00:00"))
    except (ValueError, OverflowError):
        return "impossible_date" if re.match(r"[T ]\d\d:\d\d", value[iso.end() :]) else "unreadable_date"
    return _bounded(day, at if at.tzinfo else None)


def _bounded(day: date, at: datetime | None = None) -> Stamp | StampFault:
    return Stamp(date=day, at=at) if FIRST_YEAR <= day.year <= LAST_YEAR else "impossible_date"


_URL_DATES = (
    re.compile(r"/(?P<y>(?:19|20)\d\d)[/-](?P<m>\d{1,2}|[A-Za-z]{3,9})[/-](?P<d>\d{1,2})(?=[/?#._-]|$)"),
    re.compile(r"[/_-](?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?=[/?#._-]|$)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"),
)


def find_date_in_url(url: str) -> date | None:
    """The day in an address such as /2020/12/13/ or /2020/dec/13/, None if there is none."""
    for pattern in _URL_DATES:
        found = pattern.search(url[:2000])
        if not found:
            continue
        month = int(found["m"]) if found["m"].isdigit() else _month_numbers().get(found["m"].lower(), 0)
        try:
            return date(int(found["y"]), month, int(found["d"]))
        except ValueError:
            continue
    return None
