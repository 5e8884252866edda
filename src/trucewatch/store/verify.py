"""Every digest recomputed, and every reference followed."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.errors import StoreError
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256, short_id
from trucewatch.model.issue import Issue
from trucewatch.model.span import Span
from trucewatch.store.shape import Store


def verify(store: Store) -> tuple[Issue, ...]:
    """What is wrong with a store, empty when all is sound. Cost: reads every byte kept once."""
    return (
        *_engine(store),
        *_captures(store),
        *_documents(store),
        *_claims(store),
        *_judgements(store),
    )


def _fault(code: str, where: str, reason: str, try_this: str, *, document_id: str | None = None) -> Issue:
    return Issue(
        id=short_id("x", "verify", code, where, reason),
        stage="store",
        code=code,
        where=where,
        reason=reason,
        document_id=document_id,
        try_this=try_this,
    )


def _engine(store: Store) -> Iterator[Issue]:
    for reason in store.engine_faults():
        yield _fault("engine-fault", store.path, reason, "restore a backup of the store")


def _captures(store: Store) -> Iterator[Issue]:
    for digest in store.captures():
        try:
            data = store.capture(digest)
        except StoreError as error:
            yield _fault("capture-damaged", digest, error.what, "restore a backup of the store")
            continue
        if sha256(data) != digest:
            yield _fault(
                "capture-changed",
                digest,
                f"the kept bytes have digest {sha256(data)} now",
                "restore a backup, or take the same file in again",
            )
    for intake in store.intakes():
        if not store.has_capture(intake.sha256_raw):
            yield _fault(
                "capture-missing",
                intake.id,
                f"its bytes {intake.sha256_raw} are not kept",
                "restore a backup of the store",
            )


def _documents(store: Store) -> Iterator[Issue]:
    for document in store.documents(as_read=True):
        if sha256(document.text.encode()) != document.sha256_text:
            yield _fault(
                "text-changed",
                document.id,
                f"its text has digest {sha256(document.text.encode())} and not {document.sha256_text}",
                "run `trucewatch rebuild`, which reads it again from the kept bytes",
                document_id=document.id,
            )


def _claims(store: Store) -> Iterator[Issue]:
    document: Document | None = None
    for claim in store.claims(retracted=True):  # in order of document, so each document is fetched once
        if document is None or document.id != claim.document_id:
            document = store.document(claim.document_id)
        length = len(document.text) if document else 0
        outside = [s for s in _spans(claim) if not 0 <= s.start <= s.end <= length]
        if outside:
            spans = ", ".join(f"{s.start}-{s.end}" for s in outside)
            yield _fault(
                "span-outside",
                claim.id,
                f"it points to {spans} in a text of {length} characters",
                "run `trucewatch rebuild`, which reads the document again",
                document_id=claim.document_id,
            )


def _spans(claim: Claim) -> Iterator[Span]:
    yield from claim.spans
    for evidence in claim.evidence.values():
        for item in evidence:
            yield from item.spans
    actors = (claim.speaker, claim.initiator, claim.target, *claim.relay)
    parts = (*actors, claim.time, *claim.where, *claim.within, *claim.harm)
    for part in parts:
        if part is not None and part.span is not None:
            yield part.span


def _judgements(store: Store) -> Iterator[Issue]:
    rows = store.judgements()
    ids = {j.id for j in rows} | {a.claim_id for a in store.anchors()}
    ids |= {j.value for j in rows if j.kind == "code" and j.value}  # a code once given stays a valid subject
    ids |= {f.id for f in store.findings()}
    for j in rows:
        for subject in filter(None, (j.subject, j.object)):
            if subject in ids or store.claim(subject) or store.document(subject) or store.incident(subject):
                continue
            yield _fault(
                "judgement-without-subject",
                j.id,
                f"it speaks of {subject}, which is not in this store",
                "undo the judgement, or take in the document that it was made on",
            )
