"""Names of places made comparable."""

from __future__ import annotations

import pytest

from trucewatch.assess.toponyms import core, fold, says_district


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xocavənd", "XOCAVEND"),
        ("Çaylaqqala", "Caylaqqala"),
        ("Tuğ", "Tug"),
        ("Laçın", "Lacin"),
        ("Nagorno-Karabakh", "Nagorno Karabakh"),
        ("Hin T’agher", "Hin Tagher"),
        ("İmişli", "Imisli"),
    ],
)
def test_spellings_that_differ_in_marks_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hadrut district", "hadrut"),
        ("the village of Sur", "sur"),
        ("Khojavend region", "khojavend"),
        ("Lachin corridor", "lachin corridor"),
        ("District", "district"),
        ("", ""),
    ],
)
def test_the_core_drops_the_word_for_what_it_is(name: str, expected: str) -> None:
    assert core(name) == expected


def test_a_name_can_say_that_a_wider_area_is_meant() -> None:
    assert says_district("Lachin district")
    assert not says_district("Lachin")
