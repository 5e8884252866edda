"""Pages of incidents by where and when they lie, on every engine."""

from __future__ import annotations

import random
from contextlib import closing

import pytest

from trucewatch.model.incident import Incident, Reconciliation
from trucewatch.model.place import ResolvedPlace
from trucewatch.store import index
from trucewatch.store.opening import open_store
from trucewatch.store.shape import IncidentSearch


def located(code: str, lat: float | None, lon: float | None, when: str | None = "2021-03-05") -> Incident:
    """An incident at a point, or without one."""
    ground = () if lat is None else (ResolvedPlace(name="X", lat=lat, lon=lon, radius_m=500, precision="exact"),)
    return Incident(code=code, title="", acts=("shelling",), claims=(), when=when, ground=ground)


@pytest.mark.parametrize("few", [True, False], ids=["by the tree", "by walking"])
def test_pages_of_incidents_hold_what_lies_there_and_then_in_order(
    place: str, few: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not few:
        monkeypatch.setattr(index, "MOST_LOOKED_UP", 3)
    rng = random.Random(5)
    made = [
        located(
            f"A-{n}",
            *((rng.uniform(-80, 80), rng.uniform(-179, 179)) if n % 7 else (None, None)),
            f"2021-03-{1 + n % 28:02}",
        )
        for n in range(400)
    ]
    with closing(open_store(place)) as store:
        store.replace_reconciliation(Reconciliation(incidents=tuple(made)), ())
        for west, south in ((-100.0, -40.0), (0.0, 0.0), (100.0, 20.0)):
            wanted = IncidentSearch(boxes=((west, south, west + 60, south + 30),), begins=1614902400, ends=1615420800)
            pages, after = [], -1
            while rows := store.find_incidents(wanted, after=after, limit=7):
                pages += rows
                after = rows[-1][0]
            expected = [
                (n, i)
                for n, i in enumerate(made)
                if "2021-03-05" <= (i.when or "") < "2021-03-11" and (not i.ground or _inside(i.ground[0], west, south))
            ]
            assert pages == expected
            placed = store.find_incidents(IncidentSearch(boxes=wanted.boxes, placed_only=True), limit=400)
            assert all(i.ground for _, i in placed)


def _inside(place: ResolvedPlace, west: float, south: float) -> bool:
    assert place.lat is not None
    assert place.lon is not None
    return west <= place.lon <= west + 60 and south <= place.lat <= south + 30
