"""Opening what a command reads: the store as it stands, or as it was known at some time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trucewatch.cli.settings import Settings

if TYPE_CHECKING:
    from trucewatch.publish.view import View


@contextmanager
def open_view(settings: Settings) -> Iterator[View]:
    """A view of the store, at `settings.as_of` when given; the store must be there. Closed on leaving."""
    from trucewatch.publish.view import View
    from trucewatch.store.opening import open_store

    store = open_store(settings.store, create=False)
    try:
        if settings.as_of is None:
            yield View(store)
            return
        from trucewatch.flow.asof import store_as_of

        then = store_as_of(store, settings.as_of, clock=settings.clock)
        try:
            yield View(then, settings.as_of)
        finally:
            then.close()
    finally:
        store.close()
