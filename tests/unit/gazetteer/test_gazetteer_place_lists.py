"""The lists of names and of mentions that places are measured with: enough, spread, sound and independent of each other."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).resolve().parents[2] / "cases"
NAMES: list[dict[str, Any]] = yaml.safe_load((CASES / "places_conflict_names.yml").read_text(encoding="utf-8"))
LATER: list[dict[str, Any]] = yaml.safe_load((CASES / "places_conflict_names_later.yml").read_text(encoding="utf-8"))
MENTIONS: list[dict[str, Any]] = yaml.safe_load((CASES / "places_precision.yml").read_text(encoding="utf-8"))


def script_of(name: str) -> str:
    """The script of the first letter, by its Unicode name."""
    return unicodedata.name(next(c for c in name if c.isalpha())).split()[0]


def test_the_names_are_many_and_of_many_theatres_and_scripts() -> None:
    assert len(NAMES) >= 180
    theatres = Counter(row["theatre"] for row in NAMES)
    assert len(theatres) >= 8
    assert min(theatres.values()) >= 10
    scripts = Counter(script_of(row["name"]) for row in NAMES)
    assert {"LATIN", "CYRILLIC", "ARABIC", "ARMENIAN", "DEVANAGARI", "THAI", "KHMER"} <= set(scripts)


def test_the_second_list_asks_for_other_names() -> None:
    assert len(LATER) >= 120
    assert {row["name"] for row in LATER} & {row["name"] for row in NAMES} == set()
    assert len({row["theatre"] for row in LATER}) >= 8


def test_every_name_has_its_place_a_tolerance_and_a_source() -> None:
    for row in [*NAMES, *LATER]:
        assert set(row) == {"name", "theatre", "country", "lat", "lon", "tolerance_km", "source", "known"}, row
        assert -90 <= row["lat"] <= 90
        assert -180 <= row["lon"] <= 180
        assert 3 <= row["tolerance_km"] <= 400
        assert row["source"]
        assert set(row["known"]) <= {"geonames", "overlay"}
        assert row["country"] is None or len(row["country"]) == 2


def test_no_name_is_asked_twice() -> None:
    asked = Counter((row["name"], row["country"], round(row["lat"]), round(row["lon"])) for row in NAMES)
    assert [key for key, n in asked.items() if n > 1] == []


def test_most_names_are_ordinary_towns_and_villages_and_not_rows_of_ours_only() -> None:
    ordinary = [row for row in NAMES if "geonames" in row["known"] or not row["known"]]
    assert len(ordinary) >= len(NAMES) * 0.6


def test_mentions_are_enough_and_each_has_its_name_and_codes() -> None:
    assert len(MENTIONS) >= 60
    for row in MENTIONS:
        assert row["name"] in row["text"], row
        assert row["ucdp"] in range(1, 8)
        assert row["acled"] in range(1, 4)
    assert {row["ucdp"] for row in MENTIONS} == set(range(1, 8))


def test_the_two_scales_agree_on_what_is_finer() -> None:
    for row in MENTIONS:
        assert row["acled"] == {1: 1, 2: 2, 3: 2}.get(row["ucdp"], 3), row
