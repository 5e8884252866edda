"""Time expressions counted from their context: EDTF, UTC bounds, and the rule that each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from trucewatch.extract.when.bounds import bounds
from trucewatch.extract.when.calendar import Stamp, of_day
from trucewatch.extract.when.context import (
    Frame,
    Granularity,
    NarrativeContext,
    ResolvedTime,
    TimeContext,
    frame,
)
from trucewatch.extract.when.mention import TimeMention, TimePiece
from trucewatch.extract.when.points import point
from trucewatch.extract.when.stretch import Point, unknown
from trucewatch.extract.when.zones import offset_for
from trucewatch.model.when import AnchorSource, TimeDetail

__all__ = ["NarrativeContext", "ResolvedTime", "TimeContext", "combine", "resolve_time"]

_RELATIVE = ("weekday", "day", "ago", "span", "period", "running", "day_part", "day_of_month")
_DURATION = {
    "minute": "T{}M",
    "hour": "T{}H",
    "day": "{}D",
    "week": "{}W",
    "fortnight": "{}W",
    "month": "{}M",
    "year": "{}Y",
}


def resolve_time(mention: TimeMention, context: TimeContext | NarrativeContext) -> ResolvedTime:
    """The time that one expression means in its context; `edtf` is None when the words do not let it be known."""
    seen = frame(context)
    found = _stretch(mention, seen)
    edtf, granularity = _opened(mention, found, seen)
    if mention.relation == "as_of":
        day = found.start.first_day() if found.start and found.start.day else None
        return _record(mention, Point(found.start, found.end, "as_of"), None, "none", seen, reported_at=day)
    return _record(mention, found, edtf, granularity, seen)


def _stretch(mention: TimeMention, seen: Frame) -> Point:
    """First and last stamp, before "since" or "until" opens an end."""
    first, second = mention.first, mention.second
    if first.kind in ("clock", "day_part"):
        return _day_alone(mention, seen)
    if first.kind in ("duration", "frequency", "reference"):
        return unknown(first.kind)
    if second is not None:
        return _range(first, second, seen)
    found = point(first, seen)
    if (
        found.start is None
        or not found.start.day
        or found.start != found.end
        or (day := found.start.first_day()) is None
    ):
        return found
    if mention.overnight_to:
        return Point(of_day(day - timedelta(days=1)), found.end, found.rule + "+overnight_to")
    return found


def _day_alone(mention: TimeMention, seen: Frame) -> Point:
    """A clock time or part of the day with no day beside it; only "overnight" counts from the report."""
    if mention.day_part == "overnight" and seen.anchor is not None:
        return Point(*_night_before(seen.anchor), "overnight")
    if mention.relation == "since" and seen.anchor is not None:
        return Point(of_day(seen.anchor), of_day(seen.anchor), "since_hour_today")
    borrowed = seen.borrow_day or (seen.narrative and mention.clock is not None)
    if (
        borrowed
        and mention.day_part == "night"
        and seen.anchor is not None
        and seen.text_day == seen.anchor
        and not seen.future
    ):
        return Point(*_night_before(seen.anchor), "night_told")
    if borrowed and seen.text_day is not None:
        return Point(of_day(seen.text_day), of_day(seen.text_day), "day_of_text")
    return unknown("clock_only" if mention.clock is not None else "day_part_only")


def _night_before(day: date) -> tuple[Stamp, Stamp]:
    return of_day(day - timedelta(days=1)), of_day(day)


def _range(first: TimePiece, second: TimePiece, seen: Frame) -> Point:
    """The ends of a range; each lends the other the year, and a weekday's end follows its start."""
    first, second = _lent(first, second)
    end = point(second, seen)
    if end.end is None:
        return end
    start = point(first, seen)
    if start.start is None or start.end is None:
        return start
    begin, finish = start.start, end.end
    first_day, last_day = begin.first_day(), finish.last_day()
    if first_day and last_day and first_day > last_day:
        if first.kind == "weekday" and not seen.future:
            begin = of_day(first_day - timedelta(days=7))
        elif first.kind == "weekday":
            finish = of_day(last_day + timedelta(days=7))
        elif begin.month and finish.month and first.year is None:
            begin = msgspec.structs.replace(begin, year=finish.year - 1)
        else:
            return unknown("ends_before_it_begins")
    return Point(begin, finish, f"range_of_{first.kind}")


