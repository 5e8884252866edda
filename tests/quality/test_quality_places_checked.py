"""Names that reports give, resolved with the default's rows: every answer's circle holds the place, as checked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from trucewatch.assess.packs import bundled_packs
from trucewatch.flow.place_theatres import points_of
from trucewatch.gazetteer.build import build
from trucewatch.gazetteer.lookup import GazetteerFile
from trucewatch.gazetteer.row import SourceRow
from trucewatch.gazetteer.sources.areas import Areas
from trucewatch.gazetteer.sources.cities import Cities
from trucewatch.gazetteer.sources.overlay import Overlay
from trucewatch.model.place import ResolvedPlace
from trucewatch.places.ground import distance_km
from trucewatch.places.phrases import Phrase
from trucewatch.places.settle import Told, settle
from trucewatch.places.shape import PlaceQuery
from trucewatch.places.theatre import Theatre

ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).resolve().parents[1] / "cases" / "places_checked.yml").read_text(encoding="utf-8")
)
AROUND = {"UA", "BY", "RU", "MD", "AZ", "AM", "GE", "IR", "IN", "PK", "AF"}
SHAPES = {"near": Phrase(shape="near"), "towards": Phrase(shape="towards"), "along": Phrase(shape="along")}


class _CitiesAround(Cities):
    """The default's settlements in and around these theatres: the whole world would take half a minute."""

    def rows(self) -> Iterator[SourceRow | str]:
        return (r for r in super().rows() if not isinstance(r, str) and AROUND & set(r.country))


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> GazetteerFile:
    path = tmp_path_factory.mktemp("around") / "around.sqlite"
    build([Overlay(), _CitiesAround(), Areas()], path)
    return GazetteerFile(path)


@cache
def theatre(gazetteer: GazetteerFile, agreement: str) -> tuple[list[tuple[float, float]], frozenset[str]]:
    return points_of([a for a in bundled_packs() if a.id == agreement], gazetteer)


def resolved(row: dict[str, Any], gazetteer: GazetteerFile) -> ResolvedPlace:
    points, home = theatre(gazetteer, row["agreement"])
    kind = None if row["kind"] == "unknown" else row["kind"]
    asked = PlaceQuery(name=row["name"], kind=kind, within=tuple(row.get("within", ())))
    names = [Told(query=asked, phrase=SHAPES.get(row.get("relation", "in"), Phrase()))]
    names += [Told(query=PlaceQuery(name=b)) for b in row.get("beside", ()) if b != row["name"]]
    return settle(names, gazetteer, Theatre(points), home=home)[0]


def test_the_list_is_long_enough_and_of_three_theatres() -> None:
    assert len(ROWS) >= 60
    assert len({r["agreement"] for r in ROWS}) == 3
    assert all(r["source"] for r in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r['name']}-{r['kind']}-{r.get('relation', 'in')}")
def test_the_circle_holds_the_place(row: dict[str, Any], gazetteer: GazetteerFile) -> None:
    place = resolved(row, gazetteer)
    if not place.settled:
        pytest.fail(f"a question: {place.question} {[c.ref for c in place.candidates]}")
    assert place.lat is not None
    assert place.lon is not None
    away = distance_km(place.lat, place.lon, row["lat"], row["lon"])
    assert away * 1000 <= (place.radius_m or 0), f"{place.ref} lies {away:.1f} km away"
    if row["kind"] == "settlement" and row.get("relation", "in") == "in":
        assert (place.radius_m or 0) <= (
            130_000 if place.kind == "disputed_area" else 30_000
        )  # no answer is right by mere width
