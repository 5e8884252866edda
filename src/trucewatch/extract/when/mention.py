"""A time expression as it stands in a text, parsed but not yet counted from any day."""

from __future__ import annotations

from typing import Literal

import msgspec

from trucewatch.model.span import Span
from trucewatch.model.when import DayPart

MentionKind = Literal[
    "date", "weekday", "relative", "period", "month", "year", "season", "decade", "century", "interval", "since",
    "day_part", "clock", "duration", "frequency", "reference",
]  # fmt: skip
PieceKind = Literal[
    "date", "day_of_month", "month", "year", "season", "decade", "century", "weekday", "day", "ago", "span", "period",
    "running", "holiday", "day_part", "clock", "duration", "frequency", "reference",
]  # fmt: skip
Part = Literal["early", "mid", "late"]
Relation = Literal["at", "over", "since", "until", "before", "after", "by", "between", "from", "as_of"]


class TimePiece(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One phrase of the lexicon found in the text, with what its words say; a mention is one piece or several joined.

    `base`: what a relative piece counts from: the day of the report ("anchor"), the day last named in the text
    ("text"), or the report's day unless the text has just named another ("same"). `sign`, `count`, `unit`: so many
    units back (-1) or on (1); `count` None = vague ("several days"). `clock`: minutes after midnight. `year` is
    astronomical: 0 = 1 BC.
    """

    kind: PieceKind
    span: Span
    year: int | None = None
    end_year: int | None = None
    month: int | None = None
    day: int | None = None
    end_day: int | None = None
    weekday: int | None = None
    season: int | None = None
    unit: str | None = None
    count: float | None = None
    shift: int | None = None
    sign: int = 0
    base: Literal["anchor", "text", "same", "event"] = "anchor"
    which: str | None = None
    year_of: str | None = None
    part: Part | None = None
    day_part: DayPart | None = None
    clock: int | None = None
    end_clock: int | None = None
    meridiem: bool = False
    utc_offset_minutes: int | None = None
    reference: str | None = None
    doubtful: bool = False


class TimeMention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One time expression, as long as it can be read in one piece.

    Offsets: in the text given to `find_times`; `span` takes in the words that lead to it ("since", "on"), `core` does
    not. `first` is the piece that names the day, month or stretch, `second` the end of a range. A clock time or part
    of the day joined to a day stands in `clock`, `end_clock`, `day_part`; the zone told beside it in
    `utc_offset_minutes`, or its place in `zone_place` ("Moscow time"). `opening_clause`: the clause that the date
    stands in when it begins a stretch for what is told outside it ("since the truce took effect on 10 October").
    `names_agreement`: the date names a text or war ("the November 10 agreement").
    """

    span: Span
    text: str
    kind: MentionKind
    core: Span
    first: TimePiece
    second: TimePiece | None = None
    relation: Relation = "at"
    day_part: DayPart | None = None
    clock: int | None = None
    end_clock: int | None = None
    utc_offset_minutes: int | None = None
    utc_clock: int | None = None
    zone_place: str | None = None
    overnight_to: bool = False
    approximate: bool = False
    names_agreement: bool = False
    opening_clause: Span | None = None
