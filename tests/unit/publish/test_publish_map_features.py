"""The map as data: each place once, as wide as it is uncertain, with its incidents."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.model.incident import ClaimLink, Incident
from trucewatch.model.place import PlacePrecision, ResolvedPlace
from trucewatch.publish.map_features import MOST_TOLD, ground_map, ground_of
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.sections.figures import map_figure

SQUARE = ((10.0, 50.0), (11.0, 50.0), (11.0, 51.0), (10.0, 50.0))


def place(precision: PlacePrecision = "exact", kind: str = "settlement") -> ResolvedPlace:
    return ResolvedPlace(
        name="Lendora",
        ref="x:1",
        kind=kind,
        lat=50.0,
        lon=10.0,
        radius_m=2000,
        precision=precision,
        method="gazetteer:exact",
    )  # type: ignore[arg-type]


def incident(n: int, *ground: ResolvedPlace) -> Incident:
    claims = (ClaimLink(claim_id=f"c-{n}"),)
    return Incident(code=f"X-2021-{n:04}", title=f"number {n}", acts=(), claims=claims, ground=ground)


def row(held: Incident, when: str | None, *, firm: bool = True) -> IncidentRow:
    empty = dict.fromkeys(IncidentRow.__struct_fields__, ())
    told = {"code": held.code, "title": held.title, "when": when, "firm": firm}
    return IncidentRow(**{**empty, **told})  # type: ignore[arg-type]


def made(held: list[Incident], rows: list[IncidentRow], rings: dict[str, object] | None = None):  # type: ignore[no-untyped-def]
    by_code = {i.code: i for i in held}
    figure = map_figure(rows, lambda r: ground_of(by_code[r.code]))
    assert figure is not None
    return ground_map(figure, rows, by_code.__getitem__, lambda ref: (rings or {}).get(ref, ()))  # type: ignore[arg-type,return-value]


def test_one_place_holds_all_its_incidents_with_their_days() -> None:
    held = [incident(1, place()), incident(2, place()), incident(3)]
    drawn = made(held, [row(held[0], "2021-03-01"), row(held[1], None, firm=False), row(held[2], "2021-03-02")])
    assert (drawn.shown, drawn.left_out) == (2, 1)
    (spot,) = drawn.places
    assert (spot.firm, spot.candidates, spot.days) == (1, 1, (date(2021, 3, 1),))
    assert [(t.code, t.start) for t in spot.told] == [("X-2021-0001", date(2021, 3, 1)), ("X-2021-0002", None)]
    assert spot.radius_m == 2000


def test_a_place_of_many_incidents_names_some_and_counts_all() -> None:
    held = [incident(n, place()) for n in range(1, MOST_TOLD + 4)]
    (spot,) = made(held, [row(i, "2021-03-01") for i in held]).places
    assert len(spot.told) == MOST_TOLD
    assert spot.firm == MOST_TOLD + 3


@pytest.mark.parametrize(
    ("precision", "ring"), [("area", SQUARE), ("line", SQUARE), ("approximate", ()), ("rough", ())]
)
def test_an_outline_is_drawn_only_where_the_name_means_the_whole_of_it(precision: PlacePrecision, ring: object) -> None:
    held = [incident(1, place(precision=precision, kind="corridor"))]
    (spot,) = made(held, [row(held[0], None)], {"x:1": SQUARE}).places
    assert spot.ring == ring
