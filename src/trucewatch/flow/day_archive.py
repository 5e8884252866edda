"""Texts and claims as a derivation leaves them: what it has changed already, and for all others what stands in the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident
from trucewatch.store.shape import Store


class DayArchive:
    """Texts that speak and claims that stand, fetched when asked for and kept (`reconcile.library.Archive`)."""

    def __init__(
        self,
        store: Store,
        documents: Mapping[str, Document],
        claims: Mapping[str, Sequence[Claim]],
        withdrawn: frozenset[str],
    ) -> None:
        """`documents`: those that are new or others now, with all their standing claims; `withdrawn`: ids of those taken back."""
        self._store, self._withdrawn = store, withdrawn
        self._documents: dict[str, Document | None] = dict(documents)
        self._told: dict[str, Sequence[Claim]] = dict(claims)
        self._claims: dict[str, Claim] = {c.id: c for found in claims.values() for c in found}

    def documents(self, ids: Collection[str]) -> Iterator[Document]:
        """Those of some ids that speak."""
        self._fetch(ids)
        return (d for i in ids if i not in self._withdrawn and (d := self._documents[i]) is not None)

    def claims(self, documents: Collection[str]) -> Iterator[Claim]:
        """All claims of some texts."""
        missing = [d for d in dict.fromkeys(documents) if d not in self._told]
        if missing:
            found: dict[str, list[Claim]] = {d: [] for d in missing}
            for claim in self._store.claims_of(missing):
                found[claim.document_id].append(claim)
                self._claims[claim.id] = claim
            self._told |= found
        return (c for d in documents for c in self._told[d])

    def of_incidents(
        self, incidents: Iterable[Incident], more: Iterable[str] = ()
    ) -> tuple[dict[str, Claim], dict[str, Document]]:
        """The claims of some incidents, and some more, with their texts, both by id."""
        claims = self.by_id(dict.fromkeys((*(x.claim_id for i in incidents for x in i.claims), *more)))
        texts = dict.fromkeys(c.document_id for c in claims.values())
        self._fetch(texts)
        return claims, {i: d for i in texts if (d := self._documents[i]) is not None}

    def by_id(self, ids: Iterable[str]) -> dict[str, Claim]:
        """Those of some claims that stand."""
        wanted = tuple(ids)
        missing = [c for c in wanted if c not in self._claims]
        standing = tuple(self._store.known_claims(missing))
        self._claims.update((c.id, c) for c in self._store.claims_by_id(standing) if c.document_id not in self._told)
        return {c: self._claims[c] for c in wanted if c in self._claims}

    def _fetch(self, ids: Iterable[str]) -> None:
        missing = [i for i in dict.fromkeys(ids) if i not in self._documents]
        if missing:
            self._documents.update(dict.fromkeys(missing))
            self._documents.update((d.id, d) for d in self._store.documents_by_id(missing))
