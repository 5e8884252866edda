"""A source is a folder; its card says who publishes, whose side that is, where it lies and how often to look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from trucewatch.errors import ConfigurationError, UsageError
from trucewatch.model.document import Publish, SourceKind
from trucewatch.model.document import Source as Standing
from trucewatch.model.lined import Path as DataPath
from trucewatch.model.lined import parse_record, read_lined

CARD = "source.yml"
DEFAULT_MAX_BYTES = 20_000_000
AGAIN_AFTER_HOURS = (1, 6, 24, 72)
MOST_LOOKS = 12

Form = Literal["feed", "pages", "folder", "chat", "table"]
NEEDED_COLUMNS = ("place", "observation", "date")
COLUMNS = (
    "place",
    "observation",
    "date",
    "time",
    "position",
    "means",
    "number",
    "description",
    "weapon",
    "direction",
    "note",
)

_IDENT = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class Licence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Under what terms the texts stand, and how much of them may be shown to others."""

    name: str
    publish: Publish
    note: str | None = None


class Links(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which links of a list page lead to articles: patterns (regular expressions) over the whole address.

    `at_least`: a list page with fewer such links has changed its layout, and is said to have.
    """

    match: str
    avoid: str | None = None
    at_least: int = 1


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the columns of a table of observations are called there, by our name for them.

    `dates`: the order of the parts of a numeric date. `zone`: the offset of the times, such as +03:00.
    """

    columns: dict[str, str]
    observer: str
    dates: Literal["ymd", "dmy", "mdy"] = "ymd"
    zone: str | None = None
    sheet: str | None = None


class Adapter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A module of the folder that reads the source from a day on; the newest that has begun is used."""

    since: str
    module: str


class SourceCard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of a source. The folder's name is its id.

    `items_a_day`: the fewest and the most that are plausible on one day. Units: `every_minutes` minutes,
    `silent_after_hours` hours without anything new after which an alarm is raised, `max_bytes` bytes of one response.
    `again_after_hours`: so long after an article was first had it is looked at again, for later edits.
    `theatres`: ids of the agreements that it covers. `checked`: the day on which a person last saw that the address
    answers; None: the address is unverified.
    """

    publisher: str
    kind: SourceKind
    form: Form
    address: str
    language: str
    licence: Licence
    every_minutes: int
    items_a_day: tuple[int, int]
    speaks_for: str | None = None
    independence_group: str | None = None
    silent_after_hours: int = 72
    follow: bool = False
    again_after_hours: tuple[int, ...] = AGAIN_AFTER_HOURS
    links: Links | None = None
    table: Table | None = None
    adapters: tuple[Adapter, ...] = ()
    allow_private: bool = False
    gap_seconds: int = 2
    pages_a_round: int = 30
    max_bytes: int = DEFAULT_MAX_BYTES
    theatres: tuple[str, ...] = ()
    checked: str | None = None
    note: str | None = None

    @property
    def local(self) -> bool:
        """True for a source that lies on this machine and not behind an address."""
        return "://" not in self.address


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A card with its id and folder; `home` is None where it did not come from a folder on disk."""

    id: str
    card: SourceCard
    home: Path | None = None

    @property
    def place(self) -> Path:
        """Where a local source lies; relative addresses count from the source's folder."""
        return (self.home or Path()) / self.card.address

    @property
    def standing(self) -> Standing:
        """What the card says of the publisher, as the store keeps it for counting origins and for publishing."""
        card = self.card
        return Standing(
            id=self.id,
            name=card.publisher,
            kind=card.kind,
            aligned_with=card.speaks_for,
            independence_group=card.independence_group,
            licence=card.licence.name,
            publish=card.licence.publish,
            theatres=card.theatres,
            silent_after_hours=card.silent_after_hours,
            followed=True,
        )


def load_source(folder: Path | Traversable) -> Source:
    """The source that a folder holds.

    Raises: ConfigurationError with file, line, what is wrong and what to try.
    """
    ident = folder.name
    if not _IDENT.fullmatch(ident):
        raise ConfigurationError(
            f"{ident!r} cannot be the id of a source",
            where=str(folder),
            try_this="name the folder in small letters, figures and hyphens",
        )
    file = folder / CARD if isinstance(folder, Path) else folder.joinpath(CARD)
    card = parse_card(read_lined(file, "card"), str(file))
    return Source(id=ident, card=card, home=folder if isinstance(folder, Path) else None)


def load_sources(folder: Path) -> tuple[Source | ConfigurationError, ...]:
    """All sources of a folder of folders, by id; in the place of one whose card is not sound its error.

    Raises: ConfigurationError when there is no such folder.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            "there is no folder of sources",
            where=str(folder),
            try_this="trucewatch source add ID ADDRESS, or --sources with another folder",
        )
    return tuple(_load_or_error(f) for f in sorted(folder.iterdir()) if (f / CARD).exists())


def _load_or_error(folder: Path) -> Source | ConfigurationError:
    try:
        return load_source(folder)
    except ConfigurationError as error:
        return error


def bundled_sources() -> tuple[Source, ...]:
    """The cards that come with the program, by id."""
    home = files("trucewatch.data").joinpath("source_cards")
    return tuple(load_source(f) for f in sorted(home.iterdir(), key=lambda f: f.name) if f.is_dir())


def bundled_card(ident: str) -> str:
    """The text of a card that comes with the program. Raises: UsageError when there is none of that id."""
    home = files("trucewatch.data").joinpath("source_cards")
    known = sorted(f.name for f in home.iterdir() if f.is_dir()) if home.is_dir() else []
    if ident not in known:
        raise UsageError(
            f"no source {ident!r} comes with the program",
            try_this=f"give its address, or one of {', '.join(known)}",
        )
    return home.joinpath(ident).joinpath(CARD).read_text(encoding="utf-8")


def parse_card(text: str, name: str) -> SourceCard:
    """The card in a text; `name` stands before the line in errors. Raises: ConfigurationError, see `load_source`."""
    return parse_record(text, name, SourceCard, "docs/sources.md", _defects)


def _defects(card: SourceCard) -> Iterator[tuple[DataPath, str, str]]:
    """What a card of the right shape may still have wrong: (place, what, what to try)."""
    least, most = card.items_a_day
    if not 0 <= least <= most or most == 0:
        yield ("items_a_day",), "the range of items a day runs backwards or is empty", "write it as [2, 40]"
    for name in ("every_minutes", "silent_after_hours", "max_bytes", "pages_a_round"):
        if getattr(card, name) < 1:
            yield (name,), f"{name} must be 1 or more", "write a whole number"
    if list(card.again_after_hours) != sorted({h for h in card.again_after_hours if h > 0}):
        yield ("again_after_hours",), "the hours must grow from one to the next", "write them as [1, 6, 24, 72], or []"
    if len(card.again_after_hours) > MOST_LOOKS:
        yield ("again_after_hours",), f"more than {MOST_LOOKS} looks at one article", "leave some out"
    if card.gap_seconds < 0:
        yield ("gap_seconds",), "gap_seconds must be 0 or more", "write a whole number of seconds"
    if card.local and card.form in ("feed", "pages"):
        yield ("address",), "this form needs an address with https://", "write the whole address, or form: folder"
    if not card.local:
        parts = urlsplit(card.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            yield ("address",), "only http and https addresses can be followed", "write https://host/path"
        if parts.username or parts.password:
            yield ("address",), "a card must not hold a password", "take user and password out of the address"
        if card.form == "folder":
            yield ("address",), "a watched folder lies on this machine", "write its path"
    if card.form == "pages" and card.links is None and not card.adapters:
        yield ("form",), "a list page needs `links`: which links are articles", 'add links: {match: "/news/[0-9]+"}'
    if card.links is not None:
        for name in ("match", "avoid"):
            fault = _pattern_fault(getattr(card.links, name))
            if fault:
                yield ("links", name), f"this is no pattern: {fault}", "write a regular expression"
    if card.form == "table" and card.table is None:
        yield ("form",), "a table needs `table`: how its columns are called", "docs/sources.md shows one"
    if card.table is not None:
        yield from _table_defects(card.table)
    for i, adapter in enumerate(card.adapters):
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", adapter.since):
            yield ("adapters", i, "since"), "since must be a day", "write it as 2026-01-31"
        if not re.fullmatch(r"[a-z_0-9]+\.py", adapter.module):
            yield ("adapters", i, "module"), "an adapter is a file of this folder", "write its name, such as adapter.py"


def _table_defects(table: Table) -> Iterator[tuple[DataPath, str, str]]:
    for name in table.columns:
        if name not in COLUMNS:
            yield ("table", "columns", name), f"no column {name!r}", f"one of {', '.join(COLUMNS)}"
    for name in NEEDED_COLUMNS:
        if name not in table.columns:
            yield ("table", "columns"), f"the column for `{name}` is missing", f"add {name}: its heading in the table"
    if table.zone is not None and not re.fullmatch(r"[+-]\d{2}:\d{2}", table.zone):
        yield ("table", "zone"), "a zone is an offset from UTC", "write it as +03:00"


def _pattern_fault(pattern: str | None) -> str | None:
    if pattern is None:
        return None
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return None
