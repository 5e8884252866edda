"""From documents and judgements to incidents and findings: what is missing is read, what it touches is made anew."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime

import msgspec

from trucewatch.assess.assess import unusable
from trucewatch.errors import UsageError
from trucewatch.flow import day_basis
from trucewatch.flow.codes import assign_codes, first_claims, given_of
from trucewatch.flow.corrections import Corrected, correct_claims, correct_documents
from trucewatch.flow.day import Day
from trucewatch.flow.day_basis import BASIS, Whole, can_follow, digest, distrust_day, fill_day, issue_ids
from trucewatch.flow.day_rows import BasisRow, PlacedRow
from trucewatch.flow.decisions import about_claims
from trucewatch.flow.editorial import apply_editorial
from trucewatch.flow.ground import give_ground
from trucewatch.flow.linking import as_kept, link
from trucewatch.flow.notes import Notes
from trucewatch.flow.outcome import DeriveSummary
from trucewatch.flow.reading import read_missing
from trucewatch.flow.rebind import rebind
from trucewatch.flow.stages import Assessed, DocumentReader, Progress, Stages, default_stages, no_progress
from trucewatch.flow.theatre import camps, prefixes
from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Link, Reconciliation
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement, standing
from trucewatch.publish.records import Records
from trucewatch.publish.summary import summarise
from trucewatch.reconcile.groups import largest_groups
from trucewatch.store.shape import Run, Store

__all__ = ["DeriveSummary", "derive", "derive_locked", "effective_documents"]


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that incidents are computed from, as the standing judgements leave it.

    `changed`: the documents that are not as they were read.
    """

    documents: dict[str, Document]
    changed: dict[str, Document]
    claims: dict[str, Claim]
    ledger: tuple[Judgement, ...]
    judgements: tuple[Judgement, ...]
    corrected: Corrected
    retracted: frozenset[str]
    withdrawn: frozenset[str]
    issues: tuple[Issue, ...]

    @property
    def decisions(self) -> tuple[Judgement, ...]:
        """What people and rules decided of the matter; codes are names and decide nothing."""
        return tuple(j for j in self.judgements if j.kind != "code")

    @property
    def speaking(self) -> tuple[Document, ...]:
        """The documents that count: all but the retracted ones."""
        return tuple(d for key, d in self.documents.items() if key not in self.withdrawn)


def derive(
    store: Store,
    reader: DocumentReader,
    *,
    as_of: datetime,
    on_progress: Progress | None = None,
    stages: Stages | None = None,
) -> DeriveSummary:
    """What there is now, after every derived row has been brought up to date in one transaction.

    Only documents that this reader version has not read, or that a judgement or a newly found original has changed
    since, are read. Everything behind reading is as if computed from all claims, so that the order of arrival cannot matter.
    `as_of` is the only clock in the result.
    Cost: what new texts touch (`day.py`); linear in all documents and claims where everything must be made anew.
    """
    with store.writing("derive"):
        return derive_locked(store, reader, as_of=as_of, on_progress=on_progress, stages=stages)


def derive_locked(
    store: Store,
    reader: DocumentReader,
    *,
    as_of: datetime,
    on_progress: Progress | None = None,
    stages: Stages | None = None,
    for_a_view: bool = False,
) -> DeriveSummary:
    """`derive` for a caller that holds the lock. `for_a_view`: codes given here are marked as such."""
    if as_of.tzinfo is None:
        raise UsageError("the as-of time has no zone", try_this="give it with its UTC offset")
    tell, steps = on_progress or no_progress, stages or default_stages()
    if for_a_view:
        return _anew(store, reader, steps, as_of, tell, for_a_view=True)
    day = Day(store, reader, steps, as_of, tell)
    why = day.why_anew()
    done = why or day.run()
    return (
        done
        if isinstance(done, DeriveSummary)
        else _anew(store, reader, steps, as_of, tell, why=done, basis=day.basis())
    )


