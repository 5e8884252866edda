"""Shapes agree with another library about what they cover, wherever on the globe they lie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon, box

from trucewatch.model.shape import Circle, envelopes, meets, outline

circles = st.builds(
    Circle,
    name=st.just("here"),
    lat=st.floats(-80, 80),
    lon=st.floats(-180, 180),
    radius_m=st.integers(100, 400_000),
)


def shape(circle: Circle) -> list[Polygon]:
    return [Polygon(ring) for ring in outline(circle)]


@given(circles)
def test_outlines_are_sound_closed_counter_clockwise_and_inside_the_world(circle: Circle) -> None:
    for ring in outline(circle):
        assert ring[0] == ring[-1]
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
        polygon = Polygon(ring)
        if polygon.area > 1e-6:  # a sliver at the antimeridian has no direction
            assert polygon.is_valid
            assert polygon.exterior.is_ccw


@given(circles, st.floats(-179, 170), st.floats(-85, 80), st.floats(0.5, 9), st.floats(0.5, 5))
def test_meeting_a_box_is_what_another_library_says(
    circle: Circle, west: float, south: float, wide: float, high: float
) -> None:
    here = (west, south, west + wide, south + high)
    expected = any(p.intersects(box(*here)) for p in shape(circle))
    near = any(p.distance(box(*here)) < 1e-4 for p in shape(circle))
    overlap = sum(p.intersection(box(*here)).area for p in shape(circle))
    if expected and overlap > 1e-6:
        assert meets(circle, here)
    if not near:
        assert not meets(circle, here)


def test_a_circle_across_the_antimeridian_is_two_polygons_and_two_boxes() -> None:
    circle = Circle(name="reef", lat=-17.0, lon=179.9, radius_m=60_000)
    assert len(outline(circle)) == 2
    west, east = sorted(envelopes(circle))
    assert west[0] == -180.0
    assert east[2] == 180.0
    assert meets(circle, (-180.0, -18.0, -179.9, -16.0))
    assert meets(circle, (179.0, -18.0, 180.0, -16.0))
    assert not meets(circle, (-10.0, -18.0, 10.0, -16.0))


def test_a_circle_round_a_pole_holds_all_longitudes() -> None:
    circle = Circle(name="pole", lat=89.9, lon=20.0, radius_m=100_000)
    assert meets(circle, (-170.0, 89.5, -160.0, 90.0))
    assert not meets(circle, (-170.0, 0.0, -160.0, 80.0))


@pytest.mark.parametrize(("lat", "lon", "inside"), [(5.0, 5.0, True), (10.0, 10.0, True), (10.01, 10.0, False)])
def test_an_exact_place_is_its_point(lat: float, lon: float, inside: bool) -> None:
    circle = Circle(name="post", lat=lat, lon=lon, radius_m=2000, exact=True)
    assert meets(circle, (0.0, 0.0, 10.0, 10.0)) is inside