def _lent(first: TimePiece, second: TimePiece) -> tuple[TimePiece, TimePiece]:
    if first.kind not in ("date", "month", "season") or second.kind not in ("date", "month", "season"):
        return first, second
    if first.year is None and second.year is not None:
        wraps = (first.month or 0) > (second.month or 0) and first.kind != "season"
        first = msgspec.structs.replace(first, year=second.year - wraps)
    elif second.year is None and first.year is not None:
        wraps = (second.month or 0) < (first.month or 0) and first.kind != "season"
        second = msgspec.structs.replace(second, year=first.year + wraps)
    return first, second


def _opened(mention: TimeMention, found: Point, seen: Frame) -> tuple[str | None, Granularity]:
    """The EDTF of a stretch after its relation ("since", "until") has opened an end."""
    start, end = found.start, found.end
    if start is None or end is None:
        return None, "none"
    relation = mention.relation
    single_day = start == end and start.precision == "day"
    if single_day and mention.clock is not None and relation in ("after", "before", "by"):
        return start.edtf(), start.precision  # "shortly after 10 p.m. on Friday"
    today = single_day and start.first_day() == seen.anchor
    if relation in ("since", "from") and not (
        mention.second or mention.first.end_day or mention.first.end_year or seen.narrative
    ):
        if not today and mention.first.kind not in ("period", "running"):
            return f"{start.edtf()}/..", "open"
    elif relation in ("until", "by") and not today and not seen.narrative:
        return f"../{end.edtf()}", "open"
    elif relation == "before" and not seen.narrative:
        return f"../{start.before().edtf()}", "open"
    elif relation == "after" and not seen.narrative and mention.first.kind != "period":
        return f"{end.edtf()}/..", "open"
    if start == end:
        return start.edtf(), start.precision
    unit = mention.first.unit if mention.first.kind == "span" else None
    return (
        f"{start.edtf()}/{end.edtf()}",
        "week" if unit == "week" else "days" if start.day and end.day else start.precision,
    )


def _record(
    mention: TimeMention,
    found: Point,
    edtf: str | None,
    granularity: Granularity,
    seen: Frame,
    *,
    reported_at: date | None = None,
) -> ResolvedTime:
    offset = _offset(mention, found, seen)
    clock, end_clock = mention.clock, mention.end_clock
    start_part = mention.first.part if mention.second is None else None
    earliest, latest = bounds(
        edtf,
        day_part=mention.day_part,
        part=start_part,
        clock=clock,
        end_clock=end_clock,
        approximate_clock=mention.approximate,
        utc_offset_minutes=offset,
    )
    day_part = mention.day_part
    if day_part is None and start_part == "late" and granularity == "day" and clock is None:
        day_part = "evening"
    period = (
        mention.first.kind in ("period", "running")
        and mention.first.sign < 0
        and (mention.first.unit in ("day", "hour"))
    )
    detail = TimeDetail(
        text=mention.text,
        rule=found.rule,
        span=mention.span,
        earliest=earliest,
        latest=latest,
        day_part=day_part,
        anchor=_anchor_of(mention, seen)[0],
        anchor_source=_anchor_of(mention, seen)[1],
        utc_offset_minutes=offset,
    )
    return ResolvedTime(
        edtf=edtf,
        detail=detail,
        granularity=granularity,
        start=found.start,
        end=found.end,
        clock=clock,
        end_clock=end_clock,
        day_part=day_part,
        is_report_period=period or found.rule in ("overnight", "since_hour_today"),
        reported_at=reported_at,
        duration=iso_duration(mention.first) if mention.first.kind in ("duration", "period", "frequency") else None,
        about=mention.first.reference,
        names_agreement=mention.names_agreement,
        opened_edtf=f"{found.start.edtf()}/.." if found.start and mention.opening_clause else None,
    )


