"""Texts that their publishers changed after they were published: what stood there before, and what stands there now."""

from __future__ import annotations

import re
from datetime import datetime
from difflib import SequenceMatcher

import msgspec

from trucewatch.model.document import Document
from trucewatch.model.judgement import EDITED
from trucewatch.publish.quotes import one_line
from trucewatch.publish.records import Records

LONGEST = 240  # characters of a changed passage that are shown
MOST_SENTENCES = 400  # of one text that are compared
_END = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+|\n+")


class EditRow(msgspec.Struct, frozen=True, kw_only=True):
    """One change. `changes`: passages as they were and as they are, empty for what was added or taken out.

    `stands`: False once a person has undone the retraction of the earlier form, or the publisher set it back.
    """

    judgement: str
    seen_at: datetime
    old: str
    new: str
    source: str | None
    title: str | None
    url: str | None
    changes: tuple[tuple[str, str], ...]
    stands: bool


def edit_rows(records: Records) -> tuple[EditRow, ...]:
    """All changes that were seen, the latest first."""
    rows = []
    for j in records.judgements:
        if j.by != EDITED or j.kind != "retract" or j.object is None:
            continue
        old, new = records.document(j.subject), records.document(j.object)
        rows.append(
            EditRow(
                judgement=j.id,
                seen_at=j.made_at,
                old=old.id,
                new=new.id,
                source=new.source,
                title=new.title,
                url=new.url,
                changes=changes_between(old, new),
                stands=j.id in records.standing,
            )
        )
    return tuple(sorted(rows, key=lambda r: (r.seen_at, r.judgement), reverse=True))


def changes_between(old: Document, new: Document) -> tuple[tuple[str, str], ...]:
    """The sentences that differ between two texts, in order, long ones cut; a new title comes first."""
    found = []
    if old.title != new.title:
        found.append((_short(old.title or ""), _short(new.title or "")))
    was, now = (_sentences(d.body) for d in (old, new))
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            found.append((_short(" ".join(was[a:b])), _short(" ".join(now[c:d]))))
    return tuple(found)


def _sentences(text: str) -> list[str]:
    return [one_line(s) for s in _END.split(text) if s and s.strip()][:MOST_SENTENCES]


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"
