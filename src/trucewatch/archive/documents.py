"""A record to documents, through the same functions that read a single file."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trucewatch.archive.record import Record
from trucewatch.ingest.documents import read_input
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256
from trucewatch.model.intake import Custody
from trucewatch.model.issue import Issue

# doubts that say nothing of why there is no document
tell_notes = frozenset(("impossible_date", "language", "decoded_with_guess", "undecodable_bytes", "truncated_html"))


def as_input(record: Record) -> RawInput:
    """The bytes of a record with what its archive says of it: the page as captured, or the text with its fields as
    document JSON."""
    told = RawInput(
        data=record.data,
        location=f"{record.archive}#{record.position}",
        media_type=record.media_type,
        url=record.url,
        captured_at=record.captured_at,
        source=record.source,
        custody=custody_of(record),
    )
    if record.text is None:
        return told
    fields = {
        "text": record.text,
        "url": record.url,
        "title": record.title,
        "byline": record.byline,
        "language": record.language,
        "date": record.published,
    }
    return msgspec.structs.replace(told, data=msgspec.json.encode({k: v for k, v in fields.items() if v}))


def custody_of(record: Record) -> Custody:
    """Where the record lies, with the digest of its bytes; for a row that was cut out of another archive, where it lay there."""
    here = f"{record.archive}#{record.position}"
    if record.origin is not None:
        return msgspec.structs.replace(record.origin, through=here)
    data = record.data if record.text is None else record.text.encode("utf-8", "surrogatepass")
    return Custody(
        archive=record.archive, position=str(record.position), record=record.id, url=record.url, sha256=sha256(data)
    )


def documents(record: Record, options: IngestOptions) -> Iterator[Document | Issue]:
    """The documents of a record, and an Issue for what is doubtful; captured when the archive says, else when `options` do."""
    told = msgspec.structs.replace(
        options, captured_at=record.captured_at or options.captured_at, source=options.source or record.source
    )
    yield from notes_of(record)
    yield from read_input(as_input(record), told)


def notes_of(record: Record) -> Iterator[Issue]:
    """What the archive's reader found doubtful about a record."""
    for code, reason in record.notes:
        yield note_issue(code, f"{record.archive}#{record.position}", reason)
