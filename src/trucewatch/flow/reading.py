"""The reader at work: every document comes back with claims or with the reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trucewatch.errors import RecordError, TrucewatchError
from trucewatch.flow.stages import DocumentReader
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.ids import short_id
from trucewatch.model.issue import Issue

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
