"""The rows that a name may mean: by its exact folded form, without article or type word, then by spelling."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz

from trucewatch.model.place import POINT_KINDS, Entry
from trucewatch.places.folding import skeletons
from trucewatch.places.ground import distance_km
from trucewatch.places.names import ReadName, read_name
from trucewatch.places.shape import Candidate, Gazetteer, NameKind, PlaceQuery

MOST = 60
SPELLINGS_TRIED = 12
LEAST_LIKENESS = 0.66
SHORT_BONES, LEAST_SHORT = 2, 0.85  # "Sur" and "Sari" share a skeleton: short ones must also look alike
ONE_PLACE_KM = 6.0
ALIKE_SIZE, ALIKE_MIDDLE = (
    2.0,
    0.4,
)  # of areas: how many times as wide, and the middles apart as a share of the smaller radius
ACRONYM = 3  # capitals
KNOWN_BY_LETTERS = 80  # names in the sources
MOST_KNOWN = 4_096  # names whose candidates are kept: a region's news names the same places again and again
_Key = tuple[str, str | None, tuple[str, ...], frozenset[str], bool, bool]
_KNOWN: WeakKeyDictionary[Gazetteer, dict[_Key, tuple[Candidate, ...]]] = WeakKeyDictionary()
_RANK = {"label": 0, "name": 0, "bare": 1, "spelling": 2, "people": 3}


def find_candidates(
    query: PlaceQuery,
    gazetteer: Gazetteer,
    *,
    home: frozenset[str] = frozenset(),
    wide: bool = False,
    join_areas: bool = True,
) -> list[Candidate]:
    """The rows that the query may mean, the likeliest by name first, no more than `MOST`.

    `home`: countries where the name is expected; spellings are tried when no row under the exact name lies there, or
    always with `wide`: where the text or the theatre says more of the place, another spelling may fit better.
    `join_areas`: of rows that sources have of one region or district keep one; without, each speaks with its own codes.
    """
    known = _KNOWN.setdefault(gazetteer, {})
    key = (query.name, query.kind, query.country, home, wide, join_areas)
    found = known.get(key)
    if found is None:
        if len(known) >= MOST_KNOWN:
            known.clear()
        found = known[key] = tuple(_looked_up(query, gazetteer, home, wide, join_areas))
    return list(found)


def _looked_up(
    query: PlaceQuery, gazetteer: Gazetteer, home: frozenset[str], wide: bool, join_areas: bool
) -> list[Candidate]:
    name = read_name(query.name, query.kind)
    found: dict[str, Candidate] = {}
    acronym = query.name.isupper() and len(query.name) <= ACRONYM
    for n, form in enumerate(name.forms):
        for hit in gazetteer.by_name(form):
            if acronym and not _goes_by_letters(hit.entry):
                continue  # "IB" is the International Border, not a town that some source spells so
            how = hit.how if n == 0 or hit.how == "people" or form == name.core else _weaker(hit.how)
            _add(found, Candidate(entry=hit.entry, how=how, likeness=1.0, folded=hit.folded))
    wanted = home | frozenset(query.country)
    exact = any(
        c.how in ("label", "name", "people") and (not wanted or wanted & set(c.entry.country)) for c in found.values()
    )
    if not acronym and (wide or not exact):
        countries = frozenset(query.country) or (wanted if found else frozenset[str]())
        for candidate in _spelled_alike(name, gazetteer, countries):
            _add(found, candidate)
    return _one_each((c for c in found.values() if _may_lie_in(c.entry, query.country)), join_areas)[:MOST]


def _goes_by_letters(entry: Entry) -> bool:
    """True for rows whose sources give names such as "NYC" or "UAE" with care, and for the very well known."""
    return entry.of_overlay or entry.kind == "country" or entry.source == "areas" or entry.names >= KNOWN_BY_LETTERS


def _may_lie_in(entry: Entry, countries: tuple[str, ...]) -> bool:
    return not countries or not entry.country or bool(set(countries) & set(entry.country))


def _weaker(how: NameKind) -> NameKind:
    return "bare" if how in ("label", "name") else how


def _add(found: dict[str, Candidate], candidate: Candidate) -> None:
    known = found.get(candidate.entry.ref)
    if known is None or (_RANK[candidate.how], -candidate.likeness) < (_RANK[known.how], -known.likeness):
        found[candidate.entry.ref] = candidate


def _spelled_alike(name: ReadName, gazetteer: Gazetteer, countries: frozenset[str]) -> Iterable[Candidate]:
    core = name.core or name.whole
    scored: dict[str, float] = {}
    for bones in skeletons(core):
        least = LEAST_SHORT if len(bones) <= SHORT_BONES else LEAST_LIKENESS
        for spelling in gazetteer.spellings(bones):
            likeness = fuzz.ratio(core, spelling) / 100
            if likeness >= least and spelling not in name.forms:
                scored[spelling] = max(likeness, scored.get(spelling, 0.0))
    best = sorted(scored.items(), key=lambda s: (-s[1], s[0]))
    taken = 0
    for spelling, likeness in best:
        hits = [h for h in gazetteer.by_name(spelling) if not countries or countries & set(h.entry.country)]
        for hit in hits:
            if hit.how != "people":
                yield Candidate(entry=hit.entry, how="spelling", likeness=likeness, folded=spelling)
        taken += bool(hits)
        if taken >= SPELLINGS_TRIED:
            return


def _one_area(a: Entry, b: Entry) -> bool:
    """True for one region or district that two sources have: of one kind and country, about as large, its middle in one place."""
    if a.kind != b.kind or a.kind not in ("region", "district") or not set(a.country) & set(b.country):
        return False
    small, large = sorted((a.radius_km, b.radius_km))
    return large <= ALIKE_SIZE * small and distance_km(a.lat, a.lon, b.lat, b.lon) <= ALIKE_MIDDLE * small


def _one_each(found: Iterable[Candidate], join_areas: bool) -> list[Candidate]:
    """Candidates in order, rows that two sources have of one place joined: the overlay's or better known one stays."""
    ranked = sorted(
        found,
        key=lambda c: (
            _RANK[c.how],
            not c.entry.of_overlay,
            -c.likeness,
            -c.entry.population,
            -c.entry.names,
            c.entry.ref,
        ),
    )
    kept: list[Candidate] = []
    cells: dict[tuple[int, int], list[Candidate]] = {}
    for c in ranked:
        e = c.entry
        cell = (round(e.lat * 5), round(e.lon * 5))
        if e.kind in POINT_KINDS:
            beside = (k for a in (-1, 0, 1) for o in (-1, 0, 1) for k in cells.get((cell[0] + a, cell[1] + o), ()))
            if any(distance_km(e.lat, e.lon, k.entry.lat, k.entry.lon) <= ONE_PLACE_KM for k in beside):
                continue
            cells.setdefault(cell, []).append(c)
        elif join_areas and any(_one_area(e, k.entry) for k in kept):
            continue
        kept.append(c)
    return kept
