"""Ground from a chosen row and the words around its name, with a radius that holds what the words may mean.

Units: degrees and kilometres. The rules of each shape stand in `docs/places.md`.
"""

from __future__ import annotations

from math import radians, sin

import msgspec

from trucewatch.model.place import AREA_KINDS, LINE_KINDS, POINT_KINDS, Entry, PlacePrecision
from trucewatch.places.ground import distance_km, middle, offset
from trucewatch.places.phrases import Phrase
from trucewatch.places.words import words

NEAR_KM = 7.0
TOWARDS_KM = 15.0
BEARING_ONLY_KM = 8.0
HALF_SECTOR = 22.5  # degrees to each side that a named bearing covers
NAMED_AFTER_KM = {"sector": 10.0, "area": 10.0, "district": 25.0, "region": 80.0}


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """A circle and how precise the words are."""

    lat: float
    lon: float
    radius_km: float
    precision: PlacePrecision
    method: str = ""


def ground_of(entry: Entry, phrase: Phrase, other: Entry | None = None, kind: str | None = None) -> Ground:
    """The ground that the words mean. `other`: the second place of "between"; `kind`: what a type word says."""
    if kind in NAMED_AFTER_KM and entry.kind in POINT_KINDS and phrase.shape in ("at", "along", "part"):
        # "X sector" or "X district" where only the village X is known: ground around it, never the village's dot
        precision: PlacePrecision = "area" if kind in AREA_KINDS else "approximate"
        reach = entry.radius_km + NAMED_AFTER_KM[kind]
        return Ground(
            lat=entry.lat, lon=entry.lon, radius_km=reach, precision=precision, method=f"{kind} named after it"
        )
    if phrase.shape == "between" and other is not None:
        return _between(entry, other)
    if phrase.shape == "offset" and entry.kind not in ("country",):
        return _offset(entry, phrase)
    if phrase.shape == "near" and entry.kind not in ("country",):
        return _around(entry, NEAR_KM, "near")
    if phrase.shape == "towards" and entry.kind not in ("country",):
        return _around(entry, TOWARDS_KM, "towards")
    if phrase.part and entry.kind in AREA_KINDS:
        return part_of(entry, phrase.part)
    return _plain(entry)


def _plain(e: Entry) -> Ground:
    precision: PlacePrecision = "exact"
    if e.kind in LINE_KINDS:
        precision = "line"
    elif e.kind in AREA_KINDS:
        precision = "area"
    elif e.kind == "sector":
        precision = "approximate"
    elif e.precision == "rough":
        precision = "rough"
    return Ground(lat=e.lat, lon=e.lon, radius_km=e.radius_km, precision=precision)


def _around(e: Entry, km: float, shape: str) -> Ground:
    return Ground(lat=e.lat, lon=e.lon, radius_km=e.radius_km + km, precision="approximate", method=shape)


def _offset(e: Entry, p: Phrase) -> Ground:
    least = BEARING_ONLY_KM / 2 if p.least_km is None else p.least_km
    most = BEARING_ONLY_KM * 1.5 if p.most_km is None else p.most_km
    if p.bearing is None:
        return Ground(lat=e.lat, lon=e.lon, radius_km=most + e.radius_km, precision="approximate", method="distance")
    away = (least + most) / 2
    lat, lon = offset(e.lat, e.lon, p.bearing, away)
    # half the stretch, the width of the named sector, and the rounding of the figure; from a town's middle or its edge
    reach = (most - least) / 2 + away * sin(radians(HALF_SECTOR)) + 0.05 * away + 0.5 * min(e.radius_km, 10.0)
    return Ground(lat=lat, lon=lon, radius_km=max(1.0, reach), precision="approximate", method="distance and bearing")


def _between(a: Entry, b: Entry) -> Ground:
    lat, lon = middle([(a.lat, a.lon), (b.lat, b.lon)])
    reach = distance_km(a.lat, a.lon, b.lat, b.lon) / 2 + min(a.radius_km, b.radius_km)
    return Ground(lat=lat, lon=lon, radius_km=reach, precision="approximate", method="between")


def part_of(e: Entry, part: str) -> Ground:
    """A part of an area, such as its south: the middle pushed out by half the radius, with a circle of 0.7 of it."""
    if part == "centre":
        return Ground(lat=e.lat, lon=e.lon, radius_km=e.radius_km * 0.5, precision="area", method="part")
    lat, lon = offset(e.lat, e.lon, words().bearings[part], e.radius_km * 0.5)
    return Ground(lat=lat, lon=lon, radius_km=e.radius_km * 0.7, precision="area", method="part")
