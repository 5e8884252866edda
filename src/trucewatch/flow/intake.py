"""Bytes into the store: each input acknowledged only when it lies on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from trucewatch.errors import RecordError, UsageError
from trucewatch.flow.stages import Stages, default_stages
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256, short_id
from trucewatch.model.intake import Intake, intake_id
from trucewatch.model.issue import Issue
from trucewatch.store.shape import Store

# inputs written in one transaction: a commit waits for the disk, and waiting once for several is what makes intake fast
BATCH_INPUTS = 32
BATCH_BYTES = 4_000_000


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True):
    """One input that is safe now: which documents it brought, which were known, what was set aside."""

    location: str
    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


class IntakeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What an intake did. `added` and `known` are document ids, each named once."""

    inputs: int = 0
    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


OnInput = Callable[[Acknowledged], None]


def ingest_paths(
    store: Store,
    paths: Iterable[str | Path],
    options: IngestOptions,
    on_progress: OnInput | None = None,
    *,
    stages: Stages | None = None,
) -> IntakeSummary:
    """What the inputs added to the store; what cannot be read is an Issue and the rest goes on.

    `options.captured_at` is the moment of capture. `on_progress` hears of an input after its transaction has been
    committed, and never before: after a kill at any moment, all that it was told of is in the store, and running the
    same command again completes the rest. Bytes that were taken in before with the same settings are not read again.
    Archives are refused; `archive_intake` opens them.
    Cost: linear in the bytes; O(log n) in what the store holds.
    Raises: UsageError without a moment of capture; StoreError when the store cannot be written.
    """
    steps = stages or default_stages()
    found = steps.iter_inputs(paths, max_bytes=options.max_bytes)
    return ingest_inputs(store, found, options, on_progress, stages=steps)


def ingest_inputs(
    store: Store,
    inputs: Iterable[RawInput | Issue],
    options: IngestOptions,
    on_progress: OnInput | None = None,
    *,
    stages: Stages | None = None,
) -> IntakeSummary:
    """`ingest_paths` for bytes at hand, whatever they came from."""
    if options.captured_at is None:
        raise UsageError("the moment of capture is missing", try_this="set IngestOptions.captured_at")
    steps = stages or default_stages()
    tell = on_progress or (lambda done: None)
    count, added, known, issues = 0, {}, {}, {}  # type: int, dict[str, None], dict[str, None], dict[str, Issue]
    with store.writing("ingest"):
        for batch in _batches(inputs):
            prepared = [_prepare(store, item, options, steps) for item in batch]
            with store.transaction():
                done = [_write(store, one) for one in prepared]
            for one in done:
                count += 1
                added.update(dict.fromkeys(one.added))
                known.update(dict.fromkeys(k for k in one.known if k not in added))
                issues.update({i.id: i for i in one.issues})
                tell(one)
    return IntakeSummary(inputs=count, added=tuple(added), known=tuple(known), issues=tuple(issues.values()))


def _batches(items: Iterable[RawInput | Issue]) -> Iterator[list[RawInput | Issue]]:
    batch: list[RawInput | Issue] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.data) if isinstance(item, RawInput) else 0
        if len(batch) >= BATCH_INPUTS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """One input, read and not yet written; `intake` None when there is nothing to keep."""

    location: str
    data: bytes = b""
    intake: Intake | None = None
    documents: tuple[Document, ...] = ()
    known: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


def _prepare(store: Store, item: RawInput | Issue, options: IngestOptions, steps: Stages) -> _Prepared:
    """All reading happens here, before the transaction, so that others may write judgements meanwhile."""
    if isinstance(item, Issue):
        return _Prepared(location=item.where, issues=(item,))
    intake = intake_for(item, options)
    if store.has_intake(intake.id):
        return _Prepared(location=item.location, known=store.documents_of(intake.id))
    documents, issues = read_raw(item, options, steps)
    return _Prepared(
        location=item.location,
        data=item.data,
        intake=intake if documents else None,  # bytes without a single document: there is nothing to come back to
        documents=tuple(documents),
        issues=tuple(issues),
    )


