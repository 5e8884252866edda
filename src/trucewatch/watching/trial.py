"""What a source would bring, tried once with nothing kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from trucewatch import __version__
from trucewatch.errors import RecordError
from trucewatch.watching.bulletins import is_file_bulletin
from trucewatch.watching.card import Source
from trucewatch.watching.clock import MachineClock
from trucewatch.watching.contents import Found, Item, read_response
from trucewatch.watching.fetch import Exchange, Fetcher, Limits
from trucewatch.watching.state_rows import Role
from trucewatch.watching.tables import Understood, understand


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `texts`: the first items as they would be read; `fault`: why nothing could be tried."""

    found: tuple[Found, ...] = ()
    texts: tuple[str, ...] = ()
    table: Understood | None = None
    fault: str | None = None
    try_this: str | None = None


def try_source(source: Source, sample: Path | None) -> Trial:
    """The source's address, or a file in its stead, read once."""
    try:
        exchange = _of_file(sample) if sample else _of_file(_one_file(source.place)) if source.card.local else None
    except OSError as error:
        return Trial(fault=f"cannot be read: {error.strerror}: {sample or source.place}")
    if exchange is None:
        fetcher = Fetcher(MachineClock(), agent=agent_name())
        try:
            fetched = fetcher.fetch(
                source.card.address,
                limits=Limits(max_bytes=source.card.max_bytes),
                allow_private=source.card.allow_private,
            )
        finally:
            fetcher.close()
        if fetched.payload is None or fetched.last is None:
            return Trial(fault=fetched.fault or "nothing came back", try_this=fetched.try_this)
        exchange, payload = fetched.last, fetched.payload
    else:
        payload = exchange.body
    # a bulletin given as a sample is one of the pages that a list leads to, and not the list
    role: Role = "article" if sample and source.card.form != "table" and is_file_bulletin(payload) else "source"
    found = tuple(read_response(source, role, exchange, payload))
    table = None
    if source.card.table is not None and (source.card.form == "table" or sample):
        try:
            table = understand(source.card.table, payload, exchange.url)
        except RecordError as error:
            return Trial(fault=error.what)
    return Trial(found=found, texts=tuple(_text(f) for f in found[:3] if isinstance(f, Item)), table=table)


def agent_name(contact: str | None = None) -> str:
    """How we name ourselves to servers."""
    return f"Trucewatch/{__version__}" + (f" (+{contact})" if contact else "")


def _text(item: Item) -> str:
    try:
        return str(json.loads(item.raw.data)["text"])[:300]
    except (ValueError, KeyError, TypeError):
        return ""


def _one_file(place: Path) -> Path:
    if place.is_dir():
        return next((p for p in sorted(place.iterdir()) if p.is_file() and not p.name.startswith(".")), place)
    return place


def _of_file(path: Path) -> Exchange:
    return Exchange(
        url=f"file://{path}", at=datetime.now(UTC), status=200, reason="OK", headers=(), body=path.read_bytes()
    )
