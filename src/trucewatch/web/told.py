"""The claims of an account put together where they rest on the same words, so that a reprint is not read twice."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from trucewatch.publish.rows import ClaimRow


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Claims of one speaker that rest on the same words: the first, the documents that carry them, all roles and ids."""

    claim: ClaimRow
    claims: tuple[ClaimRow, ...]
    roles: tuple[str, ...]

    @property
    def by_document(self) -> tuple[tuple[ClaimRow, ...], ...]:
        """The claims of each document, the documents in their order."""
        found: dict[str, list[ClaimRow]] = {}
        for claim in self.claims:
            found.setdefault(claim.document.id, []).append(claim)
        return tuple(map(tuple, found.values()))


def put_together(claims: Iterable[ClaimRow]) -> tuple[Told, ...]:
    """The claims in their order, those with the same speaker, relay, polarity and words once. Cost: linear."""
    found: dict[tuple[object, ...], list[ClaimRow]] = {}
    for claim in claims:
        words = tuple(" ".join(q.text.split()) for q in claim.quotes)
        found.setdefault((claim.speaker, claim.polarity, claim.modality, words), []).append(claim)
    return tuple(
        Told(claim=same[0], claims=tuple(same), roles=tuple(dict.fromkeys(c.role or "tells" for c in same)))
        for same in found.values()
    )
