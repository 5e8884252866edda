"""The map as data: one entry a place, with the incidents told there. Places without known ground are counted, not drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from trucewatch.model.incident import Incident
from trucewatch.model.place import WIDE_KINDS
from trucewatch.model.shape import circles_told
from trucewatch.publish.brief import Figure, Spot
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.wording import edtf_days

MOST_TOLD = 12  # incidents of one place that a map names; the others are counted
Ring = tuple[tuple[float, float], ...]
RingOf = Callable[[str], Ring]  # the outline of a gazetteer's row, empty where it has none


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as the map names it. `start`, `end`: its days, None when it is undated."""

    code: str
    title: str
    start: date | None
    end: date | None


class PlaceOnMap(msgspec.Struct, frozen=True, kw_only=True):
    """A place with its incidents. Units: degrees WGS 84, metres. `ring`: its outline where a gazetteer has one.

    `area`: a district or the like, of which any part may be meant. `days`: first days of its incidents, each once.
    """

    name: str
    lat: float
    lon: float
    radius_m: int
    area: bool
    firm: int
    candidates: int
    told: tuple[Told, ...]
    days: tuple[date, ...]
    ring: Ring = ()


class GroundMap(msgspec.Struct, frozen=True, kw_only=True):
    """All places of a list of incidents, the widest first. `shown` and `left_out` count incidents."""

    caption: str
    places: tuple[PlaceOnMap, ...]
    shown: int
    left_out: int


def ground_of(incident: Incident) -> list[tuple[str, float, float, int, bool]]:
    """Name, degrees, radius and whether it is an area, of the ground that stands for an incident."""
    return [(c.name, c.lat, c.lon, c.radius_m, c.kind in WIDE_KINDS) for c in circles_told(incident)]


def ground_map(
    figure: Figure, rows: Iterable[IncidentRow], incident_of: Callable[[str], Incident], ring_of: RingOf
) -> GroundMap:
    """The map of a figure that `map_figure` made from these rows."""
    by_code = {row.code: row for row in rows}
    drawn, left = figure.counts
    return GroundMap(
        caption=figure.caption,
        places=tuple(_place(spot, by_code, incident_of, ring_of) for spot in figure.spots),
        shown=drawn.n,
        left_out=left.n,
    )


def _place(
    spot: Spot, by_code: dict[str, IncidentRow], incident_of: Callable[[str], Incident], ring_of: RingOf
) -> PlaceOnMap:
    rows = [by_code[code] for code in spot.count.ids]
    told = [(row, edtf_days(row.when)) for row in rows]
    firm = sum(row.firm for row in rows)
    return PlaceOnMap(
        name=spot.name,
        lat=spot.lat,
        lon=spot.lon,
        radius_m=spot.radius_m,
        area=spot.area,
        firm=firm,
        candidates=len(rows) - firm,
        told=tuple(
            Told(code=row.code, title=row.title, start=days[0] if days else None, end=days[1] if days else None)
            for row, days in told[:MOST_TOLD]
        ),
        days=tuple(sorted({days[0] for _, days in told if days})),
        ring=_ring(spot, incident_of(rows[0].code), ring_of),
    )


def _ring(spot: Spot, incident: Incident, ring_of: RingOf) -> Ring:
    """The outline of the gazetteer's row, where the name stands for just that row and not for ground near it."""
    for g in incident.ground:
        if (g.name, g.lat, g.lon, g.radius_m) == (spot.name, spot.lat, spot.lon, spot.radius_m) and g.ref:
            return ring_of(g.ref) if g.precision in ("area", "line") else ()
    return ()
