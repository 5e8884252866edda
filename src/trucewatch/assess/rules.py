"""Findings: what an incident, as it is told, means under each provision. Nothing here says that anything is proven."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from trucewatch.assess.accounts import reasons_of_accounts
from trucewatch.assess.circumstances import ToldAs, circumstances
from trucewatch.assess.days import incident_days
from trucewatch.assess.decided import apply_judgements
from trucewatch.assess.quantities import counted
from trucewatch.assess.scope import ScopeAnswer, Verdict, check_actors, check_place, check_time, check_zone, due_on
from trucewatch.model.agreement import Agreement, Provision
from trucewatch.model.claim import Claim
from trucewatch.model.finding import Compliance, Finding
from trucewatch.model.ids import short_id
from trucewatch.model.incident import Incident
from trucewatch.model.judgement import Judgement

RULES_VERSION = "2"
NOTHING_ELSE = ToldAs()
BY = f"rule:assess@{RULES_VERSION}"

# Acts that do not tell by themselves that somebody used force on that day: a mine may have lain there for years.
UNTOLD_ACTS = frozenset({"unspecified_violation", "undetermined_explosion", "explosive_device"})

# Codes whose words judge already; a sentence about what is alleged must not.
_NEUTRAL = {
    "unspecified_violation": "act not stated",
    "detainee_breach": "prisoners or remains withheld",
    "small_arms_fire": "small-arms fire",
}


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """A finding before it has an id and before anybody's judgement."""

    compliance: Compliance
    reasons_for: tuple[str, ...] = ()
    reasons_against: tuple[str, ...] = ()
    zone_version: str | None = None


