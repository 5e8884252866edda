"""What a door may say about the inputs it hands over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

MAX_BYTES = 50_000_000


class IngestOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Statements of the user that no input can make, and limits.

    `published` and `language` stand above what an input says of itself (a dateline inside the text still anchors its
    relative dates); `source` names the publisher. `captured_at` is the moment of capture, aware, in UTC: time is an
    argument. `received` says when documents count as known: at capture, or (an archive) at their dates of publication.
    Units: `max_bytes` bytes for one input.
    """

    published: date | None = None
    source: str | None = None
    language: str | None = None
    captured_at: datetime | None = None
    received: Literal["captured", "published"] = "captured"
    max_bytes: int = MAX_BYTES
