"""How much ground a row covers, where its source does not say: by population, by the settlements inside, by kind."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from math import ceil, cos, radians, sqrt

from trucewatch.places.ground import distance_km, middle

# kilometres, for areas of which nothing else is known
BY_KIND = {
    "country": 300.0, "region": 80.0, "district": 25.0, "disputed_area": 50.0, "area": 60.0, "sector": 20.0,
    "corridor": 15.0, "line": 50.0, "airport": 3.0, "port": 3.0, "crossing": 1.0, "site": 2.0, "water": 30.0,
    "neighbourhood": 1.5,
}  # fmt: skip
INNER_SHARE = 0.98  # a settlement coded to the wrong region must not stretch it
_SMALLEST_KM = {"region": 5.0, "district": 3.0}
FEW, _FEW_KM = 10, {"region": 30.0, "district": 15.0}  # a handful of towns does not mark out the ground


def span_of(lat: float, radius_km: float) -> float:
    """Half the width in degrees of longitude of a circle."""
    return min(180.0, radius_km / (111.2 * max(0.01, cos(radians(lat)))))


def radius_of_settlement(population: int) -> float:
    """Kilometres from the middle of a settlement within which its ground lies, from 1.5 (not known) to 25."""
    return min(25.0, max(1.5, 0.02 * sqrt(population)))


def give_extent(db: sqlite3.Connection) -> int:
    """How many areas were dropped since nothing says where they lie. Every other row has point and radius afterwards."""
    db.execute("CREATE INDEX place_admin ON place(country, admin1, kind)")
    db.create_function("settlement_radius", 1, radius_of_settlement, deterministic=True)
    inside: dict[tuple[str, ...], list[tuple[float, float]]] = defaultdict(list)
    for country, a1, a2, lat, lon in db.execute(
        "SELECT country, admin1, admin2, lat, lon FROM place WHERE kind = 'settlement' AND lat IS NOT NULL ORDER BY id"
    ):
        inside[country,].append((lat, lon))
        if a1:
            inside[country, a1].append((lat, lon))
        if a2:
            inside[country, a1, a2].append((lat, lon))
    for place, kind, country, a1, a2, lat, lon, radius in db.execute(
        "SELECT id, kind, country, admin1, admin2, lat, lon, radius_km FROM place "
        "WHERE kind IN ('country', 'region', 'district') AND (radius_km IS NULL OR lat IS NULL)"
    ).fetchall():
        key = (country,) if kind == "country" else (country, a1) if kind == "region" else (country, a1, a2)
        settled = inside.get(key, []) if all(key) else []
        if not settled:
            continue
        point = (lat, lon) if lat is not None else middle(settled)
        if radius is None:
            far = sorted(distance_km(point[0], point[1], a, o) for a, o in settled)
            least = _FEW_KM.get(kind, 5.0) if len(settled) < FEW else _SMALLEST_KM.get(kind, 5.0)
            radius = max(least, far[ceil((len(far) - 1) * INNER_SHARE)])
        db.execute("UPDATE place SET lat = ?, lon = ?, radius_km = ? WHERE id = ?", (*point, radius, place))
    db.execute(
        "UPDATE place SET population = coalesce((SELECT sum(s.population) FROM place s WHERE s.kind = 'settlement' AND "
        "s.country = place.country AND s.admin1 = place.admin1), 0) WHERE kind = 'region' AND population = 0 AND admin1 != ''"
    )
    db.execute(
        "UPDATE place SET radius_km = settlement_radius(population) WHERE kind = 'settlement' AND radius_km IS NULL"
    )
    for kind, km in BY_KIND.items():
        db.execute("UPDATE place SET radius_km = ? WHERE kind = ? AND radius_km IS NULL", (km, kind))
    db.execute("DROP INDEX place_admin")
    return db.execute("DELETE FROM place WHERE lat IS NULL").rowcount
