"""Adapters: a module in a source's folder that reads what the general reader cannot, each from a day on.

It defines `read(payload: bytes, url: str)`, which yields addresses (text) of pages to fetch and Drafts, and raises
`LayoutChangedError` instead of guessing. Beside `adapter.py` lie `adapter.kept` (a page of our own making) and
`adapter.expected.json` (the list of addresses and texts that it must give); `trucewatch source check` compares them.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from trucewatch.errors import ConfigurationError, RecordError
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.issues import note_issue
from trucewatch.model.issue import Issue
from trucewatch.watching.card import Source
from trucewatch.watching.fetch import Exchange


class LayoutChangedError(RecordError):
    """The page is not as the adapter knows it: nothing is guessed, and the source's health says so."""


def run_adapter(source: Source, exchange: Exchange, payload: bytes) -> Iterator[str | Draft | Issue]:
    """What the adapter of the response's day makes of it; an Issue where the layout has changed."""
    day = exchange.at.date().isoformat()
    begun = [a for a in sorted(source.card.adapters, key=lambda a: a.since) if a.since <= day]
    if not begun:
        yield note_issue("layout_changed", exchange.url, f"no adapter holds for {day}", try_this="date one earlier")
        return
    try:
        yield from load_adapter(source, begun[-1].module).read(payload, exchange.url)
    except LayoutChangedError as error:
        yield note_issue("layout_changed", exchange.url, error.what, try_this=error.try_this or "mend the adapter")


def load_adapter(source: Source, module: str) -> ModuleType:
    """The module. Raises: ConfigurationError when it is missing, breaks, or has no `read`."""
    place = (source.home or Path()) / module
    spec = importlib.util.spec_from_file_location(f"trucewatch_adapter_{source.id}_{place.stem}", place)
    if spec is None or spec.loader is None or not place.exists():
        raise ConfigurationError(
            "the adapter is missing", where=str(place), try_this="write it, or take it off the card"
        )
    loaded = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(loaded)
    except Exception as error:  # a stranger's module may break in any way
        raise ConfigurationError(f"the adapter breaks: {type(error).__name__}: {error}", where=str(place)) from error
    if not callable(getattr(loaded, "read", None)):
        raise ConfigurationError("the adapter has no function `read`", where=str(place), try_this="docs/sources.md")
    return loaded


def check_adapters(source: Source) -> Iterator[str]:
    """What is wrong with a source's adapters, each held against its kept page."""
    for adapter in source.card.adapters:
        place = (source.home or Path()) / adapter.module
        kept, expected = place.with_suffix(".kept"), place.with_suffix(".expected.json")
        if not kept.exists() or not expected.exists():
            yield f"{place}: no kept page with its answer ({kept.name}, {expected.name})"
            continue
        try:
            found = [
                f if isinstance(f, str) else f.text
                for f in load_adapter(source, adapter.module).read(kept.read_bytes(), source.card.address)
            ]
            wanted = json.loads(expected.read_text(encoding="utf-8"))
        except (RecordError, ConfigurationError, ValueError) as error:
            yield f"{place}: {error}"
            continue
        if found != wanted:
            yield f"{place}: of its kept page it makes {found!r}, and {wanted!r} is expected"