def _anew(
    store: Store,
    reader: DocumentReader,
    steps: Stages,
    as_of: datetime,
    tell: Progress,
    *,
    for_a_view: bool = False,
    why: str = "",
    basis: str = "",
) -> DeriveSummary:
    """Everything behind reading made anew, and remembered where that will pay. `basis`: as `day_basis.basis_of_run` has it."""
    ledger = store.judgements()
    texts_notes, place_notes = Notes(store, "fingerprints"), Notes(store, "places")
    effective, changed, document_issues = effective_documents(store, standing(ledger), steps, texts_notes)
    remember = not for_a_view and steps.update is not None and len(effective) >= day_basis.LEAST_REMEMBERED
    if not for_a_view:
        distrust_day(store)
    readings = {r.document_id: r for r in store.readings()}
    read, set_aside = read_missing(store, reader, effective, readings, tell)

    tell("reconcile", 0, 0)
    known = _known(store, ledger, effective, changed)
    decisions = _about_claims(known)
    found = _linked(store, known, decisions, steps, remember=remember)
    agreements, sources = store.agreements(), store.sources()
    given = given_of(j.value for j in known.ledger if j.kind == "code" and j.value)
    codes = assign_codes(
        found.incidents,
        tuple(j for j in known.judgements if j.kind == "code"),
        given,
        prefix_of=prefixes(agreements, known.claims, known.documents),
        made_at=as_of,
        for_a_view=for_a_view,
    )
    result = apply_editorial(steps.recode(found, codes.codes), known.decisions, known.claims, known.documents)
    claims, texts = tuple(known.claims.values()), known.speaking
    gazetteer = steps.gazetteer()
    placed: dict[str, PlacedRow] = {}
    if gazetteer is not None:
        tell("places", 0, 0)
        result, placed = give_ground(result, claims, texts, agreements, known.decisions, gazetteer, place_notes)

    tell("assess", 0, 0)
    assessed = steps.assess(result.incidents, claims, texts, agreements, known.decisions, as_of, sources=sources)
    tell("write", 0, 0)
    general = (*document_issues, *known.issues, *unusable(known.decisions))
    issues = tuple({i.id: i for i in (*general, *getattr(assessed, "issues", ()))}.values())
    run = Run(
        as_of=as_of,
        reader=reader.version,
        parties=reader.parties,
        gazetteer=gazetteer.digest if gazetteer is not None else None,
        documents=len(effective),
        claims=len(claims),
        judgements=len(known.decisions),
        incidents=len(result.incidents),
    )
    with store.transaction():
        store.append_judgements(codes.anchors)
        for notes in (texts_notes, place_notes):
            notes.keep()
        _write(store, known, result, tuple(steps.tallies_of(claims)), assessed, issues, run)
    if remember and steps.follow is not None:
        tell("remember", 0, 0)
        subjects = {j.subject for j in known.decisions}
        whole = Whole(
            documents=effective,
            plain=correct_documents(
                store.documents_by_id([key for key in effective if key in subjects], as_read=True), standing(ledger)
            ).changed,
            speaking=texts,
            claims=claims,
            papers=assessed.papers,
            codes=codes.codes,
            held=assessed.held,
            given=given_of(j.value for j in (*known.ledger, *codes.anchors) if j.kind == "code" and j.value),
            placed=placed,
        )
        if can_follow(whole, as_of):
            row = BasisRow(
                id=BASIS,
                basis=basis,
                decisions=known.decisions,
                linking=decisions,
                run=digest(run),
                issues=issue_ids(general),
                days=None,
            )
            fill_day(store, whole, {a.id: a for a in agreements}, texts_notes, row)
    return DeriveSummary(
        read=read,
        set_aside=set_aside,
        documents=len(effective),
        claims=len(claims),
        incidents=len(result.incidents),
        findings=len(assessed.findings),
        new_codes=tuple(sorted({j.value for j in codes.anchors if j.value} - _codes(ledger))),
        issues=issues,
        groups=largest_groups(result),
        contested=tuple(i.code for i in result.incidents if i.contested),
        anew=why if remember else "",
    )


def _linked(
    store: Store, known: _Known, decisions: tuple[Judgement, ...], steps: Stages, *, remember: bool
) -> Reconciliation:
    """Incidents under provisional codes; kept up to date where that is remembered."""
    claims, texts = tuple(known.claims.values()), known.speaking
    sides, sources = camps(store.agreements()), store.sources()
    with store.transaction(durable=False):
        if remember:
            return link(store, steps, claims, texts, decisions, known.corrected.changed, sides, sources)
        if store.linking_basis() is not None:
            store.forget_linking()
    found = steps.reconcile(claims, texts, judgements=decisions, theatre_sides=sides, sources=sources)
    return msgspec.structs.replace(found, links=tuple(as_kept(Link, found.links)))


def _about_claims(known: _Known) -> tuple[Judgement, ...]:
    first = first_claims(j for j in known.judgements if j.kind == "code" and j.subject in known.claims)
    return about_claims(known.decisions, first.get)


def _codes(ledger: tuple[Judgement, ...]) -> set[str]:
    return {j.value for j in ledger if j.kind == "code" and j.value}


def effective_documents(
    store: Store, judgements: tuple[Judgement, ...], steps: Stages, notes: MutableMapping[bytes, bytes] | None = None
) -> tuple[dict[str, Document], dict[str, Document], tuple[Issue, ...]]:
    """All documents by id, corrected and then joined to their origins; those among them that are not as they were read.

    Cost: linear (reprints are found by hashing).
    """
    as_read = {d.id: d for d in store.documents(as_read=True)}
    corrected = correct_documents(as_read.values(), judgements)
    joined = steps.with_origins(tuple({**as_read, **corrected.changed}.values()), notes=notes)
    effective = {d.id: d for d in joined}
    return effective, {key: d for key, d in effective.items() if as_read[key] != d}, corrected.issues


def _known(
    store: Store, ledger: tuple[Judgement, ...], documents: dict[str, Document], changed: dict[str, Document]
) -> _Known:
    """Claims and judgements made to fit one another: renamed claims found again, corrections applied."""
    as_read = tuple(store.claims(as_read=True))
    others = {*documents, *(j.id for j in ledger)}
    others |= _codes(ledger)
    bound = rebind(standing(ledger), store.anchors(), as_read, frozenset(others))
    corrected = correct_claims(as_read, bound.judgements)
    withdrawn = correct_documents(documents.values(), bound.judgements).retracted
    retracted = corrected.retracted | {c.id for c in as_read if c.document_id in withdrawn}
    claims = {c.id: corrected.changed.get(c.id, c) for c in as_read if c.id not in retracted}
    return _Known(
        documents=documents,
        changed=changed,
        claims=claims,
        ledger=ledger,
        judgements=bound.judgements,
        withdrawn=withdrawn,
        corrected=corrected,
        retracted=retracted,
        issues=(*bound.issues, *corrected.issues),
    )


def _write(
    store: Store,
    known: _Known,
    result: Reconciliation,
    tallies: tuple[Tally, ...],
    assessed: Assessed,
    issues: tuple[Issue, ...],
    run: Run,
) -> None:
    store.put_effective_documents(known.changed)
    store.put_effective_claims(known.corrected.changed, known.retracted)
    store.replace_reconciliation(result, tallies)
    store.replace_findings(assessed.findings, assessed.deadlines, assessed.coverage)
    records = Records.holding(store, known.claims, known.documents, assessed.findings)
    store.replace_summary(summarise(records, result.incidents))
    store.replace_derived_issues(issues)
    store.put_run(run)
    store.settle_fresh()
