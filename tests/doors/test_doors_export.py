"""`trucewatch export`: every format from the demonstration, what is left out is said, and what is wrong too."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from trucewatch.publish.files import FORMATS


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_is_written_from_the_demonstration(trucewatch: Any, demo: Path, tmp_path: Path, name: str) -> None:
    if FORMATS[name].extra:
        pytest.importorskip({"geoparquet": "pyarrow", "xlsx": "xlsxwriter"}[name])
    out = tmp_path / FORMATS[name].file
    told = trucewatch("export", name, "--store", demo, "--out", out)
    assert told.code == 0, told.err
    assert out.stat().st_size > 100


def test_what_cannot_be_mapped_is_listed_with_why(trucewatch: Any, demo: Path, tmp_path: Path) -> None:
    listed = tmp_path / "not.csv"
    told = trucewatch("export", "ged", "--store", demo, "--out", tmp_path / "g.csv", "--left-out", listed)
    assert told.code == 0, told.err
    kept = {r["id"] for r in csv.DictReader((tmp_path / "g.csv").open(encoding="utf-8", newline=""))}
    out = list(csv.DictReader(listed.open(encoding="utf-8", newline="")))
    every = {r["code"] for r in json.loads(trucewatch("incidents", "--store", demo, "--format", "json").out)["rows"]}
    assert kept | {r["id"] for r in out} == every
    assert kept.isdisjoint(r["id"] for r in out)
    assert all(r["why"] for r in out)
    assert "not in it" in trucewatch("export", "ged", "--store", demo).err


def test_the_full_tier_is_at_least_as_exact_as_the_public_one(trucewatch: Any, demo: Path) -> None:
    public, full = (
        {
            f["id"]: f["properties"]["geo_radius_m"]
            for f in json.loads(trucewatch("export", "geojson", "--store", demo, "--tier", t).out)["features"]
        }
        for t in ("public", "full")
    )
    assert set(public) <= set(full)
    assert all((radius or 0) >= (full[code] or 0) for code, radius in public.items())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("shapefile",), "no format 'shapefile'"),
        (("csv", "--tier", "secret"), "no tier 'secret'"),
        (("csv", "--area", "Hadrut"), "--area"),
        (("csv", "--tier-file", "/nowhere/tier.yml"), "cannot be read"),
        (("csv", "--out", "."), "cannot be written"),
        (("csv", "--out", "/nowhere/a.csv", "--left-out", "x"), "a folder that exists"),
    ],
)
def test_what_is_wrong_is_said(trucewatch: Any, demo: Path, words: tuple[str, ...], said: str) -> None:
    told = trucewatch("export", *words, "--store", demo)
    assert told.code == 2
    assert said in told.err


def test_the_formats_are_listed(trucewatch: Any) -> None:
    told = trucewatch("export", "--list")
    assert told.code == 0
    assert all(name in told.out for name in FORMATS)
    page = (Path(__file__).resolve().parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in FORMATS)
