"""A casualty figure with no act is set beside a happening only where day and village allow it."""

from __future__ import annotations

from typing import Any

import pytest

from made_claims import made, texts
from trucewatch.model.claim import Claim
from trucewatch.reconcile.reconcile import reconcile


def attack(when: str | None, where: str) -> Claim:
    return made(
        "a-1",
        speaker="Southern ministry (South)",
        by="Northern army (North)",
        against="Southern army (South)",
        when=when,
        where=[where],
    )


def toll(when: str | None, where: str) -> Claim:
    return made(
        "a-2",
        "casualty_toll",
        speaker="Southern ministry (South)",
        when=when,
        where=[where],
        harm=["1 killed (South)"],
    )


@pytest.mark.parametrize(
    ("happening", "figure", "linked"),
    [
        (("2020-12-12", "Alpha [settlement]"), ("2020-12-12", "Alpha [settlement]"), True),
        (("2020-12-12", "Alpha [settlement]"), (None, "Alpha [settlement]"), True),
        (("2020-12-12", "Alpha [settlement]"), ("2020-12-12", "Beta [settlement]"), False),
        (("2020-12-12", "Alpha [settlement]"), ("2020-12-08", "Alpha [settlement]"), False),
        ((None, "Alpha [settlement]"), ("2020-12-08", "Beta [settlement]"), False),
        ((None, "Alpha [settlement]"), ("2020-12-08", "Alpha [settlement]"), False),
        (("2020-12-12", "Alpha [settlement]"), ("2020-12-12", "Lower district [district]"), True),
    ],
)
def test_a_figure_stands_beside_what_it_can_be_about(
    happening: tuple[str | None, str], figure: tuple[str | None, str], linked: bool
) -> None:
    claims = [attack(*happening), toll(*figure)]
    result = reconcile(claims, texts(claims))
    (found,) = [i for i in result.incidents if "a-1" in {x.claim_id for x in i.claims}]
    assert (("a-2", "recalls") in {(x.claim_id, x.role) for x in found.claims}) is linked
    assert found.harm == ()
    # with a day and a village of its own, and nothing in its text that it can be about, it is a happening of its own
    assert [i.acts for i in result.incidents if i is not found] == ([] if linked else [("casualty_toll",)])


def test_people_hurt_on_a_day_in_a_village_are_one_incident_with_the_attack_that_another_report_tells() -> None:
    claims = [
        toll("2020-12-12", "Alpha [settlement]"),
        made("b-1", "shelling", speaker="Eastern envoy (East)", when="2020-12-12", where=["Alpha [settlement]"]),
    ]
    (found,) = reconcile(claims, texts(claims)).incidents
    assert found.acts == ("shelling",)
    assert [(h.kind, h.low) for h in found.harm] == [("killed", 1)]


def test_a_figure_without_a_day_or_a_village_is_no_incident() -> None:
    for figure in (toll(None, "Alpha [settlement]"), toll("2020-12-12", "Lower district [district]")):
        assert reconcile([figure], texts([figure])).incidents == ()


def count(n: int, when: str | None = None, **fields: Any) -> Claim:
    fields = {"speaker": "Southern ministry (South)", "by": "Northern army (North)"} | fields
    return made("a-9", "unspecified_violation", count=n, count_unit="times", when=when, **fields)


def recalled(told: list[Claim]) -> list[str | None]:
    found = reconcile(told, texts(told)).incidents
    assert not [x for i in found for x in i.claims if x.claim_id == "a-9" and x.role != "recalls"]
    return [i.when for i in found if ("a-9", "recalls") in {(x.claim_id, x.role) for x in i.claims}]


def test_a_published_count_is_linked_to_what_its_text_tells_and_is_not_expanded() -> None:
    told = [attack("2020-12-12", "Alpha [settlement]"), count(16, "2020-12-12")]
    assert recalled(told) == ["2020-12-12"]
    assert len(reconcile(told, texts(told)).incidents) == 1


@pytest.mark.parametrize(
    "other",
    [
        count(16, "2020-12-13"),
        count(16, "2020-12-12", by="Southern army (South)"),
        count(16, "2020-12-12", speaker="Eastern envoy (East)"),
        count(16),
    ],
    ids=["another day", "another doer", "another origin", "a count without a day"],
)
def test_a_count_of_something_else_is_linked_to_nothing(other: Claim) -> None:
    assert recalled([attack("2020-12-12", "Alpha [settlement]"), other]) == []


def test_a_count_smaller_than_what_is_told_is_linked_to_nothing() -> None:
    days = ["2020-12-10", "2020-12-11", "2020-12-12"]
    attacks = [
        made(f"a-{n}", speaker="Southern ministry (South)", by="Northern army (North)", when=day, where=["Alpha"])
        for n, day in enumerate(days)
    ]
    assert recalled([*attacks, count(2, "2020-12-10/2020-12-12")]) == []
    assert sorted(x or "" for x in recalled([*attacks, count(3, "2020-12-10/2020-12-12")])) == days
