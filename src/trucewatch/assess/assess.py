"""Everything that is told, held against the agreements: findings, due dates, coverage."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from trucewatch.assess.calendar import deadlines
from trucewatch.assess.chosen import Chooser
from trucewatch.assess.circumstances import kinds_by_claim, told_as
from trucewatch.assess.coverage import coverage
from trucewatch.assess.days import zone_of
from trucewatch.assess.decided import OTHER_AXES, read_decision
from trucewatch.assess.rules import assess_incident
from trucewatch.assess.silence import silences
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.finding import Coverage, Deadline, Finding
from trucewatch.model.ids import short_id
from trucewatch.model.incident import Incident
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement, standing


class Assessment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `assess` hands on. `issues`: incidents that no agreement fits, and assessments that could not be used."""

    findings: tuple[Finding, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    issues: tuple[Issue, ...] = ()


def assess(
    incidents: Iterable[Incident],
    claims: Iterable[Claim],
    documents: Iterable[Document],
    agreements: Iterable[Agreement],
    judgements: tuple[Judgement, ...],
    as_of: date | datetime,
    *,
    sources: Iterable[Source] = (),
) -> Assessment:
    """Findings of all incidents, and due dates and coverage of every agreement that some document or incident fits.

    The result depends on the arguments alone and not on their order. Only what was known at `as_of` may be handed in:
    it is the day of the calendar and the stamp of the findings, not a filter. `sources`: those that are followed; one that
    has fallen silent makes its coverage unknown.
    """
    known = tuple(sorted(claims, key=lambda c: c.id))
    papers = tuple(sorted(documents, key=lambda d: d.id))
    packs = tuple(sorted(agreements, key=lambda a: a.id))
    followed = tuple(sources)
    by_id = {c.id: c for c in known}
    chooser = Chooser(packs, by_id, {d.id: d for d in papers}, judgements)
    chosen = {d.id: chooser.of_document(d.id) for d in papers}
    texts = {d.id: d.text for d in papers}
    kinds = kinds_by_claim(known, {d.id: d for d in papers})
    findings: list[Finding] = []
    issues = [_unusable(j) for j in standing(judgements) if _is_lost(j)]
    in_play = {a.id for a in chosen.values() if a is not None}
    stamp = as_of if isinstance(as_of, datetime) else None
    for incident in sorted(incidents, key=lambda i: i.code):
        agreement, reason = chooser.of_incident(incident)
        if agreement is None:
            issues.append(_no_agreement(incident, reason))
            continue
        in_play.add(agreement.id)
        called = told_as(incident, by_id, kinds)
        findings.extend(assess_incident(incident, by_id, agreement, judgements, told=called, as_of=stamp, texts=texts))
    dates: list[Deadline] = []
    rows: list[Coverage] = []
    for pack in (a for a in packs if a.id in in_play):
        mine = tuple(d for d in papers if (picked := chosen[d.id]) is not None and picked.id == pack.id)
        ids = {d.id for d in mine}
        told = tuple(c for c in known if c.document_id in ids)
        published = {d.id: d.published for d in mine if d.published is not None}
        dates.extend(deadlines(pack, told, _day(as_of, pack), published=published, texts=texts))
        rows.extend(coverage(pack, told, mine))
        if stamp is not None:
            rows.extend(silences(pack, followed, papers, stamp))
    return Assessment(findings=tuple(findings), deadlines=tuple(dates), coverage=tuple(rows), issues=tuple(issues))


def _day(as_of: date | datetime, agreement: Agreement) -> date:
    if not isinstance(as_of, datetime):
        return as_of
    return as_of.astimezone(zone_of(agreement)).date() if as_of.tzinfo else as_of.date()


def _no_agreement(incident: Incident, reason: str) -> Issue:
    return Issue(
        id=short_id("iss", "assess", "no-agreement", incident.code),
        stage="assess",
        code="no-agreement",
        where=incident.code,
        reason=reason,
        try_this="trucewatch judge assess CODE --field agreement --value ID names one; or add a pack, or a place to one",
    )


def _is_lost(judgement: Judgement) -> bool:
    """True for an assessment of compliance that cannot be read; those of other axes are not for this room."""
    return judgement.kind == "assess" and judgement.field not in OTHER_AXES and read_decision(judgement) is None


def _unusable(judgement: Judgement) -> Issue:
    return Issue(
        id=short_id("iss", "assess", "assessment-not-used", judgement.id),
        stage="assess",
        code="assessment-not-used",
        where=judgement.id,
        reason=f"`{judgement.value}` by {judgement.by} is no assessment that can be used",
        try_this="give one of the words for a finding; only a person or a mechanism can say determined_breach",
    )
