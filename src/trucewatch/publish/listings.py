"""The listings beside incidents: claims, provisions, due dates, coverage, sources, issues."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from trucewatch.model.agreement import Agreement, Provision
from trucewatch.model.claim import Claim
from trucewatch.publish.records import Records
from trucewatch.publish.rows import (
    AgreementRow,
    CoverageRow,
    DeadlineRow,
    IssueRow,
    ProvisionRow,
    SourceRow,
)
from trucewatch.publish.wording import fold


def agreement_row(agreement: Agreement) -> AgreementRow:
    """An agreement at its head, with each party's role and what binds it."""
    return AgreementRow(
        id=agreement.id,
        names=agreement.names,
        parties=tuple(_say_party(p.side, p.role, p.bound_through, p.note) for p in agreement.parties),
        signed_on=agreement.signed_on,
        effective_at=agreement.effective_at,
        texts=tuple(
            f"{t.authority} ({t.language}{', authentic' if t.authentic else ''}): {t.reference}"
            + (f" - {t.note}" if t.note else "")
            for t in agreement.texts
        ),
        sources=agreement.sources,
        disclaimer=agreement.disclaimer,
    )


def _say_party(side: str, role: str, through: str | None, note: str | None) -> str:
    bound = f", bound through {through}" if through else ""
    return f"{side}: {role.replace('_', ' ')}{bound}" + (f" ({note})" if note else "")


def provision_row(agreement: Agreement, provision: Provision, outcomes: Mapping[str, int]) -> ProvisionRow:
    """One provision and how many findings stand against it."""
    return ProvisionRow(
        agreement=agreement.id,
        id=provision.id,
        number=provision.number,
        topic=provision.topic,
        deontic=provision.deontic,
        obligors=provision.obligors,
        text=provision.text,
        due=provision.due,
        extended_to=max((e.to for e in provision.extensions), default=None),
        acts=provision.acts,
        reference=provision.reference,
        notes=tuple(f"{n.holder}: {n.text}" for n in provision.notes),
        findings=dict(sorted(outcomes.items())),
    )


def provision_rows(records: Records) -> tuple[ProvisionRow, ...]:
    """All provisions of all agreements in the store."""
    outcomes = records.store.finding_counts()
    return tuple(
        provision_row(a, p, outcomes.get((a.id, p.id), {})) for a in records.agreements.values() for p in a.provisions
    )


def deadline_rows(records: Records, today: date | None) -> tuple[DeadlineRow, ...]:
    """All due dates in order of time."""
    rows = [
        DeadlineRow(
            id=d.id,
            agreement=d.agreement_id,
            provision=d.provision_id,
            title=d.title,
            due=d.due,
            first_due=d.first_due,
            days_left=(d.due - (d.as_of or today)).days if d.as_of or today else None,  # type: ignore[operator]
            state=d.state,
            reason=d.reason,
            claim_ids=d.claim_ids,
        )
        for d in records.store.deadlines()
    ]
    return tuple(sorted(rows, key=lambda r: (r.due, r.id)))


def coverage_rows(records: Records) -> tuple[CoverageRow, ...]:
    """Who looked where and when, in order of time."""
    rows = [
        CoverageRow(id=c.id, observer=c.observer, area=c.area, start=c.start, end=c.end, state=c.state, means=c.means)
        for c in records.coverage
    ]
    return tuple(sorted(rows, key=lambda r: (r.start, r.area, r.observer, r.id)))


def source_rows(records: Records) -> tuple[SourceRow, ...]:
    """What each source gave, most documents first."""
    by_source: dict[str, list[tuple[date | None, bool]]] = {}
    for d in records.heads():
        by_source.setdefault(d.source or "source not stated", []).append((d.published, d.is_copy))
    rows = []
    for source, found in by_source.items():
        days = [day for day, _ in found if day]
        rows.append(
            SourceRow(
                source=source,
                documents=len(found),
                reprints=sum(reprint for _, reprint in found),
                first=min(days, default=None),
                last=max(days, default=None),
            )
        )
    return tuple(sorted(rows, key=lambda r: (-r.documents, r.source)))


def issue_rows(records: Records) -> tuple[IssueRow, ...]:
    """What was set aside, by stage and place."""
    rows = [
        IssueRow(
            id=i.id,
            stage=i.stage,
            code=i.code,
            where=i.where,
            reason=i.reason,
            offset=i.offset,
            document_id=i.document_id,
            try_this=i.try_this,
        )
        for i in records.store.issues()
    ]
    return tuple(sorted(rows, key=lambda r: (r.stage, r.where, r.offset or 0, r.id)))


def claim_matches(claim: Claim, *, side: str | None, act: str | None, document_id: str | None) -> bool:
    """True if a claim is wanted: spoken by or about this side, of this act, in this document."""
    actors = (claim.speaker, claim.initiator, claim.target)
    return (
        (side is None or any(a and fold(a.side or a.name) == fold(side) for a in actors))
        and (act is None or act in claim.acts)
        and (document_id is None or claim.document_id == document_id)
    )
