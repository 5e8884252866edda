"""What every section works from: the view, the time, and the incidents that the report covers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, DocumentHead
from trucewatch.model.incident import Incident
from trucewatch.publish.brief import BriefOptions
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.sections.facts import Facts, facts_of
from trucewatch.publish.tell import outlet_of
from trucewatch.publish.view import View
from trucewatch.publish.wording import edtf_days, fold


class Material:
    """The view as one report sees it. Shape: `rows` in order of time, only those since the day asked for."""

    def __init__(self, view: View, options: BriefOptions, earlier: View | None = None) -> None:
        self.view = view
        self.earlier = earlier  # the view that an earlier report was made from, for what has changed since
        self.records = view.records
        self.options = options
        self.as_of: datetime = options.as_of

    @cached_property
    def rows(self) -> tuple[IncidentRow, ...]:
        return tuple(r for r in self._every if r.editorial != "retracted")

    @cached_property
    def retracted(self) -> tuple[IncidentRow, ...]:
        """Incidents that a person has taken back: told and counted nowhere, but named."""
        return tuple(r for r in self._every if r.editorial == "retracted")

    @cached_property
    def _every(self) -> tuple[IncidentRow, ...]:
        return tuple(r for r in self.of_any_day if self._covers(r))

    @cached_property
    def of_any_day(self) -> tuple[IncidentRow, ...]:
        """All incidents on record, whatever days the report covers."""
        return self.view.incidents().rows

    @cached_property
    def claim_ids(self) -> tuple[str, ...]:
        """The claims of all rows, each once."""
        return tuple(dict.fromkeys(c for r in self.rows for c in r.claim_ids))

    @cached_property
    def gravest(self) -> tuple[IncidentRow, ...]:
        """The rows with the gravest first: people killed, then wounded, firm, corroborated, the latest."""
        return tuple(sorted(self.rows, key=self._gravity))

    @cached_property
    def annex(self) -> tuple[IncidentRow, ...]:
        """The rows that the annex lists: all, or of too many those told in full and the latest, in order of time."""
        most, rows = self.options.annex, self.rows
        if len(rows) <= most:
            return rows
        told = {r.code for r in self.gravest[: self.options.detail]}
        dated = [r for r in rows if r.when]
        latest = {r.code for r in dated[-max(0, most - len(told)) :]}
        return tuple(r for r in rows if r.code in told or r.code in latest)

    def incident(self, row: IncidentRow) -> Incident:
        return self.records.incidents[row.code]

    def facts(self, row: IncidentRow) -> Facts:
        """What is needed of every incident: its harm, its places, whether anybody denies it."""
        return self._facts[row.code]

    @cached_property
    def _facts(self) -> dict[str, Facts]:
        return facts_of(self.records.each_incident([r.code for r in self.rows]))

    @cached_property
    def papers(self) -> Papers:
        """All documents, counted."""
        return Papers(self.records.heads())

    def document(self, claim: Claim) -> Document:
        return self.records.document(claim.document_id)

    def origin(self, claim: Claim) -> Document:
        """The first text that the claim's document was copied from, else the document itself."""
        document, seen = self.document(claim), set[str]()
        while (earlier := document.republication_of or document.near_duplicate_of) and document.id not in seen:
            seen.add(document.id)
            document = self.records.documents.get(earlier, document)
        return document

    def loose_claims(self) -> tuple[Claim, ...]:
        """Claims in no incident that are told as news, see `_loose`."""
        return self._loose

    @cached_property
    def _loose(self) -> tuple[Claim, ...]:
        """Claims that belong to no incident and are told as news, those of originals before those of reprints."""
        found = [c for c in self.records.loose_claims() if not c.background and self._covers_claim(c)]
        return tuple(sorted(found, key=lambda c: (self._is_reprint(c), str(self.document(c).published), c.id)))

    def _is_reprint(self, claim: Claim) -> bool:
        return self.document(claim).is_copy

    def _covers(self, row: IncidentRow) -> bool:
        since = self.options.since
        if since is None:
            return True
        days = edtf_days(row.when)
        reported = row.first_reported.date() if row.first_reported else None
        return bool((days and days[1] >= since) or (reported and reported >= since))

    def _covers_claim(self, claim: Claim) -> bool:
        since = self.options.since
        if since is None:
            return True
        days = edtf_days(claim.when)
        published = self.document(claim).published
        return bool((days and days[1] >= since) or (published and published >= since))

    def _gravity(self, row: IncidentRow) -> tuple[object, ...]:
        facts, days = self.facts(row), edtf_days(row.when)
        late = -days[1].toordinal() if days else 0
        return (not row.firm, -facts.killed, -facts.hurt, row.occurrence == "reported", late, row.code)


class Papers:
    """The documents of a store, counted in one pass: ids in order of publication, reprints, and each source's days."""

    def __init__(self, heads: Iterable[Document | DocumentHead]) -> None:
        self.ids: list[str] = []
        self.copies: list[str] = []
        self.days: set[date] = set()
        self.by_source: dict[str, set[date]] = {}
        for d in heads:
            self.ids.append(d.id)
            if d.is_copy:
                self.copies.append(d.id)
            of_source = self.by_source.setdefault(d.source, set()) if d.source else None
            if d.published:
                self.days.add(d.published)
                if of_source is not None:
                    of_source.add(d.published)


def same_telling(claim: Claim, document: Document) -> tuple[object, ...]:
    """What makes two claims the same sentence: reprints and repeats fold into one, with all their ids.

    `document` is the text that the claim's own was copied from, if it was: an outlet that reprints tells nothing.
    """
    speaker = claim.speaker.side or fold(claim.speaker.name) if claim.speaker else fold(outlet_of(document))
    harm = tuple((h.kind, h.low, h.high) for h in claim.harm)
    return (speaker, claim.acts, claim.polarity, claim.modality, claim.when, harm, tuple(p.name for p in claim.where))


def fold_tellings(material: Material, claims: tuple[Claim, ...]) -> tuple[tuple[Claim, tuple[str, ...]], ...]:
    """Each telling once: its first claim, and the ids of all claims that say the same."""
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        groups.setdefault(same_telling(claim, material.origin(claim)), []).append(claim)
    return tuple((group[0], tuple(c.id for c in group)) for group in groups.values())
