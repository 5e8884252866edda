"""Ground as shapes: which circles an incident lies in, their outlines, and whether an outline meets a box.

Units: degrees WGS 84, longitude first, as GeoJSON has it; metres. Outlines go counter-clockwise and none crosses the
antimeridian.
"""

from __future__ import annotations

from functools import lru_cache
from math import asin, atan2, cos, degrees, pi, radians, sin

import msgspec

from trucewatch.model.incident import Incident
from trucewatch.model.place import WIDE_KINDS

EARTH_M = 6_371_008.8
CORNERS = 32
Point = tuple[float, float]
Ring = tuple[Point, ...]
Box = tuple[float, float, float, float]


class Circle(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Ground that some words cover. `exact`: a point of the map stands for it; else it is as wide as its radius."""

    name: str
    lat: float
    lon: float
    radius_m: int
    exact: bool = False
    kind: str | None = None
    precision: str = "unresolved"
    ref: str | None = None
    label: str | None = None
    country: tuple[str, ...] = ()


def circles_of(incident: Incident) -> tuple[Circle, ...]:
    """The settled ground of an incident, each circle once; wide areas only where nothing narrower is known."""
    return _each_once(circles_told(incident))


def circles_told(incident: Incident) -> tuple[Circle, ...]:
    """The same with each account's own names: two names of one place are two circles."""
    found = named_circles(incident)
    if not found:
        found = tuple(
            Circle(name=p.name, lat=p.lat, lon=p.lon, radius_m=p.radius_m, kind=p.kind, ref=p.place_id)
            for p in incident.places or incident.within
            if p.lat is not None and p.lon is not None and p.radius_m is not None
        )
    return _narrow(found)


def named_circles(incident: Incident) -> tuple[Circle, ...]:
    """What its names stand for on the ground, in their order, wide areas too."""
    return tuple(
        Circle(
            name=g.name, lat=g.lat, lon=g.lon, radius_m=g.radius_m, exact=g.precision == "exact", kind=g.kind,
            precision=g.precision, ref=g.ref, label=g.label, country=g.country,
        )
        for g in incident.ground
        if g.lat is not None and g.lon is not None and g.radius_m is not None
    )  # fmt: skip


def narrowest(found: tuple[Circle, ...]) -> tuple[Circle, ...]:
    """The places among them, each once; where there is none, the smallest area."""
    return _each_once(_narrow(found))


def _narrow(found: tuple[Circle, ...]) -> tuple[Circle, ...]:
    narrow = tuple(c for c in found if c.kind not in WIDE_KINDS)
    return narrow or tuple(sorted(found, key=lambda c: (c.radius_m, c.name))[:1])


def _each_once(found: tuple[Circle, ...]) -> tuple[Circle, ...]:
    return tuple({(c.lat, c.lon, c.radius_m): c for c in found}.values())


@lru_cache(maxsize=4096)  # few places, told of again and again
def outline(circle: Circle) -> tuple[Ring, ...]:
    """The edge of a circle: one closed ring, two where it lies across the antimeridian."""
    reach = min(circle.radius_m / EARTH_M, pi / 2)
    lat, lon = radians(circle.lat), radians(circle.lon)
    points = []
    for i in range(CORNERS):
        bearing = -2 * pi * i / CORNERS  # backwards by compass is counter-clockwise
        at = asin(sin(lat) * cos(reach) + cos(lat) * sin(reach) * cos(bearing))
        east = atan2(sin(bearing) * sin(reach) * cos(lat), cos(reach) - sin(lat) * sin(at))
        points.append((degrees(lon + east), degrees(at)))
    if abs(circle.lat) + degrees(reach) >= 90:  # a cap round a pole is all longitudes
        low, high = sorted((circle.lat - degrees(reach), circle.lat + degrees(reach)))
        return (_box_ring((-180.0, max(-90.0, low), 180.0, min(90.0, high))),)
    if all(-180 <= x <= 180 for x, _ in points):
        return (_closed(points),)
    parts = (_cut(points, (-180.0, -90.0, 180.0, 90.0)),)
    west = _cut([(x + 360, y) for x, y in points], (-180.0, -90.0, 180.0, 90.0))
    east_ = _cut([(x - 360, y) for x, y in points], (-180.0, -90.0, 180.0, 90.0))
    return tuple(_closed(p) for p in (*parts, west, east_) if len(p) > 2)


@lru_cache(maxsize=4096)
def envelopes(circle: Circle) -> tuple[Box, ...]:
    """West, south, east, north of the circle; two boxes where it lies across the antimeridian."""
    if circle.exact:
        return ((circle.lon, circle.lat, circle.lon, circle.lat),)
    return tuple(
        (min(x for x, _ in ring), min(y for _, y in ring), max(x for x, _ in ring), max(y for _, y in ring))
        for ring in outline(circle)
    )


def meets(circle: Circle, box: Box) -> bool:
    """True if the drawn shape of a circle has a point in common with a box (west <= east)."""
    west, south, east, north = box
    if circle.exact:
        return west <= circle.lon <= east and south <= circle.lat <= north
    return any(_ring_meets(ring, here, box) for ring, here in zip(outline(circle), envelopes(circle), strict=True))


def _ring_meets(ring: Ring, here: Box, box: Box) -> bool:
    west, south, east, north = box
    if here[0] > east or here[2] < west or here[1] > north or here[3] < south:
        return False
    if west <= here[0] and here[2] <= east and south <= here[1] and here[3] <= north:
        return True
    if any(west <= x <= east and south <= y <= north for x, y in ring):
        return True
    return bool(_cut(list(ring[:-1]), box))


def _cut(points: list[Point], box: Box) -> list[Point]:
    """The part of a convex outline inside a box (Sutherland and Hodgman 1974); empty when they do not meet."""
    west, south, east, north = box
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        kept: list[Point] = []
        for i, here in enumerate(points):
            last = points[i - 1]
            inside, was = (sign * (p[axis] - limit) >= 0 for p in (here, last))
            if inside != was:
                share = (limit - last[axis]) / (here[axis] - last[axis])
                other = last[1 - axis] + share * (here[1 - axis] - last[1 - axis])
                kept.append((limit, other) if axis == 0 else (other, limit))
            if inside:
                kept.append(here)
        points = kept
    return points


def _closed(points: list[Point]) -> Ring:
    ring = tuple((round(x, 6), round(y, 6)) for x, y in points)
    return (*ring, ring[0])


def _box_ring(box: Box) -> Ring:
    west, south, east, north = box
    return ((west, south), (east, south), (east, north), (west, north), (west, south))
