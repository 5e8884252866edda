"""What was set aside, where and why: counted and published, never dropped in silence."""

from __future__ import annotations

from typing import Literal

import msgspec

Stage = Literal["ingest", "extract", "reconcile", "assess", "store", "publish"]


class Issue(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Something set aside or doubtful. `where` is a path, address or record id; `offset` a byte or character offset."""

    id: str
    stage: Stage
    code: str
    where: str
    reason: str
    offset: int | None = None
    document_id: str | None = None
    try_this: str | None = None
