"""Days and stretches told from the day of the report, or from the day last named in the text."""

from __future__ import annotations

from datetime import date, timedelta

from trucewatch.extract.when.calendar import Stamp, of_day, shift_month
from trucewatch.extract.when.context import Frame
from trucewatch.extract.when.mention import TimePiece
from trucewatch.extract.when.stretch import UNKNOWN, Point, days, one, unknown

_EXACT_UNITS = {"day": 1, "week": 7, "fortnight": 14}


def _base(piece: TimePiece, frame: Frame) -> date | None:
    """The day that a relative piece counts from; report and text each stand in for the other."""
    if piece.base == "event":
        return None
    if piece.base == "text":
        return frame.text_day or frame.anchor
    return frame.anchor or frame.text_day


def find_weekday(piece: TimePiece, frame: Frame) -> Point:
    """The weekday on or before the report, or on or after it when the verb is future."""
    anchor = frame.anchor or frame.text_day
    if anchor is None or piece.weekday is None:
        return unknown()
    back = (anchor.weekday() - piece.weekday) % 7
    on = (piece.weekday - anchor.weekday()) % 7
    if piece.which == "last_week":
        return one(of_day(anchor - timedelta(days=anchor.weekday() + 7 - piece.weekday)), "weekday_last_week")
    if piece.which in ("next", "this_future"):
        return one(of_day(anchor + timedelta(days=on or 7)), "weekday_after")
    if piece.which == "following":
        base = frame.text_day or anchor
        return one(of_day(base + timedelta(days=(piece.weekday - base.weekday()) % 7 or 7)), "weekday_after_text")
    if piece.which == "previous":
        base = frame.text_day or anchor
        return one(of_day(base - timedelta(days=(base.weekday() - piece.weekday) % 7 or 7)), "weekday_before_text")
    if piece.which == "last":
        return one(of_day(anchor - timedelta(days=back or 7)), "weekday_before")
    if frame.future:
        return one(of_day(anchor + timedelta(days=on)), "weekday_on_or_after")
    return one(of_day(anchor - timedelta(days=back)), "weekday_on_or_before")


def find_day(piece: TimePiece, frame: Frame) -> Point:
    """The day so many days from the report or from the day last named."""
    base = _base(piece, frame)
    if base is None:
        return unknown("counted_from_event" if piece.base == "event" else UNKNOWN)
    if piece.which == "tonight" and not frame.future and not frame.narrative:
        return days(base - timedelta(days=1), base, "tonight_told")  # told as done: the night that led to the report
    return one(of_day(base + timedelta(days=piece.shift or 0)), f"day_from_{piece.base}")


