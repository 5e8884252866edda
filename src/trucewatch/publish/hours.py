"""The time of day that an account tells: the part of the day, or the clock as its words have it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from trucewatch.extract.when.bounds import HOURS
from trucewatch.extract.when.find import find_times
from trucewatch.model.when import TimeDetail

# the words of a clock, once the reader has found one: 15:30, 3.30 p.m., 3 pm, 1530 hours
_WORDS = re.compile(
    r"\b\d{1,2}(?::\d{2})(?:\s?[ap]\.?m\b)?|\b\d{1,2}(?:\.\d{2})?\s?[ap]\.?m\b|\b\d{4}\s?(?:hours|hrs)\b", re.I
)


def time_of_day(time: TimeDetail | None) -> str | None:
    """The part of the day, else the clock in the words of the text; None where neither is told."""
    if time is None:
        return None
    if time.day_part:
        return time.day_part
    minutes = _clock(time.text)
    if minutes is None:
        return None
    told = _WORDS.search(time.text)
    return told.group() if told else f"{minutes // 60:02}:{minutes % 60:02}"


def may_be_one(said: Iterable[str]) -> bool:
    """True if one hour fits all that is said: parts of the day and clocks, several of one account joined by semicolons."""
    accounts = [frozenset[int]().union(*(_hours(part) for part in s.split("; "))) for s in said]
    return bool(frozenset(range(24)).intersection(*accounts))


def _hours(said: str) -> frozenset[int]:
    """The hours that a part of the day or a clock may mean; a night goes on after midnight."""
    for part, (first, end) in HOURS.items():
        if part == said:
            return frozenset(h % 24 for h in range(first, end))
    minutes = _clock(said)
    return frozenset(range(24) if minutes is None else (minutes // 60 % 24,))


def _clock(words: str) -> int | None:
    """Minutes since midnight, as the reader understands the words."""
    return next((m.clock for m in find_times(words) if m.clock is not None), None)
