"""The door of this room: the bytes of one input to documents and issues."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trucewatch.ingest import media
from trucewatch.ingest.build import build_document
from trucewatch.ingest.decode import Decoded, decode_bytes
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.formats.docx import read_docx
from trucewatch.ingest.formats.feed import read_feed
from trucewatch.ingest.formats.html import read_html
from trucewatch.ingest.formats.pdf import read_pdf
from trucewatch.ingest.formats.records import read_json, read_jsonl
from trucewatch.ingest.formats.text import read_text
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256
from trucewatch.model.issue import Issue

_PACKED = {media.PDF: read_pdf, media.DOCX: read_docx}
_NOT_PROSE = {media.TABLE: "a table", media.CODE: "settings or code"}


def read_input(raw: RawInput, options: IngestOptions) -> Iterator[Document | Issue]:
    """The documents of one input in their order, and an Issue for all that was set aside or is doubtful. Never raises
    for what the bytes hold.
    """
    digest = sha256(raw.data)
    for item in _drafts(raw, options):
        if isinstance(item, Draft):
            draft = item if item.url or not raw.url else msgspec.structs.replace(item, url=raw.url)
            yield from build_document(draft, digest, options)
        else:
            yield item


def _drafts(raw: RawInput, options: IngestOptions) -> Iterator[Draft | Issue]:
    where = raw.location
    if len(raw.data) > options.max_bytes:
        yield note_issue("too_large", where, f"larger than the limit of {options.max_bytes:,} bytes; not read")
        return
    if not raw.data.strip():
        yield note_issue("empty", where, "is empty; set aside")
        return
    if raw.media_type in _PACKED:
        yield from _PACKED[raw.media_type](raw.data, where)
        return
    kind = media.name_binary(raw.data)
    if kind:
        hint = "unpack or convert it first; archives are read by `trucewatch ingest`"
        yield note_issue("not_text", where, f"is a {kind}, not text; not read", try_this=hint)
        return
    if raw.media_type in _NOT_PROSE:
        reason = f"is {_NOT_PROSE[raw.media_type]}, not a report; not read"
        yield note_issue("not_text", where, reason, try_this="convert it to document JSON")
        return
    if raw.media_type == media.FEED:  # feeds declare their encoding; the parser reads the bytes
        yield from read_feed(raw.data, where)
        return
    decoded = decode_bytes(raw.data, html=raw.media_type == media.HTML)
    if isinstance(decoded, str):
        yield note_issue("not_text", where, f"is not text: it {decoded}", try_this="convert it to UTF-8 text")
        return
    yield from _decoding_issues(decoded, where)
    yield from _by_type(decoded.text, raw.media_type, where, options)


def _by_type(text: str, media_type: str, where: str, options: IngestOptions) -> Iterator[Draft | Issue]:
    if media_type == media.JSON:
        yield from read_json(text, where)
    elif media_type == media.JSONL:
        yield from read_jsonl(text, where)
    elif media_type == media.HTML:
        yield from read_html(text, where, options.captured_at)
    elif media_type == media.XML:
        yield note_issue("not_a_feed", where, "is XML but neither RSS nor Atom; not read")
    else:
        yield from read_text(text, where, media_type if media_type == media.MARKDOWN else media.TEXT)


def _decoding_issues(decoded: Decoded, where: str) -> Iterator[Issue]:
    if decoded.guessed:
        yield note_issue(
            "decoded_with_guess", where, f"read as {decoded.encoding}, which is a guess", try_this="save it as UTF-8"
        )
    if decoded.bad_count:
        yield note_issue(
            "undecodable_bytes",
            where,
            f"{decoded.bad_count} bytes do not fit {decoded.encoding}; they read as U+FFFD",
            offset=decoded.bad_at,
        )
