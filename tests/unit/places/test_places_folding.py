"""Names in several scripts and transliterations become comparable."""

from __future__ import annotations

import pytest

from trucewatch.places.folding import fold, skeleton, skeletons, without_article
from trucewatch.places.names import read_name, split_type_words


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Донецьк", "donetsk"),
        ("Xankəndi", "xankendi"),
        ("Al-Ḥudaydah", "al hudaydah"),
        ("Donets'k", "donetsk"),
        ("Ağdam", "agdam"),
        ("Gaza's", "gaza"),
        ("  Khan   Yunis ", "khan yunis"),
    ],
)
def test_fold_leaves_ascii_letters(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khan Yunis", "Xan Yunus"),
        ("Taghavard", "Tagavard"),
        ("Krasnohorivka", "Krasnogorivka"),
        ("Gorlovka", "Horlivka"),
        ("Al-Hudaydah", "Hodeidah"),
        ("Horadiz", "Горадиз"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(one: str, other: str) -> None:
    assert set(skeletons(fold(one))) & set(skeletons(fold(other)))


def test_different_names_have_different_skeletons() -> None:
    assert skeleton(fold("Hadrut")) != skeleton(fold("Shusha"))


def test_articles_go_only_where_a_name_is_left() -> None:
    assert without_article("al hudaydah") == "hudaydah"
    assert without_article("al") == "al"


@pytest.mark.parametrize(
    ("folded", "bare", "kind"),
    [
        ("hadrut district", "hadrut", "district"),
        ("village of sotk", "sotk", "settlement"),
        ("donetsk international airport", "donetsk", "airport"),
        ("district", "district", None),
        ("avdiivka", "avdiivka", None),
    ],
)
def test_type_words_are_taken_off_and_told(folded: str, bare: str, kind: str | None) -> None:
    assert split_type_words(folded) == (bare, kind)


def test_a_part_of_an_area_is_read_beside_the_whole_name() -> None:
    name = read_name("southern Idlib")
    assert name.part == "south"
    assert {"southern idlib", "idlib"} <= set(name.forms)
