"""Geometry on the sphere: distance, bearing, a point some way off, points in polygons. Units: degrees and kilometres."""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt

EARTH_KM = 6371.0088


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance."""
    a, b = radians(lat), radians(other_lat)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(h)))


def bearing(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Initial bearing in degrees from north, 0 to 360."""
    a, b, d = radians(lat), radians(other_lat), radians(other_lon - lon)
    return degrees(atan2(sin(d) * cos(b), cos(a) * sin(b) - sin(a) * cos(b) * cos(d))) % 360


def offset(lat: float, lon: float, towards: float, km: float) -> tuple[float, float]:
    """The point `km` away on the bearing `towards`. Shape: (lat, lon)."""
    a, t, d = radians(lat), radians(towards), km / EARTH_KM
    b = asin(sin(a) * cos(d) + cos(a) * sin(d) * cos(t))
    far = radians(lon) + atan2(sin(t) * sin(d) * cos(a), cos(d) - sin(a) * sin(b))
    return degrees(b), (degrees(far) + 540) % 360 - 180


def middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The middle of some points on the sphere. Shape: (lat, lon) each. Raises: ValueError without any."""
    if not points:
        raise ValueError("no points")
    x = sum(cos(radians(a)) * cos(radians(o)) for a, o in points)
    y = sum(cos(radians(a)) * sin(radians(o)) for a, o in points)
    z = sum(sin(radians(a)) for a, _ in points)
    return degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))


def in_polygon(lat: float, lon: float, corners: Sequence[tuple[float, float]]) -> bool:
    """True if the point lies inside. Shape: corners (lon, lat), closed or not, not across the date line."""
    inside, n = False, len(corners)
    for i in range(n):
        (x1, y1), (x2, y2) = corners[i], corners[i - 1]
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def circle_of(corners: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """A circle that holds all corners: (lat, lon, radius in km). Shape: corners (lon, lat)."""
    lat, lon = middle([(y, x) for x, y in corners])
    return lat, lon, max(distance_km(lat, lon, y, x) for x, y in corners)
