"""Names of one text resolved to places with ground, or to questions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from trucewatch.model.place import Entry, PlaceCandidate, ResolvedPlace
from trucewatch.model.reason import Reason
from trucewatch.places.candidates import find_candidates
from trucewatch.places.choose import group_names, weigh
from trucewatch.places.features import INDEX, Group
from trucewatch.places.geometry import Ground, ground_of
from trucewatch.places.names import read_name
from trucewatch.places.phrases import Phrase
from trucewatch.places.reasons import reasons_for
from trucewatch.places.shape import Gazetteer, PlaceQuery, Reference
from trucewatch.places.theatre import Theatre

LEAST = 0.5  # below this a place is a question: at 0.5 one answer in eight to twenty is wrong on the public sets
MOST_CANDIDATES = 5
LEAST_SHOWN = 0.02


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A name of a text with the words around it."""

    query: PlaceQuery
    phrase: Phrase = Phrase()


def settle(
    names: Sequence[Told],
    gazetteer: Gazetteer,
    theatre: Theatre,
    *,
    home: frozenset[str] = frozenset(),
    least: float = LEAST,
) -> tuple[ResolvedPlace, ...]:
    """One place for each name of a text, in order; those that cannot be told are questions with their candidates.

    `least`: the probability from which a place is taken. Pure: the same names, gazetteer and theatre give the same places.
    """
    queries = [_asked(t) for t in names]
    groups, of = group_names(queries, gazetteer, theatre, home)
    weigh(groups)
    return tuple(_resolved(t, groups[g], gazetteer, theatre, least) for t, g in zip(names, of, strict=True))


def _asked(told: Told) -> PlaceQuery:
    kind = told.query.kind or told.phrase.kind
    reference = told.query.reference or told.phrase.reference
    if kind == told.query.kind and reference == told.query.reference:
        return told.query
    return msgspec.structs.replace(told.query, kind=kind, reference=reference)


def _resolved(told: Told, group: Group, gazetteer: Gazetteer, theatre: Theatre, least: float) -> ResolvedPlace:
    name = told.query.name
    if group.query.reference is not None and group.query.reference.bracketed and not group.referred:
        place = _by_reference(name, group.query.reference, gazetteer, theatre)
        if place is not None:
            return place
    order = sorted(range(len(group.candidates)), key=lambda n: (-float(group.p[n]), group.candidates[n].entry.ref))
    candidates = tuple(_shown(group, n) for n in order[:MOST_CANDIDATES] if float(group.p[n]) >= LEAST_SHOWN)
    if not order:
        return ResolvedPlace(name=name, question=f"No row of the gazetteer bears the name {name} or one spelled alike.")
    best = order[0]
    p = float(group.p[best])
    if p < least:
        return ResolvedPlace(
            name=name, candidates=candidates, probability=round(p, 3), question=_question(name, group, best)
        )
    if _namesake_inside(group, best):
        said = f"{name}: the best known place of that name lies outside {' and '.join(group.query.within)}, another one inside."
        return ResolvedPlace(name=name, candidates=candidates, probability=round(p, 3), question=said)
    chosen = group.candidates[best]
    entry = chosen.entry
    phrase = told.phrase
    part = read_name(name).part
    if part and phrase.shape == "at" and chosen.how == "bare":
        phrase = Phrase(shape="part", part=part, kind=phrase.kind)
    other = _other(phrase, entry, gazetteer) if phrase.other else None
    ground = ground_of(entry, phrase, other, group.kind)
    if ground.method.endswith("named after it"):
        entry = msgspec.structs.replace(entry, kind=group.kind)
    found = {"label": "name", "people": "people"}.get(chosen.how, chosen.how)
    return place_on(
        entry,
        ground,
        name,
        probability=round(p, 3),
        method=f"phrase:{ground.method}" if ground.method else f"gazetteer:{found}",
        reasons=reasons_for(group, best),
        candidates=candidates[1:],
    )


