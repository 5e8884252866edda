"""The situation from the summary says just what the list says that reads every claim."""

from __future__ import annotations

from collections import Counter
from datetime import date

import msgspec
import pytest
from plain_filter import plain_list
from publish_world import small_store

from trucewatch.publish.map_features import ground_of
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.sections.figures import map_figure
from trucewatch.publish.situation import situation, situation_map, told_at
from trucewatch.publish.summary import summarise
from trucewatch.publish.view import STATUS_WORDS, View
from trucewatch.publish.wording import edtf_days
from trucewatch.store.sqlite import SqliteStore


def stored() -> SqliteStore:
    store = small_store()
    view = View(store)
    store.replace_summary(summarise(view.records, view.records.reconciliation.incidents))
    return store


@pytest.fixture(scope="module", params=["in the store", "made in memory"])
def view(request: pytest.FixtureRequest) -> View:
    store = stored() if request.param == "in the store" else small_store()
    assert store.has_summary() == (request.param == "in the store")
    return View(store)


def filters(view: View) -> list[IncidentFilter]:
    incidents = view.records.reconciliation.incidents
    names = {p.name for i in incidents for p in (*i.places, *i.within)}
    sides = {c.speaker.side or c.speaker.name for c in view.records.claims.values() if c.speaker}
    days = [date(2021, 3, n) for n in (1, 5, 6, 7, 20)]
    return [
        IncidentFilter(),
        *(IncidentFilter(place=n[1:4].upper()) for n in sorted(names)),
        *(IncidentFilter(side=s.upper()) for s in sorted(sides)),
        *(IncidentFilter(status=s.replace("_", "-")) for s in sorted(STATUS_WORDS)),
        *(IncidentFilter(act=a) for a in sorted({a for i in incidents for a in i.acts})),
        *(IncidentFilter(start=a, end=b) for a in days for b in days if a <= b),
        *(IncidentFilter(start=d) for d in days),
        *(IncidentFilter(end=d) for d in days),
        IncidentFilter(one_sided=True),
        IncidentFilter(one_sided=True, start=days[0], status="firm"),
        IncidentFilter(text="the"),
        IncidentFilter(text="xyzzy"),
        *(IncidentFilter(text=w) for w in ("ARMY", "rmy sa", "said  that", "o", "%", "_", "\n")),
        IncidentFilter(place="nowhere"),
        IncidentFilter(place="%"),
        IncidentFilter(side="|"),
    ]


def test_every_filter_keeps_the_same_rows_in_the_same_order(view: View) -> None:
    told = 0
    for wanted in filters(view):
        whole = view.incidents(wanted)
        held = situation(view, wanted, skip=0, limit=1000).listing
        plain = [msgspec.to_builtins(r) for r in plain_list(view.records, wanted)]
        assert [msgspec.to_builtins(r) for r in held.rows] == plain, wanted
        assert [msgspec.to_builtins(r) for r in whole.rows] == plain, wanted
        assert (held.shown, held.total, held.caveat) == (whole.shown, whole.total, whole.caveat), wanted
        told += 0 < whole.shown < whole.total
    assert told > 10


def test_bars_count_what_the_list_holds(view: View) -> None:
    for wanted in filters(view):
        of_any_day = msgspec.structs.replace(wanted, start=None, end=None)
        rows = view.incidents(of_any_day).rows
        days = Counter(((edtf_days(r.when) or (None,))[0], r.firm) for r in rows)
        held = situation(view, wanted, skip=0, limit=1)
        assert {(d.first, d.firm): d.n for d in held.days} == dict(days)
        dated = [day for day, _ in days if day]
        assert (held.seen.first if held.seen else None) == min(dated, default=None)


def test_the_map_holds_the_places_of_the_list(view: View) -> None:
    for wanted in filters(view):
        rows = view.incidents(wanted).rows
        assert view.codes(wanted) == tuple(r.code for r in rows)
        figure = map_figure(rows, lambda r: ground_of(view.records.incidents[r.code]))
        drawn = situation_map(view, wanted, lambda ref: ())
        assert drawn.shown + drawn.left_out == len(rows)
        spots = {(s.lat, s.lon, s.radius_m): s.count.n for s in figure.spots} if figure else {}
        assert {(p.lat, p.lon, p.radius_m): p.firm + p.candidates for p in drawn.places} == spots
        for p in drawn.places:
            assert p.told == told_at(view, wanted, p.lat, p.lon, p.radius_m) != ()


def test_a_page_is_a_piece_of_the_list(view: View) -> None:
    whole = [r.code for r in view.incidents().rows]
    assert [r.code for r in situation(view, IncidentFilter(), skip=1, limit=2).listing.rows] == whole[1:3]


def test_what_may_be_asked_for_is_what_there_is(view: View) -> None:
    held = situation(view, IncidentFilter(), skip=0, limit=1)
    speaking = {c.speaker.side for c in view.records.claims.values() if c.speaker and c.speaker.side}
    accused = {s for i in view.records.incidents.values() for s in i.accused}
    assert set(held.sides) == speaking | accused
    assert set(held.acts) == {a for i in view.records.incidents.values() for a in i.acts}


def test_of_many_incidents_the_map_holds_counts_and_tells_when_asked(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = situation_map(view, IncidentFilter(), lambda ref: ())
    monkeypatch.setattr("trucewatch.publish.situation.MOST_LINKED", 0)
    drawn = situation_map(view, IncidentFilter(), lambda ref: ())
    assert [(p.name, p.firm, p.candidates) for p in drawn.places] == [
        (p.name, p.firm, p.candidates) for p in whole.places
    ]
    assert all(p.told == () == p.days for p in drawn.places)
