"""Where a place with coordinates lies by the outlines of a zone: within, clear of it, or not to be told.

A place is a circle as wide as its doubt. It is within a zone only if all of it is, the doubt about the zone's edge
taken off, and clear of it only if none of it can reach. Distances are measured on a plane laid at the place: within
200 km the error is under one in a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, radians
from typing import Literal

import msgspec
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from trucewatch.model.agreement import Outline
from trucewatch.model.where import PlaceMention

KM_PER_DEGREE = 111.195

Lies = Literal["inside", "elsewhere", "unclear"]


class Held(msgspec.Struct, frozen=True):
    """How a place lies to outlines. `km`: from the middle of its circle to the nearest drawn edge, if it has coordinates."""

    lies: Lies
    km: float | None = None


def hold_against(place: PlaceMention, outlines: Sequence[Outline]) -> Held:
    """The answer for one place; unclear if it has no coordinates or there is no outline. Linear in the corners."""
    if place.lat is None or place.lon is None or place.radius_m is None or not outlines:
        return Held("unclear")
    reach = place.radius_m / 1000
    edges = [(_edge_km(place.lat, place.lon, o), o.doubt_km) for o in outlines]
    nearest = min(km for km, _ in edges)  # negative inside
    if any(-km >= reach + doubt for km, doubt in edges):
        return Held("inside", -nearest)
    if all(km > reach + doubt for km, doubt in edges):
        return Held("elsewhere", nearest)
    return Held("unclear", abs(nearest))


def outline_fault(outline: Outline) -> str | None:
    """What is wrong with an outline, in words, or None."""
    if not outline.coordinates:
        return "has no coordinates"
    for lon, lat in outline.coordinates:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            return f"has a corner off the globe: {lon}, {lat} (longitude comes first)"
    if outline.doubt_km < 0 or outline.reach_km < 0:
        return "has a negative distance"
    if outline.type == "Point" and len(outline.coordinates) != 1:
        return "is a Point with several corners"
    if outline.type == "LineString" and len(outline.coordinates) < 2:
        return "is a line with one corner"
    if outline.type != "Polygon":
        return None if outline.reach_km > 0 else "covers no ground: a Point or LineString needs reach_km"
    if outline.reach_km:
        return "is a ring with reach_km: draw the ring where the zone ends"
    if len(outline.coordinates) < 4 or outline.coordinates[0] != outline.coordinates[-1]:
        return "is a ring that does not close: the last corner repeats the first"
    return None if Polygon(outline.coordinates).is_valid else "is a ring that crosses itself"


def _edge_km(lat: float, lon: float, outline: Outline) -> float:
    """Kilometres from a point to the outline's edge, negative inside."""
    drawn = _on_plane(outline, round(lat, 1))
    here = Point(lon * cos(radians(round(lat, 1))) * KM_PER_DEGREE, lat * KM_PER_DEGREE)
    if isinstance(drawn, Polygon):
        edge = float(here.distance(drawn.exterior))
        return -edge if drawn.contains(here) else edge
    return float(here.distance(drawn)) - outline.reach_km


@lru_cache(maxsize=512)
def _on_plane(outline: Outline, lat: float) -> BaseGeometry:
    """The outline in kilometres on a plane that is true at a latitude."""
    shrink = cos(radians(lat)) * KM_PER_DEGREE
    corners = [(x * shrink, y * KM_PER_DEGREE) for x, y in outline.coordinates]
    if outline.type == "Point":
        return Point(corners[0])
    return LineString(corners) if outline.type == "LineString" else Polygon(corners)
