"""The rows of the overlay: of one form, in their countries, with parents, rings and sources that hold."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "src" / "trucewatch" / "data" / "gazetteer" / "overlay"
SCHEMA = ROOT / "docs" / "schema" / "overlay.schema.json"
FILES = sorted(FOLDER.glob("*.yml"))

Kind = Literal[
    "settlement", "neighbourhood", "district", "region", "area", "sector", "corridor", "line", "airport", "port", "crossing",
    "site", "disputed_area", "water",
]  # fmt: skip
AREAS = {"district", "region", "area", "disputed_area", "sector", "corridor", "line", "water"}

# south, north, west, east in degrees, rounded outwards, with the sea that is claimed
BOXES: dict[str, tuple[float, float, float, float]] = {
    "BF": (9.4, 15.1, -5.6, 2.5), "CD": (-13.5, 5.4, 12.1, 31.4), "CO": (-4.3, 13.5, -81.8, -66.8),
    "DZ": (18.9, 37.2, -8.7, 12.0),
    "MA": (27.6, 36.0, -13.3, -0.9), "ML": (10.1, 25.1, -12.3, 4.3), "MM": (9.5, 28.6, 92.1, 101.2),
    "NE": (11.6, 23.6, 0.1, 16.0),
    "PH": (4.5, 21.2, 114.0, 126.7), "SO": (-1.8, 12.1, 40.9, 51.5), "UG": (-1.5, 4.3, 29.5, 35.1),
    "AM": (38.8, 41.4, 43.4, 46.7), "AZ": (38.3, 42.0, 44.7, 50.7), "CN": (3, 54, 73.4, 135.2), "CY": (34.5, 35.8, 32.2, 34.7),
    "DJ": (10.9, 12.8, 41.7, 43.5), "EG": (21.9, 31.8, 24.6, 37.0), "EH": (20.7, 27.8, -17.2, -8.6),
    "ER": (12.3, 18.1, 36.4, 43.2), "ET": (3.3, 15.0, 32.9, 48.1), "GE": (41.0, 43.7, 39.9, 46.8),
    "IL": (29.4, 33.5, 34.2, 35.95),
    "IN": (6.5, 37.2, 68.1, 97.5), "JO": (29.1, 33.5, 34.8, 39.4), "KH": (9.9, 14.8, 102.2, 107.7),
    "KP": (37.6, 43.1, 124.1, 130.8),
    "KR": (33.0, 38.7, 124.6, 131.0), "LA": (13.9, 22.6, 100.0, 107.8), "LB": (33.0, 34.8, 35.0, 36.7),
    "LY": (19.4, 33.3, 9.3, 25.3), "MD": (45.4, 48.6, 26.6, 30.2), "PK": (23.6, 37.2, 60.8, 77.9), "PS": (31.2, 32.6, 34.1, 35.6),
    "RS": (42.2, 46.3, 18.8, 23.1), "RU": (41.1, 82, 19.6, 180), "SD": (8.6, 22.3, 21.8, 38.7), "SS": (3.4, 12.3, 23.9, 36.0),
    "SY": (32.3, 37.4, 35.5, 42.4), "TH": (5.6, 20.5, 97.3, 105.7), "TR": (35.8, 42.2, 25.6, 44.9),
    "UA": (44.3, 52.4, 22.1, 40.3),
    "XK": (41.8, 43.35, 20.0, 21.8), "YE": (12.0, 19.0, 41.8, 54.6),
}  # fmt: skip


class Name(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    authority: str | None = None
    lang: str | None = None


class Source(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    url: str


class Row(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    name: str
    kind: Kind
    country: str | list[str]
    lat: float
    lon: float
    radius_km: float
    source: Source
    precision: Literal["exact", "approximate", "rough"]
    names: list[str | Name] = []
    within: list[str] = []
    polygon: list[tuple[float, float]] = []
    valid_from: str | None = None
    valid_to: str | None = None
    trees: dict[str, list[str]] = {}
    notes: str | None = None

    @property
    def countries(self) -> list[str]:
        return [self.country] if isinstance(self.country, str) else self.country

    @property
    def spellings(self) -> list[tuple[str, str | None]]:
        return [(self.name, None), *((n, None) if isinstance(n, str) else (n.name, n.authority) for n in self.names)]


def rows_of(path: Path) -> list[Row]:
    loaded: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = []
    for item in loaded:
        try:
            found.append(msgspec.convert(item, Row))
        except msgspec.ValidationError as error:
            raise AssertionError(f"{path.name}, {item.get('id')}: {error}") from error
    return found


ROWS = [row for path in FILES for row in rows_of(path)]
EVERY = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance in kilometres of two (lon, lat), good to a percent over some hundred kilometres."""
    east = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return 111.2 * math.hypot(a[1] - b[1], east)


