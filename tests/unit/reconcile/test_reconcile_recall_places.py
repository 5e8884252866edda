"""A casualty figure with no act is set beside a happening only where day and village allow it."""

from __future__ import annotations

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
