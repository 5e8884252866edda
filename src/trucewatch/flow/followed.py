"""How the sources that are followed for a store do: the one function for commands, pages and the API."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from trucewatch.flow.watch import watch_memory
from trucewatch.store.sqlite import MEMORY
from trucewatch.watching.followed import followed_sources
from trucewatch.watching.health import Health, health_of


def followed_health(store_path: str, now: datetime) -> tuple[Health, ...]:
    """Every followed source by id: last seen, last new item, lag, items a day against what is plausible, faults, condition.

    It needs no folder of cards: the memory beside the store holds them. Empty where nothing is watched for this store.
    Another process may watch meanwhile. Cost: linear in the items of seven days.
    """
    if store_path == MEMORY or not Path(f"{store_path}.watch", "state.sqlite").exists():
        return ()
    with watch_memory(Path(store_path)) as state:
        return tuple(health_of(s, state, now) for s in followed_sources(state))
