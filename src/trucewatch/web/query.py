"""The address keeps the state: what a page shows is read from its query, and every link writes it back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from urllib.parse import urlencode

import msgspec

from trucewatch.errors import UsageError
from trucewatch.publish.rows import IncidentFilter

_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")
LONGEST = 200  # characters of one setting
FIELDS = {"place": "place", "side": "side", "status": "status", "act": "act", "text": "text"}


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of a page: which incidents, as of when, and from which row on."""

    wanted: IncidentFilter = IncidentFilter()
    as_of: datetime | None = None
    start_at: int = 0

    def link(self, path: str, **changes: str | None) -> str:
        """The address of a path with these settings, changed as asked; None leaves a setting out."""
        said = {**self.settings(), **changes}
        words = urlencode({k: v for k, v in said.items() if v})
        return f"{path}?{words}" if words else path

    def to(self, address: str) -> str:
        """Another page's address, of ours and with settings of its own, at this page's time."""
        if self.as_of is None:
            return address
        path, mark, part = address.partition("#")
        return f"{path}{'&' if '?' in path else '?'}{urlencode({'as_of': self.settings()['as_of']})}{mark}{part}"

    def settings(self) -> dict[str, str]:
        """The settings as they stand in an address, without those that ask for nothing."""
        said: dict[str, str] = {k: getattr(self.wanted, v) or "" for k, v in FIELDS.items()}
        said["from"] = self.wanted.start.isoformat() if self.wanted.start else ""
        said["to"] = self.wanted.end.isoformat() if self.wanted.end else ""
        said["one_sided"] = "yes" if self.wanted.one_sided else ""
        said["as_of"] = self.as_of.isoformat(timespec="minutes") if self.as_of else ""
        return {k: v for k, v in said.items() if v}


def read_query(asked: Mapping[str, str]) -> Query:
    """The settings of an address; unknown ones are passed over. Raises: UsageError for one that has no meaning."""
    said = {k: v.strip() for k, v in asked.items() if v.strip()}
    for name, words in said.items():
        if len(words) > LONGEST:
            raise UsageError(f"the setting {name[:40]!r} is longer than {LONGEST} characters", try_this="shorten it")
    wanted = IncidentFilter(
        **{field: said[name] for name, field in FIELDS.items() if name in said},
        start=_day(said, "from"),
        end=_day(said, "to"),
        one_sided=said.get("one_sided", "").lower() in ("yes", "on", "true", "1"),
    )
    start_at = said.get("start_at", "0")
    if not start_at.isascii() or not start_at.isdigit() or len(start_at) > 9:
        raise UsageError(f"{start_at!r} is no number of a row", where="start_at", try_this="start_at=0")
    return Query(wanted=wanted, as_of=_moment(said), start_at=int(start_at))


def _day(said: Mapping[str, str], name: str) -> date | None:
    if name not in said:
        return None
    try:
        return date.fromisoformat(said[name])
    except ValueError as error:
        raise UsageError(f"{said[name]!r} is no day", where=name, try_this="a day such as 2020-12-11") from error


def _moment(said: Mapping[str, str]) -> datetime | None:
    """A time with its zone; a day alone stands for its end in UTC, as days do in the clock of publication."""
    if "as_of" not in said:
        return None
    if _A_DAY.fullmatch(said["as_of"]):
        day = _day(said, "as_of")
        assert day is not None
        return datetime.combine(day, time(23, 59), UTC)
    try:
        moment = datetime.fromisoformat(said["as_of"].replace(" ", "+"))  # a plus sign reads as a blank in an address
    except ValueError as error:
        hint = "a day, or a time with its zone, such as 2020-12-12T18:00+04:00"
        raise UsageError(f"{said['as_of']!r} is no time", where="as_of", try_this=hint) from error
    if moment.tzinfo is None:
        hint = "add the zone: 2020-12-12T18:00+04:00"
        raise UsageError(f"{said['as_of']!r} does not say in which zone", where="as_of", try_this=hint)
    return moment
