"""Precision codes of UCDP (where_prec) and ACLED (geo_precision), derived from a resolved place and never stored.

Source: UCDP GED codebook 24.1, where_prec 1 to 7; ACLED codebook 2023, geo_precision 1 to 3.
"""

from __future__ import annotations

from trucewatch.model.place import POINT_KINDS, ResolvedPlace

NEAR_LIMIT_M = 25_000  # UCDP's where_prec 2: within 25 km of a known point
_BY_KIND = {"country": 6, "region": 4, "district": 3, "disputed_area": 5, "area": 5, "line": 5, "water": 7}


def ucdp_where_prec(place: ResolvedPlace) -> int | None:
    """1 the place itself, 2 within 25 km of it, 3 a district, 4 a province, 5 a line or vague region, 6 a country, 7 water.

    None while the place is a question.
    """
    if not place.settled or place.radius_m is None or place.kind is None:
        return None
    if place.method.endswith(":part"):
        return 5 if place.kind in ("country", "region") else 3
    if place.precision == "approximate" and place.kind == "area":
        return 2 if place.radius_m <= NEAR_LIMIT_M else 5
    if place.precision == "approximate" or place.kind in ("sector", "corridor"):
        return 2 if place.radius_m <= NEAR_LIMIT_M or _near_point(place) else 5
    return _BY_KIND.get(place.kind, 1)


def _near_point(place: ResolvedPlace) -> bool:
    return place.method.endswith((":near", ":towards")) and place.kind in POINT_KINDS


def acled_geo_precision(place: ResolvedPlace) -> int | None:
    """1 the town, 2 near it or a small part of a region, 3 a larger region; None while the place is a question."""
    code = ucdp_where_prec(place)
    return None if code is None else 1 if code == 1 else 2 if code in (2, 3) else 3
