"""Names of places in incidents given ground: each text's names are resolved together, in the order of their days.

The result depends on the claims, documents, agreements, judgements and the gazetteer's content alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence

import msgspec

from trucewatch.flow.place_answers import Answer, answered, answers_of
from trucewatch.flow.place_theatres import Theatres
from trucewatch.flow.text_places import Mentioned, mentioned, resolve_text, with_point
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident, Reconciliation
from trucewatch.model.judgement import Judgement
from trucewatch.model.place import ResolvedPlace
from trucewatch.model.where import PlaceMention
from trucewatch.places.shape import Gazetteer

ANSWER_WEIGHT = 3.0
Key = tuple[str, Mentioned]  # in a document


def give_ground(
    result: Reconciliation,
    claims: Sequence[Claim],
    documents: Iterable[Document],
    agreements: Sequence[Agreement],
    judgements: Sequence[Judgement],
    gazetteer: Gazetteer,
    notes: MutableMapping[bytes, bytes] | None = None,
) -> Reconciliation:
    """The incidents with what their places' names stand for; names, and which claims belong together, stay as they are.

    `notes`: what the same names in the same theatre were settled to before.
    Cost: linear in the mentions; a text's names cost as much as `settle` of them, or one look into the notes.
    """
    answers = answers_of(judgements)
    theatres = Theatres(agreements, gazetteer)
    for answer in answers.values():
        place = answered(answer, gazetteer)
        if place is not None and place.lat is not None and place.lon is not None:
            theatres.add_answer(place.lat, place.lon, ANSWER_WEIGHT)
    by_document: dict[str, list[Claim]] = {}
    for claim in claims:
        by_document.setdefault(claim.document_id, []).append(claim)
    found: dict[Key, ResolvedPlace] = {}
    for document in sorted(documents, key=lambda d: (d.published is None, d.published, d.id)):
        told = by_document.get(document.id, [])
        if told:
            theatre, home = theatres.for_text(document)
            places = resolve_text(document, told, gazetteer, theatre, home, notes)
            found |= {(document.id, key): place for key, place in places.items()}
    of_claim = {c.id: c.document_id for c in claims}
    return msgspec.structs.replace(
        result, incidents=tuple(_grounded(i, found, of_claim, answers, gazetteer) for i in result.incidents)
    )


def _grounded(
    incident: Incident,
    found: Mapping[Key, ResolvedPlace],
    of_claim: Mapping[str, str],
    answers: Mapping[tuple[str, str], Answer],
    gazetteer: Gazetteer,
) -> Incident:
    texts = tuple(dict.fromkeys(of_claim[link.claim_id] for link in incident.claims if link.claim_id in of_claim))

    def ground_for(mention: PlaceMention) -> ResolvedPlace:
        answer = answers.get((incident.code, mention.name))
        place = answered(answer, gazetteer) if answer is not None else None
        if place is not None:
            return place
        same = [p for t in texts if (p := found.get((t, mentioned(mention)))) is not None]
        return _one(same or [p for (t, m), p in found.items() if t in texts and m[0] == mention.name], mention.name)

    ground = tuple(ground_for(m) for m in (*incident.places, *incident.within))
    placed = [with_point(m, g) for m, g in zip((*incident.places, *incident.within), ground, strict=True)]
    n = len(incident.places)
    return msgspec.structs.replace(incident, places=tuple(placed[:n]), within=tuple(placed[n:]), ground=ground)


def _one(places: Sequence[ResolvedPlace], name: str) -> ResolvedPlace:
    """What several texts make of one name: the place that all who settled it agree on, else a question."""
    settled = [p for p in places if p.settled]
    if not settled:
        return max(
            places, key=lambda p: p.probability, default=ResolvedPlace(name=name, question=f"{name}: not resolved.")
        )
    if len({p.ref for p in settled}) > 1:
        best = max(settled, key=lambda p: p.probability)
        candidates = {c.ref: c for p in places for c in p.candidates}
        return ResolvedPlace(
            name=name,
            probability=best.probability,
            candidates=tuple(candidates[k] for k in sorted(candidates)),
            question=f"{name}: the texts of this incident point to different places of that name.",
        )
    # the widest of the circles: precision never rises where accounts differ
    return max(settled, key=lambda p: (p.radius_m or 0, p.probability))
