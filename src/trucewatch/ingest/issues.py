"""Issues of this stage, with ids made of what they say."""

from __future__ import annotations

from trucewatch.model.ids import short_id
from trucewatch.model.issue import Issue


def note_issue(
    code: str,
    where: str,
    reason: str,
    *,
    offset: int | None = None,
    document_id: str | None = None,
    try_this: str | None = None,
) -> Issue:
    """An ingest Issue; the same trouble at the same place has the same id on every run."""
    return Issue(
        id=short_id("i", "ingest", code, where, reason, str(offset)),
        stage="ingest",
        code=code,
        where=where,
        reason=reason,
        offset=offset,
        document_id=document_id,
        try_this=try_this,
    )
