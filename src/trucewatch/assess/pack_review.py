"""A sound pack looked at again: do its worked cases hold, and what would a reviewer miss?"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trucewatch.assess.cases import CaseResult, run_cases
from trucewatch.model.agreement import Agreement, Provision
from trucewatch.model.lined import LinedData, Path


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What a review finds: a case that does not hold is a fault, a gap is advice."""

    where: str
    what: str
    try_this: str
    fault: bool


def review(agreement: Agreement, lined: LinedData) -> Iterator[Remark]:
    """Every worked case that gives another finding than it expects, and every provision that lacks a kind of case."""
    lines = _case_lines(agreement)
    for result in run_cases(agreement):
        if not result.holds:
            yield _broken(result, lined.at(lines[result.provision.id, result.case.case]))
    for p, provision in enumerate(agreement.provisions):
        missing = _lacks(provision)
        if missing:
            yield Remark(
                where=lined.at(("provisions", p)),
                what=f"provision {provision.id} has no case {' and none '.join(missing)}",
                try_this="add a worked case for it; docs/agreements.md shows how",
                fault=False,
            )


def _case_lines(agreement: Agreement) -> dict[tuple[str, str], Path]:
    return {
        (provision.id, case.case): ("provisions", p, "cases", i)
        for p, provision in enumerate(agreement.provisions)
        for i, case in enumerate(provision.cases)
    }


def _broken(result: CaseResult, where: str) -> Remark:
    reasons = " ".join((*result.reasons_against, *result.reasons_for))
    return Remark(
        where=where,
        what=f"“{result.case.case}” gives {result.found}, and the case expects {result.case.expect}. {reasons}".strip(),
        try_this="change the provision if the case is right, or the case if the finding is",
        fault=True,
    )


def _lacks(provision: Provision) -> list[str]:
    """The kinds of case that are not there; a provision that no act can break needs none that breaks it."""
    expected = {case.expect for case in provision.cases}
    missing = []
    if provision.acts and provision.deontic != "may" and "apparent_breach" not in expected:
        missing.append("that breaks it")
    if not expected & {"consistent", "outside_scope", "not_assessed"}:
        missing.append("that does not break it")
    if "cannot_tell" not in expected:
        missing.append("that cannot be told")
    return missing
