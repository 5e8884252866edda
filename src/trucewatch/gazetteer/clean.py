"""The stated rules by which known defects of the sources are mended. Each rule counts what it set aside.

Run on a gazetteer file that is being built, after all sources are taken in; `docs/places.md` gives the reasons.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator

from trucewatch.places.ground import distance_km

COPIED_NAMES_MIN = 4  # so many other names shared by namesakes are copied, not coincidence
COPIED_SHARE = 0.6
APART_KM = 50.0
STRANGERS_MIN = 12
NATIVE_ROWS_MIN = 50
ASTRAY_KM = (
    250.0  # border towns and exclaves of thinly listed countries stand among strangers too, but nearer to their own
)

Settled = tuple[int, str, str, float, float, int, int]  # id, folded label, country, lat, lon, population, names


def clean(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows or names each rule set aside. Cost: linear but for namesakes, which are compared in pairs."""
    counted = {
        "points that are none (0 by 0, out of range)": _no_points(db),
        "points outside their country": _outside(db),
    }
    names, populations = _namesakes(db)
    counted["names copied between namesakes"] = names
    counted["populations copied between namesakes"] = populations
    return {rule: n for rule, n in counted.items() if n}


def clean_areas(db: sqlite3.Connection) -> dict[str, int]:
    """Names taken from areas that belong to a far settlement; to be run once areas have their extent."""
    rows = db.execute(
        "SELECT DISTINCT a.id, n.folded, a.lat, a.lon, a.radius_km, s.lat, s.lon FROM place a JOIN staged n ON n.place = a.id "
        "AND n.how != 0 JOIN staged l ON l.folded = n.folded AND l.how = 0 JOIN place s ON s.id = l.place "
        "AND s.kind = 'settlement' AND s.country = a.country WHERE a.kind IN ('region', 'district') "
        "AND a.source != 'overlay' ORDER BY a.id, n.folded"
    )
    near: dict[tuple[int, str], bool] = {}
    for area, folded, lat, lon, radius, at_lat, at_lon in rows:
        inside = distance_km(lat, lon, at_lat, at_lon) <= 1.5 * radius + 10
        near[area, folded] = near.get((area, folded), False) or inside
    foreign = [key for key, inside in near.items() if not inside]
    db.executemany("DELETE FROM staged WHERE place = ? AND folded = ? AND how != 0", foreign)
    return {"names of far settlements on areas": len(foreign)} if foreign else {}


def _no_points(db: sqlite3.Connection) -> int:
    return db.execute(
        "DELETE FROM place WHERE lat IS NOT NULL "
        "AND ((abs(lat) < 0.01 AND abs(lon) < 0.01) OR abs(lat) > 90 OR abs(lon) > 180)"
    ).rowcount


def _outside(db: sqlite3.Connection) -> int:
    """Settlements among many of other countries, far from all others of their own, which has many."""
    cells: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    rows = db.execute(
        "SELECT id, country, lat, lon FROM place WHERE kind = 'settlement' AND country != '' AND lat IS NOT NULL "
        "AND source != 'overlay'"
    )
    settled = [(int(i), str(c), float(a), float(o)) for i, c, a, o in rows]
    for _, country, lat, lon in settled:
        cells[int(lat * 2 // 1), int(lon * 2 // 1)][country] += 1
        total[country] += 1
    wrong = []
    for i, country, lat, lon in settled:
        if total[country] < NATIVE_ROWS_MIN:
            continue
        row, column = int(lat * 2 // 1), int(lon * 2 // 1)
        around: Counter[str] = Counter()
        for r in (row - 1, row, row + 1):
            for c in (column - 1, column, column + 1):
                around.update(cells.get((r, c), ()))
        among_strangers = around[country] == 1 and sum(around.values()) > STRANGERS_MIN
        if among_strangers and not _has_own_near(i, country, lat, lon, settled):
            wrong.append((i,))
    db.executemany("DELETE FROM place WHERE id = ?", wrong)
    return len(wrong)


def _has_own_near(
    place: int, country: str, lat: float, lon: float, settled: list[tuple[int, str, float, float]]
) -> bool:
    return any(
        i != place and c == country and distance_km(lat, lon, a, o) <= ASTRAY_KM
        for i, c, a, o in settled
        if abs(a - lat) * 111 <= ASTRAY_KM
    )


def _namesakes(db: sqlite3.Connection) -> tuple[int, int]:
    """Other names and populations that one of several namesakes has from another: the better known one keeps them."""
    dropped: list[tuple[int, str]] = []
    emptied: list[tuple[int]] = []
    for group in _groups(db):
        ranked = sorted(group, key=lambda r: (-r[5], -r[6], r[0]))
        names = {r[0]: _names(db, r[0]) for r in ranked if r[6] > COPIED_NAMES_MIN}
        for n, less in enumerate(ranked):
            for more in ranked[:n]:
                if distance_km(less[3], less[4], more[3], more[4]) < APART_KM:
                    continue
                if less[5] >= 1000 and less[5] == more[5]:
                    emptied.append((less[0],))
                if less[0] not in names or more[0] not in names:
                    continue
                shared = (names[less[0]] & names[more[0]]) - {less[1]}
                if len(shared) >= COPIED_NAMES_MIN and len(shared) >= COPIED_SHARE * (len(names[less[0]]) - 1):
                    dropped += [(less[0], name) for name in sorted(shared)]
                    names[less[0]] -= shared
    db.executemany("DELETE FROM staged WHERE place = ? AND folded = ?", dropped)
    db.executemany("UPDATE place SET population = 0 WHERE id = ?", sorted(set(emptied)))
    for i, n in Counter(i for i, _ in dropped).items():
        db.execute("UPDATE place SET names = max(1, names - ?) WHERE id = ?", (n, i))
    return len(dropped), len(set(emptied))


def _groups(db: sqlite3.Connection) -> Iterator[list[Settled]]:
    """Settlements under one folded label."""
    rows = db.execute(
        "SELECT p.id, s.folded, p.country, p.lat, p.lon, p.population, p.names FROM place p JOIN staged s ON s.place = p.id "
        "AND s.how = 0 WHERE p.kind = 'settlement' AND p.lat IS NOT NULL AND (p.names > ? OR p.population >= 1000) "
        "ORDER BY s.folded, p.id",
        (COPIED_NAMES_MIN,),
    )
    group: list[Settled] = []
    for row in rows:
        if group and group[0][1] != row[1]:
            if len(group) > 1:
                yield group
            group = []
        group.append(row)
    if len(group) > 1:
        yield group


def _names(db: sqlite3.Connection, place: int) -> set[str]:
    return {f for (f,) in db.execute("SELECT folded FROM staged WHERE place = ?", (place,))}
