"""Looking records up in a store, each read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, timedelta, timezone
from functools import cached_property
from itertools import islice

from trucewatch.assess.chosen import Chooser
from trucewatch.errors import StoreError
from trucewatch.model.agreement import Agreement, Provision
from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, DocumentHead
from trucewatch.model.finding import Coverage, Deadline, Finding
from trucewatch.model.incident import Incident, Reconciliation
from trucewatch.model.judgement import Judgement, standing
from trucewatch.publish.held import LookedUp, by_id
from trucewatch.store.shape import Run, Store
from trucewatch.store.summary_rows import ToldRow

MOST_KEPT = 2_000  # documents, and claims, looked up one by one
SLICE = 500  # incidents fetched together
Term = Deadline | Finding | Tally | Coverage | Provision


class _CodesOf(Mapping[str, tuple[str, ...]]):
    """Codes of the incidents that a claim belongs to, looked up; a claim in none is not in it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getitem__(self, claim_id: str) -> tuple[str, ...]:
        found = self._store.incidents_of_claim(claim_id)
        if not found:
            raise KeyError(claim_id)
        return found

    def __iter__(self) -> Iterator[str]:
        seen: set[str] = set()
        for incident in self._store.incidents():
            for link in incident.claims:
                if link.claim_id not in seen:
                    seen.add(link.claim_id)
                    yield link.claim_id

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Records:
    """The contents of a store as they stand now, read on first use and kept: one view sees one state."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._documents: dict[str, Document] = {}
        self._some_claims: dict[str, Claim | None] = {}
        self._some_findings: dict[str, tuple[Finding, ...]] = {}
        self._some_told: dict[str, ToldRow] = {}
        self._some_codes: dict[str, tuple[str, ...]] = {}
        self._some_incidents: dict[str, Incident] = {}

    @classmethod
    def holding(
        cls, store: Store, claims: dict[str, Claim], documents: dict[str, Document], findings: Iterable[Finding]
    ) -> Records:
        """Records of a store that is just being written, from what is about to stand in it."""
        made = cls(store)
        by_code: dict[str, tuple[Finding, ...]] = {}
        for finding in findings:
            by_code[finding.incident_code] = (*by_code.get(finding.incident_code, ()), finding)
        made._documents = documents
        made.__dict__.update(claims=claims, documents=documents, findings=by_code)
        return made

    def with_later_judgements(self) -> Records:
        """The same records with the ledger read anew: for a store in which nothing else has changed."""
        fresh = Records(self.store)
        held = {k: v for k, v in self.__dict__.items() if k not in ("judgements", "standing", "chooser")}
        fresh.__dict__.update(held)
        return fresh

    @cached_property
    def _numbers(self) -> Run | None:
        """How many records of each kind there are, as deriving counted them."""
        return self.store.run()

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """All claims by id but retracted ones; those of a large store stay there."""
        number = self._numbers.claims if self._numbers else 0
        return by_id(number, every=self.store.claims, one=self._speaking_claim, key=lambda c: c.id)

    def _speaking_claim(self, claim_id: str) -> Claim | None:
        return self.store.claim(claim_id, retracted=False)

    @cached_property
    def reconciliation(self) -> Reconciliation:
        return self.store.reconciliation()

    @cached_property
    def incidents(self) -> Mapping[str, Incident]:
        """All incidents by code; those of a large store stay there."""
        number = self._numbers.incidents if self._numbers else 0
        if "reconciliation" in self.__dict__:
            number = 0  # they are here already
        return by_id(number, every=self._every_incident, one=self.store.incident, key=lambda i: i.code)

    def _every_incident(self) -> Iterator[Incident]:
        whole: Reconciliation | None = self.__dict__.get("reconciliation")
        return iter(whole.incidents) if whole is not None else self.store.incidents()

    @cached_property
    def incident_of(self) -> Mapping[str, tuple[str, ...]]:
        """Codes of the incidents that a claim belongs to, by claim id; looked up where claims are many."""
        if isinstance(self.claims, LookedUp):
            return _CodesOf(self.store)
        found: dict[str, tuple[str, ...]] = {}
        for incident in self.incidents.values():
            for link in incident.claims:
                found[link.claim_id] = (*found.get(link.claim_id, ()), incident.code)
        return found

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """All documents by id, in order of publication; those of a large store stay there."""
        number = self._numbers.documents if self._numbers else 0
        found = by_id(number, every=self.store.documents, one=self.store.document, key=lambda d: d.id)
        if isinstance(found, dict):
            self._documents = found
        return found

    @cached_property
    def findings(self) -> dict[str, tuple[Finding, ...]]:
        """Findings by incident code."""
        found: dict[str, tuple[Finding, ...]] = {}
        for finding in self.store.findings():
            found[finding.incident_code] = (*found.get(finding.incident_code, ()), finding)
        return found

    def findings_of(self, code: str) -> tuple[Finding, ...]:
        """The findings of one incident, looked up by themselves while not all were asked for."""
        whole: dict[str, tuple[Finding, ...]] | None = self.__dict__.get("findings")
        if whole is not None:
            return whole.get(code, ())
        return self._some_findings[code] if code in self._some_findings else self.store.findings_of(code)

    def terms(self, ident: str) -> tuple[Term, ...]:
        """Deadlines, findings, tallies, records of coverage and provisions of an id; that of a provision may stand in two
        agreements.
        """
        finding = self.store.finding(ident)
        return (*self._terms.get(ident, ()), *((finding,) if finding else ()))

    @cached_property
    def _terms(self) -> dict[str, tuple[Term, ...]]:
        """All but findings, which are as many as incidents."""
        found: dict[str, tuple[Term, ...]] = {}
        held: list[Term] = [*self.store.deadlines(), *self.store.tallies(), *self.coverage]
        provisions = [p for a in self.agreements.values() for p in a.provisions]
        for record in (*held, *provisions):
            found[record.id] = (*found.get(record.id, ()), record)
        return found

    @cached_property
    def agreements(self) -> dict[str, Agreement]:
        return {a.id: a for a in self.store.agreements()}

    @cached_property
    def coverage(self) -> tuple[Coverage, ...]:
        """Who looked where and when."""
        return tuple(self.store.coverage())

    @cached_property
    def in_play(self) -> tuple[Agreement, ...]:
        """The agreements that some incident or due date belongs to."""
        used = self.store.agreements_in_play()
        return tuple(a for key, a in self.agreements.items() if key in used)

    @cached_property
    def zone(self) -> timezone:
        """The zone in which days are told: that of the agreements in play if they share one, else UTC."""
        offsets = {a.utc_offset_minutes for a in self.in_play}
        only = next(iter(offsets)) if len(offsets) == 1 else None
        return timezone(timedelta(minutes=only)) if only is not None else UTC

    @cached_property
    def chooser(self) -> Chooser:
        """Says which agreement an incident is held against, and why."""
        return Chooser(self.agreements.values(), self.claims, self.documents, self.judgements)

    @cached_property
    def judgements(self) -> tuple[Judgement, ...]:
        return self.store.judgements()

    @cached_property
    def standing(self) -> frozenset[str]:
        """Ids of the judgements that hold."""
        return frozenset(j.id for j in standing(self.judgements))

    def claim(self, claim_id: str) -> Claim:
        """The claim of an id. Raises: StoreError when a record names a claim that the store does not hold.

        Before all claims were asked for, one is looked up by itself: a few rows of a large store need no more.
        """
        whole: Mapping[str, Claim] | None = self.__dict__.get("claims")
        found = whole.get(claim_id) if isinstance(whole, dict) else self._one_claim(claim_id)
        if found is None:
            raise StoreError(f"no claim {claim_id}, but another record names it", try_this="trucewatch rebuild")
        return found

    def _one_claim(self, claim_id: str) -> Claim | None:
        if claim_id not in self._some_claims:
            if len(self._some_claims) >= MOST_KEPT:
                self._some_claims.clear()
            self._some_claims[claim_id] = self.store.claim(claim_id)
        return self._some_claims[claim_id]

    def fetch_for(self, incidents: Iterable[Incident]) -> None:
        """Nothing; claims, documents and findings of these incidents are then at hand, fetched together and not one by one."""
        if isinstance(self.__dict__.get("claims"), dict):
            return
        if max(len(self._some_claims), len(self._some_findings)) >= MOST_KEPT:
            self._some_claims.clear()
            self._some_findings.clear()
        held = tuple(incidents)
        ids = dict.fromkeys(link.claim_id for i in held for link in i.claims)
        self._some_claims.update(
            (c.id, c) for c in self.store.claims_by_id(i for i in ids if i not in self._some_claims)
        )
        self._some_findings.update(
            self.store.findings_by_code(i.code for i in held if i.code not in self._some_findings)
        )
        self._fetch_documents(dict.fromkeys(c.document_id for i in ids if (c := self._some_claims.get(i))))

    def each_incident(
        self, codes: Sequence[str], *, papers: bool = False, findings: bool = False
    ) -> Iterator[Incident]:
        """The incidents of these codes, in their order; of a large store a slice is fetched at a time, and not held.

        `papers`: with their claims, documents and findings at hand; `findings`: with their findings.
        """
        whole: Mapping[str, Incident] | None = self.__dict__.get("incidents")
        if isinstance(whole, dict):
            yield from (whole[code] for code in codes)
            return
        for start in range(0, len(codes), SLICE):
            part = codes[start : start + SLICE]
            held = self.store.incidents_by_code(part)
            if papers:
                self.fetch_for(held.values())
            elif findings:
                self._some_findings = self.store.findings_by_code(part)
            yield from (held[code] for code in part)

    def each_claim(self) -> Iterator[Claim]:
        """All claims in the order of the documents; of a large store a slice at a time, with what stands around them at hand."""
        if not isinstance(self.claims, LookedUp):
            yield from self.claims.values()
            return
        every = self.claims.through()
        while part := tuple(islice(every, SLICE)):
            self.fetch_around(part)
            yield from part

    def fetch_around(self, claims: Sequence[Claim]) -> None:
        """Nothing; the documents of these claims and the incidents that they tell of are then at hand, and no others."""
        if not isinstance(self.claims, LookedUp):
            return
        found = self.store.codes_by_claim(c.id for c in claims)
        self._some_codes = {c.id: found.get(c.id, ()) for c in claims}
        codes = dict.fromkeys(code for those in self._some_codes.values() for code in those)
        near = {code: self._some_incidents[code] for code in codes if code in self._some_incidents}
        near.update(self.store.incidents_by_code(code for code in codes if code not in near))
        self._some_incidents = near
        self._fetch_documents(dict.fromkeys(c.document_id for c in claims))

    def hold_near(self, incidents: Mapping[str, Incident]) -> None:
        """Nothing; these incidents are then at hand by their codes, and no others."""
        self._some_incidents = dict(incidents)

    def _fetch_documents(self, ids: Iterable[str]) -> None:
        if not isinstance(self.__dict__.get("documents"), dict):
            if len(self._documents) >= MOST_KEPT:
                self._documents.clear()
            self._documents.update(
                (d.id, d) for d in self.store.documents_by_id(i for i in ids if i not in self._documents)
            )

    def claims_naming(self, words: Sequence[str]) -> Iterator[Claim]:
        """Claims whose record holds one of these words (codes of acts, kinds), perhaps with others: the caller looks closer."""
        if isinstance(self.claims, LookedUp):
            yield from self.store.claims_naming(words)
        else:
            yield from self.claims.values()

    def loose_claims(self) -> Iterator[Claim]:
        """The claims that belong to no incident, in the order of the documents."""
        if isinstance(self.claims, LookedUp):
            yield from self.store.loose_claims()
        else:
            yield from (c for c in self.claims.values() if c.id not in self.incident_of)

    def heads(self) -> Iterator[Document | DocumentHead]:
        """All documents in order of publication, those of a large store without their words."""
        yield from self.store.document_heads() if isinstance(self.documents, LookedUp) else self.documents.values()

    def known_claims(self, ids: Iterable[str]) -> frozenset[str]:
        """Which of these ids are of claims that the store holds and nobody has retracted; asked for together."""
        if isinstance(self.claims, LookedUp):
            return frozenset(self.store.known_claims(dict.fromkeys(ids)))
        return frozenset(i for i in ids if i in self.claims)

    def codes_among(self, claim_ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Codes of the incidents that each of these claims belongs to; asked for together. A claim in none is not in it."""
        return self.store.codes_by_claim(claim_ids) if isinstance(self.claims, LookedUp) else self.incident_of

    def fetch_told(self, codes: Iterable[str]) -> None:
        """Nothing; what the summary holds of these incidents is then at hand."""
        if len(self._some_told) >= MOST_KEPT:
            self._some_told.clear()
        self._some_told.update(self.store.told_by_code(c for c in codes if c not in self._some_told))

    def told(self, code: str) -> ToldRow | None:
        """What the summary holds of an incident; None in a store that has no summary yet."""
        if code not in self._some_told:
            self.fetch_told((code,))
        return self._some_told.get(code)

    def incident(self, code: str) -> Incident | None:
        """The incident of a code, looked up by itself while not all were asked for; None when there is none."""
        if code in self._some_incidents:
            return self._some_incidents[code]
        whole: Mapping[str, Incident] | None = self.__dict__.get("incidents")
        return whole.get(code) if whole is not None else self.store.incident(code)

    def codes_of(self, claim_id: str) -> tuple[str, ...]:
        """Codes of the incidents that a claim belongs to."""
        if claim_id in self._some_codes:
            return self._some_codes[claim_id]
        whole: Mapping[str, tuple[str, ...]] | None = self.__dict__.get("incident_of")
        return whole.get(claim_id, ()) if whole is not None else self.store.incidents_of_claim(claim_id)

    def document(self, document_id: str) -> Document:
        """The document of an id. Raises: StoreError when a record names a document that the store does not hold."""
        known = self._documents.get(document_id)
        if known is not None:
            return known
        found = self.store.document(document_id)
        if found is None:
            raise StoreError(f"no document {document_id}, but another record names it", try_this="trucewatch verify")
        if not isinstance(self.__dict__.get("documents"), dict) and len(self._documents) >= MOST_KEPT:
            self._documents.clear()  # texts are long, and a server answers for days
        self._documents[document_id] = found
        return found

    def provision(self, agreement_id: str, provision_id: str) -> Provision | None:
        """The provision that a finding or deadline names, None when its agreement is not in the store."""
        agreement = self.agreements.get(agreement_id)
        return next((p for p in agreement.provisions if p.id == provision_id), None) if agreement else None