def assess_incident(
    incident: Incident,
    claims_by_id: Mapping[str, Claim],
    agreement: Agreement,
    judgements: tuple[Judgement, ...] = (),
    *,
    told: ToldAs = NOTHING_ELSE,
    as_of: datetime | None = None,
    texts: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """One finding for each provision that the incident's acts touch, in the order of the pack.

    An incident that touches none has one finding, outside_scope, at the first provision, so that nothing is left out in
    silence. Judgements of kind assess are set over the rules' result. `texts`: words of documents by id, in which numbers
    of the terms are looked for.
    """
    touched = [p for p in agreement.provisions if touches(incident, p)] or list(agreement.provisions[:1])
    named = {p.id: weigh(incident, p, claims_by_id, agreement, told, texts or {}) for p in touched}
    findings = tuple(
        Finding(
            id=short_id("fnd", agreement.id, provision_id, incident.code),
            agreement_id=agreement.id,
            provision_id=provision_id,
            incident_code=incident.code,
            compliance=w.compliance,
            reasons_for=w.reasons_for,
            reasons_against=w.reasons_against,
            claim_ids=tuple(link.claim_id for link in incident.claims),
            zone_version=w.zone_version,
            by=BY,
            as_of=as_of,
        )
        for provision_id, w in named.items()
    )
    return apply_judgements(findings, judgements)


def touches(incident: Incident, provision: Provision) -> bool:
    """True if some act of the incident is one that the provision covers or one that meets it."""
    return any(a in provision.acts or a in provision.fulfilled_by for a in incident.acts)


def weigh(
    incident: Incident,
    provision: Provision,
    claims_by_id: Mapping[str, Claim],
    agreement: Agreement,
    told: ToldAs = NOTHING_ELSE,
    texts: Mapping[str, str] | None = None,
) -> Weighed:
    """What the rules say of one incident under one provision. The first rule that decides is the finding's reason."""
    gone = _set_aside(incident)
    if gone:
        return Weighed(compliance="not_assessed", reasons_against=(gone,))
    if not touches(incident, provision):
        acts = _labels(incident.acts)
        return Weighed(compliance="outside_scope", reasons_against=(f"Not covered by the terms: {acts}.",))
    covered = tuple(a for a in incident.acts if a in provision.acts)
    answers = [
        check_time(incident, provision, agreement),
        check_place(incident, provision, agreement),
        check_zone(incident, provision, agreement),
    ]
    actors = tuple(dict.fromkeys((*incident.accused, *incident.acknowledged_by)))
    if covered and actors:
        answers.append(check_actors(actors, provision, agreement))
    scoped = _gather(answers)
    if scoped.verdict == "outside":
        return _weighed("outside_scope", scoped)
    if not incident.firm or incident.contested:
        why = (
            "It is a candidate: the accounts do not tie it to a happening of its own."
            if not incident.firm
            else "Its accounts are contested: some say that they tell of different happenings."
        )
        return _weighed("cannot_tell", scoped, against=(why,))
    if scoped.verdict == "unclear":
        return _weighed("cannot_tell", scoped)
    if covered and told.by_all:
        kind = circumstances()[told.by_all[0]]
        why = f"Every account calls it {kind.says}: {kind.because}."
        return _weighed(kind.finding, scoped, against=(why,))
    if not covered:
        return _provided_for(incident, provision, scoped, claims_by_id, texts or {})
    return _on_the_merits(incident, provision, covered, actors, scoped, claims_by_id, agreement, told)


def _provided_for(
    incident: Incident,
    provision: Provision,
    scoped: ScopeAnswer,
    claims_by_id: Mapping[str, Claim],
    texts: Mapping[str, str],
) -> Weighed:
    """The finding for acts that meet the provision: consistent, unless an account counts more than it allows."""
    meeting = tuple(a for a in incident.acts if a in provision.fulfilled_by)
    for_ = (f"Point {provision.number} provides for it: {_labels(meeting)}.",)
    told = [(c, n) for c in _affirming(incident, claims_by_id) if (n := counted(c, provision, texts)) is not None]
    apart = tuple(dict.fromkeys(f"{_speaker(c)} tells of {n.says()}." for c, n in told if n.over or n.short))
    over = any(n.over for _, n in told)
    return _weighed("cannot_tell" if over else "consistent", scoped, for_=for_, against=apart)


def _affirming(incident: Incident, claims_by_id: Mapping[str, Claim]) -> list[Claim]:
    claims = [claims_by_id[link.claim_id] for link in incident.claims if link.claim_id in claims_by_id]
    return [c for c in claims if c.polarity == "affirms"]


def _speaker(claim: Claim) -> str:
    return claim.speaker.name if claim.speaker else "A report in its own voice"


def _on_the_merits(
    incident: Incident,
    provision: Provision,
    covered: tuple[str, ...],
    actors: tuple[str, ...],
    scoped: ScopeAnswer,
    claims_by_id: Mapping[str, Claim],
    agreement: Agreement,
    told: ToldAs,
) -> Weighed:
    """The finding for an incident inside the provision's scope."""
    number = provision.number
    if provision.deontic == "may":
        return _weighed("consistent", scoped, for_=(f"Point {number} allows it: {_labels(covered)}.",))
    early = _before_due(incident, provision, agreement)
    if early:
        return (
            early if early.compliance == "cannot_tell" else _weighed(early.compliance, scoped, for_=early.reasons_for)
        )
    for_ = (f"As it is told, it would go against point {number}: {_labels(covered)}.",)
    accounts = reasons_of_accounts(incident, claims_by_id)
    called = tuple(f"{', '.join(who)} calls it {circumstances()[kind].says}." for kind, who in told.by_some)
    against = (*called, *accounts.reasons_against, *(f"Exception to weigh: {e}" for e in provision.exceptions))
    if not actors:
        return _weighed("cannot_tell", scoped, for_=for_, against=("Who acted is not told by any account.", *against))
    if set(covered) <= UNTOLD_ACTS:
        untold = f"The accounts do not tell what was done that day ({_labels(covered)})."
        return _weighed("cannot_tell", scoped, for_=(*accounts.reasons_for,), against=(untold, *against))
    return _weighed("apparent_breach", scoped, for_=(*for_, *accounts.reasons_for), against=against)


def _before_due(incident: Incident, provision: Provision, agreement: Agreement) -> Weighed | None:
    """Something left undone is no breach before its due date as it was known on that day."""
    if provision.due is None or provision.deontic != "must":
        return None
    days = incident_days(incident, agreement)
    if days is None:
        return None
    first, last = due_on(provision, days[0]), due_on(provision, days[1])
    if last is not None and days[1] <= last:
        return Weighed(compliance="consistent", reasons_for=(f"Not due on that day: the date was {last:%d %B %Y}.",))
    if first is not None and days[0] <= first:
        return Weighed(
            compliance="cannot_tell",
            reasons_against=(f"The time told reaches to both sides of the due date, {first:%d %B %Y}.",),
        )
    return None


def _set_aside(incident: Incident) -> str | None:
    if incident.editorial == "retracted":
        return "The record of this incident has been retracted."
    for flag, words in (("refuted", "The report has been refuted."), ("withdrawn", "The report has been withdrawn.")):
        if flag in incident.occurrence_flags:
            return words
    return None


def _gather(answers: list[ScopeAnswer]) -> ScopeAnswer:
    """All answers in one: outside if any is, else unclear if any is."""
    verdicts = {a.verdict for a in answers}
    verdict: Verdict = "outside" if "outside" in verdicts else "unclear" if "unclear" in verdicts else "inside"
    decisive = [a for a in answers if a.verdict == verdict] if verdict != "inside" else answers
    others = [a for a in answers if a not in decisive]
    return ScopeAnswer(
        verdict=verdict,
        reasons_for=tuple(s for a in answers for s in a.reasons_for),
        reasons_against=tuple(s for a in (*decisive, *others) for s in a.reasons_against),
        zone_version=next((a.zone_version for a in answers if a.zone_version), None),
    )


def _weighed(
    compliance: Compliance, scoped: ScopeAnswer, *, for_: tuple[str, ...] = (), against: tuple[str, ...] = ()
) -> Weighed:
    return Weighed(
        compliance=compliance,
        reasons_for=(*for_, *scoped.reasons_for),
        reasons_against=(*against, *scoped.reasons_against),
        zone_version=scoped.zone_version,
    )


def _labels(codes: tuple[str, ...]) -> str:
    """Names of acts for people."""
    return ", ".join(_NEUTRAL.get(c) or c.replace("_", " ") for c in codes)
