"""Denials that point back: "the accusations are false" takes its act from the accusation before it."""

from __future__ import annotations

from trucewatch.extract.draft import Draft
from trucewatch.model.acts import family


def settle_denials(drafts: list[Draft]) -> None:
    """Give each pointing denial the act, roles, time and place of the latest rival account; drop those that find none."""
    for at, draft in enumerate(drafts):
        if not draft.anaphoric:
            continue
        told = next((d for d in reversed(drafts[:at]) if _deniable(d, draft)), None)
        if told is None:
            continue
        draft.acts = list(told.acts)
        draft.initiator, draft.target = told.initiator, told.target
        draft.when, draft.time = told.when, told.time
        draft.where, draft.within = list(told.where), list(told.within)
        draft.weapons = list(told.weapons)
        for slot in ("acts", "initiator", "target", "when", "where", "within", "weapons"):
            if slot in told.evidence:
                draft.because(slot, "denial:what-was-told", *told.spans[:1])
    drafts[:] = [d for d in drafts if d.acts]


def _deniable(told: Draft, denial: Draft) -> bool:
    if told.polarity != "affirms" or told.modality != "actual" or told.speaker is None or denial.speaker is None:
        return False
    if denial.denied_side is not None and told.speaker.side != denial.denied_side:
        return False
    if denial.sentence.index - told.sentence.index > 6:
        return False
    mine, theirs = denial.speaker.side or denial.speaker.name, told.speaker.side or told.speaker.name
    return mine != theirs and any(family(a) in ("force", "territory", "civilians", "weapons", "air") for a in told.acts)
