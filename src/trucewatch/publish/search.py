"""Search: documents by their words, and the claims in them that rest on these words."""

from __future__ import annotations

import re

import msgspec

from trucewatch.publish.accounts import claim_row, document_ref
from trucewatch.publish.records import Records
from trucewatch.publish.rows import ClaimRow, DocumentRef
from trucewatch.publish.wording import fold

CLAIMS_FROM = 100  # documents, the best first, whose claims are looked through
CLAIMS_MOST = 60
_WORD = re.compile(r"\w+")


class FoundDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document that holds all the words. `excerpt`: pieces of it, each with whether it is one of the words found."""

    document: DocumentRef
    excerpt: tuple[tuple[str, bool], ...]


class FoundClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A claim whose words, speaker or values hold all the words; the incidents that it stands in."""

    claim: ClaimRow
    incidents: tuple[str, ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found. `total`: documents; `looked`: how many of them were looked through for claims."""

    words: str
    total: int
    documents: tuple[FoundDocument, ...]
    claims: tuple[FoundClaim, ...]
    looked: int
    incident: str | None


def search(records: Records, words: str, *, skip: int = 0, limit: int = 20) -> Found:
    """Documents that hold all the words, each at the beginning of one of theirs, the best first; claims told in such words.

    Cost: O(matches); claims are read only of the first `CLAIMS_FROM` documents.
    """
    total, hits = records.store.search_documents(words, skip=skip, limit=limit)
    _, first = records.store.search_documents(words, limit=CLAIMS_FROM)
    wanted = [fold(w) for w in _WORD.findall(words)]
    claims: list[FoundClaim] = []
    for hit in first:
        for claim in records.store.claims(document_id=hit.document_id):
            if len(claims) < CLAIMS_MOST and _holds((row := claim_row(records, claim)), wanted):
                codes = tuple(records.store.incidents_of_claim(claim.id))
                claims.append(FoundClaim(claim=row, incidents=codes))
    code = words.strip().upper()
    return Found(
        words=words,
        total=total,
        documents=tuple(
            FoundDocument(document=document_ref(records.document(h.document_id)), excerpt=pieces(h.excerpt))
            for h in hits
        ),
        claims=tuple(claims),
        looked=len(first),
        incident=code if records.store.incident(code) else None,
    )


def pieces(excerpt: str) -> tuple[tuple[str, bool], ...]:
    """An excerpt cut at the marks round the words found; joined together, the pieces are the excerpt without its marks."""
    found: list[tuple[str, bool]] = []
    for n, part in enumerate(re.split("[\x02\x03]", excerpt)):
        if part:
            found.append((part, n % 2 == 1))
    return tuple(found)


def _holds(row: ClaimRow, wanted: list[str]) -> bool:
    """True if every word begins a word of the claim's quotes, speaker, doer, target, places, weapons or acts."""
    said = " ".join(
        (*(q.text for q in row.quotes), row.speaker or "", row.side or "", row.initiator or "", row.target or "",
         *row.places, *row.weapons, *row.acts, *row.harm)
    )  # fmt: skip
    held = _WORD.findall(fold(said.replace("_", " ")))
    return bool(wanted) and all(any(h.startswith(w) for h in held) for w in wanted)
