"""What leaves the house: the tier holds for every format, every format is of its standard, and hostile words stay words."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from publish_world import TEXTS
from shapely import wkb
from shapely.geometry import shape

from made_release import FORMULA, Made, released_store, write_file
from trucewatch.errors import ConfigurationError, UsageError
from trucewatch.model.document import Publish, Source
from trucewatch.model.judgement import Judgement
from trucewatch.publish.files import FORMATS, find_format
from trucewatch.publish.files.acled import COLUMNS as ACLED
from trucewatch.publish.files.atom import ATOM
from trucewatch.publish.files.ged import COLUMNS as GED
from trucewatch.publish.files.ged import date_prec, priogrid
from trucewatch.publish.files.hapi import COLUMNS as HAPI
from trucewatch.publish.files.plover import CATEGORIES
from trucewatch.publish.release import FULL, Released, Tier, public_tier, read_tier
from trucewatch.publish.release.make import HIDDEN
from trucewatch.publish.release.tier import SourceTerms
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.tables import FORMULA_STARTS
from trucewatch.publish.view import View


@pytest.fixture
def view() -> Iterator[View]:
    store = released_store()
    yield View(store)
    store.close()


@pytest.fixture
def full(view: View) -> Released:
    return Released(view, FULL)


@pytest.fixture
def public(view: View) -> Released:
    return Released(view, public_tier())


def table(made: Made) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.data.decode(), newline="")))


# -- the tier -----------------------------------------------------------------------------------------------------
def test_the_public_tier_rounds_and_a_radius_grows_by_what_that_can_move(full: Released, public: Released) -> None:
    exact, rounded = full.incidents[0].ground, public.incidents[0].ground
    assert (exact.lat, exact.lon, exact.radius_m) == (41.12345, 44.56789, 1500)
    assert (rounded.lat, rounded.lon) == (41.12, 44.57)
    assert 2100 < (rounded.radius_m or 0) < 2300


def test_the_public_tier_names_no_private_person_in_any_format(full: Released, public: Released) -> None:
    for name in FORMATS:
        assert b"Ivan Doe" not in write_file(name, public).data, name
    assert b"Ivan Doe" in write_file("csv", full).data
    assert HIDDEN.encode() in write_file("csv", public).data


def test_what_is_too_fresh_is_held_back_and_said_in_every_format(view: View) -> None:
    released = Released(view, Tier(delay_days=3))
    assert [r.code for r in released.incidents] == ["TT-2021-0001"]
    for name in FORMATS:
        made = write_file(name, released)
        assert b"TT-2021-0002" not in made.data or name == "ics", name
        assert ("TT-2021-0002", "held back for 3 days") in {(r.id, r.why) for r in made.left_out}
    assert {c.id for c in released.claims} & {"c4", "c5"} == set()


def test_a_publisher_who_allows_no_words_has_none_in_any_format_and_one_who_allows_nothing_is_left_out(
    view: View,
) -> None:
    silent = Released(view, Tier(sources={"alder gazette": SourceTerms(words=False, licence="all rights reserved")}))
    by_id = {c.id: c for c in silent.claims}
    assert by_id["c1"].quote is None
    assert by_id["c1"].licence == "all rights reserved"
    assert by_id["c2"].quote
    words = b"three of ours were wounded"
    assert all(words not in write_file(name, silent).data for name in FORMATS)
    barred = Released(view, Tier(sources={"Birch Wire": SourceTerms(release=False)}))
    assert [r.code for r in barred.incidents] == ["TT-2021-0001"]
    assert "terms of its sources" in barred.left_out[1].why
    assert "c4" not in {c.id for c in barred.claims}


def card(name: str, publish: Publish) -> Source:
    return Source(id=name.lower().replace(" ", "-"), name=name, licence="own terms", publish=publish, followed=True)


def test_the_licence_on_a_sources_card_holds_in_every_format_of_the_public_tier(view: View) -> None:
    words = b"three of ours were wounded"
    tier = Tier()
    assert words in write_file("csv-claims", Released(view, tier)).data
    view.records.store.put_source(card("Alder Gazette", "facts"))
    silent = Released(view, tier)
    assert all(words not in write_file(name, silent).data for name in FORMATS)
    assert {c.id: c.licence for c in silent.claims}["c1"] == "own terms"
    view.records.store.put_source(card("Alder Gazette", "excerpts"))
    assert words in write_file("csv-claims", Released(view, tier)).data
    assert words in write_file("csv-claims", Released(view, FULL)).data  # for the house itself


def test_a_source_whose_licence_forbids_publication_is_left_out_and_listed_as_such(view: View) -> None:
    view.records.store.put_source(card("Birch Wire", "nothing"))
    barred = Released(view, Tier())
    assert [r.code for r in barred.incidents] == ["TT-2021-0001"]
    assert barred.left_out[0].id == "source Birch Wire"
    assert barred.left_out[0].why == "its licence does not allow publication (own terms); 1 of its texts stay"
    assert {"c4", "c5", "c6"} & {c.id for c in barred.claims} == set()
    for name in FORMATS:
        made = write_file(name, barred)
        assert b"Birch Wire" not in made.data, name
        assert b"Shelling, Cedar" not in made.data, name
        assert b"Birchtown" not in made.data, name
        assert "source Birch Wire" in {x.id for x in made.left_out}
    assert len(Released(view, FULL).incidents) == 3
    own = Tier(sources={"birch wire": SourceTerms(words=False)})  # a tier file of one's own stands above the cards
    assert len(Released(view, own).incidents) == 3


def test_what_only_a_barred_source_tells_of_an_incident_goes_with_it(view: View) -> None:
    source = view.records.document(view.records.claim("c1").document_id).source
    view.records.store.put_source(card(str(source), "nothing"))
    (row, *_) = Released(view, Tier()).incidents
    assert row.code == "TT-2021-0001"
    assert str(source) not in row.sources
    assert "c1" not in row.claim_ids
    assert row.acts == ("exchange_of_fire",)
    assert not [h for h in row.harm if h.kind == "wounded"]
    assert "attack" not in row.title.lower()


def test_only_what_a_person_accepted_leaves_where_the_tier_says_so(view: View) -> None:
    released = Released(view, Tier(accepted_only=True))
    assert released.incidents == ()
    assert {r.why for r in released.left_out} == {"nobody has accepted it yet"}


def test_no_more_than_a_short_quote_of_any_text_leaves(view: View) -> None:
    released = Released(view, Tier(quote_characters=40))
    for name in FORMATS:
        data = write_file(name, released).data
        for text in TEXTS.values():
            assert all(text[i : i + 60].encode() not in data for i in range(0, len(text) - 60, 10)), name


def test_nothing_is_invented_for_settings_that_do_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "tier.yml"
    for text in ("decimals: 9", "nonsense: 1", "decimals: [", "quote_characters: 4000"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigurationError):
            read_tier(path)
    path.write_text("decimals: 1\nsources: {A Wire: {words: false}}", encoding="utf-8")
    assert read_tier(path).terms("A WIRE").words is False


def test_a_filter_keeps_the_same_incidents_as_the_view(view: View) -> None:
    released = Released(view, FULL, IncidentFilter(side="North"))
    assert {r.code for r in released.incidents} == {r.code for r in view.incidents(released.wanted).rows}
    assert {code for c in released.claims for code in c.incidents} <= {r.code for r in released.incidents}


# -- each format --------------------------------------------------------------------------------------------------
def test_every_format_gives_the_same_bytes_for_the_same_view(view: View) -> None:
    for name in FORMATS:
        if name != "xlsx":  # a ZIP archive keeps times of its own
            assert write_file(name, Released(view)).data == write_file(name, Released(view)).data, name


def test_an_unknown_format_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UsageError) as told:
        find_format("geojsn")
    assert "geojson" in str(told.value)


def test_geojson_draws_a_point_only_where_the_place_is_exact(full: Released) -> None:
    held = json.loads(write_file("geojson", full).data)
    kinds = {f["id"]: f["geometry"] and f["geometry"]["type"] for f in held["features"]}
    assert kinds == {"TT-2021-0001": "Point", "TT-2021-0002": "MultiPolygon", "TT-2021-0003": None}
    for f in held["features"]:
        if f["geometry"]:
            assert shape(f["geometry"]).is_valid
            assert f["properties"]["geo_radius_m"] > 0
    assert "unknown, not calm" in held["caveat"]


def test_acled_shaped_rows_have_the_31_columns_and_what_does_not_fit_is_listed(full: Released) -> None:
    made = write_file("acled", full)
    rows = table(made)
    assert len(ACLED) == 31
    assert list(rows[0]) == list(ACLED)
    assert {r["notes"].split(".")[0] for r in rows} == {"Compatible columns, not ACLED data"}
    first = next(r for r in rows if r["event_id_cnty"] == "TT-2021-0001")
    assert (first["event_date"], first["time_precision"], first["geo_precision"]) == ("2021-03-05", "1", "1")
    assert (first["sub_event_type"], first["interaction"]) == ("Armed clash", "State forces-Rebel group")
    assert (first["country"], first["iso"], first["fatalities"]) == ("Georgia", "268", "1")
    assert {r.id for r in made.left_out} == {"TT-2021-0003"}


def test_ged_shaped_rows_are_only_those_with_deaths_and_low_best_and_high_are_in_order(full: Released) -> None:
    made = write_file("ged", full)
    rows = table(made)
    assert len(GED) == 49
    assert list(rows[0]) == list(GED)
    assert {r["id"] for r in rows} == {"TT-2021-0001", "TT-2021-0002"}
    for r in rows:
        assert 1 <= int(r["low"]) <= int(r["best"]) <= int(r["high"])
        assert int(r["deaths_a"]) + int(r["deaths_b"]) + int(r["deaths_civilians"]) + int(r["deaths_unknown"]) == int(
            r["best"]
        )
    first = next(r for r in rows if r["id"] == "TT-2021-0001")
    assert (first["low"], first["high"], first["type_of_violence"]) == ("1", "2", "1")
    assert {r.id for r in made.left_out} == {"TT-2021-0003"}


@pytest.mark.parametrize(("span", "code"), [(1, 1), (2, 2), (6, 2), (7, 3), (8, 4), (31, 4), (32, 5)])
def test_date_precision_is_that_of_the_codebook(span: int, code: int) -> None:
    assert date_prec(span) == code


@pytest.mark.parametrize(
    ("lat", "lon", "cell"), [(-90, -180, 1), (-89.9, 179.9, 720), (-89.4, -179.9, 721), (89.9, 179.9, 259200)]
)
def test_grid_cells_are_counted_from_the_south_west_corner(lat: float, lon: float, cell: int) -> None:
    assert priogrid(lat, lon) == cell


def test_hapi_shaped_rows_count_incidents_by_month_and_say_why_a_code_is_missing(full: Released) -> None:
    rows = table(write_file("hapi", full))
    assert list(rows[0]) == list(HAPI)
    assert sum(int(r["events"]) for r in rows) == 2
    assert {(r["reference_period_start"], r["reference_period_end"]) for r in rows} == {("2021-03-01", "2021-03-31")}
    assert {r["location_code"] for r in rows} == {"GEO", "FJI"}
    assert all("p-code" in r["warning"] for r in rows)


def test_plover_lines_hold_what_the_manual_requires(full: Released) -> None:
    lines = [json.loads(line) for line in write_file("plover", full).data.splitlines()]
    assert len(CATEGORIES) == 16
    for line in lines:
        assert {"id", "date", "actor", "event", "mode", "context"} <= set(line)
        assert line["event"] in CATEGORIES
        assert line["actor"]
        assert isinstance(line["mode"], list)
        assert line["codebook"] == "PLOVER manual 0.8"
    first = next(line for line in lines if line["id"] == "TT-2021-0001")
    assert (first["actor"], first["recipient"], first["event_loc"]["resolution"]) == (["South"], ["North"], 4)
    assert {"document": "d1", "start": 0, "end": len(TEXTS["d1"])} in first["text_info"]


def test_plover_holds_what_is_told_outside_incidents_once_and_nothing_planned(view: View) -> None:
    full = Released(view, FULL)
    base = next(c for c in full.claims if not c.incidents and c.acts == ("meeting",))
    assert base.modality == "planned"
    held = {
        name: msgspec.structs.replace(base, **{"id": name, "modality": "actual", "initiator": "the envoys", **changes})
        for name, changes in {
            "m1": {},
            "m2": {"document_id": "d9"},
            "m3": {"modality": "planned"},
            "m4": {"polarity": "denies"},
            "m5": {"first_day": None},
            "m6": {"initiator": None, "speaker": "the envoys"},
            "m7": {"initiator": None, "speaker": "the envoys", "acts": ("appeal",)},
        }.items()
    }
    full.each_loose = lambda: iter(held.values())  # type: ignore[method-assign]
    made = write_file("plover", full)
    lines = {line["id"]: line for line in map(json.loads, made.data.splitlines()) if not line["id"].startswith("TT")}
    assert set(lines) == {"m1", "m7"}
    assert (lines["m1"]["event"], lines["m1"]["actor"], lines["m1"]["dead"]) == ("CONSULT", ["the envoys"], None)
    assert [t["document"] for t in lines["m1"]["text_info"]] == ["d4", "d9"]
    assert lines["m7"]["event"] == "REQUEST"
    assert {x.id: x.why for x in made.left_out if x.id.startswith("m")} == {"m5": "no date", "m6": "no actor is named"}


def test_geoparquet_is_read_by_others_with_types_and_shapes(full: Released) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    held = pq.read_table(io.BytesIO(write_file("geoparquet", full).data))
    geo = json.loads(held.schema.metadata[b"geo"])
    assert geo["primary_column"] == "geometry"
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    rows = held.to_pylist()
    assert [r["first_day"].isoformat() if r["first_day"] else None for r in rows] == ["2021-03-05", "2021-03-08", None]
    kinds = {r["code"]: wkb.loads(r["geometry"]).geom_type if r["geometry"] else None for r in rows}
    assert kinds == {"TT-2021-0001": "Point", "TT-2021-0002": "MultiPolygon", "TT-2021-0003": None}
    assert set(geo["columns"]["geometry"]["geometry_types"]) == {"Point", "MultiPolygon"}


def test_a_workbook_holds_text_and_numbers_and_no_formula(full: Released) -> None:
    pytest.importorskip("xlsxwriter")
    with zipfile.ZipFile(io.BytesIO(write_file("xlsx", full).data)) as book:
        names = book.namelist()
        sheets = b"".join(book.read(n) for n in names if n.startswith("xl/worksheets/sheet"))
    assert b"<f>" not in sheets
    assert not any("externalLink" in n or "hyperlink" in n.lower() for n in names)
    assert b"<hyperlink" not in sheets
    assert b"evil.example" in sheets


def test_feeds_have_stable_ids_and_move_their_time(view: View) -> None:
    made = ET.fromstring(write_file("atom", Released(view)).data)
    entries = made.findall(f"{{{ATOM}}}entry")
    ids = [e.findtext(f"{{{ATOM}}}id") for e in entries]
    assert sorted(ids) == [f"tag:trucewatch,2026:incident/TT-2021-000{n}" for n in (1, 2, 3)]
    assert all(e.findtext(f"{{{ATOM}}}updated", "").endswith("Z") for e in entries)
    assert made.findtext(f"{{{ATOM}}}updated") == max(e.findtext(f"{{{ATOM}}}updated", "") for e in entries)
    states = ET.fromstring(write_file("atom-status", Released(view)).data).findall(f"{{{ATOM}}}entry")
    assert len({e.findtext(f"{{{ATOM}}}id") for e in states}) == len(states) == 3


def test_the_feed_of_an_area_holds_that_area_alone(full: Released) -> None:
    area = full.incidents[0].area
    entries = ET.fromstring(write_file("atom", full, area=area).data).findall(f"{{{ATOM}}}entry")
    assert [e.findtext(f"{{{ATOM}}}id") for e in entries] == ["tag:trucewatch,2026:incident/TT-2021-0001"]


def test_corrections_tell_who_decided_only_in_the_full_tier(full: Released, view: View) -> None:
    told = write_file("atom-corrections", full).data.decode()
    assert "correct: c4" in told
    assert "By Ada" in told
    apart = write_file("atom-corrections", Released(view, public_tier())).data.decode()
    assert "Ada" not in apart


def test_linked_data_names_author_and_appearance_and_gives_no_rating(full: Released) -> None:
    held = json.loads(write_file("jsonld", full).data)
    claims = [n for n in held["@graph"] if n["type"] == "Claim"]
    assert {c["id"] for c in claims} == {f"urn:trucewatch:claim:c{n}" for n in range(1, 7)}
    denial = next(c for c in claims if c["id"].endswith(":c3"))
    assert denial["denies"] == [{"id": "urn:trucewatch:incident:TT-2021-0001"}]
    assert denial["appearance"]["publisher"]["name"] == "Cedar Times"
    assert "url" not in denial["appearance"]  # javascript: is no address
    assert "rating" not in json.dumps(held).lower()


# -- hostile words ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["csv", "csv-claims", "csv-harm", "acled", "ged", "hapi"])
def test_no_text_cell_of_any_table_is_a_formula(full: Released, name: str) -> None:
    rows = table(write_file(name, full))
    assert rows
    for row in rows:
        for value in row.values():
            assert not value.startswith(FORMULA_STARTS) or _is_number(value), value


def test_a_title_that_is_a_formula_reaches_every_table_as_words(full: Released) -> None:
    titles = {r["code"]: r["title"] for r in table(write_file("csv", full))}
    assert titles["TT-2021-0002"].startswith("'" + FORMULA)


@pytest.mark.parametrize("name", ["atom", "atom-status", "atom-corrections"])
def test_hostile_words_in_a_feed_are_text_of_sound_xml(full: Released, name: str) -> None:
    data = write_file(name, full).data
    assert b"<script" not in data
    assert b"\x07" not in data
    assert ET.fromstring(data).tag == f"{{{ATOM}}}feed"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_the_delay_counts_from_the_last_day_it_can_have_happened(view: View) -> None:
    assert view.as_of
    late = [r for r in Released(view, FULL).incidents if r.last_day]
    for row in late:
        assert row.last_day
        age = (view.as_of.date() - row.last_day).days
        kept = {r.code for r in Released(view, Tier(delay_days=age)).incidents}
        gone = {r.code for r in Released(view, Tier(delay_days=age + 1)).incidents}
        assert row.code in kept - gone


def test_a_copy_moves_no_time_and_a_decision_only_once_it_is_worked_in(view: View) -> None:
    def updated(held: View, code: str) -> str:
        entries = ET.fromstring(write_file("atom", Released(held)).data).findall(f"{{{ATOM}}}entry")
        return next(
            u for e in entries if code in e.findtext(f"{{{ATOM}}}id", "") and (u := e.findtext(f"{{{ATOM}}}updated"))
        )

    records = view.records
    early = datetime(2021, 3, 9, tzinfo=UTC)
    claim = records.claim(records.incidents["TT-2021-0001"].claims[-1].claim_id)
    late = datetime(2021, 6, 1, tzinfo=UTC)
    known = records.document(claim.document_id)
    run = records.store.run()
    assert run is not None
    decided = Judgement(id="j-new", kind="accept", subject="TT-2021-0001", by="Ben", reason="read", made_at=run.as_of)
    undone = Judgement(
        id="j-undo", kind="undo", subject="j-new", by="Ben", reason="no", made_at=run.as_of + timedelta(hours=1)
    )

    def changed(*judgements: Judgement, **document: object) -> View:
        held = View(records.store, records=records.with_later_judgements())
        held.records.__dict__["judgements"] = (*records.judgements, *judgements)
        papers = {d.id: msgspec.structs.replace(d, received_at=early) for d in records.documents.values()}
        papers[known.id] = msgspec.structs.replace(papers[known.id], **document)
        held.records.__dict__["documents"] = held.records._documents = papers
        return held

    before = updated(changed(), "TT-2021-0001")
    assert updated(changed(received_at=late), "TT-2021-0001") > before
    assert updated(changed(received_at=late, republication_of="d1"), "TT-2021-0001") == before
    after = updated(changed(decided), "TT-2021-0001")
    assert after > before
    assert updated(changed(undone, decided), "TT-2021-0001") == after  # taken back, not yet worked in
    later = msgspec.structs.replace(undone, made_at=run.as_of)
    assert (
        updated(changed(msgspec.structs.replace(decided, made_at=late.replace(month=1)), later), "TT-2021-0001")
        == after
    )


def test_an_entry_held_back_stands_under_the_day_of_its_release(view: View) -> None:
    tier = Tier(name="slow", delay_days=2)
    code, when = next((r.code, r.last_day) for r in Released(view, tier).incidents if r.last_day)
    entries = ET.fromstring(write_file("atom", Released(view, tier)).data).findall(f"{{{ATOM}}}entry")
    updated = next(e.findtext(f"{{{ATOM}}}updated", "") for e in entries if code in e.findtext(f"{{{ATOM}}}id", ""))
    assert when is not None
    assert updated >= (when + timedelta(days=2)).isoformat()
