"""Offsets from UTC: those written beside a clock time, and those of the place where a report was written."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml

from trucewatch.errors import ConfigurationError
from trucewatch.extract.when.tokens import Tokens

_NAMED = {
    "GMT": 0, "UTC": 0, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "EST": -300,
    "EDT": -240, "ICT": 420, "PKT": 300,
}  # fmt: skip
_BESIDE = re.compile(
    r"\s*[(\[]?\s*(?:(?P<name>GMT|UTC|BST|CEST|CET|EEST|EET|MSK|EST|EDT|ICT|PKT)\b\s*(?:(?P<sign>[+\-−–])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>[0-5]\d))?)?"
    r"|(?P<local>local(?: time)?\b)|(?P<place>[A-Z][\w'’-]{2,20}(?: [A-Z][\w'’-]{2,20})?) time\b)[)\]]?"
)


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """A zone told beside a clock time: minutes east of UTC, or the place whose time it is, and the token after it."""

    minutes: int | None
    place: str | None
    end: int


def zone_beside(tokens: Tokens, at: int) -> Zone | None:
    """The zone that stands just behind token `at - 1` ("(GMT+4)", "GMT]", "local time", "Moscow time"), if any."""
    here = tokens.ends[at - 1]
    match = _BESIDE.match(tokens.text, here, min(len(tokens.text), here + 60))
    if match is None:
        return None
    end = at
    while end < len(tokens.ends) and tokens.ends[end] <= match.end():
        end += 1
    if match["name"]:
        minutes = _NAMED[match["name"]]
        if match["hours"]:
            shift = int(match["hours"]) * 60 + int(match["minutes"] or 0)
            minutes += shift if match["sign"] == "+" else -shift
        return Zone(minutes=minutes, place=None, end=end) if abs(minutes) <= 14 * 60 else None
    return Zone(minutes=None, place=match["place"], end=end)


@cache
def _places() -> dict[str, str]:
    raw = yaml.safe_load(files("trucewatch.data").joinpath("lexicons", "time_zones.yml").read_text(encoding="utf-8"))
    return {place: zone for zone, places in raw.items() for place in places}


def offset_for(place: str | None, day: date) -> int | None:
    """Minutes east of UTC at a place on a day (at its noon), None when the place is not listed.

    Source: the IANA time zone database, by the names in `data/lexicons/time_zones.yml`.
    Raises: ConfigurationError when this computer has no time zone database.
    """
    name = _places().get((place or "").strip().lower().replace("’", "'"))
    if name is None:
        return None
    try:
        zone = ZoneInfo(name)
    except ZoneInfoNotFoundError as error:
        raise ConfigurationError(
            f"no time zone {name} on this computer", where="zoneinfo", try_this="pip install tzdata"
        ) from error
    offset = datetime(day.year, day.month, day.day, 12, tzinfo=zone).utcoffset()
    return None if offset is None else round(offset.total_seconds() / 60)
