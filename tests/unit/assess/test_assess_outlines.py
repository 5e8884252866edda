"""Circles held against outlines: within, clear of them, or not to be told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from trucewatch.assess.outlines import hold_against, outline_fault
from trucewatch.assess.packs import bundled_packs
from trucewatch.model.agreement import Outline
from trucewatch.model.where import PlaceMention

SQUARE = Outline(  # about 111 by 111 km, its middle at 0.5, 0.5
    type="Polygon", coordinates=((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)), doubt_km=5, drawn_by="a test"
)
ROAD = Outline(type="LineString", coordinates=((0, 0), (1, 0)), reach_km=2.5, doubt_km=1, drawn_by="a test")
POST = Outline(type="Point", coordinates=((10, 60),), reach_km=3, doubt_km=1, drawn_by="a test")


def at(lon: float, lat: float, km: float) -> PlaceMention:
    return PlaceMention(name="X", lat=lat, lon=lon, radius_m=round(km * 1000))


@dataclass
class Row:
    place: PlaceMention
    outline: Outline
    lies: str
    km: float


ROWS = {
    "in the middle": Row(at(0.5, 0.5, 10), SQUARE, "inside", 55.6),
    "in the middle, as wide as the square": Row(at(0.5, 0.5, 52), SQUARE, "unclear", 55.6),
    "inside, nearer to the edge than the doubt": Row(at(0.5, 0.05, 1), SQUARE, "unclear", 5.6),
    "outside, nearer than radius and doubt": Row(at(0.5, -0.1, 7), SQUARE, "unclear", 11.1),
    "outside and clear": Row(at(0.5, -0.1, 2), SQUARE, "elsewhere", 11.1),
    "on the road": Row(at(0.5, 0.0, 1), ROAD, "inside", 2.5),
    "by the road": Row(at(0.5, 0.03, 1), ROAD, "unclear", 0.8),
    "beyond the road's end": Row(at(1.2, 0.0, 1), ROAD, "elsewhere", 19.7),
    "a degree of longitude is half as long at 60 north": Row(at(10.5, 60, 1), POST, "elsewhere", 24.8),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_a_circle_lies_inside_or_outside_only_with_all_of_it(row: Row) -> None:
    held = hold_against(row.place, (row.outline,))
    assert held.lies == row.lies
    assert held.km == pytest.approx(row.km, abs=0.15)


def test_one_of_several_outlines_is_enough_to_be_inside_and_all_are_needed_to_be_outside() -> None:
    assert hold_against(at(0.5, 0.0, 1), (POST, ROAD)).lies == "inside"
    assert hold_against(at(0.5, 0.03, 1), (POST, ROAD)).lies == "unclear"
    assert hold_against(at(5, 5, 1), (POST, ROAD)).lies == "elsewhere"


def test_without_coordinates_or_outlines_nothing_is_told() -> None:
    assert hold_against(PlaceMention(name="X"), (SQUARE,)).lies == "unclear"
    assert hold_against(at(0.5, 0.5, 1), ()).lies == "unclear"


FAULTS = {
    "latitude first": (Outline(type="Point", coordinates=((40, 146),), reach_km=1, doubt_km=1, drawn_by="t"), "globe"),
    "open ring": (Outline(type="Polygon", coordinates=((0, 0), (1, 0), (1, 1)), doubt_km=1, drawn_by="t"), "close"),
    "crossed ring": (
        Outline(type="Polygon", coordinates=((0, 0), (1, 1), (1, 0), (0, 1), (0, 0)), doubt_km=1, drawn_by="t"),
        "crosses itself",
    ),
    "a line without width": (
        Outline(type="LineString", coordinates=((0, 0), (1, 1)), doubt_km=1, drawn_by="t"),
        "reach_km",
    ),
    "nothing drawn": (Outline(type="Polygon", coordinates=(), doubt_km=1, drawn_by="t"), "no coordinates"),
}


@pytest.mark.parametrize(("outline", "says"), FAULTS.values(), ids=FAULTS.keys())
def test_an_outline_that_covers_no_ground_is_named(outline: Outline, says: str) -> None:
    assert says in (outline_fault(outline) or "")


def test_every_bundled_pack_draws_its_theatre_soundly() -> None:
    packs = bundled_packs()
    assert packs
    for pack in packs:
        assert pack.theatre_outlines, pack.id
        outlines = [*pack.theatre_outlines, *(o for z in pack.zones for v in z.versions for o in v.outlines)]
        assert [f for o in outlines if (f := outline_fault(o))] == []
