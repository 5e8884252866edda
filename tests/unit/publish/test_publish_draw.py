"""Pictures: bars whose counts are recounted, grey where nobody looked, rings as wide as places are uncertain."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import msgspec
import pytest
from publish_world import NOW, incidents, small_store

from trucewatch.model.finding import Coverage
from trucewatch.model.incident import Reconciliation
from trucewatch.model.place import ResolvedPlace
from trucewatch.model.where import PlaceMention
from trucewatch.publish.brief import BriefOptions, Figure, Spot, figure_sentences
from trucewatch.publish.check import find_faults
from trucewatch.publish.compose import compose_brief, make_brief
from trucewatch.publish.draw import draw
from trucewatch.publish.render import render_brief
from trucewatch.publish.sentence import count_of
from trucewatch.publish.view import View
from trucewatch.store.sqlite import SqliteStore

SVG = "{http://www.w3.org/2000/svg}"
OPTIONS = BriefOptions(as_of=NOW)


def figures(store: SqliteStore) -> dict[str, Figure]:
    brief = make_brief(View(store), OPTIONS)
    return {f.id: f for s in brief.sections for f in s.figures}


def days(store: SqliteStore, *when: date) -> SqliteStore:
    """The small world with one incident a day."""
    first, _ = incidents()
    made = tuple(
        msgspec.structs.replace(
            first, code=f"TT-2021-{i:04}", title="Fire", when=day.isoformat(), earliest=None, latest=None
        )
        for i, day in enumerate(when, 1)
    )
    store.replace_reconciliation(Reconciliation(incidents=made), ())
    return store


def test_every_bar_counts_its_incidents_and_an_unwatched_day_is_grey() -> None:
    store = days(small_store(), date(2021, 3, 1), date(2021, 3, 1), date(2021, 3, 5))
    seen = Coverage(
        id="cov", observer="Mission", area="Alder", start=date(2021, 3, 2), end=date(2021, 3, 2), state="watching",
        means="patrol", claim_ids=("c2",),
    )  # fmt: skip
    store.replace_findings(store.findings(), store.deadlines(), (seen,))
    bars = figures(store)["over-time"].bars
    assert [sum(c.n for c in b.counts) for b in bars] == [2, 0, 0, 0, 1]
    assert [b.unknown for b in bars] == [True, False, True, True, True]


@pytest.mark.parametrize(("span", "width"), [(10, 1), (100, 7), (1000, 28)])
def test_long_spans_are_drawn_in_wider_bars(span: int, width: int) -> None:
    first = date(2018, 1, 1)
    bars = figures(days(small_store(), first, first + timedelta(days=span)))["over-time"].bars
    assert (bars[0].end - bars[0].start).days + 1 == width
    assert sum(c.n for b in bars for c in b.counts) == 2


def test_the_picture_is_sound_xml_that_asks_for_nothing_and_the_same_each_time() -> None:
    figure = figures(small_store())["over-time"]
    svg = draw(figure)
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert svg == draw(figure)
    assert not re.search(r"href|<script|url\(", svg)
    assert "not calm" in root.attrib["aria-label"]


def test_without_a_dated_incident_or_a_coordinate_nothing_is_drawn() -> None:
    store = small_store()
    _, second = incidents()
    store.replace_reconciliation(Reconciliation(incidents=(second,)), ())
    assert figures(store) == {}


def test_a_ring_is_as_wide_as_its_radius_and_a_district_is_dashed() -> None:
    store = small_store()
    first, second = incidents()
    town = PlaceMention(name="<Alder>", kind="settlement", lat=40.0, lon=46.0, radius_m=2000, method="gazetteer:test")
    district = PlaceMention(
        name="Cedar district", kind="district", lat=40.2, lon=46.3, radius_m=20000, method="gazetteer:test"
    )
    one = msgspec.structs.replace(first, places=(town,))
    two = msgspec.structs.replace(second, places=(district,))
    store.replace_reconciliation(Reconciliation(incidents=(one, two)), ())
    svg = draw(figures(store)["map"])
    rings = {c[0].text: c.attrib for c in ElementTree.fromstring(svg).iter(f"{SVG}circle")}
    town_ring, wide_ring = rings["<Alder>: 1"], rings["Cedar district: 1"]
    assert float(wide_ring["r"]) == pytest.approx(10 * float(town_ring["r"]), rel=0.05)
    assert "stroke-dasharray" in wide_ring
    assert "stroke-dasharray" not in town_ring
    html = render_brief(make_brief(View(store), OPTIONS), "html")
    assert "&lt;Alder&gt;" in html
    assert "<Alder>" not in html


def test_a_bar_that_does_not_add_up_withholds_the_report() -> None:
    view = View(small_store())
    brief = compose_brief(view, OPTIONS)
    at = next(i for i, s in enumerate(brief.sections) if s.figures)
    figure = brief.sections[at].figures[0]
    wrong = msgspec.structs.replace(figure.bars[0].counts[0], n=7)
    bar = msgspec.structs.replace(figure.bars[0], counts=(wrong, *figure.bars[0].counts[1:]))
    broken = msgspec.structs.replace(figure, bars=(bar, *figure.bars[1:]))
    sections = [*brief.sections]
    sections[at] = msgspec.structs.replace(sections[at], figures=(broken,))
    assert any(
        "does not come out" in f for f in find_faults(msgspec.structs.replace(brief, sections=tuple(sections)), view)
    )
    assert figure_sentences(figure)[0].counts


def test_names_on_a_map_never_cover_one_another_and_those_left_out_are_counted() -> None:
    spots = tuple(
        Spot(name=f"Village {n}", lat=40.0 + n * 1e-5, lon=46.0, radius_m=3000, count=count_of((f"i{n}",), "incidents"))
        for n in range(12)
    )
    far = Spot(name="Far", lat=41.0, lon=47.0, radius_m=1000, count=count_of(("x",), "incidents"))
    svg = draw(Figure(id="map", caption="map", spots=(*spots, far)))
    names = [
        t.text or ""
        for t in ElementTree.fromstring(svg).iter(f"{SVG}text")
        if (t.text or "").startswith(("Village", "Far"))
    ]
    assert "Far (1)" in names
    assert 2 <= len(names) < 13
    assert f"{13 - len(names)} names left out" in svg


def test_the_ground_that_names_stand_for_is_drawn_and_the_district_around_it_is_not() -> None:
    store = small_store()
    first, _ = incidents()
    ground = tuple(
        ResolvedPlace(
            name=name, kind=kind, lat=40.0, lon=46.0, radius_m=radius, precision="exact", method="gazetteer:test"
        )
        for name, kind, radius in (("Alder", "settlement", 3000), ("Alder district", "district", 25000))
    )
    open_question = ResolvedPlace(name="Elm", question="two places of that name")
    store.replace_reconciliation(
        Reconciliation(incidents=(msgspec.structs.replace(first, ground=(*ground, open_question)),)), ()
    )
    assert [(s.name, s.radius_m, s.area) for s in figures(store)["map"].spots] == [("Alder", 3000, False)]
