"""Who has read and accepted what: one rule for the queue of claims and for the state of an incident as a whole.

To accept an incident is to accept every claim of it that was known by then: its page shows all of their words. Names are one
person's whatever their case and blanks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from trucewatch.model.claim import Claim
from trucewatch.model.judgement import Judgement

READERS = 2  # different people who must have accepted a claim that weighs
DEATHS, CIVILIANS, PERPETRATOR = "tells of deaths", "tells of civilians harmed", "says who did it"
WEIGHTS = (DEATHS, CIVILIANS, PERPETRATOR)


def weighs(claim: Claim) -> tuple[str, ...]:
    """Why a claim needs a second reader; nothing for one that does not."""
    if claim.background or claim.modality in ("planned", "hypothetical"):
        return ()
    return tuple(
        name
        for name, holds in (
            (DEATHS, any(h.kind == "killed" for h in claim.harm)),
            (CIVILIANS, any(h.civilian for h in claim.harm)),
            (PERPETRATOR, claim.initiator is not None and claim.polarity == "affirms" and _accuses(claim)),
        )
        if holds
    )


def same_name(name: str) -> str:
    """A person's name as it is compared."""
    return " ".join(name.split()).casefold()


def readers_of(
    judgements: Iterable[Judgement],
    claims_of: Callable[[str], Iterable[str]],
    known_at: Callable[[str], datetime | None],
) -> Mapping[str, dict[str, str]]:
    """By claim: the names of those who have accepted it, or its incident, since either was last retracted or corrected.

    `judgements`: those that hold, in order of time. `claims_of`: the claims of an incident's code, none for anything else;
    `known_at`: when a claim's document came in. Cost: linear in the decisions and the claims of the incidents they name.
    """
    found: dict[str, dict[str, str]] = {}
    for j in judgements:
        if j.kind not in ("accept", "retract", "correct"):
            continue
        about = [j.subject]
        if j.kind != "correct":
            about += claims_of(j.subject)
        for name in about:
            if j.kind != "accept":
                found.pop(name, None)
            elif name == j.subject or not ((known := known_at(name)) and known > j.made_at):
                found.setdefault(name, {}).setdefault(same_name(j.by), j.by)
    return found


def _accuses(claim: Claim) -> bool:
    """Somebody says it of another than their own side: to own up to an act names nobody else."""
    initiator, speaker = claim.initiator, claim.speaker
    return initiator is not None and (
        speaker is None or (initiator.side or initiator.name) != (speaker.side or speaker.name)
    )
