"""Which agreement each incident is held against, and why: by a person's word, by its own places and sides, by its texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date

import msgspec

from trucewatch.assess.days import incident_days
from trucewatch.assess.pack_checks import EVERY_PARTY
from trucewatch.assess.pick import pick_agreement
from trucewatch.assess.scope import find_party
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident
from trucewatch.model.judgement import Judgement, standing

AGREEMENT_FIELD = "agreement"  # of an assessment that says which agreement an incident belongs to
NONE = "none"  # its value for an incident that belongs to none of those held


class Chooser:
    """The agreement of a document or incident. Documents are looked at once, when first asked for."""

    def __init__(
        self,
        agreements: Iterable[Agreement],
        claims: Mapping[str, Claim],
        documents: Mapping[str, Document],
        judgements: tuple[Judgement, ...] = (),
    ) -> None:
        self._packs = tuple(sorted(agreements, key=lambda a: a.id))
        self._claims = claims
        self._documents = documents
        self._picked: dict[str, tuple[Agreement | None, str]] = {}
        self._decided = {
            j.subject: j for j in standing(judgements) if j.kind == "assess" and j.field == AGREEMENT_FIELD
        }

    def of_document(self, document_id: str) -> Agreement | None:
        """The agreement that a document's text fits, None when none does or it is not known."""
        if document_id not in self._picked:
            document = self._documents.get(document_id)
            texts = (document.title or "", document.body or document.text) if document else ()
            on = document.published if document else None
            self._picked[document_id] = pick_agreement(texts, self._packs, on=on)
        return self._picked[document_id][0]

    def of_incident(self, incident: Incident) -> tuple[Agreement | None, str]:
        """The agreement of an incident and the reason in one sentence.

        A person's assessment goes first; then the incident's own places and sides; else the one that all its documents
        fit. The documents decide only for an incident of the agreement's own sides: a report on one war often names
        another.
        """
        decided = self._by_judgement(incident)
        if decided is not None:
            return decided
        texts = [p.name for p in (*incident.places, *incident.within)]
        texts += [*incident.accused, *incident.acknowledged_by, *incident.denied_by]
        texts += [n for a in incident.actors for n in (a.name, a.side or "")]
        agreement, reason = pick_agreement(texts, self._packs, on=self._day_of(incident))
        if agreement is not None:
            return agreement, reason
        papers = {self._claims[x.claim_id].document_id for x in incident.claims if x.claim_id in self._claims}
        fitting = {a.id: a for p in sorted(papers) if (a := self.of_document(p)) is not None}
        sides = (*incident.accused, *incident.acknowledged_by, *incident.denied_by)
        if len(fitting) == 1:
            found = next(iter(fitting.values()))
            if not sides or any(side == EVERY_PARTY or find_party(side, found) for side in sides):
                first = next(p for p in sorted(papers) if self.of_document(p) is not None)
                return found, f"{self._picked[first][1].rstrip('.')}, in the documents that tell of it."
            return None, f"None of the sides told ({', '.join(dict.fromkeys(sides))}) stands in {found.names[0]}."
        return None, reason

    def _by_judgement(self, incident: Incident) -> tuple[Agreement | None, str] | None:
        judgement = self._decided.get(incident.code)
        if judgement is None:
            return None
        named = read_agreement(judgement)
        said = f"{judgement.by} says so ({judgement.made_at:%d %B %Y}): {judgement.reason}"
        if named == NONE:
            return None, f"It belongs to no agreement held here, as {said}"
        found = next((a for a in self._packs if a.id == named), None)
        return (found, f"{found.names[0]}: {said}") if found is not None else None

    def _day_of(self, incident: Incident) -> date | None:
        for pack in self._packs:
            days = incident_days(incident, pack)
            if days:
                return days[0]
        return None


def read_agreement(judgement: Judgement) -> str:
    """The id that an assessment names, whether typed as JSON or as a bare word; empty when it names none."""
    value = judgement.value or ""
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(value, type=str)
    return value
