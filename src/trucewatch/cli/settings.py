"""What a command was asked for, read once at the door into a record and handed down."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Literal

import msgspec

from trucewatch.errors import UsageError

Clock = Literal["system", "published"]
STORE_VARIABLE = "TRUCEWATCH_STORE"
DEBUG_VARIABLE = "TRUCEWATCH_DEBUG"
BY_VARIABLE = "TRUCEWATCH_BY"
SOURCES_VARIABLE = "TRUCEWATCH_SOURCES"
CONTACT_VARIABLE = "TRUCEWATCH_CONTACT"
DEFAULT_STORE = "trucewatch.sqlite"
DEFAULT_SOURCES = Path("sources")
_OFFSET = re.compile(r"^(?:UTC)?([+-])(\d{1,2})(?::?(\d{2}))?$")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where the store is, and as of when it is read; `as_of` None: as it stands now."""

    store: str
    as_of: datetime | None = None
    clock: Clock = "system"


def read_settings(store: str, as_of: str | None = None, clock: str = "system") -> Settings:
    """The settings of a reading command. Raises: UsageError for a time or a clock that cannot be read."""
    if clock not in ("system", "published"):
        raise UsageError(f"no clock {clock!r}", where="--clock", try_this="system or published")
    moment = parse_moment(as_of, "--as-of") if as_of else None
    return Settings(store=store, as_of=moment, clock="published" if clock == "published" else "system")


def parse_moment(text: str, option: str) -> datetime:
    """The instant that a text names: `now`, a time, or a day, which means its end. Without an offset it is UTC.

    Raises: UsageError when it is none of these.
    """
    if text.strip().lower() == "now":
        return now()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
            return datetime.combine(date.fromisoformat(text.strip()), time(), tzinfo=UTC) + timedelta(days=1)
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError) as error:
        hint = "2020-12-12, 2020-12-12T18:00, 2020-12-12T18:00+04:00 or now"
        raise UsageError(f"{text!r} is no time: {error}", where=option, try_this=hint) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def parse_day(text: str | None, option: str) -> date | None:
    """The day that a text names. Raises: UsageError when it is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{text!r} is no day: {error}", where=option, try_this="a day such as 2020-12-13") from error


def parse_zone(text: str) -> tzinfo:
    """The zone that a text names: UTC, an offset such as +04:00, or a name such as Asia/Yerevan.

    Raises: UsageError when no such zone is known.
    """
    if m := _OFFSET.match(text.strip()):
        minutes = int(m[2]) * 60 + int(m[3] or 0)
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=minutes if m[1] == "+" else -minutes))
    if text.strip().upper() in ("UTC", "Z"):
        return UTC
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(text.strip())
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError) as error:
        hint = "UTC, an offset such as +04:00, or a name such as Asia/Yerevan"
        raise UsageError(f"no time zone {text!r}", where="--zone", try_this=hint) from error


def now() -> datetime:
    """The present moment in UTC; the only clock of the program, read at the door."""
    return datetime.now(UTC)
