"""Everything that is told, held against the agreements: findings, due dates, coverage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from trucewatch.assess.calendar import deadlines
from trucewatch.assess.chosen import Chooser
from trucewatch.assess.circumstances import kinds_by_claim, told_as
from trucewatch.assess.coverage import coverage
from trucewatch.assess.days import zone_of
from trucewatch.assess.decided import OTHER_AXES, read_decision
from trucewatch.assess.rules import assess_incident
from trucewatch.assess.silence import heard_last, silences
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.finding import Coverage, Deadline, Finding, in_order
from trucewatch.model.ids import short_id
from trucewatch.model.incident import Incident
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement, standing


class Assessment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `assess` hands on. `issues`: incidents that no agreement fits, and assessments that could not be used.

    `papers`, `held`: ids of the agreements of texts by id and of incidents by code, None where none fits.
    """

    findings: tuple[Finding, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    issues: tuple[Issue, ...] = ()
    papers: dict[str, str | None] = {}
    held: dict[str, str | None] = {}


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
    by_id, by_text = {c.id: c for c in known}, {d.id: d for d in papers}
    chooser = Chooser(packs, by_id, by_text, judgements)
    chosen = {d.id: chooser.of_document(d.id) for d in papers}
    stamp = as_of if isinstance(as_of, datetime) else None
    held = hold(incidents, chooser, by_id, by_text, judgements, stamp)
    in_play = {a.id for a in chosen.values() if a is not None} | {a for a in held.agreements.values() if a is not None}
    heard = heard_last(papers, stamp) if stamp is not None else {}
    dates: list[Deadline] = []
    rows: list[Coverage] = []
    for pack in (a for a in packs if a.id in in_play):
        mine = {d.id: d for d in papers if (picked := chosen[d.id]) is not None and picked.id == pack.id}
        told = tuple(c for c in known if c.document_id in mine)
        published = {d.id: d.published for d in mine.values() if d.published is not None}
        dates.extend(due_dates(pack, told, published, {d.id: d.text for d in mine.values()}, as_of))
        rows.extend(coverage(pack, told, mine.values()))
        if stamp is not None:
            rows.extend(silences(pack, sources, heard, stamp))
    return Assessment(
        findings=held.findings,
        deadlines=tuple(dates),
        coverage=tuple(sorted(rows, key=in_order)),
        issues=(*unusable(judgements), *held.issues),
        papers={key: a.id if a is not None else None for key, a in chosen.items()},
        held=held.agreements,
    )


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents held against agreements. `agreements`: the id of each one's, by code, None where none fits."""

    findings: tuple[Finding, ...]
    issues: tuple[Issue, ...]
    agreements: dict[str, str | None]


def hold(
    incidents: Iterable[Incident],
    chooser: Chooser,
    claims: Mapping[str, Claim],
    documents: Mapping[str, Document],
    judgements: tuple[Judgement, ...],
    stamp: datetime | None,
) -> Held:
    """The findings of some incidents, in order of their codes. `claims`, `documents`: theirs, at least."""
    ordered = sorted(incidents, key=lambda i: i.code)
    told = {x.claim_id: claims[x.claim_id] for i in ordered for x in i.claims if x.claim_id in claims}
    kinds = kinds_by_claim(told.values(), documents)
    texts = {d.id: d.text for key in {c.document_id for c in told.values()} if (d := documents.get(key)) is not None}
    findings: list[Finding] = []
    issues: list[Issue] = []
    chosen: dict[str, str | None] = {}
    for incident in ordered:
        agreement, reason = chooser.of_incident(incident)
        chosen[incident.code] = agreement.id if agreement is not None else None
        if agreement is None:
            issues.append(_no_agreement(incident, reason))
            continue
        called = told_as(incident, claims, kinds)
        findings.extend(assess_incident(incident, claims, agreement, judgements, told=called, as_of=stamp, texts=texts))
    return Held(findings=tuple(findings), issues=tuple(issues), agreements=chosen)


def due_dates(
    pack: Agreement,
    claims: Iterable[Claim],
    published: Mapping[str, date],
    texts: Mapping[str, str],
    as_of: date | datetime,
) -> tuple[Deadline, ...]:
    """The due dates of an agreement. `published`, `texts`: of the claims' documents; the words only where terms hold numbers."""
    return deadlines(pack, claims, _day(as_of, pack), published=published, texts=texts)


def counts_words(pack: Agreement) -> bool:
    """True if some terms with a due date hold a number that is looked for in the words of texts."""
    return any(p.due is not None and p.quantities for p in pack.provisions)


def unusable(judgements: tuple[Judgement, ...]) -> tuple[Issue, ...]:
    """Assessments that cannot be read."""
    return tuple(_unusable(j) for j in standing(judgements) if _is_lost(j))


def _day(as_of: date | datetime, agreement: Agreement) -> date:
    if not isinstance(as_of, datetime):
        return as_of
    return as_of.astimezone(zone_of(agreement)).date() if as_of.tzinfo else as_of.date()


def no_agreement_id(code: str) -> str:
    """The id of the issue that no agreement fits an incident."""
    return short_id("iss", "assess", "no-agreement", code)


def _no_agreement(incident: Incident, reason: str) -> Issue:
    return Issue(
        id=no_agreement_id(incident.code),
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
