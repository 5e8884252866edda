"""Plain words for dates, numbers, places: no more precise than the value."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.model.acts import acts
from trucewatch.model.where import PlaceMention
from trucewatch.publish.guard import is_loaded
from trucewatch.publish.wording import edtf_days, fold, phrases, say_place, say_range, say_when


@pytest.mark.parametrize(
    ("when", "part", "said"),
    [
        ("2020-12-11", "evening", "11 December 2020, evening"),
        ("2020-12-11/2020-12-12", None, "11 December 2020 to 12 December 2020"),
        ("2020-12", None, "December 2020"),
        ("2020", None, "2020"),
        ("2020-12-11~", None, "about 11 December 2020"),
        ("2020-11/..", None, "since November 2020"),
        (None, "evening", "date not stated"),
    ],
)
def test_a_date_is_said_with_its_own_precision(when: str | None, part: str | None, said: str) -> None:
    assert say_when(when, part) == said


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("2020-12-11", (date(2020, 12, 11), date(2020, 12, 11))),
        ("2020-02", (date(2020, 2, 1), date(2020, 2, 29))),
        ("2020", (date(2020, 1, 1), date(2020, 12, 31))),
        ("2020-12-11/2020-12", (date(2020, 12, 11), date(2020, 12, 31))),
        ("../2020-12-11", None),
        ("2020-13-45", None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_the_days_that_a_date_may_mean(when: str | None, days: tuple[date, date] | None) -> None:
    assert edtf_days(when) == days


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (3, 3, "three"),
        (3, 6, "three to six"),
        (3, None, "at least three"),
        (None, 6, "up to six"),
        (None, None, "a number not stated"),
        (1960, 1960, "1,960"),
    ],
)
def test_a_range_never_says_more_than_the_figures(low: int | None, high: int | None, said: str) -> None:
    assert say_range(low, high) == said


def test_a_place_carries_its_radius_and_a_district_is_an_area() -> None:
    near = PlaceMention(name="Alder", kind="settlement", relation="near", radius_m=5000)
    assert say_place(near) == "near Alder (settlement, radius 5 km)"
    assert say_place(PlaceMention(name="Elm", kind="district")) == "Elm (district)"
    assert say_place(PlaceMention(name="Post 7", radius_m=400)) == "Post 7 (radius 400 m)"


def test_names_match_whatever_accents_they_bear() -> None:
    assert fold("Köhnə Tağlar") == fold("kohne taglar")
    assert fold("Łódź, Đakovo, Tromsø, ISPARTA, Iğdır") == "lodz, dakovo, tromso, isparta, igdir"


def test_every_act_has_a_phrase_and_no_phrase_takes_a_side() -> None:
    assert set(phrases()["acts"]) == set(acts())
    assert [p for table in phrases().values() for p in table.values() if is_loaded(p)] == []
