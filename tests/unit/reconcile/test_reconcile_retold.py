"""Accounts without a day, set beside the one happening of their text that they can tell of."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from made_claims import harm, made, text
from trucewatch.model.claim import Claim
from trucewatch.model.incident import Link
from trucewatch.reconcile.attach import RETOLD
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.reconcile.score import methods

DOCS = Path(__file__).resolve().parents[3] / "docs/methods/reconciling.md"
FIGHT = made(
    "a-1",
    "shelling",
    speaker="Northern ministry (North)",
    by="Southern army (South)",
    when="2020-12-11",
    where=["Alpha"],
)


def groups(*claims: Claim) -> set[frozenset[str]]:
    result = reconcile(claims, [text("a"), text("b")], theatre_sides=("North", "South"))
    return {frozenset(x.claim_id for x in i.claims if x.role != "recalls") for i in result.incidents}


def links(*claims: Claim) -> list[Link]:
    result = reconcile(claims, [text("a"), text("b")], theatre_sides=("North", "South"))
    return [x for x in result.links if any(r.sentence.startswith(RETOLD) for r in x.reasons)]


def test_a_second_voice_without_day_and_place_tells_of_the_one_happening_that_fits() -> None:
    again = made("a-2", "shelling", speaker="Relief body", by="Southern army (South)")
    assert groups(FIGHT, again) == {frozenset({"a-1", "a-2"})}
    assert [x.judgement for x in links(FIGHT, again)] == ["same"]


def test_where_two_happenings_fit_it_joins_neither_and_a_person_is_asked() -> None:
    other = made(
        "a-3",
        "shelling",
        speaker="Northern ministry (North)",
        by="Southern army (South)",
        when="2020-12-09",
        where=["Omega"],
    )
    again = made("a-2", "shelling", speaker="Relief body", by="Southern army (South)")
    assert groups(FIGHT, other, again) == {frozenset({"a-1"}), frozenset({"a-2"}), frozenset({"a-3"})}
    assert {x.judgement for x in links(FIGHT, other, again)} == {"unsure"}


def test_one_camp_that_tells_both_in_one_text_tells_two_things() -> None:
    again = made("a-2", "shelling", speaker="Highland ministry (Highland)", by="Southern army (South)")
    apart = reconcile([FIGHT, again], [text("a")], theatre_sides=(("North", "Highland"), "South"))
    assert len(apart.incidents) == 2
    assert len(reconcile([FIGHT, again], [text("a")], theatre_sides=("North", "South")).incidents) == 1


def test_another_doer_another_place_other_acts_or_another_text_are_not_the_one_told() -> None:
    for again in (
        made("a-2", "shelling", speaker="Southern ministry (South)", by="Northern army (North)"),
        made("a-2", "shelling", speaker="Relief body", by="Southern army (South)", where=["Omega"]),
        made("a-2", "blockade", speaker="Relief body", by="Southern army (South)"),
        made("b-2", "shelling", speaker="Relief body", by="Southern army (South)"),
        made("a-2", "shelling", speaker="Relief body"),
    ):
        assert len(groups(FIGHT, again)) == 2, again


def test_who_denies_having_broken_the_truce_denies_what_is_told_of_him() -> None:
    denial = made(
        "a-2",
        "unspecified_violation",
        speaker="Southern ministry (South)",
        by="Southern army (South)",
        polarity="denies",
    )
    (incident,) = reconcile([FIGHT, denial], [text("a")], theatre_sides=("North", "South")).incidents
    assert incident.denied_by == ("South",)


def test_two_undated_accounts_of_one_village_with_unlike_acts_are_left_to_a_person() -> None:
    one = made("a-1", "shelling", speaker="Northern ministry (North)", by="Southern army (South)", where=["Alpha"])
    other = made("a-2", "civilian_harm", speaker="Relief body", by="Southern army (South)", where=["Alpha"])
    assert len(groups(one, other)) == 2
    alike = made("a-2", "rocket_fire", speaker="Relief body", by="Southern army (South)", where=["Alpha"])
    told = made("a-1", "undetermined_explosion", speaker="Northern ministry (North)", where=["Alpha"])
    assert len(groups(told, alike)) == 1


def test_a_side_s_name_as_a_place_is_a_country_and_no_village() -> None:
    wide = made("a-1", "shelling", speaker="Northern ministry (North)", by="Southern army (South)", where=["South"])
    village = made("a-2", "shelling", speaker="Relief body", by="Southern army (South)", where=["Alpha"])
    result = reconcile([wide, village], [text("a")], theatre_sides=("North", "South"))
    assert not [x for x in result.links if x.judgement == "different"]


def test_the_method_page_names_every_comparison_with_its_version() -> None:
    table = DOCS.read_text(encoding="utf-8").split("## Comparisons")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\w+) \| (\d+) \| [\d.]+ \|", table, re.M)
    assert {name: int(version) for name, version in rows} == methods()


def test_what_another_voice_tells_without_a_day_of_the_same_village_is_the_one_happening_there() -> None:
    for again in (
        made("a-2", "shelling", speaker="Town doctors", where=["Alpha"]),
        made("a-2", "undetermined_explosion", speaker="Town doctors", where=["Alpha"]),
        made("a-2", "shelling", speaker="Northern spokesman (North)", by="Southern army (South)", where=["Alpha"]),
    ):
        assert groups(FIGHT, again) == {frozenset({"a-1", "a-2"})}, again
    for again in (
        made("a-2", "air_strike", speaker="Town doctors", where=["Alpha"]),
        made("a-2", "shelling", speaker="Town doctors", where=["Omega"]),
        made("a-2", "shelling", speaker="Town doctors", by="Eastern army (East)", where=["Alpha"]),
        made("a-2", "shelling", speaker="Town doctors", where=["Alpha"], harm=["9 killed"]),
    ):
        fight = msgspec.structs.replace(FIGHT, harm=(harm("2 killed"),))
        assert frozenset({"a-1", "a-2"}) not in groups(fight, again), again
