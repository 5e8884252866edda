"""The time of day of an account, and whether rival ones may be one hour."""

from __future__ import annotations

import pytest

from trucewatch.model.when import TimeDetail
from trucewatch.publish.hours import may_be_one, time_of_day


@pytest.mark.parametrize(
    ("text", "part", "told"),
    [
        ("on Sunday evening", "evening", "evening"),
        ("on 27 December at about 15:30", None, "15:30"),
        ("at 3.30 p.m. on Sunday", None, "3.30 p.m"),
        ("at 1530 hours on 3 May", None, "1530 hours"),
        ("on 3.12.2020", None, None),
        ("on Sunday", None, None),
    ],
)
def test_the_part_of_the_day_or_the_clock_in_the_words(text: str, part: str | None, told: str | None) -> None:
    assert time_of_day(TimeDetail(text=text, rule="test", day_part=part)) == told  # type: ignore[arg-type]


def test_nothing_told_is_nothing() -> None:
    assert time_of_day(None) is None


@pytest.mark.parametrize(
    ("said", "one"),
    [
        (["15:30", "afternoon"], True),
        (["15:30", "morning"], False),
        (["15:30", "3:40 pm"], True),
        (["15:30", "16:10"], False),
        (["02:00", "night"], True),
        (["2 pm", "night"], False),
        (["morning; evening", "19:00"], True),
        (["morning", "evening"], False),
    ],
)
def test_a_clock_and_its_part_of_the_day_may_be_one(said: list[str], one: bool) -> None:
    assert may_be_one(said) is one
