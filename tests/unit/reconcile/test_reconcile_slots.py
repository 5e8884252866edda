"""What origins agree on, what can both be right, what they dispute, and who is silent."""

from __future__ import annotations

from datetime import date
from typing import Any

from made_claims import judged, made, texts
from trucewatch.model.claim import Claim
from trucewatch.model.incident import Incident, Slot
from trucewatch.reconcile.reconcile import reconcile

NORTH, SOUTH, ENVOY = "Northern ministry (North)", "Southern army (South)", "Eastern envoy (East)"
DAY = {"when": "2020-12-11", "where": ["Alpha"]}


def incident(*claims: Claim, **options: Any) -> Incident:
    told = reconcile(claims, texts(claims, **options.pop("dates", {})), theatre_sides=("North", "South"), **options)
    (found,) = told.incidents
    return found


def slot(found: Incident, name: str) -> Slot:
    return next(s for s in found.slots if s.name == name)


def test_two_origins_that_say_the_same_agree_and_a_silent_one_is_named() -> None:
    found = incident(
        made("a-1", "shelling", speaker=NORTH, by="Southern army (South)", harm=["2 wounded (North)"], **DAY),
        made("b-1", "shelling", speaker=ENVOY, **DAY),
    )
    assert slot(found, "when").state == "agreed"
    assert slot(found, "where").state == "agreed"
    assert slot(found, "harm").state == "one_origin"
    assert slot(found, "harm").silent == ("East",)
    assert slot(found, "weapons").state == "silent"
    assert slot(found, "weapons").silent == ("East", "North")


def test_a_day_and_two_days_that_hold_it_can_both_be_right() -> None:
    found = incident(
        made("a-1", "shelling", speaker=NORTH, when="2020-12-11", where=["Alpha"]),
        made("b-1", "shelling", speaker=ENVOY, when="2020-12-11/2020-12-12", where=["Alpha"]),
    )
    assert slot(found, "when").state == "compatible"


def test_figures_and_doers_that_cannot_both_be_right_are_disputed() -> None:
    found = incident(
        made("a-1", "ground_assault", speaker=NORTH, by="Southern army (South)", against="Northern army (North)",
             harm=["3 wounded (North)"], **DAY),
        made("b-1", "ground_assault", speaker=SOUTH, by="Northern army (North)", against="Southern army (South)",
             harm=["6 wounded (North)"], **DAY),
    )  # fmt: skip
    assert slot(found, "who_acted").state == "disputed"
    assert slot(found, "harm").state == "disputed"
    assert {(v.by, v.value) for v in slot(found, "harm").values} == {("North", "3 wounded"), ("South", "6 wounded")}


def test_six_copies_of_one_origin_agree_with_nobody() -> None:
    found = incident(*[made(f"{d}-1", "shelling", speaker=NORTH, **DAY) for d in "abcdef"])
    assert {s.state for s in found.slots if s.values} == {"one_origin"}


def test_an_origin_that_admits_acting_and_blames_the_other_agrees_in_part() -> None:
    one = made("a-1", "ground_assault", speaker=NORTH, by="Southern army (South)", **DAY)
    other = made("b-1", "ground_assault", speaker=SOUTH, by="Northern army (North)", against="our men (South)", **DAY)
    reply = made("b-2", "small_arms_fire", speaker=SOUTH, by="Southern army (South)", response=True, **DAY)
    found = incident(one, other, reply, judgements=[judged("same", "a-1", "b-1"), judged("same", "b-1", "b-2", n=2)])
    assert slot(found, "who_acted").state == "compatible"


def test_who_told_it_first_and_how_late() -> None:
    claims = [made("a-1", "shelling", speaker=NORTH, **DAY), made("b-1", "shelling", speaker=ENVOY, **DAY)]
    dates = {"a": date(2020, 12, 20), "b": date(2020, 12, 28)}
    (found,) = reconcile(claims, texts(claims, **dates)).incidents
    assert found.first_reported_by == ("Northern ministry",)
    assert found.reported_after_days == 9


def test_an_undated_incident_is_not_called_late() -> None:
    claims = [made("a-1", "shelling", speaker=NORTH, where=["Alpha"])]
    (found,) = reconcile(claims, texts(claims)).incidents
    assert found.reported_after_days is None
