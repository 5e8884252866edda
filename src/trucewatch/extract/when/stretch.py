"""A stretch of days: what a piece of time names once it is counted from its frame."""

from __future__ import annotations

from datetime import date

import msgspec

from trucewatch.extract.when.calendar import Stamp, of_day

UNKNOWN = "unknown_anchor"


class Point(msgspec.Struct, frozen=True):
    """First and last stamp of a stretch, and the rule; both None when it cannot be known."""

    start: Stamp | None
    end: Stamp | None
    rule: str


def unknown(rule: str = UNKNOWN) -> Point:
    """No stretch, and why."""
    return Point(None, None, rule)


def one(stamp: Stamp, rule: str) -> Point:
    """The stretch of one stamp."""
    return Point(stamp, stamp, rule)


def days(first: date, last: date, rule: str) -> Point:
    """The stretch from one day to another."""
    return Point(of_day(first), of_day(last), rule)
