"""Episodes: incidents of neighbouring days in one place between the same sides, so that both units can be counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from trucewatch.model.ids import short_id
from trucewatch.model.incident import Episode
from trucewatch.reconcile.days import days_of, spoken
from trucewatch.reconcile.names import skeleton

NEIGHBOUR_DAYS = 1


class Place(Protocol):
    """A place that an incident names."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


class Actor(Protocol):
    """Who had a part in it."""

    @property
    def side(self) -> str | None: ...


class Incident(Protocol):
    """What episodes look at in an incident."""

    @property
    def code(self) -> str: ...
    @property
    def firm(self) -> bool: ...
    @property
    def when(self) -> str | None: ...
    @property
    def unsure_with(self) -> tuple[str, ...]: ...
    @property
    def places(self) -> Sequence[Place]: ...
    @property
    def within(self) -> Sequence[Place]: ...
    @property
    def actors(self) -> Sequence[Actor]: ...


def episodes_of(incidents: Sequence[Incident]) -> tuple[Episode, ...]:
    """Runs of incidents with a place and a side in common, each at most a day from the next.

    An undated incident belongs to an episode only through an *unsure* link to one of its incidents.
    """
    parent = {i.code: i.code for i in incidents}

    def root(x: str) -> str:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    def join(x: str, y: str) -> None:
        a, b = sorted((root(x), root(y)))
        parent[b] = a

    by_code = {i.code: i for i in incidents}
    for pair in _neighbours(incidents):
        join(*pair)
    for i in incidents:
        dated = [o for c in i.unsure_with if (o := by_code.get(c)) is not None and o.when is not None]
        near = [o for o in dated if i.when is None and _places(i) & _places(o) and _sides(i) & _sides(o)]
        if near:
            # the latest: an undated account speaks of what was new when it was told
            join(i.code, max(near, key=lambda o: (days_of(o.when) or (0, 0), o.code)).code)
    groups: dict[str, list[Incident]] = defaultdict(list)
    for i in incidents:
        groups[root(i.code)].append(i)
    return tuple(sorted((_episode(g) for g in groups.values() if len(g) > 1), key=lambda e: e.id))


def _neighbours(incidents: Sequence[Incident]) -> set[tuple[str, str]]:
    """Pairs of dated incidents that follow one another in one place between the same sides.

    Sorted by day within each place and side, so that the work grows with the number of incidents.
    """
    lanes: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
    for i in incidents:
        days = days_of(i.when)
        if days is None or not i.firm:
            continue
        for one in lanes_of(i):
            lanes[one].append((days[0], days[1], i.code))
    out: set[tuple[str, str]] = set()
    for lane in lanes.values():
        lane.sort()
        reach, last = lane[0][1], lane[0][2]
        for first, end, code in lane[1:]:
            if first - reach <= NEIGHBOUR_DAYS and code != last:
                out.add((last, code))
            if end >= reach:
                reach, last = end, code
    return out


def lanes_of(incident: Incident) -> set[tuple[str, str]]:
    """The places and sides along which incidents follow one another."""
    return {(place, side) for place in _places(incident) for side in _sides(incident)}


def _places(incident: Incident) -> frozenset[str]:
    """Settlements, sites and districts of an incident; wide areas join nothing."""
    wide = {"country", "region", "area", "line"}
    return frozenset(skeleton(p.name) for p in (*incident.places, *incident.within) if p.kind not in wide)


def _sides(incident: Incident) -> frozenset[str]:
    return frozenset(a.side for a in incident.actors if a.side and a.side != "both")


def _episode(group: Sequence[Incident]) -> Episode:
    codes = tuple(sorted(i.code for i in group))
    days = [d for i in group if (d := days_of(i.when))]
    stretch = (min(d[0] for d in days), max(d[1] for d in days)) if days else None
    names = sorted({p.name for i in group for p in (*i.places, *i.within)})
    place = next(
        (n for n in names if all(skeleton(n) in _places(i) for i in group)), names[0] if names else "place not stated"
    )
    return Episode(id=short_id("e", *codes), title=f"{place}, {spoken(stretch)}", incidents=codes)
