"""What a request asks for, read from its address. Anything that has no meaning is refused with 400, never passed over."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from starlette.datastructures import QueryParams

from trucewatch.errors import UsageError
from trucewatch.model.shape import Box
from trucewatch.store.shape import IncidentSearch

MOST, USUAL = 10_000, 100  # items of one page
LONGEST = 400  # characters of one value
_DURATION = re.compile(r"^P(?:(\d{1,6})W)?(?:(\d{1,7})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class MissingError(UsageError):
    """What the path of an address names is not there."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a collection. `cursor`: where the last page ended."""

    search: IncidentSearch = IncidentSearch()
    limit: int = USUAL
    cursor: str = ""
    as_of: datetime | None = None


ITEM_PARAMETERS = ("bbox", "datetime", "limit", "cursor", "as_of", "placed")


def check_names(asked: QueryParams, known: tuple[str, ...]) -> dict[str, str]:
    """The parameters by name. Raises: UsageError for an unknown, a repeated, or a very long one."""
    said: dict[str, str] = {}
    for name, value in asked.multi_items():
        if name not in known:
            raise UsageError(f"no parameter {name[:40]!r}", try_this=f"one of {', '.join(known) or 'none'}")
        if name in said:
            raise UsageError(f"{name} is given twice", where=name)
        if len(value) > LONGEST:
            raise UsageError(f"{name} is longer than {LONGEST} characters", where=name)
        said[name] = value
    return said


def read_page(asked: QueryParams) -> Page:
    """The page that an address asks for. Raises: UsageError for a value that has no meaning."""
    said = check_names(asked, ITEM_PARAMETERS)
    begins, ends = read_times(said["datetime"]) if "datetime" in said else (None, None)
    placed = said.get("placed", "false")
    if placed not in ("true", "false"):
        raise UsageError(f"{placed[:40]!r} is not true or false", where="placed")
    return Page(
        search=IncidentSearch(
            boxes=read_boxes(said["bbox"]) if "bbox" in said else (),
            begins=begins,
            ends=ends,
            placed_only=placed == "true",
        ),
        limit=_limit(said.get("limit")),
        cursor=said.get("cursor", ""),
        as_of=read_past(said, "as_of"),
    )


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdigit() and len(text) < 20) or int(text) < 1:
        raise UsageError(f"{text[:40]!r} is no number of items", where="limit", try_this=f"1 to {MOST}")
    return min(int(text), MOST)  # the standard asks servers to answer with their most, not to refuse


def read_boxes(text: str) -> tuple[Box, ...]:
    """One box, two where the west edge lies east of the east edge: across the antimeridian. Heights are read and not used.

    Raises: UsageError for what is no box of WGS 84 degrees.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise UsageError(f"{text[:40]!r} holds what is no number", where="bbox") from error
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise UsageError("a box has four or six numbers", where="bbox", try_this="west,south,east,north in degrees")
    if len(numbers) == 6 and numbers[2] > numbers[5]:
        raise UsageError("the lower height is above the upper one", where="bbox")
    half = len(numbers) // 2
    (west, south), (east, north) = numbers[:2], numbers[half : half + 2]
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90 or south > north:
        hint = "longitudes within 180, latitudes within 90, south below north"
        raise UsageError("this is no box on the globe", where="bbox", try_this=hint)
    if west > east:
        return ((west, south, 180.0, north), (-180.0, south, east, north))
    return ((west, south, east, north),)


def read_times(text: str) -> tuple[int | None, int | None]:
    """First second and end (exclusive) of an instant, a day, or an interval; None where it is open.

    An interval is `start/end`, either may be `..` or empty, or one end a duration such as P7D.
    Raises: UsageError for what is none of these, or ends before it begins.
    """
    first, slash, last = text.strip().partition("/")
    if not slash:
        return _instant(first)
    if "/" in last:
        raise UsageError("an interval has two ends", where="datetime")
    opens, closes = first in ("", ".."), last in ("", "..")
    if opens and closes:
        return None, None
    begins = None if opens or first.startswith("P") else _instant(first)[0]
    ends = None if closes or last.startswith("P") else _instant(last)[1]
    if first.startswith("P"):
        begins = _needs(ends) - _seconds(first)
    if last.startswith("P"):
        ends = _needs(begins) + _seconds(last)
    if begins is not None and ends is not None and begins >= ends:
        raise UsageError("it ends before it begins", where="datetime")
    return begins, ends


def _needs(end: int | None) -> int:
    if end is None:
        raise UsageError("a duration needs a time at the other end", where="datetime")
    return end


def _seconds(text: str) -> int:
    found = _DURATION.match(text)
    if not found or not any(found.groups()):
        raise UsageError(f"{text[:40]!r} is no duration in weeks, days or hours", where="datetime", try_this="P7D")
    weeks, days, hours, minutes, seconds = (int(g or 0) for g in found.groups())
    return ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds


def _instant(text: str) -> tuple[int, int]:
    """First second and end of a day or an instant."""
    try:
        if len(text) == 10:
            start = datetime.combine(date.fromisoformat(text), time(), tzinfo=UTC)
            return _second(start), _second(start) + 86_400
    except ValueError as error:
        raise UsageError(f"{text[:40]!r} is no day", where="datetime", try_this="2020-12-11") from error
    moment = _second(read_moment(text, "datetime"))
    return moment, moment + 1


def _second(moment: datetime) -> int:
    return int((moment - _EPOCH) // timedelta(seconds=1))


def read_past(said: dict[str, str], name: str) -> datetime | None:
    """The time of that name, None where it is not given. Raises: UsageError for what is none, or has not come yet."""
    if name not in said:
        return None
    moment = read_moment(said[name], name)
    if moment > datetime.now(UTC):  # the only clock of the API, read at its door
        raise UsageError("it has not come yet", where=name, try_this="leave it out for what is known now")
    return moment


def read_moment(text: str, where: str) -> datetime:
    """An instant with its zone, in UTC. Raises: UsageError for what is none."""
    try:
        # a plus sign reads as a blank in an address
        moment = datetime.fromisoformat(text.strip().upper().replace(" ", "+"))
        if moment.tzinfo is None or len(text) < 16:
            raise ValueError("it does not say in which zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        hint = "a time with its zone, such as 2020-12-12T18:00:00Z"
        raise UsageError(f"{text[:40]!r} is no time: {error}", where=where, try_this=hint) from error