def contains(ring: list[tuple[float, float]], point: tuple[float, float]) -> bool:
    """Whether the ring goes round the point."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > point[1]) != (y2 > point[1]) and point[0] < (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def test_there_is_one_file_a_theatre_and_enough_in_them() -> None:
    assert len(FILES) >= 8
    assert len(ROWS) >= 150
    assert sum(bool(row.polygon) for row in ROWS) >= 15


def test_ids_are_given_once() -> None:
    ids = [row.id for row in ROWS]
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


def test_every_parent_is_a_row_or_a_country() -> None:
    ids = {row.id for row in ROWS}
    named = {(row.id, p) for row in ROWS for p in [*row.within, *(p for tree in row.trees.values() for p in tree)]}
    assert sorted((i, p) for i, p in named if p not in ids and not re.fullmatch("[A-Z]{2}", p)) == []


def test_no_row_lies_within_itself() -> None:
    parents = {row.id: [*row.within, *(p for tree in row.trees.values() for p in tree)] for row in ROWS}
    for start in parents:
        seen: set[str] = set()
        waiting = list(parents[start])
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting.extend(parents.get(one, ()))
        assert start not in seen


@EVERY
def test_a_row_is_sound(row: Row) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.id)
    assert row.countries
    assert 0 < row.radius_km <= 600
    for code in row.countries:
        south, north, west, east = BOXES[code]
        slack = 0.3 if len(row.countries) > 1 else 0.0
        assert south - slack <= row.lat <= north + slack, f"{row.lat} is not in {code}"
        assert west - slack <= row.lon <= east + slack, f"{row.lon} is not in {code}"
    assert re.match(r"https://\S+\.\S+/\S+", row.source.url)
    assert row.source.name
    assert all(text.strip() == text and text for text, _ in row.spellings)
    assert len(set(row.spellings)) == len(row.spellings)
    for day in (row.valid_from, row.valid_to):
        assert day is None or re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", day)
    if row.valid_from and row.valid_to:
        assert row.valid_from < row.valid_to


@EVERY
def test_what_is_rough_says_so_with_its_radius(row: Row) -> None:
    if row.precision == "rough":
        assert row.radius_km >= 1.5
    if row.precision == "exact" and row.kind not in AREAS:
        assert row.radius_km <= 15
    if row.kind in {"settlement", "neighbourhood", "site", "port", "crossing", "airport"} and not row.polygon:
        assert row.radius_km <= 20


@pytest.mark.parametrize("row", [row for row in ROWS if row.polygon], ids=lambda row: row.id)
def test_a_ring_is_closed_and_lies_about_its_point(row: Row) -> None:
    ring = row.polygon
    assert len(ring) >= 4
    assert ring[0] == ring[-1]
    assert contains(ring, (row.lon, row.lat))
    assert max(km((row.lon, row.lat), corner) for corner in ring) <= row.radius_km * 1.02
    assert row.kind in AREAS


@EVERY
def test_a_place_lies_near_what_holds_it(row: Row) -> None:
    """A child's point may lie on the edge of its parent, not beyond."""
    by_id = {other.id: other for other in ROWS}
    for parent in (by_id[p] for p in row.within if p in by_id):
        assert km((row.lon, row.lat), (parent.lon, parent.lat)) <= parent.radius_km + row.radius_km + 5, parent.id


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_order_is_empty_or_names_the_place_itself(path: Path) -> None:
    for row in rows_of(path):
        assert all(parents for parents in row.trees.values()), row.id
        assert row.id not in {p for parents in row.trees.values() for p in parents}, row.id


