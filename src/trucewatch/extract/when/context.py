"""What a time expression is counted from: the day of the report, or, in a history, the date last named."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from trucewatch.extract.when.calendar import Stamp, of_day
from trucewatch.model.when import AnchorSource, DayPart, TimeDetail

Granularity = Literal["none", "day", "days", "week", "month", "season", "year", "decade", "century", "open"]


class TimeContext(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a news report counts from.

    `anchor`: the dateline's day, else the publication's; `anchor_source` says which. `last_day`: the day last
    resolved in the text, for "the previous day" and "later that evening". `future`: the verb is future or expected.
    `text_year`: a year named in the text, used for dates without a year when there is no anchor. `borrow_day`: a
    clock time or part of the day alone takes `last_day` (the caller saw that the sentence goes on about that day).
    `spoken`: the day on which the account was given, where the text tells it; the caller lets periods end with it.
    """

    anchor: date | None = None
    anchor_source: AnchorSource = "none"
    utc_offset_minutes: int | None = None
    last_day: date | None = None
    future: bool = False
    text_year: int | None = None
    borrow_day: bool = False
    spoken: date | None = None


class NarrativeContext(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a history counts from: the date last named in the text, whatever its precision."""

    last: Stamp | None = None
    utc_offset_minutes: int | None = None


class ResolvedTime(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When, as far as the words and the context tell.

    `edtf`: None when it cannot be known (then `detail.rule` says why). `start`, `end`: the stretch itself, before
    "since" or "until" opened an end. `clock`: minutes after midnight, kept even when the day is unknown.
    `is_report_period`: the stretch that the report covers ("over the past 24 hours"). `reported_at`: the day of an
    "as of", which is no time of an act. `duration`: ISO 8601, for lengths. `opened_edtf`: for a date in a "since"
    clause, the stretch that it opens for what is told outside the clause. `about`: "present", "past" or "future" for
    words that only point.
    """

    edtf: str | None
    detail: TimeDetail
    granularity: Granularity = "none"
    start: Stamp | None = None
    end: Stamp | None = None
    clock: int | None = None
    end_clock: int | None = None
    day_part: DayPart | None = None
    is_report_period: bool = False
    reported_at: date | None = None
    duration: str | None = None
    about: str | None = None
    names_agreement: bool = False
    opened_edtf: str | None = None


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """The one shape that resolving works on, made from either context."""

    anchor: date | None
    anchor_source: AnchorSource
    text: Stamp | None
    future: bool
    narrative: bool
    year: int | None
    offset: int | None
    borrow_day: bool = False

    @property
    def text_day(self) -> date | None:
        """The day last named, if the text named one."""
        return self.text.first_day() if self.text is not None and self.text.day else None


def frame(context: TimeContext | NarrativeContext) -> Frame:
    """The frame of a context."""
    if isinstance(context, NarrativeContext):
        last = context.last
        return Frame(
            anchor=None,
            anchor_source="none",
            text=last,
            future=False,
            narrative=True,
            year=last.year if last else None,
            offset=context.utc_offset_minutes,
        )
    return Frame(
        anchor=context.anchor,
        anchor_source=context.anchor_source if context.anchor else "none",
        text=of_day(context.last_day) if context.last_day else None,
        future=context.future,
        narrative=False,
        year=context.text_year,
        offset=context.utc_offset_minutes,
        borrow_day=context.borrow_day,
    )


def advance(context: TimeContext, resolved: ResolvedTime) -> TimeContext:
    """The context after a resolved time: a single day becomes `last_day`, a year named becomes `text_year`."""
    start = resolved.start
    if resolved.edtf is None or start is None or resolved.names_agreement or not 1 <= start.year <= 9998:
        return context
    day = start.first_day() if resolved.granularity == "day" and start.day else None
    return msgspec.structs.replace(context, last_day=day or context.last_day, text_year=start.year)


def advance_narrative(context: NarrativeContext, resolved: ResolvedTime) -> NarrativeContext:
    """The context of a history after a resolved time: its last stamp becomes the one to count from."""
    stamp = resolved.end or resolved.start
    if stamp is None or resolved.edtf is None or stamp.wide:
        return context
    return msgspec.structs.replace(context, last=stamp)
