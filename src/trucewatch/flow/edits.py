"""Texts that their publishers changed at their address: both forms are kept, the later one speaks, and the change is told.

A change is settled in two steps, each a derivation. First both forms stand, so that the claims of the later one come to
their incidents and these keep their codes; then a judgement of this rule retracts the earlier form. It can be undone like
any other, and a view of an earlier time still shows what was said then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from trucewatch.ingest.fingerprint import contained, take_fingerprint
from trucewatch.model.document import Document
from trucewatch.model.ids import short_id
from trucewatch.model.judgement import EDITED, Judgement, standing
from trucewatch.store.shape import Store
from trucewatch.watching.contents import Item
from trucewatch.watching.state import State
from trucewatch.watching.state_rows import ItemRow

LEAST_SHARED = 0.3  # of the shorter text's runs of five words
LEAST_WORDS = 0.5  # of all different words of both: short texts have few runs
_EDIT = "edit:"


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One change that waits to be settled: ids of the document before and after, when and where it was seen."""

    old: str
    new: str
    at: datetime
    source: str
    where: str


def changed_items(state: State, source: str, items: Sequence[Item]) -> tuple[Item, ...]:
    """The items that differ from what is known of them, among them those that are as they once were.

    A key that two items of one response share names no article; such items are told by their bytes alone.
    """
    times = Counter(i.key for i in items)
    found = []
    for item in items:
        known = state.versions(source, item.key)
        digests = {v.sha256 for v in known}
        now = known[-1].sha256 if known else None
        if item.digest not in digests or (times[item.key] == 1 and now != item.digest):
            found.append(item)
    return tuple(found)


def note_edits(
    store: Store, state: State, versions: Iterable[tuple[ItemRow, tuple[ItemRow, ...]]], publisher: str
) -> None:
    """Notes the changes among new versions, each given with the earlier ones, to be settled after the next derivation."""
    for new, earlier in versions:
        if not earlier or len(new.documents) != 1 or len(earlier[-1].documents) != 1:
            continue
        (old_id,), (new_id,) = earlier[-1].documents, new.documents
        old, changed = store.document(old_id), store.document(new_id)
        if old is None or changed is None or old_id == new_id or not is_later_form(old, changed):
            continue
        edit = Edit(old=old_id, new=new_id, at=new.at, source=publisher, where=new.key)
        state.put_note(_EDIT + new_id, msgspec.json.encode(edit).decode())


def is_later_form(old: Document, new: Document) -> bool:
    """True if two texts of one address are one report: of one day and title, or in good part in the same words.

    Addresses last where a source prints every day's bulletin at one place: then another text takes nothing back.
    """
    if old.published is not None and old.title and (old.published, old.title) == (new.published, new.title):
        return True
    few, many = sorted((set(d.body.casefold().split()) for d in (old, new)), key=len)
    if len(few & many) >= LEAST_WORDS * len(few | many):
        return True
    one, other = take_fingerprint(old.body), take_fingerprint(new.body)
    part, whole = sorted((one, other), key=lambda f: f.shingles.size)
    return contained(part.shingles, whole.shingles) >= LEAST_SHARED


def settle_edits(store: Store, state: State) -> int:
    """How many changes were settled: the earlier form of each is retracted. Called after a derivation that read both."""
    edits = [msgspec.json.decode(text, type=Edit) for _, text in state.notes(_EDIT)]
    if not edits:
        return 0
    held = {j.subject: j for j in standing(store.judgements()) if j.by == EDITED and j.kind == "retract"}
    rows: list[Judgement] = []
    for edit in sorted(edits, key=lambda e: (e.at, e.new)):
        if edit.new in held:  # it stands there again as it once was
            rows.append(_judgement(edit, "undo", held[edit.new].id, "The publisher set the text back to this form."))
        said = f"{edit.source} changed this text at its address; its later form, seen on "
        said += f"{edit.at:%Y-%m-%d %H:%M} UTC, stands in its place."
        rows.append(_judgement(edit, "retract", edit.old, said, edit.new))
    with store.writing("watch"), store.transaction():
        store.append_judgements(rows)
    for edit in edits:
        state.drop_note(_EDIT + edit.new)
    return len(edits)


def _judgement(edit: Edit, kind: str, subject: str, reason: str, object: str | None = None) -> Judgement:
    fields = {
        "id": short_id("j", EDITED, kind, subject, edit.new, edit.at.isoformat()),
        "kind": kind,
        "subject": subject,
        "object": object,
        "by": EDITED,
        "reason": reason,
        "made_at": edit.at,
    }
    return msgspec.convert(fields, Judgement)
