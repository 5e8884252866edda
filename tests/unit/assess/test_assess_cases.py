"""Worked cases: every one of every bundled pack gives the finding that it expects."""

from __future__ import annotations

import msgspec
import pytest
from assess_builders import karabakh

from trucewatch.assess.cases import CaseResult, run_cases
from trucewatch.assess.packs import bundled_packs

RESULTS = [(pack, result) for pack in bundled_packs() for result in run_cases(pack)]


@pytest.mark.parametrize(
    "result",
    [r for _, r in RESULTS],
    ids=[f"{r.provision.id}:{r.case.case[:60].replace(' ', '-')}" for _, r in RESULTS],
)
def test_the_worked_case_gives_its_finding(result: CaseResult) -> None:
    assert result.found == result.case.expect, (result.reasons_for, result.reasons_against)
    assert result.reasons_for or result.reasons_against


@pytest.mark.parametrize("provision", [p for pack in bundled_packs() for p in pack.provisions], ids=lambda p: p.id)
def test_a_provision_has_cases_that_break_it_keep_it_and_cannot_be_told(provision: object) -> None:
    found = {c.expect for c in provision.cases}  # type: ignore[attr-defined]
    assert len(provision.cases) >= 3  # type: ignore[attr-defined]
    assert "cannot_tell" in found
    assert found & {"consistent", "outside_scope"}
    if provision.acts and provision.deontic != "may":  # type: ignore[attr-defined]
        assert "apparent_breach" in found


def test_a_case_that_expects_something_else_does_not_hold() -> None:
    pack = karabakh()
    first = pack.provisions[0]
    wrong = msgspec.structs.replace(first.cases[0], expect="consistent")
    changed = msgspec.structs.replace(pack, provisions=(msgspec.structs.replace(first, cases=(wrong,)),))
    assert [r.holds for r in run_cases(changed)] == [False]


def test_no_sentence_speaks_of_a_violation() -> None:
    for _, result in RESULTS:
        for sentence in (*result.reasons_for, *result.reasons_against):
            assert "violat" not in sentence.casefold(), sentence