def test_former_districts_of_karabakh_lie_in_two_orders() -> None:
    rows = {row.id: row for row in ROWS}
    for name in ("hadrut-district", "martuni-district", "askeran-district", "martakert-district", "shushi-district"):
        assert set(rows[name].trees) == {"Azerbaijan", "Artsakh"}
    assert rows["hadrut"].trees["Azerbaijan"] == ["khojavend-district"]
    assert rows["aghdam-khojavend"].trees["Azerbaijan"] == ["khojavend-district"]


def test_the_schema_names_the_same_fields_kinds_and_grades() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    definition = schema["$defs"]["Row"]
    assert set(definition["properties"]) == set(Row.__struct_fields__)
    assert set(definition["properties"]["kind"]["enum"]) == set(Kind.__args__)  # type: ignore[attr-defined]
    assert definition["properties"]["precision"]["enum"] == ["exact", "approximate", "rough"]
    required = {f.encode_name for f in msgspec.structs.fields(Row) if f.required}
    assert set(definition["required"]) == required
    assert definition["additionalProperties"] is False


# ring: towns that it holds, towns close by that it leaves out; by (latitude, longitude)
HELD = {
    "nagorno-karabakh": ([(39.82, 46.75), (39.76, 46.75), (39.52, 47.03), (40.21, 46.82)],
                         [(39.64, 46.547), (39.99, 46.93), (40.11, 46.04)]),
    "hadrut-district": ([(39.52, 47.03), (39.585, 46.965), (39.51, 46.825), (39.546, 46.772)], [(39.76, 46.75), (39.40, 47.03)]),
    "martuni-district": ([(39.795, 47.11), (39.678, 46.949)], [(39.52, 47.03), (39.94, 46.83)]),
    "askeran-district": ([(39.937, 46.833), (39.913, 46.79)], [(39.99, 46.93), (39.76, 46.75)]),
    "martakert-district": ([(40.21, 46.82), (40.375, 46.745)], [(39.94, 46.83), (40.345, 46.93)]),
    "dpr-area": ([(48.0, 37.8), (48.30, 38.05), (48.34, 38.41), (47.75, 37.68)],
                 [(48.139, 37.742), (47.10, 37.55), (48.595, 38.0)]),
    "lpr-area": ([(48.57, 39.31), (48.47, 38.80), (48.565, 38.646)], [(48.738, 39.232), (48.66, 39.475), (48.633, 38.378)]),
    "south-litani": ([(33.12, 35.433), (33.328, 35.613), (33.118, 35.14), (33.36, 35.591)], [(33.378, 35.484), (33.279, 35.578)]),
    "eastern-ghouta": ([(33.572, 36.402), (33.559, 36.365)], [(33.513, 36.292), (33.458, 36.233)]),
    "idlib-zone": ([(35.931, 36.634), (35.813, 36.317), (35.644, 36.668)], [(36.20, 37.16), (35.13, 36.755), (35.52, 35.78)]),
    "peace-spring": ([(36.68, 38.957), (36.82, 40.06)], [(36.386, 38.862), (36.656, 40.371)]),
    "abyei": ([(9.595, 28.435)], [(10.002, 29.402), (11.01, 29.718)]),
    "western-tigray": ([(14.28, 36.62), (14.07, 36.57)], [(14.10, 38.283), (12.60, 37.467)]),
    "south-ossetia": ([(42.228, 43.968), (42.126, 44.483), (42.40, 43.94)], [(41.984, 44.112), (42.205, 43.989)]),
    "abkhazia": ([(43.003, 41.02), (42.627, 41.738), (42.845, 41.68)], [(42.509, 41.871)]),
}  # fmt: skip


@pytest.mark.parametrize("name", HELD)
def test_a_ring_holds_its_towns_and_leaves_others_out(name: str) -> None:
    ring = next(row.polygon for row in ROWS if row.id == name)
    inside, outside = HELD[name]
    assert [p for p in inside if not contains(ring, (p[1], p[0]))] == []
    assert [p for p in outside if contains(ring, (p[1], p[0]))] == []
