"""The zones of the agreements in play as they stood on a day, with their ground as outlines for a map.

Units: degrees WGS 84, longitude first. A band or a circle is drawn as wide as its reach; doubts about edges are said, not drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import cos, radians

import msgspec
from shapely import LineString, Point

from trucewatch.model.agreement import Agreement, Outline, Zone, ZoneVersion

KM_PER_DEGREE = 111.195
Ring = tuple[tuple[float, float], ...]


class ZoneOfDay(msgspec.Struct, frozen=True, kw_only=True):
    """One zone in its version of a day. `rings`: its outlines, none where nobody has drawn it; `doubt_km`: the largest."""

    agreement: str
    id: str
    name: str
    valid_from: date
    valid_to: date | None
    description: str
    source: str
    drawn_by: tuple[str, ...]
    doubt_km: float | None
    rings: tuple[Ring, ...]


def zones_of_day(agreements: Iterable[Agreement], day: date) -> tuple[ZoneOfDay, ...]:
    """The zones that stood on a day, in the order of the agreements; a zone without a version for that day is left out."""
    return tuple(
        _of_day(agreement, zone, version)
        for agreement in agreements
        for zone in agreement.zones
        for version in zone.versions
        if version.valid_from <= day and (version.valid_to is None or day <= version.valid_to)
    )


def ring_of(outline: Outline) -> Ring:
    """The closed ring of an outline, rounded to a metre."""
    if outline.type == "Polygon":
        return outline.coordinates
    middle = sum(lat for _, lat in outline.coordinates) / len(outline.coordinates)
    shrink = max(0.01, cos(radians(middle))) * KM_PER_DEGREE
    plane = [(lon * shrink, lat * KM_PER_DEGREE) for lon, lat in outline.coordinates]
    drawn = Point(plane[0]) if outline.type == "Point" else LineString(plane)
    edge = drawn.buffer(outline.reach_km).exterior.coords
    return tuple((round(x / shrink, 5), round(y / KM_PER_DEGREE, 5)) for x, y in edge)


def _of_day(agreement: Agreement, zone: Zone, version: ZoneVersion) -> ZoneOfDay:
    return ZoneOfDay(
        agreement=agreement.id,
        id=zone.id,
        name=zone.name,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        description=version.description,
        source=version.source,
        drawn_by=tuple(dict.fromkeys(o.drawn_by for o in version.outlines)),
        doubt_km=max((o.doubt_km for o in version.outlines), default=None),
        rings=tuple(ring_of(o) for o in version.outlines),
    )
