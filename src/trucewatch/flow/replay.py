"""An archive played day by day, in the order of its publication: incidents form, turn disputed, due dates pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from trucewatch.flow.asof import known_from, store_as_of
from trucewatch.publish.rows import DeadlineRow, IncidentRow
from trucewatch.publish.view import View
from trucewatch.store.shape import Store


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One day: the reports that became known, and what changed by its end (UTC) for a reader of all reports so far."""

    day: date
    reports: tuple[str, ...]
    changes: tuple[str, ...]
    incidents: int


def replay(store: Store, *, until: date) -> Iterator[Step]:
    """The days from the first report to `until` on which anything became known or changed.

    Cost: a derivation for each day, nothing is read again (but for reprints whose original was not known yet).
    """
    known = [(at, d) for d in store.documents() if (at := known_from(d, "published")) is not None]
    if not known:
        return
    incidents: dict[str, IncidentRow] = {}
    deadlines: dict[str, DeadlineRow] = {}
    day = min(at for at, _ in known).astimezone(UTC).date()
    first = True
    while day <= until:
        start = datetime.combine(day, time(), UTC)
        end = start + timedelta(days=1)
        reports = [d for at, d in known if (start < at <= end) or (first and at == start)]
        then = store_as_of(store, end, clock="published")
        try:
            view = View(then, end)
            rows = {r.code: r for r in view.incidents().rows}
            dates = {r.id: r for r in view.deadlines().rows}
        finally:
            then.close()
        changes = [*_incidents(incidents, rows), *(() if first else _deadlines(deadlines, dates))]
        names = tuple(f"{d.source or 'source not stated'}: {d.title or d.text[:60]}" for d in reports)
        if names or changes:
            yield Step(day=day, reports=names, changes=tuple(changes), incidents=len(rows))
        incidents, deadlines, first = rows, dates, False
        day += timedelta(days=1)


def _incidents(before: dict[str, IncidentRow], now: dict[str, IncidentRow]) -> Iterator[str]:
    for code, row in now.items():
        old = before.get(code)
        if old is None:
            told = f", told by {', '.join(row.told_by)}" if row.told_by else ""
            yield f"{code} forms: {row.title} ({_status(row)}{told})"
            continue
        if _status(old) != _status(row):
            yield f"{code} was {_status(old)}, now {_status(row)}"
        if old.harm != row.harm and row.harm:
            yield f"{code}, harm: {'; '.join(row.harm)}"
    yield from (f"{code} is no more: its claims stand under another incident" for code in before if code not in now)


def _status(row: IncidentRow) -> str:
    words = (
        row.occurrence,
        *row.flags,
        *(("contested",) if row.contested else ()),
        *(() if row.firm else ("candidate",)),
    )
    return ", ".join((*words, row.attribution)).replace("_", " ")


def _deadlines(before: dict[str, DeadlineRow], now: dict[str, DeadlineRow]) -> Iterator[str]:
    for ident, row in now.items():
        old = before.get(ident)
        if old is not None and (old.state, old.due) != (row.state, row.due):
            yield f"Due {row.due.isoformat()}, {row.title}: was {old.state}, now {row.state}".replace("_", " ")
