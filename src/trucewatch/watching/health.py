"""How sources do: last seen, lag, items against what is plausible, faults. Everything from the memory of the watch."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from statistics import median
from typing import Literal

import msgspec

from trucewatch.model.ids import short_id
from trucewatch.model.issue import Issue
from trucewatch.watching.address import absolute
from trucewatch.watching.card import Source, SourceCard
from trucewatch.watching.state import State
from trucewatch.watching.state_rows import SourceState

DAYS = 7  # whole days that counts and lags are taken from
FAILING = 3  # failures in a row
MOST_LOOKS = 2_000  # back from a past instant, among which its last answers stand
LATE = 3  # intervals without a look that went well

Condition = Literal["well", "new", "late", "failing", "layout_changed", "silent", "too_few", "too_many"]
ALARMS: tuple[Condition, ...] = ("silent", "failing", "layout_changed")


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """How one source does at an instant.

    `seen`: the last look that went well; `brought`: the last new item. Units: `lag_minutes` minutes from publication to
    first sight (median and 95th percentile of the last seven days), None where no item states an instant.
    `items_a_day`: the whole days of the last seven, oldest first. `read_faults`: things set aside in these days.
    """

    id: str
    publisher: str
    condition: Condition
    why: str
    seen: datetime | None
    brought: datetime | None
    lag_minutes: float | None
    lag_minutes_p95: float | None
    items_a_day: tuple[int, ...]
    plausible: tuple[int, int]
    failures: int
    fault: str | None
    read_faults: int

    @property
    def alarm(self) -> bool:
        """True where a person should look."""
        return self.condition in ALARMS


def layout_note(ident: str) -> str:
    """The name under which the memory holds what is wrong with a source's layout."""
    return f"layout:{ident}"


def health_of(source: Source, state: State, now: datetime) -> Health:
    """How a source does."""
    stands, card = state.source(source.id), source.card
    today = now.astimezone(UTC).date()
    first = datetime.combine(today - timedelta(days=DAYS), datetime.min.time(), UTC)
    items = state.items(source.id, first)
    per_day = Counter(at.astimezone(UTC).date() for _, at, _ in items)
    days = [today - timedelta(days=n) for n in range(DAYS, 0, -1)]
    watched = [d for d in days if stands.begun and stands.begun.date() < d]  # the first day is no whole day
    counts = tuple(per_day[d] for d in watched)
    lags = sorted(lag for _, at, published in items if (lag := _lag(at, published, stands.begun)) is not None)
    faults = sum(
        row.faults for row in state.responses("source = ? AND at >= ? AND faults > 0", source.id, first.isoformat())
    )
    condition, why = _condition(card, stands, state.note(layout_note(source.id)) or "", now, counts, watched)
    return Health(
        id=source.id,
        publisher=card.publisher,
        condition=condition,
        why=why,
        seen=stands.went_well,
        brought=stands.brought,
        lag_minutes=median(lags) if lags else None,
        lag_minutes_p95=lags[min(len(lags) - 1, int(0.95 * len(lags)))] if lags else None,
        items_a_day=counts,
        plausible=card.items_a_day,
        failures=stands.failures,
        fault=stands.fault,
        read_faults=faults,
    )


def alarm_at(source: Source, state: State, at: datetime) -> tuple[Condition, str] | None:
    """The alarm that a source raised at a past instant, by the custody log; None when it raised none."""
    address = source.card.address
    looks = list(islice(state.looks(source.id, (address, absolute(address, address) or address), at), MOST_LOOKS))
    begun = state.source(source.id).begun
    if not looks or begun is None:
        return None
    brought = max((seen for _, seen, _ in state.items(source.id, datetime.min.replace(tzinfo=UTC), at)), default=None)
    failures = list(takewhile(lambda look: look[1] is not None and not look[2], looks))
    layout = next((fault for _, fault, read in looks if read), None)
    stands = SourceState(
        id=source.id,
        begun=begun,
        brought=brought,
        failures=len(failures),
        fault=looks[0][1],
        went_well=next((seen for seen, fault, _ in looks if fault is None), None),
    )
    condition, why = _condition(source.card, stands, layout or "", at, (), [])
    return (condition, why) if condition in ALARMS else None


def alarm_place(ident: str) -> str:
    """What the issues of a source's alarms name as their place."""
    return f"source {ident}"


def alarm_issue(ident: str, publisher: str, condition: Condition, why: str) -> Issue:
    """The alarm of a source as an issue of the store."""
    return Issue(
        id=short_id("x", "source", ident, condition, why),
        stage="ingest",
        code=f"source_{condition}",
        where=alarm_place(ident),
        reason=f"{publisher}: {why}",
        try_this="trucewatch source health, then look at its address and its card",
    )


def _condition(
    card: SourceCard, stands: SourceState, layout: str, now: datetime, counts: tuple[int, ...], days: list[date]
) -> tuple[Condition, str]:
    if stands.begun is None:
        return "new", "not looked at yet"
    since = stands.brought or stands.begun
    if now - since > timedelta(hours=card.silent_after_hours):
        what = "nothing new since" if stands.brought else "nothing at all since it was first looked at on"
        return "silent", f"{what} {since:%Y-%m-%d %H:%M} UTC: what it would have told is unknown"
    if layout:
        return "layout_changed", layout
    if stands.failures >= FAILING:
        return "failing", f"{stands.failures} failures in a row: {stands.fault}"
    if stands.went_well and now - stands.went_well > LATE * timedelta(minutes=card.every_minutes):
        return (
            "late",
            f"last seen {stands.went_well:%Y-%m-%d %H:%M} UTC, and should be every {card.every_minutes} minutes",
        )
    least, most = card.items_a_day
    if counts and counts[-1] < least:
        return "too_few", f"{counts[-1]} items on {days[-1]}, and {least} to {most} are plausible"
    if counts and counts[-1] > most:
        return "too_many", f"{counts[-1]} items on {days[-1]}, and {least} to {most} are plausible"
    trouble = f"{stands.failures} {'failure' if stands.failures == 1 else 'failures in a row'}: {stands.fault}"
    if stands.went_well is None:
        return "late", f"not seen yet, {trouble}"
    return "well", trouble if stands.failures else ""


def _lag(at: datetime, published: str | None, begun: datetime | None) -> float | None:
    """Minutes from publication to first sight; None where only a day, or nothing, is stated, and for what was published more
    than a day before the source was followed: that was there, and nobody was late.
    """
    if not published or "T" not in published:
        return None
    try:
        stated = datetime.fromisoformat(published)
    except ValueError:
        return None
    if stated.tzinfo is None or stated > at or (begun is not None and stated < begun - timedelta(days=1)):
        return None
    return (at - stated).total_seconds() / 60
