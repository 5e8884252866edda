"""Opening what a command reads: the store as it stands, or as it was known at some time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trucewatch.cli.settings import Settings, parse_day

if TYPE_CHECKING:
    from trucewatch.publish.rows import IncidentFilter
    from trucewatch.publish.view import View


def read_filter(
    *,
    start: str | None,
    end: str | None,
    place: str | None = None,
    side: str | None = None,
    status: str | None = None,
    act: str | None = None,
    one_sided: bool = False,
    text: str | None = None,
) -> IncidentFilter:
    """Which incidents the options ask for. Raises: UsageError for a day that is none."""
    from trucewatch.publish.rows import IncidentFilter

    return IncidentFilter(
        place=place,
        side=side,
        status=status,
        start=parse_day(start, "--from"),
        end=parse_day(end, "--to"),
        one_sided=one_sided,
        act=act,
        text=text,
    )


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
