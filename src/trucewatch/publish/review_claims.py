"""Claims that a person should read before others rely on them: deaths, civilians harmed, a named perpetrator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import overload

import msgspec

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


class ClaimsToRead(Sequence[ClaimToRead]):
    """The claims that fewer than two people have accepted, those that wait for a second reader first, then deaths.

    `by`: whoever has accepted a claim already is not asked for it again. Only ids are held; a claim is read when it is taken.
    """

    def __init__(self, records: Records, by: str = "") -> None:
        self._records = records
        self._accepted = claim_readers(records)
        me = same_name(by)
        found: list[tuple[int, int, str]] = []
        for ident, heaviest in _weighing(records):
            readers = self._accepted.get(ident, {})
            if len(readers) < READERS and me not in readers:
                found.append((-len(readers), heaviest, ident))
        found.sort(key=lambda f: f[:2])  # stable: else in the order of the documents
        self._ids = tuple(ident for _, _, ident in found)

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, at: int) -> ClaimToRead: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[ClaimToRead, ...]: ...
    def __getitem__(self, at: int | slice) -> ClaimToRead | tuple[ClaimToRead, ...]:
        if isinstance(at, slice):
            return tuple(map(self._read, self._ids[at]))
        return self._read(self._ids[at])

    def _read(self, ident: str) -> ClaimToRead:
        claim = self._records.claim(ident)
        codes = self._records.codes_of(ident)
        return ClaimToRead(
            claim=claim_row(self._records, claim),
            passage=passage_of(self._records, claim),
            incident=codes[0] if codes else None,
            why=weighs(claim),
            accepted_by=tuple(self._accepted.get(ident, {}).values()),
        )


def _weighing(records: Records) -> tuple[tuple[str, int], ...]:
    """Id and heaviest reason of each claim that needs readers, in the order of the documents; worked out once a derivation."""
    held: tuple[tuple[str, int], ...] | None = records.__dict__.get("weighing")
    if held is None:
        found = ((claim.id, weighs(claim)) for claim in records.claims.values())
        held = tuple((ident, WEIGHTS.index(why[0])) for ident, why in found if why)
        records.__dict__["weighing"] = held
    return held


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
