"""Time expressions in news text: found, counted from their context, and written as EDTF with bounds in UTC."""

from trucewatch.extract.when.bounds import bounds
from trucewatch.extract.when.context import NarrativeContext, ResolvedTime, TimeContext, advance, advance_narrative
from trucewatch.extract.when.find import find_times
from trucewatch.extract.when.mention import TimeMention, TimePiece
from trucewatch.extract.when.resolve import combine, resolve_time
from trucewatch.extract.when.zones import offset_for

__all__ = [
    "NarrativeContext",
    "ResolvedTime",
    "TimeContext",
    "TimeMention",
    "TimePiece",
    "advance",
    "advance_narrative",
    "bounds",
    "combine",
    "find_times",
    "offset_for",
    "resolve_time",
]
