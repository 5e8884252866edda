"""The earliest and latest UTC instant that a date, with its part of the day or its clock time, can mean."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from trucewatch.extract.when.calendar import Stamp, parse_edtf
from trucewatch.extract.when.mention import Part
from trucewatch.model.when import DayPart

EAST_MOST = 14 * 60  # minutes: the zone that meets a day first (Line Islands)
WEST_MOST = -12 * 60  # and the one that leaves it last

# hours after midnight of the day named; an hour past 24 lies in the next day, one below 0 in the day before
HOURS: dict[DayPart, tuple[int, int]] = {
    "overnight": (-6, 30),
    "morning": (6, 12),
    "midday": (11, 14),
    "afternoon": (12, 18),
    "evening": (18, 24),
    "night": (18, 30),
}
PART_HOURS: dict[Part, tuple[int, int]] = {"early": (0, 12), "mid": (9, 16), "late": (16, 30)}
EARLY_MORNING = (0, 9)
APPROXIMATE_DAYS = {"day": 7, "month": 31, "season": 92, "year": 366, "decade": 3653, "century": 36525}
CLOCK_SLACK = 30  # minutes either side of "about 8:40"


def bounds(
    edtf: str | None,
    *,
    day_part: DayPart | None = None,
    part: Part | None = None,
    clock: int | None = None,
    end_clock: int | None = None,
    approximate_clock: bool = False,
    utc_offset_minutes: int | None = None,
) -> tuple[datetime | None, datetime | None]:
    """Earliest (inclusive) and latest (exclusive) UTC instant; None for an open end or an unreadable date.

    Units: clock in minutes after midnight of the place's own time, which is `utc_offset_minutes` east of UTC. Without
    an offset the bounds are those of all zones of the world: from UTC+14, which meets a day first, to UTC-12, which
    leaves it last. A part of the day narrows single days and two-day nights only; "overnight" on two days is the
    night between them.
    """
    ends = parse_edtf(edtf) if edtf else None
    if ends is None:
        return None, None
    first, last = ends
    start = _edge(first, first=True)
    end = _edge(last, first=False)
    if first and last and first.day and last.day and start and end:
        day, days = start, (end - start).days
        hours = _minutes(day_part, part, clock, end_clock, approximate_clock, days)
        if hours:
            start, end = _shift(day, hours[0]), _shift(day, hours[1])
    east, west = (EAST_MOST, WEST_MOST) if utc_offset_minutes is None else (utc_offset_minutes, utc_offset_minutes)
    return _shift(start, -east), _shift(end, -west)


def _edge(stamp: Stamp | None, *, first: bool) -> datetime | None:
    if stamp is None:
        return None
    day = stamp.first_day() if first else stamp.last_day()
    if day is None:
        return None
    slack = timedelta(days=APPROXIMATE_DAYS[stamp.precision] if stamp.approximate else 0)
    moment = _midnight(day)
    return _shift(moment, 0, -slack) if first else _shift(moment, 0, timedelta(days=1) + slack)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _shift(moment: datetime | None, minutes: int, further: timedelta = timedelta(0)) -> datetime | None:
    """The moment so much later, or None where the calendar of the computer ends."""
    try:
        return None if moment is None else moment + timedelta(minutes=minutes) + further
    except OverflowError:
        return None


def _minutes(
    day_part: DayPart | None, part: Part | None, clock: int | None, end_clock: int | None, approximate: bool, days: int
) -> tuple[int, int] | None:
    """Minutes after the first day's midnight that the words leave, None when they do not narrow it."""
    if days == 2 and clock is None and day_part in ("overnight", "night"):
        return 18 * 60, 30 * 60
    if days > 1 and clock is not None and end_clock is not None:
        return clock, (days - 1) * 1440 + end_clock + 1
    if days != 1:
        return None
    if clock is not None:
        slack = CLOCK_SLACK if approximate else 0
        until = clock + 1 if end_clock is None else end_clock + 1 + (1440 if end_clock < clock else 0)
        return clock - slack, until + slack
    if day_part == "morning" and part == "early":
        return EARLY_MORNING[0] * 60, EARLY_MORNING[1] * 60
    if day_part:
        return HOURS[day_part][0] * 60, HOURS[day_part][1] * 60
    if part:
        return PART_HOURS[part][0] * 60, PART_HOURS[part][1] * 60
    return None
