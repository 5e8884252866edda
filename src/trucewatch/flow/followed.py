"""How the sources that are followed for a store do: the one function for commands, pages and the API."""

from __future__ import annotations

from datetime import datetime

from trucewatch.flow.watch_home import watch_memory, watch_state
from trucewatch.model.issue import Issue
from trucewatch.store.opening import MEMORY
from trucewatch.watching.followed import followed_sources
from trucewatch.watching.health import Health, alarm_at, alarm_issue, health_of


def followed_health(store_path: str, now: datetime) -> tuple[Health, ...]:
    """Every followed source by id: last seen, last new item, lag, items a day against what is plausible, faults, condition.

    It needs no folder of cards: the memory beside the store holds them. Empty where nothing is watched for this store.
    Another process may watch meanwhile. Cost: linear in the items of seven days.
    """
    if not is_followed(store_path):
        return ()
    with watch_memory(store_path) as state:
        return tuple(health_of(s, state, now) for s in followed_sources(state))


def past_alarms(store_path: str, at: datetime) -> tuple[Issue, ...]:
    """The alarms that followed sources raised at a past instant, as the issues that stood in the store then."""
    if not is_followed(store_path):
        return ()
    with watch_memory(store_path) as state:
        raised = ((s, alarm_at(s, state, at)) for s in followed_sources(state))
        return tuple(alarm_issue(s.id, s.card.publisher, *found) for s, found in raised if found is not None)


def is_followed(store_path: str) -> bool:
    """True where sources are followed for this store."""
    return store_path != MEMORY and watch_state(store_path).exists()
