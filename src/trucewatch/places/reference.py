"""A place that a text tells by another: "Vodiane (94 km south of Donetsk)". It picks the right namesake, or stands for the place.

Units: kilometres, degrees from north.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from trucewatch.model.place import POINT_KINDS, Entry
from trucewatch.places.ground import bearing, distance_km
from trucewatch.places.shape import Candidate, Reference
from trucewatch.places.words import words

SLACK_KM, SLACK_SHARE = 4.0, 0.12  # figures are rounded, and counted from a town's middle or from its edge
SLACK_DEGREES = 35.0
CLOSE_KM = 8.0  # so near that the bearing says little
MILE_KM = 1.609
_SHORT = {"n": "north", "s": "south", "e": "east", "w": "west"}


@cache
def _pattern() -> re.Pattern[str]:
    spelled = "|".join(sorted((b.replace(" ", r"[\s-]*") for b in words().bearings), key=len, reverse=True))
    return re.compile(
        r"^\s{0,3}(\(|,)\s{0,3}(?:[^()\d,;]{0,40}[,;]\s{0,3})?(?:(?i:about|some|around|approximately|roughly)\s+)?"
        r"(\d{1,3}(?:[.,]\d)?)\s{0,3}-?(kms?|kilomet(?:er|re)s?|miles?)\s+(?:to\s+the\s+)?"
        rf"((?i:{spelled})|[NS]{{1,2}}[EW]|[EW][NS][EW]|[NSEW])\s+(?:of|from)\s+(?:the\s+)?(?:(?:city|town|village)\s+of\s+)?"
        r"([A-Z\u0400-\u052f][\w'’-]{0,30}(?:\s[A-Z\u0400-\u052f][\w'’-]{0,30}){0,2})"
    )


def read_reference(after: str) -> Reference | None:
    """What stands right behind a name, in brackets or commas, to tell where it lies. Cost: bounded by the pattern's counts."""
    found = _pattern().match(after)
    if found is None:
        return None
    km = float(found[2].replace(",", ".")) * (MILE_KM if found[3].startswith("mile") else 1.0)
    said = found[4].lower()
    parts = [_SHORT[c] for c in said] if len(said) <= 3 else re.findall(r"north|south|east|west", said)
    towards = words().bearings.get(" ".join(parts))
    if towards is None:
        return None
    return Reference(name=found[5], km=km, bearing=towards, bracketed=found[1] == "(")


def lies_by(entry: Entry, reference: Reference, others: Sequence[Entry]) -> bool:
    """True if a row lies as the text says from any of the rows that the other name may mean."""
    return any(_fits(entry, reference, other) for other in others)


def _fits(entry: Entry, reference: Reference, other: Entry) -> bool:
    far = distance_km(other.lat, other.lon, entry.lat, entry.lon)
    slack = SLACK_KM + SLACK_SHARE * reference.km + min(other.radius_km / 2, CLOSE_KM)
    if abs(far - reference.km) > slack:
        return False
    turned = abs(bearing(other.lat, other.lon, entry.lat, entry.lon) - reference.bearing) % 360
    return far < CLOSE_KM or min(turned, 360 - turned) <= SLACK_DEGREES


def others_of(candidates: Sequence[Candidate]) -> list[Entry]:
    """The rows that the other name may mean: those that bear it, towns first."""
    named = [c.entry for c in candidates if c.how in ("label", "name", "bare")]
    return [e for e in named if e.kind in POINT_KINDS] or named
