"""The time of day that an account tells: the part of the day, or the clock as its words have it."""

from __future__ import annotations

import re

from trucewatch.extract.when.bounds import HOURS
from trucewatch.model.when import TimeDetail

# 15:30, 3:30 p.m., 3.30 pm, 3 pm, 1530 hours; not 3.12.2020
_CLOCK = re.compile(
    r"\b(?P<h>\d{1,2}):(?P<m>\d{2})(?:\s?(?P<half>[ap])\.?m\b)?"
    r"|\b(?P<h2>\d{1,2})(?:\.(?P<m2>\d{2}))?\s?(?P<half2>[ap])\.?m\b"
    r"|\b(?P<h3>\d{2})(?P<m3>\d{2})\s?(?:hours|hrs)\b",
    re.IGNORECASE,
)


def time_of_day(time: TimeDetail | None) -> str | None:
    """The part of the day, else the clock in the words of the text; None where neither is told."""
    if time is None or time.day_part:
        return time.day_part if time else None
    told = _CLOCK.search(time.text)
    return told.group() if told else None


def may_be_one(said: list[str]) -> bool:
    """True if one hour fits all that is said: parts of the day and clocks, several of one account joined by semicolons."""
    clocks = range(-6, 30)
    return any(all(any(_fits(part, h) for part in s.split("; ")) for s in said) for h in clocks)


def _fits(said: str, hour: int) -> bool:
    """True if that hour, counted from the day's midnight, lies in the part or is the clock's; night goes on after midnight."""
    if (known := next((hours for part, hours in HOURS.items() if part == said), None)) is not None:
        return known[0] <= hour < known[1]
    told = _CLOCK.search(said)
    if told is None:
        return True
    clock = int(told["h"] or told["h2"] or told["h3"])
    half = (told["half"] or told["half2"] or "").lower()
    if half:
        clock = clock % 12 + (12 if half == "p" else 0)
    return hour % 24 == clock % 24