def _write(store: Store, one: _Prepared) -> Acknowledged:
    documents, issues = untaken(store, one.documents, one.location)
    store.settle_issues(one.location)
    added = store.put_intake(one.data, one.intake, documents) if one.intake else ()
    store.put_issues((*one.issues, *issues), place=one.location)
    known = (*one.known, *(d.id for d in documents if d.id not in added))
    return Acknowledged(location=one.location, added=added, known=known, issues=(*one.issues, *issues))


def intake_for(item: RawInput, options: IngestOptions) -> Intake:
    """The lasting fact that these bytes are taken in now with these settings."""
    told = told_of(item, options)
    digest, settings = sha256(item.data), settings_text(told)
    return Intake(
        id=intake_id(digest, item.media_type, settings),
        sha256_raw=digest,
        media_type=item.media_type,
        options=settings,
        captured_at=captured_at(told),
        location=item.location,
        custody=item.custody,
    )


def told_of(item: RawInput, options: IngestOptions) -> IngestOptions:
    """The settings for one input: an archive says of its record when it was captured and, unless the user does, by whom it
    was published."""
    moment, source = item.captured_at or options.captured_at, options.source or item.source
    return msgspec.structs.replace(options, captured_at=moment, source=source)


def read_raw(item: RawInput, options: IngestOptions, steps: Stages) -> tuple[list[Document], list[Issue]]:
    """Documents and Issues of one input. Whatever goes wrong inside one input must not stop the others."""
    documents: list[Document] = []
    issues: list[Issue] = []
    told = told_of(item, options)
    try:
        for found in steps.read_input(item, told):
            if isinstance(found, Issue):
                issues.append(found)
            else:
                document = _received(found, told)
                msgspec.json.encode(document)  # half a character (a lone surrogate) can be held but not kept
                documents.append(document)
    except RecordError as error:
        issues.append(_set_aside(item.location, "unreadable", error.what, error.try_this))
    except UnicodeEncodeError as error:
        reason = f"its text holds half a character that no encoding can keep ({error.reason})"
        issues.append(_set_aside(item.location, "half-character", reason, "save the input as clean UTF-8"))
    except Exception as error:  # noqa: BLE001 - a door: one hostile page must not stop the batch
        reason = f"reading it failed with {type(error).__name__}: {error}"
        issues.append(_set_aside(item.location, "reading-failed", reason, "report this, with the input if you may"))
    return documents, issues


def untaken(store: Store, documents: Iterable[Document], location: str) -> tuple[list[Document], list[Issue]]:
    """The documents that may go in, and Issues for those whose id another text bears (inputs may name their own)."""
    fine: dict[str, Document] = {}
    issues: list[Issue] = []
    for d in documents:
        there = fine.get(d.id) or store.document(d.id)
        if there is not None and there.sha256_text != d.sha256_text:
            reason = f"another text has the id {d.id} already; this one was not taken in"
            issues.append(_set_aside(location, "id-taken", reason, "give the document another id"))
            continue
        fine.setdefault(d.id, d)
        if there is not None and d.published not in (None, there.published):
            reason = (
                f"{d.id} is known as published on {there.published}, and was now given {d.published}; nothing changed"
            )
            issues.append(_set_aside(location, "known-with-other-date", reason, "if the new date is right, correct it"))
    return list(fine.values()), issues


def settings_text(options: IngestOptions) -> str:
    """The settings that decide what is read from some bytes, without clock and limits, as JSON text."""
    plain = msgspec.structs.replace(options, captured_at=None, max_bytes=IngestOptions().max_bytes)
    return msgspec.json.encode(plain, order="sorted").decode()


def captured_at(options: IngestOptions) -> datetime:
    """The moment of capture in UTC. Raises: UsageError when it is missing or has no zone."""
    moment = options.captured_at
    if moment is None or moment.tzinfo is None:
        raise UsageError("the moment of capture has no zone", try_this="give it in UTC")
    return moment.astimezone(UTC)


def _received(document: Document, options: IngestOptions) -> Document:
    if document.received_at is not None and document.captured_at is not None:
        return document
    moment = captured_at(options)
    return msgspec.structs.replace(
        document, captured_at=document.captured_at or moment, received_at=document.received_at or moment
    )


def _set_aside(where: str, code: str, reason: str, try_this: str | None) -> Issue:
    return Issue(
        id=short_id("x", "ingest", code, where, reason),
        stage="ingest",
        code=code,
        where=where,
        reason=reason,
        try_this=try_this,
    )
