"""Which drafts a duty officer would want: no bare weak words, no talk without substance; background is marked, not dropped."""

from __future__ import annotations

from datetime import date

from trucewatch.extract.draft import Draft

_BACKGROUND_DAYS = 7


def worth_keeping(draft: Draft, anchor: date | None) -> bool:
    """False for drafts that tell nothing; marks the others as background where they tell of long ago."""
    if not draft.acts:
        return False
    if draft.triggers and all(t.weak for t in draft.triggers) and not _has_sign(draft):
        return False
    if draft.modality == "hypothetical":
        return False
    if draft.when and anchor is not None and draft.modality == "actual":
        end = draft.when.split("/")[-1]
        if _before(end, anchor):
            draft.background = True
            draft.modality = "historical"
            draft.because("modality", "modality:long-before-the-report")
    return True


def _has_sign(draft: Draft) -> bool:
    doer = draft.initiator is not None and draft.initiator.side is not None
    response = any(t.response for t in draft.triggers)
    return bool(draft.weapons or draft.harm) or doer or (response and draft.speaker is not None)


def _before(edtf: str, anchor: date) -> bool:
    """True if an EDTF day, month or year ends more than a week before the anchor."""
    if not edtf or edtf in ("..",):
        return False
    parts = [int(p) for p in edtf.split("-") if p.isdigit()]
    if len(parts) == 3:
        return (anchor - date(*parts)).days > _BACKGROUND_DAYS
    if len(parts) == 2:
        return (anchor.year, anchor.month) > (parts[0], parts[1])
    return len(parts) == 1 and anchor.year > parts[0]
