"""Where the watch of a store keeps what it remembers and its evidence: beside the store, held by one process alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trucewatch.errors import StoreError
from trucewatch.store.address import Place, beside, shown
from trucewatch.store.locks import file_lock
from trucewatch.watching.archive import Archive
from trucewatch.watching.state import State


def watch_state(store_path: Place) -> Path:
    """Where the memory of the watch lies: beside a store's file; for a database on the machine that watches."""
    return beside(store_path, ".watch") / "state.sqlite"


@contextmanager
def watch_home(store_path: Place) -> Iterator[tuple[State, Archive]]:
    """The memory and the evidence beside a store, held by this process alone.

    Raises: StoreError when another process watches for this store.
    """
    home = watch_state(store_path).parent
    home.mkdir(parents=True, exist_ok=True)
    with file_lock(str(home / "state.sqlite"), "watch"):
        state = State(home / "state.sqlite")
        try:
            yield state, Archive(home / "warc")
        finally:
            state.close()


@contextmanager
def watch_memory(store_path: Place) -> Iterator[State]:
    """The memory beside a store, to read from while another process may watch. Raises: StoreError when there is none."""
    place = watch_state(store_path)
    if not place.exists():
        raise StoreError(
            "nothing was watched for this store yet", where=shown(store_path), try_this="trucewatch watch --once"
        )
    state = State(place)
    try:
        yield state
    finally:
        state.close()
