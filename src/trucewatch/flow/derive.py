"""From documents and judgements to incidents and findings: what is missing is read, the rest is computed afresh."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime
from itertools import islice

import msgspec

from trucewatch.errors import UsageError
from trucewatch.flow.codes import assign_codes, first_claims
from trucewatch.flow.corrections import Corrected, correct_claims, correct_documents
from trucewatch.flow.editorial import apply_editorial
from trucewatch.flow.ground import give_ground
from trucewatch.flow.linking import link
from trucewatch.flow.notes import Notes
from trucewatch.flow.reading import read_all
from trucewatch.flow.rebind import rebind
from trucewatch.flow.stages import Assessed, DocumentReader, Progress, Stages, default_stages, no_progress
from trucewatch.flow.theatre import camps, prefixes
from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256
from trucewatch.model.incident import Reconciliation
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement, standing
from trucewatch.publish.records import Records
from trucewatch.publish.summary import summarise
from trucewatch.reconcile.groups import Group, largest_groups
from trucewatch.store.shape import Run, Store

# documents whose claims are committed together: a kill loses at most the reading of so many
BATCH_DOCUMENTS = 50


class DeriveSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a derivation did and what there is now. `groups`: the largest groups of claims and what each hangs on;
    `contested`: incidents of which people disagree whether their claims are of one happening."""

    read: int
    set_aside: int
    documents: int
    claims: int
    incidents: int
    findings: int
    new_codes: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    groups: tuple[Group, ...] = ()
    contested: tuple[str, ...] = ()


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
    since, are read. Everything behind reading is computed from all claims, so that the order of arrival cannot matter.
    `as_of` is the only clock in the result.
    Cost: reading is linear in the unread documents; the rest linear in all documents and claims, but for `reconcile`.
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
    ledger = store.judgements()
    texts_notes, place_notes = Notes(store, "fingerprints"), Notes(store, "places")
    effective, changed, document_issues = effective_documents(store, standing(ledger), steps, texts_notes)
    read, set_aside = read_missing(store, reader, effective, tell)

    tell("reconcile", 0, 0)
    known = _known(store, ledger, effective, changed)
    result, anchors = _incidents(store, known, steps, as_of, for_a_view=for_a_view)
    claims, texts = tuple(known.claims.values()), known.speaking
    gazetteer = steps.gazetteer()
    if gazetteer is not None:
        tell("places", 0, 0)
        result = give_ground(result, claims, texts, store.agreements(), known.decisions, gazetteer, place_notes)

    tell("assess", 0, 0)
    agreements, sources = store.agreements(), store.sources()
    assessed = steps.assess(result.incidents, claims, texts, agreements, known.decisions, as_of, sources=sources)
    tell("write", 0, 0)
    issues = (*document_issues, *known.issues, *getattr(assessed, "issues", ()))
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
        store.append_judgements(anchors)
        for notes in (texts_notes, place_notes):
            notes.keep()
        _write(store, known, result, tuple(steps.tallies_of(claims)), assessed, issues, run)
    return DeriveSummary(
        read=read,
        set_aside=set_aside,
        documents=len(effective),
        claims=len(claims),
        incidents=len(result.incidents),
        findings=len(assessed.findings),
        new_codes=tuple(sorted({j.value for j in anchors if j.value} - _codes(ledger))),
        issues=issues,
        groups=largest_groups(result),
        contested=tuple(i.code for i in result.incidents if i.contested),
    )


def _incidents(
    store: Store, known: _Known, steps: Stages, as_of: datetime, *, for_a_view: bool
) -> tuple[Reconciliation, tuple[Judgement, ...]]:
    """Incidents under lasting codes, and what the ledger must gain for the codes to last."""
    agreements = store.agreements()
    claims, texts, decisions = tuple(known.claims.values()), known.speaking, _about_claims(known)
    sides, sources = camps(agreements), store.sources()
    if for_a_view or steps.update is None:
        found = steps.reconcile(claims, texts, judgements=decisions, theatre_sides=sides, sources=sources)
    else:
        with store.transaction(durable=False):
            found = link(store, steps, claims, texts, decisions, known.corrected.changed, sides, sources)
    codes = assign_codes(
        found.incidents,
        tuple(j for j in known.judgements if j.kind == "code"),
        tuple(j.value for j in known.ledger if j.kind == "code" and j.value),
        prefix_of=prefixes(agreements, known.claims, known.documents),
        made_at=as_of,
        for_a_view=for_a_view,
    )
    judged = apply_editorial(steps.recode(found, codes.codes), known.decisions, known.claims, known.documents)
    return judged, codes.anchors


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


def _about_claims(known: _Known) -> tuple[Judgement, ...]:
    """Decisions as `reconcile` can place them: where one names a code, with the first claim that bears it."""
    first = first_claims(j for j in known.judgements if j.kind == "code" and j.subject in known.claims)
    return tuple(
        msgspec.structs.replace(j, subject=first[j.subject]) if j.kind == "assess" and j.subject in first else j
        for j in known.judgements
        if j.kind != "code"
    )


def basis_of(document: Document, parties: tuple[str, ...] = ()) -> str:
    """Digest of all that a reader may look at. Where and when a text was captured is no part of it."""
    plain = msgspec.structs.replace(
        document, captured_at=None, received_at=None, location=None, republication_of=None, near_duplicate_of=None
    )
    return sha256(msgspec.json.encode((plain, parties)))[:16]


def read_missing(
    store: Store, reader: DocumentReader, documents: dict[str, Document], tell: Progress
) -> tuple[int, int]:
    """How many documents were read, and how many of them set aside. Claims are committed every few documents."""
    done = {r.document_id: (r.reader, r.basis) for r in store.readings()}
    basis = {key: basis_of(d, reader.parties) for key, d in documents.items()}
    missing = [d for key, d in documents.items() if done.get(key) != (reader.version, basis[key])]
    results = read_all(reader, missing)
    read = set_aside = 0
    tell("read", 0, len(missing))
    while batch := list(islice(results, BATCH_DOCUMENTS)):
        with store.transaction(durable=False):
            for document, outcome in batch:
                read += 1
                if isinstance(outcome, Issue):
                    set_aside += 1
                    store.put_set_aside(document.id, reader.version, outcome, basis=basis[document.id])
                else:
                    store.put_claims(document.id, reader.version, outcome, basis=basis[document.id])
        tell("read", read, len(missing))
    return read, set_aside


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
