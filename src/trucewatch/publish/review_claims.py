"""Claims that a person should read before others rely on them: deaths, civilians harmed, a named perpetrator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.incident import Incident
from trucewatch.publish.accounts import claim_row
from trucewatch.publish.readers import READERS, WEIGHTS, readers_of, same_name, weighs
from trucewatch.publish.records import Records
from trucewatch.publish.review import Passage, passage_of
from trucewatch.publish.rows import ClaimRow


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
    accepted = claim_readers(records)
    me = same_name(by)
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


def reading_of(records: Records, incident: Incident) -> tuple[int, int]:
    """Of the claims of an incident that need two readers: how many have them, and how many there are."""
    readers = claim_readers(records)
    heavy = [link.claim_id for link in incident.claims if weighs(records.claim(link.claim_id))]
    return sum(len(readers.get(claim_id, {})) >= READERS for claim_id in heavy), len(heavy)


def claim_readers(records: Records) -> Mapping[str, dict[str, str]]:
    """By claim: who has accepted it, or the incident that it belongs to."""

    def claims_of(code: str) -> tuple[str, ...]:
        incident = records.incident(code)
        return tuple(link.claim_id for link in incident.claims) if incident else ()

    def known_at(claim_id: str) -> datetime | None:
        return records.document(records.claim(claim_id).document_id).received_at

    holding = tuple(j for j in records.judgements if j.id in records.standing)
    return readers_of(sorted(holding, key=lambda j: (j.made_at, j.id)), claims_of, known_at)
