"""What a text tells and then only names again: the raid, that shelling, a breach of the truce; and who denies it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from made_claims import made, text
from trucewatch.model.claim import Claim
from trucewatch.model.span import Span
from trucewatch.reconcile.pointing import named_as_known, tells_one_more
from trucewatch.reconcile.reconcile import reconcile

SIDES = ("North", "South")


def told(n: int, words: str, acts: str, **fields: Any) -> tuple[str, Claim]:
    return words, made(f"a-{n}", acts, **fields)


def groups(*lines: tuple[str, Claim]) -> set[frozenset[str]]:
    """Groups of the claims of one text, each of which is told in its own line."""
    body, claims = "", []
    for words, claim in lines:
        claims.append(msgspec.structs.replace(claim, spans=(Span(len(body), len(body) + len(words)),)))
        body += words + "\n"
    document = msgspec.structs.replace(text("a"), text=body, body=body)
    result = reconcile(claims, [document], theatre_sides=SIDES)
    return {frozenset(x.claim_id for x in i.claims if x.role != "recalls") for i in result.incidents}


RAID = told(
    1, "Southern troops raided Alpha on Friday.", "ground_assault", by="Southern army (South)", when="2020-12-11"
)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("Witnesses said the raid lasted an hour.", {"ground_assault"}),
        ("She condemned this indiscriminate overnight shelling.", {"shelling", "rocket_fire"}),
        ("They accused one another of firing first.", {"first"}),
        ("The South started the fight, he said.", {"first", "exchange_of_fire"}),
        ("The first rockets fell at dawn.", set()),
        ("The envoy condemned the attack and the air\nstrikes.", {"any", "air_strike"}),
        ("Southern troops raided the village.", set()),
        ("A raid took place.", set()),
        ("The town hit by shelling was Alpha.", set()),
    ],
)
def test_the_act_named_with_the_or_this_is_known(words: str, codes: set[str]) -> None:
    assert named_as_known(words) == codes


def test_words_that_tell_of_one_more() -> None:
    assert tells_one_more("The army opened a new front.")
    assert tells_one_more("A soldier had earlier stepped on a mine.")
    assert not tells_one_more("Another spokesman called the offensive large.")
    assert not tells_one_more("The army reported earlier on Tuesday that its posts were hit.")


def test_the_raid_is_the_one_told_before() -> None:
    again = told(2, "An envoy said the raid broke the truce.", "ground_assault", speaker="Envoy")
    assert groups(RAID, again) == {frozenset({"a-1", "a-2"})}


def test_two_undated_tellings_join_when_the_second_names_the_act_as_known() -> None:
    first = told(1, "Shells fell on the camp.", "shelling", speaker="Relief body")
    again = told(2, "Northerners condemned the shelling.", "shelling", speaker="Northern ministry (North)")
    assert groups(first, again) == {frozenset({"a-1", "a-2"})}


@pytest.mark.parametrize(
    ("words", "acts", "fields"),
    [
        ("An envoy spoke of the later raid.", "ground_assault", {}),
        ("An envoy said a raid broke the truce.", "ground_assault", {}),
        ("After the raid an envoy saw a mine go off.", "explosive_device", {}),
        ("An envoy condemned the raid by Northerners.", "ground_assault", {"by": "Northern army (North)"}),
    ],
)
def test_one_more_raid_another_act_or_another_doer_is_not_the_one_told(
    words: str, acts: str, fields: dict[str, Any]
) -> None:
    assert len(groups(RAID, told(2, words, acts, speaker="Envoy", **fields))) == 2


def test_what_is_told_later_cannot_be_what_is_named_as_known() -> None:
    again = told(2, "An envoy said the raid broke the truce.", "ground_assault", speaker="Envoy")
    assert len(groups(again, RAID)) == 2


def test_where_two_raids_were_told_the_raid_is_neither() -> None:
    other = told(
        3,
        "They raided Omega on Sunday.",
        "ground_assault",
        by="Southern army (South)",
        when="2020-12-13",
        where=["Omega"],
    )
    again = told(2, "An envoy said the raid broke the truce.", "ground_assault", speaker="Envoy")
    assert groups(RAID, other, again) == {frozenset({f"a-{n}"}) for n in (1, 2, 3)}


def test_a_breach_that_one_voice_only_names_is_the_one_act_that_it_tells_of() -> None:
    ministry = {"speaker": "Northern ministry (North)", "by": "Southern army (South)"}
    act = told(1, "The ministry said Southerners shelled posts.", "shelling", **ministry)
    breach = told(2, "It said the South broke the truce.", "unspecified_violation", **ministry)
    assert groups(act, breach) == {frozenset({"a-1", "a-2"})}
    other = told(3, "It said they laid mines too.", "mine_laying", **ministry)
    assert frozenset({"a-2"}) in groups(act, breach, other)


def test_who_denies_an_act_of_his_own_denies_it_where_it_is_told_without_a_doer() -> None:
    rockets = told(1, "The South said rockets were fired over the border.", "rocket_fire", speaker="South (South)")
    denial = told(
        2, "The North denied firing any.", "rocket_fire", speaker="North (North)", by="North (North)", polarity="denies"
    )
    assert groups(rockets, denial) == {frozenset({"a-1", "a-2"})}
    shelling = told(1, "The South said its posts were shelled.", "shelling", speaker="South (South)")
    assert frozenset({"a-1", "a-2"}) not in groups(shelling, denial)


def test_a_denial_of_all_fighting_denies_the_one_fight_that_the_text_tells_of_the_denier() -> None:
    fight = told(1, "The North said the South attacked.", "ground_assault", speaker="North (North)", by="South (South)")
    denial = told(
        2, "A Southern minister knew of no fighting.", "exchange_of_fire", speaker="Minister (South)", polarity="denies"
    )
    assert groups(fight, denial) == {frozenset({"a-1", "a-2"})}


def test_another_voice_tells_again_of_the_only_undated_happening_that_fits() -> None:
    first = told(
        1, "Southerners shelled a camp, medics said.", "shelling", speaker="Medics", by="Southern army (South)"
    )
    again = told(
        2, "Residents said Southern guns shelled tents.", "shelling", speaker="Residents", by="Southern army (South)"
    )
    assert groups(first, again) == {frozenset({"a-1", "a-2"})}


def test_an_answer_that_names_the_shelling_is_one_to_the_shelling_told() -> None:
    first = told(
        1, "Shells fell on Alpha, the army said.", "shelling", speaker="Northern army (North)", where=["Alpha"]
    )
    reply = told(
        2, "Its guns answered the shelling.", "unspecified_fire", speaker="Northern spokesman (North)",
        by="Northern army (North)", response=True,
    )  # fmt: skip
    assert groups(first, reply) == {frozenset({"a-1", "a-2"})}


def test_the_shelling_can_be_the_rockets_told_before() -> None:
    first = told(1, "Rockets hit the camp.", "rocket_fire", speaker="Relief body")
    again = told(2, "The envoy condemned the shelling.", "shelling", speaker="Envoy")
    assert groups(first, again) == {frozenset({"a-1", "a-2"})}


def test_who_says_that_the_other_side_started_it_tells_of_the_fight_that_the_text_told() -> None:
    attack = told(
        1, "The North said the South attacked.", "ground_assault", speaker="North (North)", by="South (South)"
    )
    again = told(
        2,
        "A Southern aide said the North had fired first.",
        "unspecified_fire",
        speaker="Aide (South)",
        by="North (North)",
    )
    assert groups(attack, again) == {frozenset({"a-1", "a-2"})}
    bare = told(
        2, "A Southern aide said the North shot.", "unspecified_fire", speaker="Aide (South)", by="North (North)"
    )
    assert len(groups(attack, bare)) == 2
    past = told(3, "Fighting had flared there in the last war.", "exchange_of_fire")
    assert frozenset({"a-1", "a-2"}) in groups(attack, past, again)


def test_who_names_nobody_denies_what_the_text_tells_with_nobody_to_it() -> None:
    strikes = told(1, "Reports from the hills spoke of air strikes.", "air_strike", speaker="Reports")
    denial = told(2, "The army knew of none.", "air_strike", speaker="Army (South)", polarity="denies")
    assert groups(strikes, denial) == {frozenset({"a-1", "a-2"})}
    named = told(1, "The hills said the North bombed them.", "air_strike", speaker="Hills", by="North (North)")
    assert frozenset({"a-1", "a-2"}) not in groups(named, denial)


def test_warning_shots_belong_to_the_crossing_that_they_answer() -> None:
    crossing = told(
        1,
        "Southern soldiers crossed the line.",
        "line_crossing",
        speaker="Monitors",
        by="South (South)",
        when="2020-12-11",
    )
    shots = told(
        2, "Northern troops fired warning shots.", "unspecified_fire", speaker="Monitors", by="North (North)",
        against="South (South)", response=True, when="2020-12-11",
    )  # fmt: skip
    assert groups(crossing, shots) == {frozenset({"a-1", "a-2"})}


def test_many_attacks_without_a_number_are_not_the_one_told_beside() -> None:
    attack = told(
        1, "The South attacked a post, residents said.", "ground_assault", speaker="Residents", by="South (South)"
    )
    many = told(
        2, "The party spoke of successive attacks by the South.", "ground_assault", speaker="Party", by="South (South)"
    )
    assert len(groups(attack, many)) == 2
    one = told(2, "The party said the South attacked.", "ground_assault", speaker="Party", by="South (South)")
    assert len(groups(attack, one)) == 1
