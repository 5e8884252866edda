"""What people want to be told of, and how: one YAML file of rules and channels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from trucewatch.model.acts import acts
from trucewatch.model.lined import Path as DataPath
from trucewatch.model.lined import parse_record, read_lined

When = Literal["incident", "status", "first_weapon", "harm_to_civilians", "deadline", "source_alarm", "denounced"]
ChannelKind = Literal["stdout", "atom", "email", "webhook", "cap"]

_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to be told of. `place`, `side`, `act` narrow it; `firm_only` leaves candidates out.

    `status`: words of any axis of status, for `when: status`. `days`: how long before a due date. `late_days`: what
    was first reported later than so many days after it happened is the past, and not told. `urgent`: also at night.
    """

    id: str
    when: When
    place: str | None = None
    side: str | None = None
    act: str | None = None
    status: tuple[str, ...] = ()
    days: int = 7
    late_days: int = 30
    firm_only: bool = True
    urgent: bool = False


class Channel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to send. `file`: an Atom file, or a folder for CAP. `server`: host:port of a mail server. `secret`: the name of
    the environment variable that holds the key of a webhook's signature, or the password of a mail server.
    """

    id: str
    to: ChannelKind
    file: str | None = None
    url: str | None = None
    server: str | None = None
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    secret: str | None = None


class Quiet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hours in which only what is urgent is sent; the rest waits for their end. Shape: "22:00"."""

    start: str
    end: str


class RuleBook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All rules and channels. `digest_minutes`: what is not urgent is gathered so long and sent as one message."""

    rules: tuple[Rule, ...]
    channels: tuple[Channel, ...] = ()
    zone: str = "UTC"
    quiet: Quiet | None = None
    digest_minutes: int = 0
    name: str = "Trucewatch"

    def may_send_at(self, now: datetime) -> datetime:
        """When something that is not urgent may be sent: now, or at the end of the quiet hours."""
        if self.quiet is None:
            return now
        local = now.astimezone(ZoneInfo(self.zone))
        start, end = (_minutes(t) for t in (self.quiet.start, self.quiet.end))
        at = local.hour * 60 + local.minute
        quiet = start <= at < end if start <= end else at >= start or at < end
        if not quiet:
            return now
        until = local.replace(hour=end // 60, minute=end % 60, second=0, microsecond=0)
        return until if until > local else until + timedelta(days=1)


def load_rules(path: Path) -> RuleBook:
    """The rules of a file. Raises: ConfigurationError with file, line, what is wrong and what to try."""
    return parse_rules(read_lined(path, "file of rules"), str(path))


def parse_rules(text: str, name: str) -> RuleBook:
    """The rules in a text; `name` stands before the line in errors. Raises: ConfigurationError, see `load_rules`."""
    return parse_record(text, name, RuleBook, "docs/alerts.md", _defects)


def _defects(book: RuleBook) -> Iterator[tuple[DataPath, str, str]]:
    for name, ids in (("rules", [r.id for r in book.rules]), ("channels", [c.id for c in book.channels])):
        for i, one in enumerate(ids):
            if one in ids[:i]:
                yield (name, i, "id"), f"the id {one!r} stands twice", "give it another"
    for i, rule in enumerate(book.rules):
        if rule.act is not None and rule.act not in acts():
            yield ("rules", i, "act"), f"no act {rule.act!r}", "docs/claims.md lists the codes"
        if rule.when == "status" and not rule.status:
            yield ("rules", i), "which status is not said", "add status: [disputed]"
    for i, channel in enumerate(book.channels):
        needed = {"atom": ("file",), "cap": ("file", "sender"), "webhook": ("url", "secret")}
        needed["email"] = ("server", "sender", "recipients")
        for field in needed.get(channel.to, ()):
            if not getattr(channel, field):
                yield ("channels", i), f"a channel to {channel.to} needs `{field}`", "add it"
    try:
        ZoneInfo(book.zone)
    except (ValueError, OSError, KeyError):
        yield ("zone",), f"no time zone {book.zone!r}", "a name such as Europe/Kyiv"
    if book.quiet is not None:
        for field in ("start", "end"):
            if not _HOUR.fullmatch(getattr(book.quiet, field)):
                yield ("quiet", field), "this is no time of day", 'write it as "22:00"'


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)
