"""Lines that hold a date and nothing else ("December 13, 2020", "Published: 11:27 27.08.2019")."""

from __future__ import annotations

import re
from functools import cache

from trucewatch.ingest.dates import WrittenDate, find_written_date
from trucewatch.ingest.layout.patterns import layout_data

LONGEST = 120
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?(?!\d)|T\d{2}:\d{2}(?::\d{2})?Z?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?[+-]\d{1,2}(?::?\d{2})?(?!\d)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w.]*")
_DIGIT = re.compile(r"\d")
_SEPARATORS = re.compile(r"^[\s|,;•·/–—-]+|[\s|,;•·/–—-]+$")
_LABEL = re.compile(r"\b(?:published|posted|updated|modified|issued|released|date)\b", re.IGNORECASE)


@cache
def _date_words() -> frozenset[str]:
    return frozenset(layout_data().date_line_words)


def find_line_date(words: str, *, labelled: bool, byline: bool = False) -> WrittenDate | None:
    """The date of a line that holds only dates, clock times and words that go with them; None for any other line.

    `labelled`: only when a word such as "published" says what the date is. `byline`: names may stand beside the date.
    """
    if len(words) > LONGEST or not _DIGIT.search(words):
        return None
    if labelled and not _LABEL.search(words):
        return None
    rest, found = words, []
    for _ in range(3):  # "Published ... | Updated ..." and the same day in another script
        written = find_written_date(rest)
        if written is None:
            break
        found.append(written)
        rest = rest[: written.start] + " " * (written.end - written.start) + rest[written.end :]
    if not found:
        return None
    if not byline:
        rest = _OFFSET.sub(" ", _CLOCK.sub(" ", rest))
        left = [w.lower().rstrip(".") for w in _WORD.findall(rest)]
        if _DIGIT.search(rest) or any(w not in _date_words() for w in left):
            return None
    return next((w for w in found if w.year is not None), found[0])


def strip_date(words: str) -> str | None:
    """What stands beside a date in a short line ("AFP - December 13, 2020"), None without a date and its year."""
    if len(words) > LONGEST or not _DIGIT.search(words):
        return None
    written = find_written_date(words)
    if written is None or written.year is None:
        return None
    rest = _CLOCK.sub(" ", words[: written.start] + " " + words[written.end :])
    return _SEPARATORS.sub("", rest) or None
