"""Names of places in incidents given ground: each text's names are resolved together, in the order of their days.

The result depends on the claims, documents, agreements, judgements and the gazetteer's content alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from trucewatch.flow.place_answers import Answer, answered, answers_of
from trucewatch.model.agreement import Agreement
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident, Reconciliation
from trucewatch.model.judgement import Judgement
from trucewatch.model.place import ResolvedPlace
from trucewatch.model.where import PlaceMention
from trucewatch.places.phrases import Phrase, read_phrase
from trucewatch.places.settle import Told, settle
from trucewatch.places.shape import Gazetteer, PlaceQuery
from trucewatch.places.theatre import Theatre

ANSWER_WEIGHT = 3.0
_SHAPES: dict[str, Phrase] = {
    "near": Phrase(shape="near"),
    "towards": Phrase(shape="towards"),
    "along": Phrase(shape="along"),
}
_KINDS = {"settlement", "district", "region", "country", "line", "site", "area"}
Mentioned = tuple[str, str, str]  # name, kind and relation: "near X" and "X district" are other ground than "X"
Key = tuple[str, Mentioned]  # in a document


def give_ground(
    result: Reconciliation,
    claims: Sequence[Claim],
    documents: Iterable[Document],
    agreements: Sequence[Agreement],
    judgements: Sequence[Judgement],
    gazetteer: Gazetteer,
) -> Reconciliation:
    """The incidents with what their places' names stand for; names, and which claims belong together, stay as they are.

    Cost: linear in the mentions; a text's names cost as much as `settle` of them.
    """
    answers = answers_of(judgements)
    theatre, home = theatre_of(agreements, gazetteer)
    for answer in answers.values():
        place = answered(answer, gazetteer)
        if place is not None and place.lat is not None and place.lon is not None:
            theatre.add(place.lat, place.lon, ANSWER_WEIGHT)
    by_document: dict[str, list[Claim]] = {}
    for claim in claims:
        by_document.setdefault(claim.document_id, []).append(claim)
    found: dict[Key, ResolvedPlace] = {}
    for document in sorted(documents, key=lambda d: (d.published is None, d.published, d.id)):
        found |= _resolve_text(document, by_document.get(document.id, []), gazetteer, theatre, home)
    of_claim = {c.id: c.document_id for c in claims}
    return msgspec.structs.replace(
        result, incidents=tuple(_grounded(i, found, of_claim, answers, gazetteer) for i in result.incidents)
    )


def theatre_of(agreements: Sequence[Agreement], gazetteer: Gazetteer) -> tuple[Theatre, frozenset[str]]:
    """The prior that the agreements' own places and zones give, and the countries that they lie in."""
    points: list[tuple[float, float]] = []
    countries: Counter[str] = Counter()
    for agreement in agreements:
        inside = [p for zone in agreement.zones for v in zone.versions for p in v.places]
        names = tuple(dict.fromkeys((*agreement.theatre_places, *inside)))
        for place in settle([Told(query=PlaceQuery(name=n)) for n in names], gazetteer, Theatre()):
            if place.lat is not None and place.lon is not None and (place.radius_m or 0) < 150_000:
                points.append((place.lat, place.lon))
                countries.update(place.country)
    home = frozenset(c for c, n in countries.items() if n * 5 >= len(points))
    return Theatre(points), home


def _resolve_text(
    document: Document, claims: Sequence[Claim], gazetteer: Gazetteer, theatre: Theatre, home: frozenset[str]
) -> dict[Key, ResolvedPlace]:
    """Every name of a text's claims with its place, told to the theatre for the texts to come."""
    told: dict[Mentioned, Told] = {}
    for claim in claims:
        within = tuple(dict.fromkeys(m.name for m in (*claim.within, *claim.where) if m in claim.within or _holds(m)))
        for mention in (*claim.where, *claim.within):
            larger = within if mention in claim.where and not _holds(mention) else ()
            known = told.get(_mentioned(mention))
            if known is None:
                told[_mentioned(mention)] = _told(mention, larger, document)
            elif larger and not known.query.within:
                told[_mentioned(mention)] = msgspec.structs.replace(
                    known, query=msgspec.structs.replace(known.query, within=larger)
                )
    places = settle(tuple(told.values()), gazetteer, theatre, home=home)
    for place in places:
        if place.lat is not None and place.lon is not None and (place.radius_m or 0) < 60_000:
            theatre.add(place.lat, place.lon, place.probability)
    return {(document.id, key): place for key, place in zip(told, places, strict=True)}


def _holds(mention: PlaceMention) -> bool:
    """True for a district or region told beside villages: "in the X district", and a sentence later "the village of Y"."""
    return mention.kind in ("district", "region") and mention.relation == "in"


def _mentioned(mention: PlaceMention) -> Mentioned:
    return mention.name, mention.kind, mention.relation


def _told(mention: PlaceMention, within: tuple[str, ...], document: Document) -> Told:
    span = mention.span
    if span is not None and document.text[span.start : span.end].find(mention.name) >= 0:
        start = span.start + document.text[span.start : span.end].find(mention.name)
        phrase = read_phrase(document.text, start, start + len(mention.name))
    else:
        phrase = Phrase()
    if phrase.shape == "at":
        plain = _SHAPES.get(mention.relation, phrase)
        phrase = msgspec.structs.replace(plain, kind=phrase.kind)
    kind = phrase.kind or (mention.kind if mention.kind in _KINDS else None)
    names = tuple(w for w in within if w != mention.name)
    return Told(
        query=PlaceQuery(name=mention.name, kind=kind, within=names, at=span.start if span else 0), phrase=phrase
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
        same = [p for t in texts if (p := found.get((t, _mentioned(mention)))) is not None]
        return _one(same or [p for (t, m), p in found.items() if t in texts and m[0] == mention.name], mention.name)

    ground = tuple(ground_for(m) for m in (*incident.places, *incident.within))
    placed = [_with_point(m, g) for m, g in zip((*incident.places, *incident.within), ground, strict=True)]
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


def _with_point(mention: PlaceMention, place: ResolvedPlace) -> PlaceMention:
    if not place.settled:
        return mention
    return msgspec.structs.replace(
        mention, lat=place.lat, lon=place.lon, radius_m=place.radius_m, method=place.method, place_id=place.ref
    )
