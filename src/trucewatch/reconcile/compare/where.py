"""Where: do two accounts speak of one place, given how spellings vary and how much ground a name covers?"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from trucewatch.model.incident import Reason
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account, Place
from trucewatch.reconcile.names import same_place_name

NAME = "where"
VERSION = 2
EARTH_M = 6_371_000
OTHER_DIVISION = -0.5  # against, but no proof: never enough to hold two accounts different
SLACK_M = 10_000  # two names for one fight may lie in neighbouring villages


def same_place(p: Place, q: Place) -> bool:
    """True if two mentions can name one place: one gazetteer entry, or names that are spellings of one another."""
    if p.place_id and q.place_id:
        return p.place_id == q.place_id
    return same_place_name(p.name, q.name)


def distance_m(p: Place, q: Place) -> float | None:
    """Great-circle distance in metres, None when either has no coordinates."""
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None:
        return None
    la, lb = radians(p.lat), radians(q.lat)
    h = sin((lb - la) / 2) ** 2 + cos(la) * cos(lb) * sin(radians(q.lon - p.lon) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(h))


def compare(a: Account, b: Account, context: Context) -> Reason:
    """1 for a shared settlement or site, less where one place lies in the other, -1 for places that differ."""
    if not (a.where or a.within) or not (b.where or b.within):
        return _reason(0, "One account names no place.")
    spots_a, spots_b = a.spots, b.spots
    shared = next(((p, q) for p in spots_a for q in spots_b if same_place(p, q)), None)
    if shared:
        p, q = shared
        if not (p.place_id and q.place_id) and _other_districts(a, b):
            return _two_of_a_name(a, b, p, context)
        return _reason(1, f"Both name {p.name}." if p.name == q.name else f"{p.name} and {q.name} can be one place.")
    inside = _inside(a, b) or _inside(b, a)
    if inside:
        return inside
    named = _town_or_district(a, b) or _town_or_district(b, a)
    if named:
        return named
    near = _near(spots_a, spots_b)
    if near:
        return near
    return _districts(a, b, context)


def _other_districts(a: Account, b: Account) -> bool:
    """True if both name districts, and no two of them can be one."""
    return bool(a.districts and b.districts) and not any(same_place(p, q) for p in a.districts for q in b.districts)


def _two_of_a_name(a: Account, b: Account, place: Place, context: Context) -> Reason:
    """One name in two districts: two villages, unless two sides divide the ground, each in its own way.

    A town that gives its own district its name is not the village of that name in another.
    """
    said = f"{place.name} in {a.districts[0].name} and in {b.districts[0].name}"
    seat = any(same_place(place, d) for d in (*a.districts, *b.districts))
    if seat or a.side is None or b.side is None or context.aligned(a.side, b.side):
        return _reason(-0.3, f"{said} may be two places of one name.")
    return _reason(0.6, f"{said}: one name, in districts as each speaker's side divides the ground.")


def _inside(a: Account, b: Account) -> Reason | None:
    """One account's own place is the larger unit that the other gives around its place."""
    for p in a.where:
        wider = (q for q in b.where if q.level != "spot") if p.level == "spot" else ()
        for q in (*b.within, *wider):
            if not same_place(p, q):
                continue
            level = "district" if "district" in (p.level, q.level) else "area"
            inner = ", ".join(x.name for x in b.where) or "the place of the other account"
            if level == "district":
                return _reason(0.6, f"One account names {p.name}, in which the other places {inner}.")
            return _reason(0.2, f"One account names only {p.name}, a wide area that holds {inner}.")
    return None


def _town_or_district(a: Account, b: Account) -> Reason | None:
    for q in (x for x in b.where if x.level != "spot"):
        for p in a.spots:
            if same_place(p, q):
                return _reason(0.4, f"{p.name} and {q.name}: the town, or the ground named after it.")
    return None


def _near(spots_a: tuple[Place, ...], spots_b: tuple[Place, ...]) -> Reason | None:
    found: list[tuple[float, Place, Place]] = []
    for p in spots_a:
        for q in spots_b:
            d = distance_m(p, q)
            if d is not None and not (p.shared_name or q.shared_name):
                found.append((max(0.0, d - (p.radius_m or 0) - (q.radius_m or 0)), p, q))
    if not found:
        return None
    gap, p, q = min(found, key=lambda f: (f[0], f[1].name, f[2].name))
    if gap <= SLACK_M:
        return _reason(0.5, f"{p.name} and {q.name} lie within {int(SLACK_M / 1000)} km of one another.")
    return _reason(-1, f"{p.name} and {q.name} lie about {round(gap / 1000)} km apart.")


def _districts(a: Account, b: Account, context: Context) -> Reason:
    all_a, all_b = a.districts, b.districts
    shared = next((p for p in all_a for q in all_b if same_place(p, q)), None)
    names_a = ", ".join(p.name for p in a.where)
    names_b = ", ".join(p.name for p in b.where)
    if a.spots and b.spots:
        both = next((p for p in (*a.where, *b.where) if p.shared_name), None)
        if both:
            return _reason(0, f"{both.name} is a town's name and a district's: {names_a} and {names_b} may meet.")
        if shared:
            return _reason(-0.9, f"Different places in {shared.name}: {names_a} and {names_b}.")
        return _reason(-1, f"Different places: {names_a} and {names_b}.")
    if shared:
        return _reason(0.5, f"Both speak of {shared.name}.")
    if all_a and all_b:
        both_named = f"Different districts: {all_a[0].name} and {all_b[0].name}"
        if not (_denies_there(a, b) or _denies_there(b, a)) or context.aligned(a.side, b.side):
            return _reason(-1, f"{both_named}.")
        # who denies an act names contested ground by his own side's administration
        return _reason(OTHER_DIVISION, f"{both_named}, each as its speaker's side divides the ground.")
    wide = next((p for p in a.where for q in b.where if same_place(p, q)), None)
    if wide:
        return _reason(0.25, f"Both name only {wide.name}, a wide area.")
    if names_a and names_b and any(p.level == "area" for p in (*a.where, *b.where)):
        return _reason(-0.1, f"{names_a} and {names_b}: nothing says that the one lies in the other.")
    return _reason(0, "Whether the one place lies in the other is not known.")


def _denies_there(denial: Account, told: Account) -> bool:
    """True if one side denies, of a district and no village, what another tells. `columns.py` leaves such places alone."""
    named = any(p.level == "district" for p in denial.where) and not denial.spots
    return denial.denies and not told.denies and named and denial.side is not None and told.side is not None


def _reason(score: float, sentence: str) -> Reason:
    return Reason(comparison=NAME, score=score, sentence=sentence)
