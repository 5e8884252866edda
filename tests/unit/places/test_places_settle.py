"""Names resolved to places or left as questions."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gazetteer_files import overlay_file, table_file
from trucewatch.gazetteer.lookup import GazetteerFile
from trucewatch.places.codes import acled_geo_precision, ucdp_where_prec
from trucewatch.places.phrases import read_phrase
from trucewatch.places.settle import Told, settle
from trucewatch.places.shape import PlaceQuery
from trucewatch.places.theatre import Theatre

TWINS = [
    "1;Nova;A1;AA;N;;10;10;0;",
    "2;Sela;A1;AA;S;;14;10;0;",
    "3;Kamen;P;AA;N;;10.2;10.1;800;",
    "4;Kamen;P;AA;S;;14.2;10.1;900;",
    "5;Brod;P;AA;S;;14.25;10.15;7000;",
    "6;Luka;P;AA;S;;14.15;10.05;5000;",
]


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> GazetteerFile:
    return table_file(tmp_path_factory.mktemp("twins"), TWINS)


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> GazetteerFile:
    return overlay_file(tmp_path_factory.mktemp("overlay"))


def told(name: str, **more: object) -> Told:
    return Told(query=PlaceQuery(name=name, **more))  # type: ignore[arg-type]


def test_a_name_that_two_places_share_is_a_question_with_both(twins: GazetteerFile) -> None:
    place = settle([told("Kamen", country=("AA",))], twins, Theatre())[0]
    assert not place.settled
    assert place.question
    assert {c.ref for c in place.candidates} == {"gn:3", "gn:4"}
    assert ucdp_where_prec(place) is None


def test_the_larger_place_that_is_named_decides(twins: GazetteerFile) -> None:
    place = settle([told("Kamen", country=("AA",), within=("Nova region",))], twins, Theatre())[0]
    assert place.ref == "gn:3"
    assert any(r.comparison == "place inside" for r in place.reasons)


def test_the_theatre_decides(twins: GazetteerFile) -> None:
    assert settle([told("Kamen", country=("AA",))], twins, Theatre([(14.2, 10.1)]))[0].ref == "gn:4"


def test_the_company_in_the_text_speaks_for_its_neighbour(twins: GazetteerFile) -> None:
    alone = settle([told("Kamen", country=("AA",))], twins, Theatre(), least=0.0)[0]
    names = [told("Kamen", country=("AA",)), told("Brod", country=("AA",)), told("Luka", country=("AA",))]
    beside = settle(names, twins, Theatre(), least=0.0)[0]
    assert beside.ref == "gn:4"
    assert beside.probability > alone.probability


def test_one_name_has_one_sense_in_a_text(twins: GazetteerFile) -> None:
    names = [told("Kamen", country=("AA",), within=("Sela region",)), told("Kamen", country=("AA",))]
    assert {p.ref for p in settle(names, twins, Theatre())} == {"gn:4"}


def test_a_place_in_another_country_than_told_is_never_taken(twins: GazetteerFile) -> None:
    place = settle([told("Brod", country=("BB",))], twins, Theatre())[0]
    assert not place.settled
    assert place.candidates == ()


def test_a_name_that_nobody_bears_is_a_question_without_candidates(twins: GazetteerFile) -> None:
    place = settle([told("Zzyzxburg")], twins, Theatre())[0]
    assert (place.lat, place.candidates) == (None, ())
    assert place.question


def test_the_order_of_names_does_not_matter(twins: GazetteerFile) -> None:
    names = [told("Kamen", country=("AA",)), told("Brod", country=("AA",)), told("Luka", country=("AA",))]
    forward = settle(names, twins, Theatre())
    backward = settle(names[::-1], twins, Theatre())
    assert [p.ref for p in forward] == [p.ref for p in backward][::-1]


def test_reasons_are_sentences_and_bounded(twins: GazetteerFile) -> None:
    place = settle([told("Brod", country=("AA",))], twins, Theatre([(14.2, 10.1)]))[0]
    assert place.reasons
    assert all(-1 <= r.score <= 1 and r.sentence.endswith(".") for r in place.reasons)


@pytest.mark.parametrize("name", ["Hadrut", "Гадрут", "Gadrut"])
def test_hadrut_is_found_in_several_spellings(overlay: GazetteerFile, name: str) -> None:
    place = settle([told(name, country=("AZ",))], overlay, Theatre([(39.6, 46.9)]))[0]
    assert place.ref in ("tw:hadrut", "tw:hadrut-district")


def test_a_district_word_takes_the_district(overlay: GazetteerFile) -> None:
    place = settle([told("Hadrut district", country=("AZ",))], overlay, Theatre())[0]
    assert place.ref == "tw:hadrut-district"
    assert (place.radius_m or 0) >= 10_000
    assert (ucdp_where_prec(place), acled_geo_precision(place)) == (3, 2)


CASES = Path(__file__).resolve().parents[2] / "cases"


def test_precision_codes_of_the_list_do_not_fall(overlay: GazetteerFile) -> None:
    rows = yaml.safe_load((CASES / "places_precision.yml").read_text(encoding="utf-8"))
    right = answered = 0
    for row in rows:
        start = row["text"].index(row["name"])
        phrase = read_phrase(row["text"], start, start + len(row["name"]))
        country = (row["country"],) if row.get("country") else ()
        query = PlaceQuery(name=row["name"], country=country)
        place = settle([Told(query=query, phrase=phrase)], overlay, Theatre(), least=0.0)[0]
        answered += place.settled
        right += place.settled and ucdp_where_prec(place) == row["ucdp"]
    assert answered >= 40  # the overlay alone lacks ordinary towns
    assert right >= 0.85 * answered


def test_names_that_the_overlay_has_are_among_the_candidates(overlay: GazetteerFile) -> None:
    from trucewatch.places.candidates import find_candidates
    from trucewatch.places.ground import distance_km

    rows = [
        r for r in yaml.safe_load((CASES / "places_conflict_names.yml").read_text("utf-8")) if "overlay" in r["known"]
    ]
    found = sum(
        any(
            distance_km(c.entry.lat, c.entry.lon, r["lat"], r["lon"]) <= r["tolerance_km"]
            for c in find_candidates(
                PlaceQuery(name=r["name"], country=(r["country"],) if r["country"] else ()), overlay
            )
        )
        for r in rows
    )
    assert found >= 0.97 * len(rows)


FAMOUS = ["1;Nova;A1;AA;N;;10;10;0;", "3;Kamen;P;AA;N;;10.2;10.1;80;", "4;Kamen;P;AA;S;;14.2;10.1;9000000;"]


def test_a_city_outside_the_district_told_never_takes_its_village_s_place(tmp_path: Path) -> None:
    gazetteer = table_file(tmp_path, FAMOUS)
    asked = [told("Kamen", within=("Nova region",))]
    place = settle(asked, gazetteer, Theatre([(14.2, 10.1)]))[0]  # everything but the words speaks for the city
    assert place.ref != "gn:4"
    assert {c.ref for c in place.candidates} >= {"gn:3"} or place.ref == "gn:3"


def test_the_very_name_stands_above_a_large_town_spelled_nearly_so(tmp_path: Path) -> None:
    rows = ["1;Dorsel;P;AA;N;;10;10;0;Drossel", "2;Dresil;P;AA;S;;14;10;290000;Derasel|Doresil"]
    place = settle([told("Drossel", country=("AA",))], table_file(tmp_path, rows), Theatre())[0]
    assert place.ref == "gn:1"


def test_a_name_in_another_transliteration_counts_like_the_label(tmp_path: Path) -> None:
    """ "Vodiane" as one row's label and as another spelling of the other's: only what else is known may tell the two apart."""
    rows = ["1;Vodiane;P;AA;N;;10;10;0;", "2;Vodyane;P;AA;S;;14;10;0;Vodiane"]
    gazetteer = table_file(tmp_path, rows)
    place = settle([told("Vodiane", country=("AA",))], gazetteer, Theatre(), least=0.0)[0]
    assert not place.probability > 0.75
    assert settle([told("Vodiane", country=("AA",))], gazetteer, Theatre([(14, 10)]))[0].ref == "gn:2"


def test_a_region_told_leaves_out_a_row_whose_own_code_is_another_region_s(tmp_path: Path) -> None:
    """The regions' circles overlap; the rows' codes say surely in which each lies."""
    rows = [
        "1;Nova;A1;AA;N;;10;10;0;",
        "2;Sela;A1;AA;S;;10.6;10;0;",
        "3;Kamen;P;AA;N;;10.3;10;9000;",
        "4;Kamen;P;AA;S;;10.5;10;0;",
    ]
    place = settle([told("Kamen", country=("AA",), within=("Sela region",))], table_file(tmp_path, rows), Theatre())[0]
    assert place.ref == "gn:4"


def test_the_rows_of_a_users_own_overlay_count_like_ours(tmp_path: Path) -> None:
    from trucewatch.gazetteer.build import build
    from trucewatch.gazetteer.sources.overlay import Overlay

    own = tmp_path / "mine.yml"
    own.write_text(
        "- {id: my-bridge, name: Old Bridge, kind: crossing, country: AA, lat: 10, lon: 10, radius_km: 1, source: our map}\n"
    )
    build([Overlay(own)], tmp_path / "own.sqlite")
    entry = GazetteerFile(tmp_path / "own.sqlite").by_ref("tw:my-bridge")
    assert entry is not None
    assert entry.of_overlay


SEEN = "Shots were heard in Kamen ({} km south of Brod) at night."


def seen(km: int, rows: list[str], folder: Path) -> object:
    text = SEEN.format(km)
    phrase = read_phrase(text, text.index("Kamen"), text.index("Kamen") + 5)
    return settle([Told(query=PlaceQuery(name="Kamen"), phrase=phrase)], table_file(folder, rows), Theatre())[0]


def test_the_namesake_that_lies_where_the_text_says_is_taken(tmp_path: Path) -> None:
    rows = ["3;Kamen;P;AA;N;;13.9;10.1;900000;", "4;Kamen;P;AA;S;;13.41;10.15;0;", "5;Brod;P;AA;S;;14.25;10.15;700000;"]
    assert seen(94, rows, tmp_path).ref == "gn:4"  # type: ignore[attr-defined]


def test_a_village_that_no_row_has_stands_where_the_text_says(tmp_path: Path) -> None:
    rows = ["3;Kamen;P;AA;N;;13.9;10.1;900000;", "5;Brod;P;AA;S;;14.25;10.15;700000;"]
    place = seen(94, rows, tmp_path)
    assert place.settled  # type: ignore[attr-defined]
    assert place.ref is None  # type: ignore[attr-defined]
    assert abs(place.lat - 13.405) < 0.02  # type: ignore[attr-defined]
    assert 20_000 < place.radius_m < 50_000  # type: ignore[attr-defined]
    assert place.reasons  # type: ignore[attr-defined]


def test_a_name_that_lies_in_all_the_places_told_stands_above_one_in_some(tmp_path: Path) -> None:
    rows = [
        "1;Nova;A1;AA;N;;10;10;0;", "2;Sela;A2;AA;N;Q;10;10;0;", "6;Luka;P;AA;N;Q;10.02;10;10;",
        "3;Kamen;P;AA;N;;10.9;10.9;6000;", "4;Kamen;P;AA;N;Q;10.05;10.02;0;",
    ]  # fmt: skip
    place = settle(
        [told("Kamen", country=("AA",), within=("Nova region", "Sela district"))], table_file(tmp_path, rows), Theatre()
    )[0]
    assert place.ref == "gn:4" or not place.settled


def test_an_acronym_is_not_a_town_that_is_spelled_so(tmp_path: Path) -> None:
    rows = ["1;Ibb;P;AA;N;;10;10;300000;Ib"]
    gazetteer = table_file(tmp_path, rows)
    assert not settle([told("IB")], gazetteer, Theatre())[0].settled
    assert settle([told("Ib")], gazetteer, Theatre(), least=0.0)[0].ref == "gn:1"


def test_type_words_in_the_plural_are_no_part_of_a_name(tmp_path: Path) -> None:
    assert settle([told("Kamen Sectors")], table_file(tmp_path, TWINS), Theatre(), least=0.0)[0].candidates


def test_one_region_in_two_sources_is_one_candidate(tmp_path: Path) -> None:
    rows = [
        "1;Nova;A1;AA;N;;10;10;0;", "11;Luka;P;AA;N;;10.8;10;10;",
        "2;Nova oblast;A1;AA;NN;;10.05;10.05;0;", "12;Brod;P;AA;NN;;10.75;10.05;10;",
    ]  # fmt: skip
    place = settle([told("Nova region", country=("AA",))], table_file(tmp_path, rows), Theatre(), least=0.0)[0]
    assert (place.ref, len(place.candidates)) == ("gn:1", 0)
