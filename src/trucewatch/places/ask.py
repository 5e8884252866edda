"""One name asked of a gazetteer, outside any text."""

from __future__ import annotations

import msgspec

from trucewatch.places.choose import group_names, weigh
from trucewatch.places.shape import Gazetteer, PlaceQuery
from trucewatch.places.theatre import Theatre


class FoundPlace(msgspec.Struct, frozen=True, kw_only=True):
    """One place that a name may mean, as listings show it. Units: degrees WGS 84, kilometres."""

    probability: float
    name: str
    kind: str
    country: tuple[str, ...]
    lat: float
    lon: float
    radius_km: float
    id: str
    found_by: str
    matched: str
    licence: str = ""


def ask_name(
    gazetteer: Gazetteer,
    name: str,
    *,
    country: str | None = None,
    near: tuple[float, float] | None = None,
    limit: int = 10,
) -> list[FoundPlace]:
    """Rows for a listing, the likeliest first; `near` weighs like a place where the conflict is told of."""
    query = PlaceQuery(name=name, country=(country.upper(),) if country else ())
    groups, _ = group_names([query], gazetteer, Theatre([near] if near else []))
    weigh(groups)
    group = groups[0]
    order = sorted(range(len(group.candidates)), key=lambda n: (-float(group.p[n]), group.candidates[n].entry.ref))
    return [
        FoundPlace(
            probability=round(float(group.p[n]), 3),
            name=e.name,
            kind=e.kind,
            country=e.country,
            lat=round(e.lat, 5),
            lon=round(e.lon, 5),
            radius_km=round(e.radius_km, 1),
            id=e.ref,
            found_by=group.candidates[n].how,
            matched=group.candidates[n].folded,
        )
        for n in order[:limit]
        for e in [group.candidates[n].entry]
    ]
