"""What the accounts of an incident add for and against: who accuses, denies, admits, and how many origins there are."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.incident import Incident


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences about the accounts, on both sides of the question."""

    reasons_for: tuple[str, ...] = ()
    reasons_against: tuple[str, ...] = ()


def reasons_of_accounts(incident: Incident, claims_by_id: Mapping[str, Claim]) -> Accounts:
    """The sentences that status and claims give; each names who says what, and none says that it is so."""
    claims = [claims_by_id[link.claim_id] for link in incident.claims if link.claim_id in claims_by_id]
    for_: list[str] = []
    against: list[str] = []
    accused = _listed(incident.accused)
    if incident.attribution == "mutually_alleged":
        against.append(f"Each side names another as the one that acted ({accused}): who began is not settled.")
    elif incident.accused:
        accusers = _listed(_accusers(claims))
        for_.append(f"That {accused} acted is said by {accusers}." if accusers else f"{accused} is said to have acted.")
        if incident.attribution == "alleged_one_side":
            against.append(f"That it was {accused} is alleged by one side only.")
    if incident.occurrence == "reported":
        against.append("That it happened rests on one origin.")
    else:
        groups = _listed(tuple(o.group for o in incident.origins))
        for_.append(f"That it happened is {incident.occurrence}{f' (origins: {groups})' if groups else ''}.")
    for side in incident.acknowledged_by:
        for_.append(f"{side} says itself that its forces acted.")
        if any(c.response and c.initiator is not None and c.initiator.side == side for c in claims):
            against.append(f"{side} calls what it did an answer to the other side.")
    against.extend(f"{side} denies it." for side in incident.denied_by)
    if "disputed" in incident.occurrence_flags and not incident.denied_by:
        against.append("That it happened is disputed.")
    return Accounts(reasons_for=tuple(for_), reasons_against=tuple(against))


def _accusers(claims: list[Claim]) -> tuple[str, ...]:
    names = [
        c.speaker.name
        for c in claims
        if c.speaker
        and c.initiator
        and c.polarity == "affirms"
        and not c.response
        and c.speaker.side != c.initiator.side
    ]
    return tuple(dict.fromkeys(names))


def _listed(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
