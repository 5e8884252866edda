"""The places that one text's claims name, resolved together: for incidents, and for claims as `read` prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence

import msgspec

from trucewatch.model.claim import Claim, ToldPlace
from trucewatch.model.document import Document
from trucewatch.model.ids import short_id
from trucewatch.model.place import ResolvedPlace
from trucewatch.model.where import PlaceMention
from trucewatch.places.phrases import Phrase, read_phrase
from trucewatch.places.settle import Told, settle
from trucewatch.places.shape import Gazetteer, PlaceQuery
from trucewatch.places.theatre import Theatre

_SHAPES: dict[str, Phrase] = {
    "near": Phrase(shape="near"),
    "towards": Phrase(shape="towards"),
    "along": Phrase(shape="along"),
}
_KINDS = {"settlement", "district", "region", "country", "line", "site", "area"}
_SMALL_M = 60_000  # wider ground says too little of where the next place lies
_PLACES = msgspec.msgpack.Decoder(tuple[ResolvedPlace, ...])
Mentioned = tuple[str, str, str]
"""Name, kind and relation: "near X" and "X district" are other ground than "X"."""


def mentioned(mention: PlaceMention) -> Mentioned:
    """What a mention's ground depends on within its text."""
    return mention.name, mention.kind, mention.relation


def resolve_text(
    document: Document,
    claims: Sequence[Claim],
    gazetteer: Gazetteer,
    theatre: Theatre,
    home: frozenset[str],
    notes: MutableMapping[bytes, bytes] | None = None,
) -> dict[Mentioned, ResolvedPlace]:
    """Every name of a text's claims with its place, told to the theatre for the texts to come. Cost: that of `settle`.

    `notes`: where the same names in the same theatre were settled before, by all that `settle` is given.
    """
    told: dict[Mentioned, Told] = {}
    for claim in claims:
        within = tuple(dict.fromkeys(m.name for m in (*claim.within, *claim.where) if m in claim.within or _holds(m)))
        for mention in (*claim.where, *claim.within):
            larger = within if mention in claim.where and not _holds(mention) else ()
            known = told.get(mentioned(mention))
            if known is None:
                told[mentioned(mention)] = _told(mention, larger, document)
            elif larger and not known.query.within:
                told[mentioned(mention)] = msgspec.structs.replace(
                    known, query=msgspec.structs.replace(known.query, within=larger)
                )
    places = _settled(tuple(told.values()), gazetteer, theatre, home, notes)
    for given in given_to(places):
        theatre.add(*given)
    return dict(zip(told, places, strict=True))


def given_to(places: Iterable[ResolvedPlace]) -> Iterator[tuple[float, float, float]]:
    """What places tell a theatre: latitude, longitude and how surely."""
    for place in places:
        if place.lat is not None and place.lon is not None and (place.radius_m or 0) < _SMALL_M:
            yield place.lat, place.lon, place.probability


def _settled(
    told: tuple[Told, ...],
    gazetteer: Gazetteer,
    theatre: Theatre,
    home: frozenset[str],
    notes: MutableMapping[bytes, bytes] | None,
) -> tuple[ResolvedPlace, ...]:
    if notes is None:
        return settle(told, gazetteer, theatre, home=home)
    key = msgspec.msgpack.encode((told, theatre.state(), sorted(home), gazetteer.digest))
    known = notes.get(key)
    if known is not None:
        return _PLACES.decode(known)
    places = settle(told, gazetteer, theatre, home=home)
    notes[key] = msgspec.msgpack.encode(places)
    return places


def place_claims(
    document: Document, claims: Sequence[Claim], gazetteer: Gazetteer, theatre: Theatre, home: frozenset[str]
) -> tuple[tuple[Claim, ...], tuple[ToldPlace, ...]]:
    """The claims with the points that their places' names stand for, and every name with its whole answer or question."""
    found = resolve_text(document, claims, gazetteer, theatre, home)
    ids = {key: short_id("pl", document.id, *key) for key in found}
    listed = tuple(
        ToldPlace(id=ids[key], name=key[0], kind=key[1], relation=key[2], stands_for=place)  # type: ignore[arg-type]
        for key, place in found.items()
    )
    return tuple(_with_points(c, found, ids) for c in claims), listed


def _with_points(claim: Claim, found: Mapping[Mentioned, ResolvedPlace], ids: Mapping[Mentioned, str]) -> Claim:
    def pointed(mention: PlaceMention) -> PlaceMention:
        place = found[mentioned(mention)]
        if place.settled:
            return with_point(mention, place)
        return msgspec.structs.replace(mention, method=f"question:{ids[mentioned(mention)]}")

    if not claim.where and not claim.within:
        return claim
    return msgspec.structs.replace(
        claim, where=tuple(pointed(m) for m in claim.where), within=tuple(pointed(m) for m in claim.within)
    )


def with_point(mention: PlaceMention, place: ResolvedPlace) -> PlaceMention:
    """The mention with the place's point, radius, method and id; unchanged while the place is a question."""
    if not place.settled:
        return mention
    return msgspec.structs.replace(
        mention, lat=place.lat, lon=place.lon, radius_m=place.radius_m, method=place.method, place_id=place.ref
    )


def _holds(mention: PlaceMention) -> bool:
    """True for a district or region told beside villages: "in the X district", and a sentence later "the village of Y"."""
    return mention.kind in ("district", "region") and mention.relation == "in"


def _told(mention: PlaceMention, within: tuple[str, ...], document: Document) -> Told:
    span = mention.span
    if span is not None and document.text[span.start : span.end].find(mention.name) >= 0:
        start = span.start + document.text[span.start : span.end].find(mention.name)
        phrase = read_phrase(document.text, start, start + len(mention.name))
    else:
        phrase = Phrase()
    if phrase.shape == "at":
        plain = _SHAPES.get(mention.relation, phrase)
        phrase = msgspec.structs.replace(plain, kind=phrase.kind, reference=phrase.reference)
    kind = phrase.kind or (mention.kind if mention.kind in _KINDS else None)
    names = tuple(w for w in within if w != mention.name)
    return Told(
        query=PlaceQuery(name=mention.name, kind=kind, within=names, at=span.start if span else 0), phrase=phrase
    )
