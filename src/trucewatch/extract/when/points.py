"""One piece of time counted from its frame: the stretch of days that it names, and the rule that found it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from trucewatch.extract.when.calendar import Stamp, is_possible, of_day, shift_month
from trucewatch.extract.when.context import Frame
from trucewatch.extract.when.mention import TimePiece

AHEAD_DAYS = 7  # a date without its year may lie this far after the report before it means last year's
AMBIGUOUS_DAYS = 45  # 03/04/2021: the reading this near the report is taken if the other is further off
NARRATIVE_BACK_MONTHS = 8  # in a history, January after November means the next year
UNKNOWN = "unknown_anchor"
_EXACT_UNITS = {"day": 1, "week": 7, "fortnight": 14}


class Point(msgspec.Struct, frozen=True):
    """First and last stamp of a stretch, and the rule; both None when it cannot be known."""

    start: Stamp | None
    end: Stamp | None
    rule: str


def unknown(rule: str = UNKNOWN) -> Point:
    """No stretch, and why."""
    return Point(None, None, rule)


def point(piece: TimePiece, frame: Frame) -> Point:
    """The stretch that a piece names."""
    finder = _FINDERS.get(piece.kind)
    return finder(piece, frame) if finder else unknown(piece.kind)


def _one(stamp: Stamp, rule: str) -> Point:
    return Point(stamp, stamp, rule)


def _days(first: date, last: date, rule: str) -> Point:
    return Point(of_day(first), of_day(last), rule)


def _base(piece: TimePiece, frame: Frame) -> date | None:
    """The day that a relative piece counts from; report and text each stand in for the other."""
    if piece.base == "event":
        return None
    if piece.base == "text":
        return frame.text_day or frame.anchor
    return frame.anchor or frame.text_day


# --- dates with a month -------------------------------------------------------------------------------------------


def _date(piece: TimePiece, frame: Frame) -> Point:
    month, day = piece.month, piece.day
    if day is None or (month is None and piece.weekday is None):
        return unknown("unreadable")
    if month is None:
        return _day_of_month(piece, frame)
    if piece.year is None and piece.year_of is None:
        year, rule = _year_of(month, day, frame)
    else:
        year, rule = _told_year(piece, frame), "date"
    if not is_possible(year if year is not None else 2000, month, day) or (
        piece.end_day is not None and not is_possible(year if year is not None else 2000, month, piece.end_day)
    ):
        return unknown("impossible")
    if year is None:
        return unknown("year_unknown")
    if piece.doubtful:
        return _doubtful(Stamp(year=year, month=month, day=day), frame)
    start = Stamp(year=year, month=month, day=day)
    if piece.weekday is not None and (told := start.first_day()) is not None and told.weekday() != piece.weekday:
        rule += "+weekday_differs"
    end = start if piece.end_day is None else Stamp(year=year, month=month, day=piece.end_day)
    return Point(start, end, rule)


def _told_year(piece: TimePiece, frame: Frame) -> int | None:
    if piece.year is not None:
        return piece.year
    if piece.year_of == "that":
        return frame.text.year if frame.text else frame.anchor.year if frame.anchor else frame.year
    if piece.year_of is None:
        return None
    base = frame.anchor.year if frame.anchor else frame.year
    return None if base is None else base + {"last": -1, "next": 1}.get(piece.year_of, 0)


def _year_of(month: int, day: int, frame: Frame) -> tuple[int | None, str]:
    """The year that puts a month and day nearest before the report (or a few days after it), or next if future."""
    if frame.narrative:
        return _narrative_year(month, frame), "year_of_text"
    if frame.anchor is None:
        return frame.year, "year_of_text"
    anchor = frame.anchor
    possible = [
        date(y, month, day)
        for y in range(anchor.year - 8, anchor.year + 9)
        if 1 <= y <= 9998 and is_possible(y, month, day)
    ]
    if not possible:
        return anchor.year, "date"
    if frame.future:
        return min((d for d in possible if d >= anchor), default=possible[-1]).year, "year_next"
    return max(
        (d for d in possible if d <= anchor + timedelta(days=AHEAD_DAYS)), default=possible[0]
    ).year, "year_nearest"


def _narrative_year(month: int, frame: Frame) -> int | None:
    last = frame.text
    if last is None:
        return frame.year
    return last.year + (1 if last.month and last.month - month > NARRATIVE_BACK_MONTHS else 0)


def _doubtful(stamp: Stamp, frame: Frame) -> Point:
    """03/04/2021: the reading that lies near the report while the other does not; else unknown."""
    if frame.anchor is None or stamp.month is None or stamp.day is None:
        return unknown("day_or_month_first")
    readings = [date(stamp.year, stamp.month, stamp.day), date(stamp.year, stamp.day, stamp.month)]
    near = [d for d in readings if abs((d - frame.anchor).days) <= AMBIGUOUS_DAYS]
    return _one(of_day(near[0]), "day_or_month_first") if len(near) == 1 else unknown("day_or_month_first")


def _day_of_month(piece: TimePiece, frame: Frame) -> Point:
    """ "the 20th": in the month last named, else the month of the report or the one before."""
    day = piece.day or 0
    if frame.text is not None and frame.text.month:
        year, month = frame.text.year, frame.text.month
    elif frame.anchor is not None:
        base = frame.anchor if day <= frame.anchor.day or frame.future else shift_month(frame.anchor.replace(day=1), -1)
        year, month = base.year, base.month
    else:
        return unknown()
    if not is_possible(year, month, day):
        return unknown("impossible")
    return _one(Stamp(year=year, month=month, day=day), "day_of_month")


def _month(piece: TimePiece, frame: Frame) -> Point:
    month = piece.month or 1
    if piece.year is not None or piece.year_of is not None:
        year = _told_year(piece, frame)
        return unknown("year_unknown") if year is None else _one(Stamp(year=year, month=month), "month")
    base = (frame.text.first_day() if frame.narrative and frame.text else None) or frame.anchor
    if base is None:
        year = _narrative_year(month, frame) if frame.narrative else frame.year
        return unknown("year_unknown") if year is None else _one(Stamp(year=year, month=month), "year_of_text")
    if frame.narrative and piece.which is None:
        return _one(Stamp(year=_narrative_year(month, frame) or base.year, month=month), "year_of_text")
    before = base.year if month <= base.month else base.year - 1
    after = base.year if month >= base.month else base.year + 1
    if piece.which in ("last", "past", "previous"):
        return _one(Stamp(year=before - (month == base.month), month=month), "month_before")
    if piece.which in ("next", "following"):
        return _one(Stamp(year=after + (month == base.month), month=month), "month_after")
    if piece.which == "this":
        return _one(Stamp(year=base.year, month=month), "month_this_year")
    return _one(
        Stamp(year=after if frame.future else before, month=month), "year_next" if frame.future else "year_nearest"
    )


def _year(piece: TimePiece, frame: Frame) -> Point:
    if piece.year is None:
        return unknown("unreadable")
    return Point(
        Stamp(year=piece.year), Stamp(year=piece.end_year if piece.end_year is not None else piece.year), "year"
    )


def _decade(piece: TimePiece, frame: Frame) -> Point:
    if piece.year is None or piece.year < 0:
        return unknown("before_the_year_1")
    return _one(Stamp(year=piece.year * 10, wide="decade"), "decade")


def _century(piece: TimePiece, frame: Frame) -> Point:
    if piece.year is None or piece.year < 1:
        return unknown("before_the_year_1")
    return _one(Stamp(year=(piece.year - 1) * 100, wide="century"), "century")


def _season(piece: TimePiece, frame: Frame) -> Point:
    season = piece.season or 21
    if piece.year is not None or piece.year_of is not None:
        year = _told_year(piece, frame)
        return unknown("year_unknown") if year is None else _one(Stamp(year=year, season=season), "season")
    month = (season - 20) * 3
    if frame.anchor is None:
        last = frame.text
        if last is None:
            return unknown("year_unknown")
        base = last.year
        here = last.month or (last.season - 20) * 3 if last.season else last.month or 0
        if piece.which in ("next", "following") and here >= month:
            base += 1
        elif piece.which in ("last", "previous", "past") and here and here <= month:
            base -= 1
        return _one(Stamp(year=base, season=season), "year_of_text")
    anchor = frame.anchor
    if piece.which in ("next", "following") or (frame.future and piece.which is None):
        year = (
            anchor.year
            + (month <= anchor.month and piece.which is not None)
            + (month + 2 < anchor.month and piece.which is None)
        )
    else:
        year = anchor.year - (
            month > anchor.month or (piece.which in ("last", "previous", "past") and month + 2 >= anchor.month)
        )
    return _one(Stamp(year=year, season=season), "season_nearest")


# --- days counted from the report or the text ---------------------------------------------------------------------


def _weekday(piece: TimePiece, frame: Frame) -> Point:
    anchor = frame.anchor or frame.text_day
    if anchor is None or piece.weekday is None:
        return unknown()
    back = (anchor.weekday() - piece.weekday) % 7
    on = (piece.weekday - anchor.weekday()) % 7
    if piece.which == "last_week":
        return _one(of_day(anchor - timedelta(days=anchor.weekday() + 7 - piece.weekday)), "weekday_last_week")
    if piece.which in ("next", "this_future"):
        return _one(of_day(anchor + timedelta(days=on or 7)), "weekday_after")
    if piece.which == "following":
        base = frame.text_day or anchor
        return _one(of_day(base + timedelta(days=(piece.weekday - base.weekday()) % 7 or 7)), "weekday_after_text")
    if piece.which == "previous":
        base = frame.text_day or anchor
        return _one(of_day(base - timedelta(days=(base.weekday() - piece.weekday) % 7 or 7)), "weekday_before_text")
    if piece.which == "last":
        return _one(of_day(anchor - timedelta(days=back or 7)), "weekday_before")
    if frame.future:
        return _one(of_day(anchor + timedelta(days=on)), "weekday_on_or_after")
    return _one(of_day(anchor - timedelta(days=back)), "weekday_on_or_before")


def _day(piece: TimePiece, frame: Frame) -> Point:
    base = _base(piece, frame)
    if base is None:
        return unknown("counted_from_event" if piece.base == "event" else UNKNOWN)
    if piece.which == "tonight" and not frame.future and not frame.narrative:
        return _days(base - timedelta(days=1), base, "tonight_told")  # told as done: the night that led to the report
    return _one(of_day(base + timedelta(days=piece.shift or 0)), f"day_from_{piece.base}")


def _ago(piece: TimePiece, frame: Frame) -> Point:
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
            return _one(Stamp(year=stamp.year + steps), "so_long_from_text")
        if piece.unit == "month" and stamp.month:
            total = stamp.year * 12 + stamp.month - 1 + steps
            return _one(Stamp(year=total // 12, month=total % 12 + 1), "so_long_from_text")
        return unknown()
    rule = f"so_long_from_{piece.base}"
    try:
        if piece.unit in _EXACT_UNITS:
            day = base + timedelta(days=round(piece.count * _EXACT_UNITS[piece.unit]) * piece.sign)
            return _one(of_day(day, approximate=piece.unit != "day"), rule)
        if piece.unit == "month":
            there = shift_month(base, steps)
            return _one(Stamp(year=there.year, month=there.month), rule)
        if piece.unit in ("year", "decade", "century"):
            year = base.year + steps * {"year": 1, "decade": 10, "century": 100}[piece.unit]
            return _one(Stamp(year=year, approximate=piece.unit != "year"), rule)
        return _one(
            of_day(base + timedelta(days=steps // 24 if piece.unit == "hour" and abs(steps) >= 24 else 0)), rule
        )
    except (OverflowError, ValueError):
        return unknown("impossible")


def _span(piece: TimePiece, frame: Frame) -> Point:
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
        return _one(Stamp(year=stamp.year + steps), rule)
    if piece.unit == "month" and stamp.month:
        total = stamp.year * 12 + stamp.month - 1 + steps
        return _one(Stamp(year=total // 12, month=total % 12 + 1), rule)
    if piece.unit in ("decade", "century"):
        size = 10 if piece.unit == "decade" else 100
        first = stamp.year // size * size + steps * size
        return _one(Stamp(year=first, wide=piece.unit), rule) if first >= 0 else unknown("before_the_year_1")  # type: ignore[arg-type]
    if base is None or not stamp.day:
        return unknown()
    if piece.unit == "week":
        return _week(base, steps, piece, frame)
    if piece.unit == "weekend":
        saturday = (
            base - timedelta(days=(base.weekday() - 5) % 7)
            if steps <= 0
            else base + timedelta(days=(5 - base.weekday()) % 7)
        )
        saturday -= timedelta(days=7 if steps < 0 and base.weekday() >= 5 else 0)
        return _days(saturday, saturday + timedelta(days=1), rule)
    return _one(of_day(base + timedelta(days=steps)), rule) if piece.unit == "day" else unknown("vague")


def _week(base: date, steps: int, piece: TimePiece, frame: Frame) -> Point:
    monday = base - timedelta(days=base.weekday()) + timedelta(days=7 * steps)
    sunday = monday + timedelta(days=6)
    if piece.which == "this":
        return _days(base, sunday, "this_week") if frame.future else _days(monday, base, "this_week")
    return _days(monday, sunday, "calendar_week")


def _period(piece: TimePiece, frame: Frame) -> Point:
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


def _running(piece: TimePiece, frame: Frame) -> Point:
    base = frame.anchor or frame.text_day
    if base is None or not piece.count:
        return unknown()
    return _days(base - timedelta(days=int(piece.count) - 1), base, "days_running")


_FINDERS: dict[str, Callable[[TimePiece, Frame], Point]] = {
    "date": _date,
    "holiday": _date,
    "day_of_month": _day_of_month,
    "month": _month,
    "year": _year,
    "decade": _decade,
    "century": _century,
    "season": _season,
    "weekday": _weekday,
    "day": _day,
    "ago": _ago,
    "span": _span,
    "period": _period,
    "running": _running,
}
