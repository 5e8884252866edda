"""Which drafts a duty officer would want: no bare weak words, no talk without substance; background is marked, not dropped."""

from __future__ import annotations

from datetime import date

from trucewatch.extract.draft import Draft

_OLD_DAYS = {True: 7, False: 60}  # the outlet's own telling ages sooner than what a speaker tells today


def worth_keeping(draft: Draft, anchor: date | None) -> bool:
    """False for drafts that tell nothing; marks the others as background where they tell of long ago."""
    if not draft.acts:
        return False
    if draft.triggers and all(t.weak for t in draft.triggers) and not _has_sign(draft):
        return False
    if draft.modality == "hypothetical":
        return False
    latest = draft.time.latest if draft.time is not None else None
    if draft.when and anchor is not None and latest is not None and draft.modality == "actual":
        if (anchor - latest.date()).days > _OLD_DAYS[draft.speaker is None]:
            draft.background = True
            draft.modality = "historical"
            draft.because("modality", "modality:long-before-the-report")
    return True


def _has_sign(draft: Draft) -> bool:
    doer = draft.initiator is not None and draft.initiator.side is not None
    response = any(t.response for t in draft.triggers)
    return bool(draft.weapons or draft.harm) or doer or (response and draft.speaker is not None)
