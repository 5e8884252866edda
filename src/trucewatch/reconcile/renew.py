"""Records of incidents and episodes made anew where what they are made of changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from trucewatch.model.incident import Episode, Incident
from trucewatch.reconcile.attach import Cluster
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.days import days_of
from trucewatch.reconcile.episodes import NEIGHBOUR_DAYS, episodes_of, lanes_of
from trucewatch.reconcile.incidents import Draft as Sketch
from trucewatch.reconcile.incidents import build
from trucewatch.reconcile.ledger import Rulings
from trucewatch.reconcile.library import Library
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.memory_rows import (
    AccountRow,
    ActorSide,
    ClusterRow,
    EpisodeRow,
    IncidentRow,
    LinkRow,
    PlaceName,
    mark,
)
from trucewatch.reconcile.reconcile import assessments_of, spans_apart
from trucewatch.reconcile.rerecall import recalls_of


def neighbours(draft: Draft, accounts: Iterable[str]) -> dict[str, set[str]]:
    """By account, the accounts that it may be one happening with."""
    wanted = set(accounts)
    out: dict[str, set[str]] = defaultdict(set)
    for link in draft.marked(LinkRow, [mark("end", i) for i in wanted]).values():
        if link.unsure:
            for mine, other in ((link.a, link.b), (link.b, link.a)):
                if mine in wanted:
                    out[mine].add(other)
    return out


def renew_incidents(
    draft: Draft, library: Library, context: Context, rulings: Rulings, clusters: Mapping[str, Cluster]
) -> list[Incident]:
    """The incidents of some clusters, without their episodes; rows of clusters are up to date."""
    near = neighbours(draft, (a.id for c in clusters.values() for a in c))
    others = draft.rows(AccountRow, {i for found in near.values() for i in found})
    rows = draft.rows(ClusterRow, {*clusters, *(row.cluster for row in others.values())})
    recalls = recalls_of(draft, clusters)
    ordered = [i for i in clusters if rows[i].code is not None]
    codes = {n: rows[i].code or "" for n, i in enumerate(ordered)}
    assessed = assessments_of([clusters[i] for i in ordered], codes, rulings)
    found: list[Incident] = []
    for n, i in enumerate(ordered):
        at = {others[o].cluster for a in clusters[i] for o in near.get(a.id, ())} - {i}
        unsure = {code for c in at if (code := rows[c].code) and not spans_apart(rows[i].spans, rows[c].spans)}
        sketch = Sketch(
            code=codes[n],
            accounts=clusters[i],
            recalls=tuple(recalls.get(i, ())),
            unsure_with=tuple(sorted(unsure)),
            contested=rows[i].contested,
            assessments=assessed[n],
        )
        found.append(build(sketch, library.documents, context))
    return found


class Renewed(msgspec.Struct, frozen=True):
    """`of`: the episode of each incident looked at, None where it is in none; `gone`, `new`: episodes."""

    of: dict[str, str | None]
    gone: frozenset[str]
    new: tuple[Episode, ...]


def renew_episodes(
    draft: Draft, gone: Iterable[str], incidents: Mapping[str, Incident], at: Mapping[str, str]
) -> Renewed:
    """Episodes where incidents are gone or made anew. `at`: the cluster of each incident, by code."""
    before = draft.before(IncidentRow, {*gone, *incidents})
    for code in gone:
        draft.drop(IncidentRow, code)
    for code, incident in incidents.items():
        draft.put(_row_of(incident, at[code]))
    old = {e for row in before.values() if (e := row.episode) is not None}
    codes = set(incidents) | _beside(draft, incidents)
    looked = -1
    while looked != len(codes):
        looked = len(codes)
        # an undated one goes with the latest that it may be: all of these must be at hand
        codes |= {o for row in draft.rows(IncidentRow, codes).values() if row.when is None for o in row.unsure_with}
        old |= {e for row in draft.before(IncidentRow, codes).values() if (e := row.episode) is not None}
        codes |= {i for row in draft.before(EpisodeRow, old).values() for i in row.incidents}
    rows = draft.rows(IncidentRow, codes)
    found = episodes_of(tuple(rows[i] for i in sorted(rows)))
    of = {i: one.id for one in found for i in one.incidents}
    for i, row in rows.items():
        if row.episode != of.get(i):
            draft.put(msgspec.structs.replace(row, episode=of.get(i)))
    for key in old:
        draft.drop(EpisodeRow, key)
    for episode in found:
        draft.put(EpisodeRow(id=episode.id, incidents=episode.incidents))
    return Renewed({i: of.get(i) for i in rows}, frozenset(old - {one.id for one in found}), found)


def _row_of(incident: Incident, cluster: str) -> IncidentRow:
    days = days_of(incident.when) if incident.firm else None
    return IncidentRow(
        id=incident.code,
        cluster=cluster,
        firm=incident.firm,
        when=incident.when,
        unsure_with=incident.unsure_with,
        places=tuple(PlaceName(p.name, p.kind) for p in incident.places),
        within=tuple(PlaceName(p.name, p.kind) for p in incident.within),
        actors=tuple(ActorSide(a.side) for a in incident.actors),
        lanes=tuple(sorted(lanes_of(incident))) if days is not None else (),
        days=days,
    )


def _beside(draft: Draft, incidents: Iterable[str]) -> set[str]:
    """Incidents that may be of one episode with some: a day away in one lane, or perhaps the same."""
    rows = draft.rows(IncidentRow, incidents)
    found = {o for row in rows.values() for o in row.unsure_with}
    lanes: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in rows.values():
        if row.days is not None:
            for lane in row.lanes:
                lanes[lane].append(row.days)
    marks = {m for row in rows.values() for m in row.marks()}
    for other in draft.marked(IncidentRow, marks).values():
        days = other.days
        if days is not None and any(
            first - NEIGHBOUR_DAYS <= days[1] and days[0] - NEIGHBOUR_DAYS <= last
            for lane in other.lanes
            for first, last in lanes.get(lane, ())
        ):
            found.add(other.id)
    return found
