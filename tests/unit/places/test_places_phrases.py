"""Words around a name: distance and bearing, near, between, towards, type words."""

from __future__ import annotations

import pytest

from trucewatch.model.place import Entry
from trucewatch.places.geometry import ground_of
from trucewatch.places.ground import bearing, distance_km, in_polygon
from trucewatch.places.phrases import Phrase, read_phrase


def read(text: str, name: str) -> Phrase:
    start = text.index(name)
    return read_phrase(text, start, start + len(name))


@pytest.mark.parametrize(
    ("text", "shape", "least", "most", "towards"),
    [
        ("Monitors heard bursts 3 km north-west of Popasna.", "offset", 3, 3, 315),
        ("Explosions were recorded 2-6 km east of Popasna.", "offset", 2, 6, 90),
        ("A mine went off twelve kilometres to the south of Popasna.", "offset", 12, 12, 180),
        ("A shell fell 800 metres from Popasna.", "offset", 0.8, 0.8, None),
        ("A patrol was shot at north of Popasna.", "offset", None, None, 0),
    ],
)
def test_distance_and_bearing(text: str, shape: str, least: float, most: float, towards: float | None) -> None:
    phrase = read(text, "Popasna")
    assert (phrase.shape, phrase.least_km, phrase.most_km, phrase.bearing) == (shape, least, most, towards)


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("A clash near the village of Sotk began.", "near"),
        ("A clash on the outskirts of Sotk began.", "near"),
        ("Columns moved towards Sotk.", "towards"),
        ("They died in Sotk.", "at"),
        ("Fire was exchanged. Sotk stayed calm.", "at"),
    ],
)
def test_relations(text: str, shape: str) -> None:
    assert read(text, "Sotk").shape == shape


def test_between_names_its_second_place() -> None:
    phrase = read("A bus burned between Sotk and Vardenis at noon.", "Sotk")
    assert (phrase.shape, phrase.other) == ("between", "Vardenis")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Shots in the Keran sector ended.", "sector"),
        ("Raids in Keran district ended.", "district"),
        ("Raids in the town of Keran ended.", "settlement"),
        ("Raids in Keran ended, district heads said.", None),
    ],
)
def test_type_words_beside_the_name(text: str, kind: str | None) -> None:
    assert read(text, "Keran").kind == kind


POINT = Entry(ref="t:1", name="Popasna", kind="settlement", country=("UA",), lat=48.63, lon=38.38, radius_km=3)


def test_the_circle_of_a_bearing_holds_the_point_that_is_meant() -> None:
    ground = ground_of(POINT, Phrase(shape="offset", least_km=2, most_km=6, bearing=90))
    assert 3.5 < distance_km(POINT.lat, POINT.lon, ground.lat, ground.lon) < 4.5
    assert abs(bearing(POINT.lat, POINT.lon, ground.lat, ground.lon) - 90) < 1
    assert ground.radius_km >= 2
    assert ground.precision == "approximate"


def test_near_widens_and_never_narrows() -> None:
    assert ground_of(POINT, Phrase(shape="near")).radius_km > POINT.radius_km


def test_a_district_named_after_a_village_is_no_dot() -> None:
    ground = ground_of(POINT, Phrase(), kind="district")
    assert ground.radius_km >= 25
    assert ground.precision == "area"


def test_points_in_polygons() -> None:
    square = ((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0))
    assert in_polygon(1, 1, square)
    assert not in_polygon(3, 1, square)


@pytest.mark.parametrize(
    ("text", "km", "towards", "other"),
    [
        ("Shots were heard in Kamen (94km south of Brod) at night.", 94, 180, "Brod"),
        ("A mortar hit Kamen (government-controlled, 18 km NW of Brod).", 18, 315, "Brod"),
        (
            "A mine went off at Kamen, some 7.5 km to the east of the city of Stari Brod, on Monday.",
            7.5,
            90,
            "Stari Brod",
        ),
        ("A mine went off at Kamen (about 10 miles north-east of Brod).", 16.09, 45, "Brod"),
    ],
)
def test_a_place_told_by_another(text: str, km: float, towards: float, other: str) -> None:
    found = read(text, "Kamen").reference
    assert found is not None
    assert (round(found.km, 2), found.bearing, found.name) == (km, towards, other)


@pytest.mark.parametrize(
    "text",
    [
        "Kamen (population 94) lies south of Brod.",
        "Kamen, Brod and Luka were hit.",
        "Kamen (94 dead) and Brod were hit.",
    ],
)
def test_other_brackets_say_nothing_of_where(text: str) -> None:
    assert read(text, "Kamen").reference is None
