"""The reader at work: every document comes back with claims or with the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import msgspec

from trucewatch.errors import RecordError, TrucewatchError
from trucewatch.flow.stages import DocumentReader, Progress
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256, short_id
from trucewatch.model.issue import Issue
from trucewatch.store.shape import Reading, Store

# documents whose claims are committed together: a kill loses at most the reading of so many
BATCH_DOCUMENTS = 50
Outcome = tuple[Claim, ...] | Issue


def reader_for(agreements: Iterable[Agreement], model: str | None = None) -> DocumentReader:
    """The reader of this program, told which sides the agreements name. Raises: ConfigurationError (no model)."""
    from trucewatch.extract.reader import Reader  # loads the language model: seconds

    named = {p.side for a in agreements for p in a.parties if p.role in ("party", "not_named")}
    return Reader(model, parties=tuple(sorted(named)))


def read_all(reader: DocumentReader, documents: Iterable[Document]) -> Iterator[tuple[Document, Outcome]]:
    """Every document with its claims, in order; one that makes the reader fail with an Issue, and the rest goes on."""
    waiting = list(documents)
    at = 0
    while at < len(waiting):
        try:
            for document, outcome in reader.read_many(waiting[at:]):
                at += 1
                yield document, outcome
        except RecordError as error:
            yield waiting[at], _set_aside(waiting[at], reader, error.what, error.try_this)
        except TrucewatchError:
            raise  # no other document would fare better
        except Exception as error:  # noqa: BLE001 - a door: one strange text must not stop the batch
            reason = f"{type(error).__name__}: {error}"
            yield waiting[at], _set_aside(waiting[at], reader, reason, "report this, with the text if you may")
        else:
            return
        at += 1


def _set_aside(document: Document, reader: DocumentReader, reason: str, try_this: str | None) -> Issue:
    return Issue(
        id=short_id("x", "extract", reader.version, document.id),
        stage="extract",
        code="reader-failed",
        where=document.location or document.id,
        reason=f"{reader.version} could not read it: {reason}",
        document_id=document.id,
        try_this=try_this,
    )


def basis_of(document: Document, parties: tuple[str, ...] = ()) -> str:
    """Digest of all that a reader may look at. Where and when a text was captured is no part of it."""
    plain = msgspec.structs.replace(
        document, captured_at=None, received_at=None, location=None, republication_of=None, near_duplicate_of=None
    )
    return sha256(msgspec.json.encode((plain, parties)))[:16]


def read_missing(
    store: Store,
    reader: DocumentReader,
    documents: Mapping[str, Document],
    readings: Mapping[str, Reading],
    tell: Progress,
) -> tuple[int, int]:
    """How many documents were read, and how many of them set aside. Claims are committed every few documents.

    `readings`: who has read these documents.
    """
    done = {key: (r.reader, r.basis) for key, r in readings.items()}
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
