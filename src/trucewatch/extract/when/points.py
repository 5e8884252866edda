"""The stretch of days that one piece of time names, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.extract.when import dates, relative
from trucewatch.extract.when.context import Frame
from trucewatch.extract.when.mention import TimePiece
from trucewatch.extract.when.stretch import Point, unknown

_FINDERS: dict[str, Callable[[TimePiece, Frame], Point]] = {
    "date": dates.find_date,
    "holiday": dates.find_date,
    "day_of_month": dates.find_day_of_month,
    "month": dates.find_month,
    "year": dates.find_year,
    "decade": dates.find_decade,
    "century": dates.find_century,
    "season": dates.find_season,
    "weekday": relative.find_weekday,
    "day": relative.find_day,
    "ago": relative.find_ago,
    "span": relative.find_span,
    "period": relative.find_period,
    "running": relative.find_running,
}


def point(piece: TimePiece, frame: Frame) -> Point:
    """The stretch that a piece names; both ends None, with the reason as its rule, when it cannot be known."""
    finder = _FINDERS.get(piece.kind)
    return finder(piece, frame) if finder else unknown(piece.kind)
