"""Findings as people decided them: a standing judgement over what the rules say."""

from __future__ import annotations

from contextlib import suppress
from typing import get_args

import msgspec

from trucewatch.model.finding import Compliance, Finding
from trucewatch.model.judgement import Judgement, standing

_VALUES: tuple[str, ...] = get_args(Compliance)
_NO_PROVISION = (None, "", "compliance")
OTHER_AXES = (
    "occurrence",
    "attribution",
    "agreement",
)  # assessed too, but of an incident and not against any provision


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One assessment: of a finding, of an incident under a provision, or of an incident as a whole."""

    judgement: Judgement
    compliance: Compliance
    provision_id: str | None


def apply_judgements(findings: tuple[Finding, ...], judgements: tuple[Judgement, ...]) -> tuple[Finding, ...]:
    """The findings with standing judgements of kind assess set over them; the latest holds, earlier ones are named.

    `subject` is a finding's id, or an incident's code with the provision's id in `field`. An assessment of an incident
    that names no provision decides only where a single provision is in question; else it is shown as a reason and no
    more. Only a person or a mechanism can determine a breach: a judgement by a rule never does.
    """
    decisions = [d for d in map(read_decision, standing(judgements)) if d is not None]
    if not decisions:
        return findings
    open_ones = [f for f in findings if f.compliance != "outside_scope"]
    return tuple(_decide(f, decisions, alone=len(open_ones) == 1 and f in open_ones) for f in findings)


def read_decision(judgement: Judgement) -> Decision | None:
    """The assessment that a judgement holds, None when it is of another kind or cannot be used."""
    if judgement.kind != "assess" or judgement.value is None or judgement.field in OTHER_AXES:
        return None
    value = judgement.value
    with suppress(msgspec.DecodeError):  # a bare word, as people type it
        value = msgspec.json.decode(value, type=str)
    if value not in _VALUES or (value == "determined_breach" and judgement.by.startswith("rule:")):
        return None
    provision = None if judgement.field in _NO_PROVISION else judgement.field
    return Decision(judgement=judgement, compliance=msgspec.convert(value, Compliance), provision_id=provision)


def _decide(finding: Finding, decisions: list[Decision], *, alone: bool) -> Finding:
    about = [
        d
        for d in decisions
        if d.judgement.subject == finding.id
        or (d.judgement.subject == finding.incident_code and d.provision_id in (None, finding.provision_id))
    ]
    if not about:
        return finding
    binding = [d for d in about if d.judgement.subject == finding.id or d.provision_id == finding.provision_id or alone]
    if not binding:
        said = tuple(f"{_says(d)}, without naming a provision." for d in about)
        return msgspec.structs.replace(finding, reasons_against=(*finding.reasons_against, *said))
    last = binding[-1]
    dissent = tuple(f"{_says(d)} earlier." for d in binding[:-1] if d.compliance != last.compliance)
    rules = f"The rules alone say {finding.compliance.replace('_', ' ')}."
    return msgspec.structs.replace(
        finding,
        compliance=last.compliance,
        reasons_for=(f"{_says(last)}: {last.judgement.reason}", *finding.reasons_for),
        reasons_against=(*dissent, rules, *finding.reasons_against)
        if finding.compliance != last.compliance
        else (*dissent, *finding.reasons_against),
        by=last.judgement.by,
    )


def _says(decision: Decision) -> str:
    judgement = decision.judgement
    return f"{judgement.by} found {decision.compliance.replace('_', ' ')} on {judgement.made_at:%d %B %Y}"
