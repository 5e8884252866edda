"""Incident codes as words and in order: NK-2020-0012, and NK-2020-P0001 of a view of an earlier time."""

from __future__ import annotations

import re
from itertools import pairwise

_CODE = re.compile(r"([A-Z][A-Z0-9]*)-(\d{4})-(P?)(\d+)")
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_LETTERS = 5  # of a prefix that has a number of its own
_NUMBER_BITS, _YEAR_BITS = 21, 14


def place_of_code(code: str) -> int | None:
    """A number that puts codes in order of prefix, year and number: the same whatever other codes there are.

    Shape: 0 to 2**63. None for what is no code, or has a longer prefix or number than fit: those have no number of their own.
    """
    found = _CODE.fullmatch(code)
    if found is None or len(found[1]) > MOST_LETTERS or int(found[4]) >= 1 << _NUMBER_BITS:
        return None
    prefix = 0
    for n in range(MOST_LETTERS):
        prefix = prefix * (len(_LETTERS) + 1) + (_LETTERS.index(found[1][n]) + 1 if n < len(found[1]) else 0)
    place = (prefix << _YEAR_BITS | int(found[2])) << 1 | bool(found[3])
    return place << _NUMBER_BITS | int(found[4])


def order_of_code(code: str) -> tuple[int, str]:
    """What codes are sorted by."""
    return place_of_code(code) or 0, code


def places_of(codes: list[str]) -> list[int]:
    """A number for each code of a list in its order: the codes' own where all have one and stand in order, else 0, 1, 2."""
    own = [place_of_code(c) for c in codes]
    given = [p for p in own if p is not None]
    if len(given) == len(own) and all(a < b for a, b in pairwise(given)):
        return given
    return list(range(len(codes)))
