"""The rows that the watch's memory holds."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from trucewatch.watching.archive import Kept

Role = Literal["source", "article", "robots"]
ResponseState = Literal["kept", "parsed", "nothing"]


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a source stands. `begun`: first look; `tried`, `went_well`: last look, last good one; `brought`: last new item."""

    id: str
    due: datetime | None = None
    etag: str | None = None
    modified: str | None = None
    round: int = 0
    failures: int = 0
    begun: datetime | None = None
    tried: datetime | None = None
    went_well: datetime | None = None
    brought: datetime | None = None
    fault: str | None = None


class ResponseRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the custody log: what was asked, what came, where its bytes lie, what became of it."""

    n: int = 0
    source: str
    url: str
    role: Role
    at: datetime
    status: int
    kept: Kept | None = None
    fault: str | None = None
    state: ResponseState = "kept"
    items: int = 0
    fresh: int = 0
    faults: int = 0


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A page that a source's list leads to. `fetched`: when it was first had, None until then; `looks`: how often since."""

    source: str
    url: str
    found: datetime
    due: datetime
    tries: int = 0
    fetched: datetime | None = None
    looks: int = 0
    etag: str | None = None
    modified: str | None = None


class ItemRow(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an item that was taken in, and the documents that it gave."""

    source: str
    key: str
    sha256: str
    at: datetime
    published: str | None
    response: int
    documents: tuple[str, ...] = ()
    current: bool = True
