"""A record to documents, through the same functions that read a single file."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trucewatch.archive.record import Record
from trucewatch.ingest.documents import read_input
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import JSON
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document
from trucewatch.model.issue import Issue

# doubts that say nothing of why there is no document
tell_notes = frozenset(("impossible_date", "language", "decoded_with_guess", "undecodable_bytes", "truncated_html"))


def as_input(record: Record) -> RawInput:
    """The bytes of a record with their address: the page as captured, or the text with its fields as document JSON."""
    where = f"{record.archive}#{record.position}"
    if record.text is None:
        web = record.url and record.url.startswith(("https://", "http://"))
        return RawInput(
            data=record.data, location=record.url if web and record.url else where, media_type=record.media_type
        )
    fields = {
        "text": record.text,
        "url": record.url,
        "title": record.title,
        "byline": record.byline,
        "language": record.language,
        "date": record.published,
    }
    data = msgspec.json.encode({k: v for k, v in fields.items() if v})
    return RawInput(data=data, location=where, media_type=JSON)


def documents(record: Record, options: IngestOptions) -> Iterator[Document | Issue]:
    """The documents of a record, and an Issue for what is doubtful; captured when the archive says, else when `options` do."""
    told = msgspec.structs.replace(options, captured_at=record.captured_at or options.captured_at)
    if record.source and not options.source:
        told = msgspec.structs.replace(told, source=record.source)
    for code, reason in record.notes:
        yield note_issue(code, f"{record.archive}#{record.position}", reason)
    yield from read_input(as_input(record), told)
