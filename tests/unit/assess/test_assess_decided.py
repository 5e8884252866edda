"""Judgements over the rules: who may decide what, and that nothing is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from assess_builders import incident, judgement, karabakh

from trucewatch.assess.decided import read_decision
from trucewatch.assess.rules import assess_incident
from trucewatch.model.finding import Finding
from trucewatch.model.ids import short_id
from trucewatch.model.judgement import Judgement

SHELLING = incident("shelling", when="2020-12-11", accused=("Armenia",), attribution="alleged_one_side")
ASSAULT = incident("ground_assault", when="2020-12-11", accused=("Armenia",), attribution="alleged_one_side")
FINDING_ID = short_id("fnd", "nagorno-karabakh-2020", "nk2020-1a", "NK-2020-0001")


def decided(it: Any, *judgements: Judgement) -> dict[str, Finding]:
    return {f.provision_id: f for f in assess_incident(it, {}, karabakh(), judgements)}


@pytest.mark.parametrize("value", ["determined_breach", '"determined_breach"'])
def test_a_person_can_determine_a_breach_of_one_finding(value: str) -> None:
    found = decided(ASSAULT, judgement("j1", FINDING_ID, value))
    assert found["nk2020-1a"].compliance == "determined_breach"
    assert found["nk2020-1a"].by == "A. Lawyer"
    assert "read the file" in found["nk2020-1a"].reasons_for[0]
    assert "The rules alone say apparent breach." in found["nk2020-1a"].reasons_against
    assert found["nk2020-1b"].compliance == "apparent_breach"


def test_an_incident_with_its_provision_names_the_finding_too() -> None:
    found = decided(ASSAULT, judgement("j1", "NK-2020-0001", "consistent", field="nk2020-1b"))
    assert [found["nk2020-1a"].compliance, found["nk2020-1b"].compliance] == ["apparent_breach", "consistent"]


def test_an_assessment_without_a_provision_decides_where_only_one_is_in_question() -> None:
    assert decided(SHELLING, judgement("j1", "NK-2020-0001", "determined_breach"))["nk2020-1a"].compliance == (
        "determined_breach"
    )


def test_an_assessment_without_a_provision_is_only_told_where_several_are() -> None:
    found = decided(ASSAULT, judgement("j1", "NK-2020-0001", "determined_breach"))
    assert {f.compliance for f in found.values()} == {"apparent_breach"}
    assert any("without naming a provision" in r for r in found["nk2020-1b"].reasons_against)


def test_a_rule_never_determines_a_breach() -> None:
    found = decided(SHELLING, judgement("j1", FINDING_ID, "determined_breach", by="rule:eager@1"))
    assert found["nk2020-1a"].compliance == "apparent_breach"


def test_an_undone_judgement_does_not_hold() -> None:
    first = judgement("j1", FINDING_ID, "determined_breach")
    undo = judgement("j2", "j1", "", kind="undo", made_at=datetime(2021, 1, 2, tzinfo=UTC))
    assert decided(SHELLING, first, undo)["nk2020-1a"].compliance == "apparent_breach"


def test_the_latest_judgement_holds_and_the_earlier_is_named() -> None:
    first = judgement("j1", FINDING_ID, "determined_breach", by="A. Lawyer")
    second = judgement("j2", FINDING_ID, "cannot_tell", by="B. Lawyer", made_at=datetime(2021, 1, 2, tzinfo=UTC))
    for order in ((first, second), (second, first)):
        found = decided(SHELLING, *order)["nk2020-1a"]
        assert found.compliance == "cannot_tell"
        assert any(r.startswith("A. Lawyer found determined breach") for r in found.reasons_against)


def test_a_judgement_on_another_incident_changes_nothing() -> None:
    assert decided(SHELLING, judgement("j1", "NK-2020-0009", "consistent")) == decided(SHELLING)


@pytest.mark.parametrize(
    "row",
    [
        judgement("j", "x", "guilty"),
        judgement("j", "x", '{"compliance": "consistent"}'),
        judgement("j", "x", "consistent", kind="accept"),
        judgement("j", "x", "determined_breach", by="rule:eager@1"),
    ],
)
def test_what_is_no_assessment_is_not_read_as_one(row: Judgement) -> None:
    assert read_decision(row) is None
