"""Names of places found in a parsed text: by label, by gazetteer, by the words around; never persons."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from gazetteer_files import table_file
from scripts import load_benchmark
from trucewatch.gazetteer.lookup import GazetteerFile

mentions = load_benchmark("places_mentions")
Entity, find_mentions = mentions.Entity, mentions.find_mentions


class Word(msgspec.Struct):
    """A token as a parser would give it."""

    text: str
    idx: int
    pos_: str


def tokens(text: str) -> list[Word]:
    words, at = [], 0
    for part in text.replace(".", " .").replace(",", " ,").split():
        at = text.index(part, at)
        words.append(Word(part, at, "PROPN" if part[0].isupper() else "X"))
        at += len(part)
    return words


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> GazetteerFile:
    rows = ["1;Brod;P;AA;S;;14;10;90000;", "2;Kamen;P;AA;S;;14.1;10;300;", "3;Nova;A1;AA;N;;10;10;0;"]
    return table_file(tmp_path_factory.mktemp("mentions"), rows)


def found(text: str, gazetteer: GazetteerFile, **labels: str) -> list[str]:
    entities = [Entity(start=text.index(n), end=text.index(n) + len(n), label=v) for n, v in labels.items()]
    return [m.name for m in find_mentions(text, tokens(text), entities, gazetteer)]


def test_ground_that_the_gazetteer_knows_is_kept_and_other_is_not(gazetteer: GazetteerFile) -> None:
    assert found("shots hit Kamen and Zzyzx.", gazetteer, Kamen="GPE", Zzyzx="GPE") == ["Kamen"]


def test_a_larger_town_that_the_parser_missed_is_found_behind_in(gazetteer: GazetteerFile) -> None:
    assert found("shots fell in Brod.", gazetteer) == ["Brod"]


def test_a_small_village_without_a_label_is_not_guessed(gazetteer: GazetteerFile) -> None:
    assert found("shots fell in Kamen.", gazetteer) == []


def test_a_person_of_a_towns_name_is_no_place(gazetteer: GazetteerFile) -> None:
    assert found("a letter from Brod came.", gazetteer, Brod="PERSON") == []


def test_the_town_in_a_bodys_name_is_found(gazetteer: GazetteerFile) -> None:
    text = "the Brod Police came."
    entities = [Entity(start=4, end=15, label="ORG")]
    assert [m.name for m in find_mentions(text, tokens(text), entities, gazetteer)] == ["Brod"]


def test_the_town_that_a_bodys_name_ends_with_is_found(gazetteer: GazetteerFile) -> None:
    text = "the University of Brod closed."
    entities = [Entity(start=4, end=22, label="ORG")]
    assert [m.name for m in find_mentions(text, tokens(text), entities, gazetteer)] == ["Brod"]


def test_a_direction_that_begins_a_bodys_name_is_no_place(tmp_path: Path) -> None:
    rows = table_file(tmp_path, ["1;East;P;AA;S;;14;10;90000;", "2;State;P;AA;S;;15;10;90000;"])
    for text in ("the East Hospital closed.", "the State Bank closed."):
        entities = [Entity(start=4, end=text.index(" closed"), label="ORG")]
        assert find_mentions(text, tokens(text), entities, rows) == ()


def test_a_street_is_a_place_and_its_house_number_is_not(gazetteer: GazetteerFile) -> None:
    text = "shots fell in 12 Kamen Street."
    entities = [Entity(start=14, end=29, label="FAC")]
    assert [m.name for m in find_mentions(text, tokens(text), entities, gazetteer)] == ["Kamen Street"]


def test_the_town_in_a_buildings_name_is_found(gazetteer: GazetteerFile) -> None:
    text = "shots hit the Brod Jail."
    entities = [Entity(start=14, end=23, label="FAC")]
    assert [m.name for m in find_mentions(text, tokens(text), entities, gazetteer)] == ["Brod"]
