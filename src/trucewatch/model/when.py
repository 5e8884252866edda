"""When something happened, with what is known of it and no more."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from trucewatch.model.span import Span

DayPart = Literal["overnight", "morning", "midday", "afternoon", "evening", "night"]
AnchorSource = Literal["dateline", "published", "text", "none"]


class TimeDetail(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """What stands behind a claim's `when`: the words, the anchor that they were counted from, and the bounds in UTC.

    Units: `earliest` and `latest` are aware UTC instants, `earliest` inclusive, `latest` exclusive; None = open or unknown.
    `utc_offset_minutes` is the offset used for the bounds, None when no zone was known (bounds are then those of all
    zones of the world, from UTC+14 to UTC-12: 14 hours earlier and 12 hours later than in UTC, so that they never claim more than
    the text).
    """

    text: str
    rule: str
    span: Span | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    day_part: DayPart | None = None
    anchor: date | None = None
    anchor_source: AnchorSource = "none"
    utc_offset_minutes: int | None = None