def _anchor_of(mention: TimeMention, seen: Frame) -> tuple[date | None, AnchorSource]:
    """The day that the expression was counted from; explicit dates were counted from none."""
    first = mention.first
    needs = first.kind in _RELATIVE or (first.kind in ("date", "month", "holiday", "season") and first.year is None)
    if not needs:
        return None, "none"
    if first.base == "text" and seen.text_day is not None:
        return seen.text_day, "text"
    if seen.anchor is not None:
        return seen.anchor, seen.anchor_source
    return (seen.text_day, "text") if seen.text_day is not None else (None, "none")


def _offset(mention: TimeMention, found: Point, seen: Frame) -> int | None:
    if mention.utc_clock is not None and mention.clock is not None:
        return (mention.clock - mention.utc_clock + 12 * 60) % 1440 - 12 * 60
    if mention.utc_offset_minutes is not None:
        return mention.utc_offset_minutes
    day = found.start.first_day() if found.start else None
    if mention.zone_place and day is not None:
        return offset_for(mention.zone_place, day)
    return seen.offset


def iso_duration(piece: TimePiece) -> str | None:
    """The ISO 8601 duration of a length ("six weeks": P6W, "several days": PXD), None when it has no unit."""
    form = _DURATION.get(piece.unit or "")
    if form is None:
        return {"decade": "P10Y", "century": "P100Y"}.get(piece.unit or "") if piece.count else None
    count = "X" if piece.count is None else f"{piece.count * (2 if piece.unit == 'fortnight' else 1):g}"
    return "P" + form.format(count)


def combine(mentions: Sequence[TimeMention], context: TimeContext | NarrativeContext) -> ResolvedTime:
    """The one time that several expressions of a clause tell together.

    The day comes from the most exact expression that names one, the clock time and part of the day from those that
    name these: "Today" + "at around 12 p.m.". An explicit date beats a relative one, a date that names an agreement
    counts only when alone. Raises: ValueError when there are no mentions.
    """
    if not mentions:
        raise ValueError("combine needs at least one mention")
    useful = [m for m in mentions if m.kind not in ("duration", "frequency", "reference") and m.relation != "as_of"]
    useful = [m for m in useful if not m.names_agreement] or useful
    if len(useful) < 2:
        return resolve_time(useful[0] if useful else mentions[0], context)
    days = [m for m in useful if m.first.kind not in ("clock", "day_part")]
    clocks = [m for m in useful if m.clock is not None]
    parts = [m for m in useful if m.day_part is not None]
    main = max(days, key=_exactness) if days else useful[0]
    hours = [c for m in clocks for c in (m.clock, m.end_clock) if c is not None]
    merged = msgspec.structs.replace(
        main,
        clock=main.clock if main.clock is not None else (hours[0] if hours else None),
        end_clock=main.end_clock
        if main.clock is not None and len(clocks) < 2
        else (max(hours) if len(hours) > 1 else None),
        day_part=main.day_part or (parts[0].day_part if parts else None),
        utc_offset_minutes=next((m.utc_offset_minutes for m in clocks if m.utc_offset_minutes is not None), None),
        zone_place=next((m.zone_place for m in clocks if m.zone_place), None),
        approximate=main.approximate or any(m.approximate for m in clocks),
        text="; ".join(m.text for m in useful),
    )
    return resolve_time(merged, context)


def _exactness(mention: TimeMention) -> int:
    order = ("year", "month", "season", "period", "since", "relative", "weekday", "interval", "date")
    score = order.index(mention.kind) if mention.kind in order else -1
    return score * 2 + (mention.first.year is not None)
