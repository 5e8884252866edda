"""Days: as exact as what is told and no more."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from assess_builders import claim, incident, karabakh

from trucewatch.assess.days import claim_days, edtf_days, incident_bounds, local_days, zone_of
from trucewatch.model.when import TimeDetail


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2020-12-11", date(2020, 12, 11), date(2020, 12, 11)),
        ("2020-12", date(2020, 12, 1), date(2020, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-12-11/2020-12-13", date(2020, 12, 11), date(2020, 12, 13)),
        ("../2020-11", None, date(2020, 11, 30)),
        ("2020-11-10/..", date(2020, 11, 10), None),
        ("2020-12-11?", date(2020, 12, 11), date(2020, 12, 11)),
        ("2020-12-11T20:40", date(2020, 12, 11), date(2020, 12, 11)),
        ("2020-13-41", None, None),
        ("9999", None, None),
        ("soon", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_edtf_gives_its_first_and_last_day(when: str | None, first: date | None, last: date | None) -> None:
    assert edtf_days(when) == (first, last)


def test_a_day_without_bounds_is_a_day_of_the_theatre() -> None:
    bounds = incident_bounds(incident("shelling", when="2020-12-11"), karabakh())
    assert bounds.earliest == datetime(2020, 12, 10, 20, tzinfo=UTC)
    assert bounds.latest == datetime(2020, 12, 11, 20, tzinfo=UTC)
    assert local_days(bounds, zone_of(karabakh())) == (date(2020, 12, 11), date(2020, 12, 11))


def test_a_claim_without_edtf_goes_by_its_instants() -> None:
    detail = TimeDetail(
        text="t",
        rule="r",
        earliest=datetime(2020, 12, 11, 21, tzinfo=UTC),
        latest=datetime(2020, 12, 11, 22, tzinfo=UTC),
    )
    assert claim_days(claim("c", "shelling", time=detail), zone_of(karabakh())) == (
        date(2020, 12, 12),
        date(2020, 12, 12),
    )
