"""Names of places in incidents given ground: each text's names are resolved together, in the order of their days.

The result depends on the claims, documents, agreements, judgements and the gazetteer's content alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from hashlib import blake2b

import msgspec

from trucewatch.flow.day_rows import PlacedRow, order_there
from trucewatch.flow.place_answers import Answer, answered, answers_of
from trucewatch.flow.place_theatres import Theatres
from trucewatch.flow.text_places import given_to, mentioned, resolve_text, with_point
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident, Reconciliation
from trucewatch.model.judgement import Judgement
from trucewatch.model.place import ResolvedPlace
from trucewatch.model.where import PlaceMention
from trucewatch.places.shape import Gazetteer
from trucewatch.places.theatre import Theatre

ANSWER_WEIGHT = 3.0


def give_ground(
    result: Reconciliation,
    claims: Sequence[Claim],
    documents: Iterable[Document],
    agreements: Sequence[Agreement],
    judgements: Sequence[Judgement],
    gazetteer: Gazetteer,
    notes: MutableMapping[bytes, bytes] | None = None,
) -> tuple[Reconciliation, dict[str, PlacedRow]]:
    """The incidents with what their places' names stand for; names, and which claims belong together, stay as they are.
    And the places of each text's names.

    `notes`: what the same names in the same theatre were settled to before.
    Cost: linear in the mentions; a text's names cost as much as `settle` of them, or one look into the notes.
    """
    answers = answers_of(judgements)
    by_document: dict[str, list[Claim]] = {}
    for claim in claims:
        by_document.setdefault(claim.document_id, []).append(claim)
    told = ((d, by_document[d.id]) for d in sorted(documents, key=in_time) if d.id in by_document)
    found = {row.id: row for row in place_texts(told, theatres_of(agreements, answers, gazetteer), gazetteer, notes)}
    of_claim = {c.id: c.document_id for c in claims}
    grounded = ground_incidents(result.incidents, found, of_claim, answers, gazetteer)
    return msgspec.structs.replace(result, incidents=grounded), found


def in_time(document: Document) -> tuple[bool, date, str]:
    """What texts are ordered by where the names of one help with those of the next; undated ones come last."""
    return order_there(document.published, document.id)


def theatres_of(
    agreements: Sequence[Agreement], answers: Mapping[tuple[str, str], Answer], gazetteer: Gazetteer
) -> Theatres:
    """The theatres before any text, with the places that people decided on."""
    theatres = Theatres(agreements, gazetteer)
    for answer in answers.values():
        place = answered(answer, gazetteer)
        if place is not None and place.lat is not None and place.lon is not None:
            theatres.add_answer(place.lat, place.lon, ANSWER_WEIGHT)
    return theatres


def place_texts(
    told: Iterable[tuple[Document, Sequence[Claim]]],
    theatres: Theatres,
    gazetteer: Gazetteer,
    notes: MutableMapping[bytes, bytes] | None = None,
) -> Iterator[PlacedRow]:
    """The places of texts' names, for texts in their order, each with its claims."""
    for document, claims in told:
        theatre, home = theatres.for_text(document)
        before = digest_of(theatre)
        places = resolve_text(document, claims, gazetteer, theatre, home, notes)
        yield PlacedRow(
            id=document.id,
            theatre=theatres.key_of(document),
            day=document.published,
            given=tuple(given_to(places.values())),
            before=before,
            found=tuple(places.items()),
        )


def digest_of(theatre: Theatre) -> bytes:
    """Equal for theatres that answer alike."""
    return blake2b(theatre.state(), digest_size=16).digest()


def ground_incidents(
    incidents: Iterable[Incident],
    found: Mapping[str, PlacedRow],
    of_claim: Mapping[str, str],
    answers: Mapping[tuple[str, str], Answer],
    gazetteer: Gazetteer,
) -> tuple[Incident, ...]:
    """The incidents with what their places' names stand for. `found`: of their texts; `of_claim`: the texts of their claims."""
    return tuple(_grounded(i, found, of_claim, answers, gazetteer) for i in incidents)


def _grounded(
    incident: Incident,
    found: Mapping[str, PlacedRow],
    of_claim: Mapping[str, str],
    answers: Mapping[tuple[str, str], Answer],
    gazetteer: Gazetteer,
) -> Incident:
    texts = dict.fromkeys(of_claim[link.claim_id] for link in incident.claims if link.claim_id in of_claim)
    settled = [(m, p) for t in sorted((found[t] for t in texts if t in found), key=_turn) for m, p in t.found]

    def ground_for(mention: PlaceMention) -> ResolvedPlace:
        answer = answers.get((incident.code, mention.name))
        place = answered(answer, gazetteer) if answer is not None else None
        if place is not None:
            return place
        same = [p for t in texts if t in found for m, p in found[t].found if m == mentioned(mention)]
        return _one(same or [p for m, p in settled if m[0] == mention.name], mention.name)

    ground = tuple(ground_for(m) for m in (*incident.places, *incident.within))
    placed = [with_point(m, g) for m, g in zip((*incident.places, *incident.within), ground, strict=True)]
    n = len(incident.places)
    return msgspec.structs.replace(incident, places=tuple(placed[:n]), within=tuple(placed[n:]), ground=ground)


def _turn(row: PlacedRow) -> tuple[bool, date, str]:
    return row.order


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
