"""Claims that a person should read before others rely on them: deaths, civilians harmed, a named perpetrator."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.publish.accounts import claim_row
from trucewatch.publish.records import Records
from trucewatch.publish.review import Passage, passage_of
from trucewatch.publish.rows import ClaimRow

READERS = 2  # different people who must have accepted such a claim


class ClaimToRead(msgspec.Struct, frozen=True, kw_only=True):
    """One claim with its passage. `why`: what makes it weigh; `accepted_by`: who has read and accepted it, one name each."""

    claim: ClaimRow
    passage: Passage
    incident: str | None
    why: tuple[str, ...]
    accepted_by: tuple[str, ...]


def claims_to_read(records: Records, by: str = "") -> Iterator[ClaimToRead]:
    """The claims that fewer than two people have accepted, those that wait for a second reader first, then deaths.

    `by`: whoever has accepted a claim already is not asked for it again.
    """
    accepted = _accepted(records)
    me = _same(by)
    found: list[tuple[tuple[object, ...], Claim, tuple[str, ...]]] = []
    for n, claim in enumerate(records.claims.values()):
        why = weighs(claim)
        readers = accepted.get(claim.id, {})
        if why and len(readers) < READERS and me not in readers:
            found.append(((-len(readers), WEIGHTS.index(why[0]), n), claim, why))
    for _, claim, why in sorted(found, key=lambda f: f[0]):
        codes = records.incident_of.get(claim.id, ())
        yield ClaimToRead(
            claim=claim_row(records, claim),
            passage=passage_of(records, claim),
            incident=codes[0] if codes else None,
            why=why,
            accepted_by=tuple(accepted.get(claim.id, {}).values()),
        )


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


def _accuses(claim: Claim) -> bool:
    """Somebody says it of another than their own side: to own up to an act names nobody else."""
    initiator, speaker = claim.initiator, claim.speaker
    return initiator is not None and (
        speaker is None or (initiator.side or initiator.name) != (speaker.side or speaker.name)
    )


def _accepted(records: Records) -> dict[str, dict[str, str]]:
    """By claim: who has accepted it since it was last retracted or corrected, each person once."""
    found: dict[str, dict[str, str]] = {}
    for j in records.judgements:
        if j.id not in records.standing:
            continue
        if j.kind == "accept":
            found.setdefault(j.subject, {}).setdefault(_same(j.by), j.by)
        elif j.kind in ("retract", "correct"):
            found.pop(j.subject, None)
    return found


def _same(name: str) -> str:
    """A person's name as it is compared."""
    return " ".join(name.split()).casefold()
