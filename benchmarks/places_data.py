"""The sets that place resolution is measured on, as queries with the right points. None of them is part of the project."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import yaml

from trucewatch.gazetteer.lookup import GazetteerFile
from trucewatch.places.features import Group
from trucewatch.places.ground import distance_km
from trucewatch.places.shape import PlaceQuery

BENCH = Path(os.environ.get("TRUCEWATCH_BENCH", "../shared/bench"))
FILES = {"lgl": "geo_lgl.jsonl", "geovirus": "geo_geovirus.jsonl"}


def listed(about: str, default: Path) -> tuple[list[dict[str, Any]], GazetteerFile, bool]:
    """Rows of a list of names, the gazetteer, and whether to print what is missed, by the words of the command line."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--gazetteer", type=Path, required=True)
    parser.add_argument("--list", type=Path, default=default)
    parser.add_argument("--misses", action="store_true")
    words = parser.parse_args()
    return yaml.safe_load(words.list.read_text(encoding="utf-8")), GazetteerFile(words.gazetteer), words.misses


class Text(msgspec.Struct, frozen=True):
    """A text with its names as queries, the right point of each, and their spans; `marked` with those without a point."""

    words: str
    queries: list[PlaceQuery]
    points: list[tuple[float, float]]
    spans: list[tuple[int, int]]
    marked: list[tuple[int, int]]


class Row(msgspec.Struct, frozen=True):
    """One coded incident: its place's name and point, and the coder's precision."""

    query: PlaceQuery
    point: tuple[float, float]
    precision: int
    day: str


def texts(name: str, path: Path | None = None) -> Iterator[Text]:
    """The texts of a set in their order; names in order of place in the text."""
    for line in (path or BENCH / FILES[name]).read_text(encoding="utf-8").strip().split("\n"):
        d = json.loads(line)
        tops = sorted((t for t in d["toponyms"] if t["lat"] is not None), key=lambda t: (t["start"], t["end"]))
        spans = [(t["start"], t["end"]) for t in tops]
        marked = [(t["start"], t["end"]) for t in d["toponyms"]]
        queries = [query_of(d["text"], spans, n) for n in range(len(tops))]
        yield Text(d["text"], queries, [(float(t["lat"]), float(t["lon"])) for t in tops], spans, marked)


def query_of(text: str, spans: list[tuple[int, int]], n: int) -> PlaceQuery:
    """The query that a reader would make of one span: the name behind a comma is what it lies in."""
    start, end = spans[n]
    within = []
    if n + 1 < len(spans) and text[end : spans[n + 1][0]] in (", ", " (", ","):
        within.append(text[spans[n + 1][0] : spans[n + 1][1]])
    return PlaceQuery(name=text[start:end], within=tuple(within), at=start)


def ucdp(path: Path | None = None) -> Iterator[Row]:
    """Incidents coded to a place (where_prec 1 and 2) in order of day."""
    lines = (path or BENCH / "ucdp_ukr_dev_2014_2018.jsonl").read_text(encoding="utf-8").strip().split("\n")
    rows = [json.loads(line) for line in lines]
    for r in sorted(rows, key=lambda r: (r["date_start"], r["id"])):
        if r["where_prec"] in ("1", "2"):
            query = PlaceQuery(name=r["where"], within=(r["adm1"],) if r["adm1"] else (), country=("UA",))
            yield Row(query, (float(r["lat"]), float(r["lon"])), int(r["where_prec"]), r["date_start"])


def right(group: Group, gold: tuple[float, float], km: float) -> np.ndarray:
    """Which candidates lie within so many kilometres of the right point."""
    return np.array([distance_km(c.entry.lat, c.entry.lon, *gold) <= km for c in group.candidates], dtype=bool)


def meant(group: Group, gold: tuple[float, float], km: float) -> np.ndarray:
    """Like `right`, but a wide area is meant wherever the set puts its point within the area: conventions differ."""
    wide = ("country", "region", "area", "disputed_area", "water")
    return np.array(
        [
            distance_km(c.entry.lat, c.entry.lon, *gold)
            <= (max(km, 0.6 * c.entry.radius_km) if c.entry.kind in wide and c.how != "spelling" else km)
            for c in group.candidates
        ],
        dtype=bool,
    )


def calibration_error(pairs: list[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error over bins of equal width."""
    total = 0.0
    for b in range(bins):
        inside = [(p, ok) for p, ok in pairs if b / bins <= p < (b + 1) / bins or (b == bins - 1 and p == 1.0)]
        if inside:
            total += abs(sum(p for p, _ in inside) - sum(ok for _, ok in inside))
    return total / max(1, len(pairs))