def find_ago(piece: TimePiece, frame: Frame) -> Point:
    """The day, month or year so long before or after; "two months ago" is a month, never an invented day."""
    base = _base(piece, frame)
    if piece.base == "event":
        return unknown("counted_from_event")
    if piece.count is None:
        return unknown("vague")
    steps = int(piece.count) * piece.sign
    if base is None:
        stamp = frame.text
        if stamp is None:
            return unknown()
        if piece.unit == "year":
            return one(Stamp(year=stamp.year + steps), "so_long_from_text")
        if piece.unit == "month" and stamp.month:
            total = stamp.year * 12 + stamp.month - 1 + steps
            return one(Stamp(year=total // 12, month=total % 12 + 1), "so_long_from_text")
        return unknown()
    rule = f"so_long_from_{piece.base}"
    try:
        if piece.unit in _EXACT_UNITS:
            day = base + timedelta(days=round(piece.count * _EXACT_UNITS[piece.unit]) * piece.sign)
            return one(of_day(day, approximate=piece.unit != "day"), rule)
        if piece.unit == "month":
            there = shift_month(base, steps)
            return one(Stamp(year=there.year, month=there.month), rule)
        if piece.unit in ("year", "decade", "century"):
            year = base.year + steps * {"year": 1, "decade": 10, "century": 100}[piece.unit]
            return one(Stamp(year=year, approximate=piece.unit != "year"), rule)
        return one(of_day(base + timedelta(days=steps // 24 if piece.unit == "hour" and abs(steps) >= 24 else 0)), rule)
    except (OverflowError, ValueError):
        return unknown("impossible")


def find_span(piece: TimePiece, frame: Frame) -> Point:
    """ "last week", "this month", "the same year": whole calendar units, a week from Monday to Sunday."""
    steps = {"last": -1, "past": -1, "previous": -1, "next": 1, "following": 1}.get(piece.which or "", 0)
    if piece.base == "event":
        return unknown("counted_from_event")
    of_text = piece.which in ("previous", "following", "that")
    if frame.text and (of_text or frame.anchor is None):
        base: date | None = frame.text.first_day()
        stamp: Stamp | None = frame.text
    else:
        base, stamp = frame.anchor, of_day(frame.anchor) if frame.anchor else None
    if stamp is None:
        return unknown()
    rule = f"calendar_{piece.unit}"
    if piece.unit == "year":
        return one(Stamp(year=stamp.year + steps), rule)
    if piece.unit == "month" and stamp.month:
        total = stamp.year * 12 + stamp.month - 1 + steps
        return one(Stamp(year=total // 12, month=total % 12 + 1), rule)
    if piece.unit in ("decade", "century"):
        size = 10 if piece.unit == "decade" else 100
        first = stamp.year // size * size + steps * size
        return one(Stamp(year=first, wide=piece.unit), rule) if first >= 0 else unknown("before_the_year_1")  # type: ignore[arg-type]
    if base is None or not stamp.day:
        return unknown()
    if piece.unit == "week":
        return _week(base, steps, piece, frame)
    if piece.unit == "weekend":
        steps = steps or int(frame.future)
        saturday = (
            base - timedelta(days=(base.weekday() - 5) % 7)
            if steps <= 0
            else base + timedelta(days=(5 - base.weekday()) % 7)
        )
        saturday -= timedelta(days=7 if steps < 0 and base.weekday() >= 5 else 0)
        return days(saturday, saturday + timedelta(days=1), rule)
    return one(of_day(base + timedelta(days=steps)), rule) if piece.unit == "day" else unknown("vague")


def _week(base: date, steps: int, piece: TimePiece, frame: Frame) -> Point:
    monday = base - timedelta(days=base.weekday()) + timedelta(days=7 * steps)
    sunday = monday + timedelta(days=6)
    if piece.which == "this":
        return days(base, sunday, "this_week") if frame.future else days(monday, base, "this_week")
    return days(monday, sunday, "calendar_week")


def find_period(piece: TimePiece, frame: Frame) -> Point:
    """ "over the past 24 hours" on day D: D-1/D; "the next three days": D/D+3."""
    base = frame.anchor or frame.text_day
    if piece.count is None:
        return unknown("vague")
    if base is None:
        return unknown()
    sign = 1 if piece.which == "within" and frame.future else piece.sign
    rule = "period_back" if sign < 0 else "period_on"
    approximate = False
    try:
        if piece.unit in _EXACT_UNITS:
            far = base + timedelta(days=round(piece.count * _EXACT_UNITS[piece.unit]) * sign)
        elif piece.unit == "hour":
            far = base + timedelta(days=(-(-piece.count // 24) if piece.count >= 12 else 0) * sign)
        elif piece.unit in ("month", "year", "decade", "century"):
            months = piece.count * {"month": 1, "year": 12, "decade": 120, "century": 1200}[piece.unit]
            far = shift_month(base, int(months) * sign) + timedelta(days=round((months - int(months)) * 30) * sign)
            approximate = True
        else:
            far = base
    except (OverflowError, ValueError):
        return unknown("impossible")
    ends = (of_day(far, approximate=approximate), of_day(base))
    return Point(*ends, rule) if sign < 0 else Point(ends[1], ends[0], rule)


def find_running(piece: TimePiece, frame: Frame) -> Point:
    """The days that "for the third day running" counts."""
    base = frame.anchor or frame.text_day
    if base is None or not piece.count:
        return unknown()
    return days(base - timedelta(days=int(piece.count) - 1), base, "days_running")
