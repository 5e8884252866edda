"""A row of JSONL or Parquet to a record: which column is the text, the address, the date."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from trucewatch.archive.options import USUAL, ArchiveOptions
from trucewatch.archive.record import Found, Position, Record, SetAside
from trucewatch.errors import UsageError
from trucewatch.ingest.media import JSON
from trucewatch.model.intake import Custody


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """The column that holds each thing, None where there is none."""

    text: str | None
    url: str | None = None
    date: str | None = None
    title: str | None = None
    id: str | None = None
    language: str | None = None
    source: str | None = None
    captured: str | None = None
    byline: str | None = None
    seen: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Collection[str], options: ArchiveOptions) -> Columns:
        """The columns by the user's word, else by the usual names."""
        told = {n: getattr(options, f"{n}_column", None) for n in USUAL}
        taken = {n: told[n] or next((u for u in usual if u in names), None) for n, usual in USUAL.items()}
        return cls(**taken, seen=frozenset(names))

    def fits(self, names: Collection[str]) -> bool:
        """True if a row with these names would give the same columns."""
        return self.seen == frozenset(names)


def need_text(columns: Columns, where: str) -> None:
    """Raises: UsageError when a table has no column of texts, naming those that it has."""
    if columns.text is None or columns.text not in columns.seen:
        has = ", ".join(sorted(columns.seen)) or "none"
        named = f"no column {columns.text!r}" if columns.text else "no column that is known to hold the text"
        raise UsageError(f"{named}; its columns are: {has}", where=where, try_this="--text-column NAME")


def record_of_row(
    archive: str, position: Position, row: Mapping[str, Any], columns: Columns, options: ArchiveOptions
) -> Found:
    """The record of a row; one without text is set aside."""
    text = row.get(columns.text) if columns.text else None
    if not isinstance(text, str) or not text.strip():
        has = ", ".join(sorted(map(str, row))[:12])
        what = (
            f"field {columns.text!r} holds no text"
            if columns.text
            else f"none of its fields is known to hold text: {has}"
        )
        return SetAside(archive=archive, position=position, code="no_text", reason=what, try_this="--text-column NAME")
    if len(text) > options.max_bytes:
        reason = f"a text of more than {options.max_bytes:,} characters; not read"
        return SetAside(archive=archive, position=position, code="too_large", reason=reason)
    return Record(
        archive=archive,
        position=position,
        media_type=JSON,
        text=text,
        id=_words(row.get(columns.id)) if columns.id else None,
        url=_words(row.get(columns.url)) if columns.url else None,
        captured_at=instant_of(row.get(columns.captured)) if columns.captured else None,
        published=_written(row.get(columns.date)) if columns.date else None,
        title=_words(row.get(columns.title)) if columns.title else None,
        byline=_words(row.get(columns.byline)) if columns.byline else None,
        source=_words(row.get(columns.source)) if columns.source else None,
        language=_words(row.get(columns.language)) if columns.language else None,
        origin=_origin(row.get("origin")),
    )


def _origin(value: Any) -> Custody | None:
    """What a skim wrote of where a text came from, as an object or as its JSON; None for anything else."""
    try:
        return msgspec.json.decode(value, type=Custody) if isinstance(value, str) else msgspec.convert(value, Custody)
    except msgspec.MsgspecError:
        return None


def _words(value: Any) -> str | None:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        value = ", ".join(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _written(value: Any) -> str | None:
    """A date as written; columns of instants as their ISO form."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _words(value) if isinstance(value, str) else None


def instant_of(value: Any) -> datetime | None:
    """The instant that a field states, in UTC; None where it states none or one without a zone is not certain."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    try:
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
