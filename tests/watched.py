"""Cards and watchers for tests: fake stages, a clock that is moved by hand, a site on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from fake_stages import FakeReader, fake_stages
from trucewatch.flow.watch import Watcher
from trucewatch.flow.watch_home import watch_home
from trucewatch.ingest.documents import read_input
from trucewatch.store.sqlite import open_store
from trucewatch.watching.card import Licence, Source, SourceCard
from trucewatch.watching.clock import MovedClock
from trucewatch.watching.fetch import Fetcher

START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


def card(address: str, **more: Any) -> SourceCard:
    """A sound card of a feed on this machine."""
    fields: dict[str, Any] = {
        "publisher": "The Border Paper",
        "kind": "news_outlet",
        "form": "feed",
        "language": "en",
        "licence": Licence(name="test", publish="facts"),
        "every_minutes": 30,
        "items_a_day": (0, 100),
        "allow_private": True,
        "gap_seconds": 0,
    }
    return SourceCard(address=address, **(fields | more))


def source(ident: str, address: str, *, home: Path | None = None, **more: Any) -> Source:
    """A source with that card."""
    return Source(id=ident, card=card(address, **more), home=home)


@contextmanager
def watching(folder: Path, *sources: Source, clock: MovedClock, workers: int = 1) -> Iterator[Watcher]:
    """A watcher over a store in the folder: the program's own reading of bytes, marked lines for claims."""
    store = open_store(folder / "w.sqlite")
    fetcher = Fetcher(clock, agent="Trucewatch/test")
    stages = msgspec.structs.replace(fake_stages(), read_input=read_input)
    reader = FakeReader()
    try:
        with watch_home(folder / "w.sqlite") as (state, archive):
            yield Watcher(
                store,
                sources,
                state,
                archive,
                clock=clock,
                fetcher=fetcher,
                reader=lambda: reader,
                workers=workers,
                stages=stages,
            )
    finally:
        fetcher.close()
        store.close()
