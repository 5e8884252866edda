"""What an archive holds: records, and what of it is skipped or set aside."""

from __future__ import annotations

from datetime import datetime

import msgspec

from trucewatch.model.intake import Custody


class Position(msgspec.Struct, frozen=True, order=True, gc=False, forbid_unknown_fields=True):
    """Where a record lies in its shard; later records have greater positions.

    `at` is what a resume can seek to: bytes of the file (WARC) or of the unpacked stream (JSONL, tar), the row group of
    a Parquet file, the number of a file in a folder. `item` counts the records that begin there.
    """

    at: int
    item: int = 0

    def __str__(self) -> str:
        return f"{self.at}.{self.item}" if self.item else str(self.at)

    @classmethod
    def from_text(cls, text: str) -> Position:
        """The position that was written so."""
        at, _, item = text.partition(".")
        return cls(int(at), int(item or 0))


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One captured page or text as an archive holds it; None = the archive does not say.

    `data` is the page as captured, or empty where the archive holds a text already (`text`). `published` is the date as
    written. `captured_at` is the moment of capture that the archive states (WARC-Date), in UTC. `id` is the record's own
    name (WARC-Record-ID, name in a tar, field `id`). `origin` is what a row says of the archive that it was
    cut out of (a skim writes it). `notes`: code and reason of what is doubtful about it.
    """

    archive: str
    position: Position
    media_type: str
    data: bytes = b""
    text: str | None = None
    id: str | None = None
    url: str | None = None
    captured_at: datetime | None = None
    published: str | None = None
    title: str | None = None
    byline: str | None = None
    source: str | None = None
    language: str | None = None
    origin: Custody | None = None
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def size(self) -> int:
        """Bytes of the page, or characters of the text."""
        return len(self.data) if self.text is None else len(self.text)


class Skipped(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A record that is no document and was not meant to be: a request, an image, an answer without a page."""

    archive: str
    position: Position
    code: str
    reason: str
    url: str | None = None


class SetAside(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A record that should have been read and could not be, or a stretch of the archive that is missing or broken."""

    archive: str
    position: Position
    code: str
    reason: str
    url: str | None = None
    try_this: str | None = None


Found = Record | Skipped | SetAside