def place_on(
    entry: Entry,
    ground: Ground,
    name: str,
    *,
    probability: float,
    method: str,
    reasons: tuple[Reason, ...] = (),
    candidates: tuple[PlaceCandidate, ...] = (),
) -> ResolvedPlace:
    """A name that stands for a row of the gazetteer, on the ground that the words about it mean."""
    return ResolvedPlace(
        name=name,
        ref=entry.ref,
        label=entry.name,
        kind=entry.kind,
        country=entry.country,
        lat=round(ground.lat, 5),
        lon=round(ground.lon, 5),
        radius_m=round(ground.radius_km * 1000),
        precision=ground.precision,
        probability=probability,
        method=method,
        source=entry.source,
        reasons=reasons,
        candidates=candidates,
    )


def _by_reference(name: str, reference: Reference, gazetteer: Gazetteer, theatre: Theatre) -> ResolvedPlace | None:
    """A place that no row fits, by where the text says that it lies; None where the other place is not clear."""
    query = PlaceQuery(name=reference.name, kind="settlement")
    groups, _ = group_names([query], gazetteer, theatre)
    weigh(groups)
    best = int(groups[0].p.argmax())
    if best >= len(groups[0].candidates):
        return None
    other = groups[0].candidates[best].entry
    phrase = Phrase(shape="offset", least_km=reference.km, most_km=reference.km, bearing=reference.bearing)
    ground = ground_of(other, phrase)
    said = (
        f"No row fits {name}; the text says that it lies {reference.km:g} km from {other.name}, and in which direction."
    )
    return ResolvedPlace(
        name=name,
        label=f"{name}, {reference.km:g} km from {other.name}",
        country=other.country,
        lat=round(ground.lat, 5),
        lon=round(ground.lon, 5),
        radius_m=round(ground.radius_km * 1000),
        precision="approximate",
        probability=round(float(groups[0].p[best]), 3),
        method="phrase:seen from another place",
        source=other.source,
        reasons=(Reason(comparison="place words", score=1.0, sentence=said),),
    )


def _other(phrase: Phrase, entry: Entry, gazetteer: Gazetteer) -> Entry | None:
    """The second place of "between": the row of that name nearest to the first."""
    from trucewatch.places.ground import distance_km

    found = find_candidates(PlaceQuery(name=phrase.other or "", country=entry.country), gazetteer)
    near = [(distance_km(entry.lat, entry.lon, c.entry.lat, c.entry.lon), c.entry.ref, c.entry) for c in found]
    close = [n for n in near if n[0] > 0]
    return min(close)[2] if close and min(close)[0] < 400 else None


def _shown(group: Group, n: int) -> PlaceCandidate:
    e = group.candidates[n].entry
    return PlaceCandidate(
        ref=e.ref,
        name=e.name,
        kind=e.kind,
        country=e.country,
        lat=round(e.lat, 5),
        lon=round(e.lon, 5),
        radius_m=round(e.radius_km * 1000),
        probability=round(float(group.p[n]), 3),
        admin=e.admin1,
        source=e.source,
        reasons=reasons_for(group, n),
    )


def _namesake_inside(group: Group, best: int) -> bool:
    """True if the likeliest lies in none of the larger places told, and another candidate of the very name does.

    Fame must not pull a village's happening to the city of its name: which is meant is for a person to say.
    """
    inside = group.fixed[:, INDEX["inside"]] > 0
    named = [c.how in ("label", "name", "bare") for c in group.candidates]
    return bool(group.fixed[best, INDEX["outside"]] > 0.99) and any(inside & named)


def _question(name: str, group: Group, best: int) -> str:
    none, p = float(group.p[-1]), float(group.p[best])
    if none >= p:
        return f"{name}: the rows found under this name do not fit the text; perhaps it is none of them."
    return f"{name} may be any of several places; the likeliest has a probability of {p:.2f}."
