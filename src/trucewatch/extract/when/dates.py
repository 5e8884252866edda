"""Dates with a month, year or season in their words, and what they leave out."""

from __future__ import annotations

from datetime import date, timedelta

from trucewatch.extract.when.calendar import Stamp, is_possible, of_day, shift_month
from trucewatch.extract.when.context import Frame
from trucewatch.extract.when.mention import TimePiece
from trucewatch.extract.when.stretch import Point, one, unknown

AHEAD_DAYS = 7  # a date without its year may lie this far after the report before it means last year's
AMBIGUOUS_DAYS = 45  # 03/04/2021: the reading this near the report is taken if the other is further off
NARRATIVE_BACK_MONTHS = 8  # in a history, January after November means the next year


def find_date(piece: TimePiece, frame: Frame) -> Point:
    """The day or days of a date with its month."""
    month, day = piece.month, piece.day
    if day is None or (month is None and piece.weekday is None):
        return unknown("unreadable")
    if month is None:
        return find_day_of_month(piece, frame)
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
    ahead = AMBIGUOUS_DAYS if frame.future else AHEAD_DAYS
    near = [d for d in readings if -AMBIGUOUS_DAYS <= (d - frame.anchor).days <= ahead]
    return one(of_day(near[0]), "day_or_month_first") if len(near) == 1 else unknown("day_or_month_first")


def find_day_of_month(piece: TimePiece, frame: Frame) -> Point:
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
    return one(Stamp(year=year, month=month, day=day), "day_of_month")


def find_month(piece: TimePiece, frame: Frame) -> Point:
    """The month, its year told or the nearest before the report."""
    month = piece.month or 1
    if piece.year is not None or piece.year_of is not None:
        year = _told_year(piece, frame)
        return unknown("year_unknown") if year is None else one(Stamp(year=year, month=month), "month")
    base = (frame.text.first_day() if frame.narrative and frame.text else None) or frame.anchor
    if base is None:
        year = _narrative_year(month, frame) if frame.narrative else frame.year
        return unknown("year_unknown") if year is None else one(Stamp(year=year, month=month), "year_of_text")
    if frame.narrative and piece.which is None:
        return one(Stamp(year=_narrative_year(month, frame) or base.year, month=month), "year_of_text")
    before = base.year if month <= base.month else base.year - 1
    after = base.year if month >= base.month else base.year + 1
    if piece.which in ("last", "past", "previous"):
        return one(Stamp(year=before - (month == base.month), month=month), "month_before")
    if piece.which in ("next", "following"):
        return one(Stamp(year=after + (month == base.month), month=month), "month_after")
    if piece.which == "this":
        return one(Stamp(year=base.year, month=month), "month_this_year")
    return one(
        Stamp(year=after if frame.future else before, month=month), "year_next" if frame.future else "year_nearest"
    )


def find_year(piece: TimePiece, frame: Frame) -> Point:
    """The year or years."""
    if piece.year is None:
        return unknown("unreadable")
    return Point(
        Stamp(year=piece.year), Stamp(year=piece.end_year if piece.end_year is not None else piece.year), "year"
    )


def find_decade(piece: TimePiece, frame: Frame) -> Point:
    """The decade."""
    if piece.year is None or piece.year < 0:
        return unknown("before_the_year_1")
    return one(Stamp(year=piece.year * 10, wide="decade"), "decade")


def find_century(piece: TimePiece, frame: Frame) -> Point:
    """The century."""
    if piece.year is None or piece.year < 1:
        return unknown("before_the_year_1")
    return one(Stamp(year=(piece.year - 1) * 100, wide="century"), "century")


def find_season(piece: TimePiece, frame: Frame) -> Point:
    """The season, its year told or the nearest."""
    season = piece.season or 21
    if piece.year is not None or piece.year_of is not None:
        year = _told_year(piece, frame)
        return unknown("year_unknown") if year is None else one(Stamp(year=year, season=season), "season")
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
        return one(Stamp(year=base, season=season), "year_of_text")
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
    return one(Stamp(year=year, season=season), "season_nearest")
