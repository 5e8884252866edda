"""Words around a name that make other ground of it: "4 km north-west of X", "near X", "between X and Y", "along X".

Patterns run over a short window on each side of the name, so that the cost does not depend on the length of the text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import msgspec

from trucewatch.places.folding import fold
from trucewatch.places.reference import read_reference
from trucewatch.places.shape import Reference
from trucewatch.places.words import kind_of_type_word, words

Shape = Literal["at", "near", "offset", "towards", "between", "along", "part"]
WINDOW = 90
KM = {"km": 1.0, "kilometer": 1.0, "kilometre": 1.0, "mile": 1.609, "m": 0.001, "meter": 0.001, "metre": 0.001}
_SPELLED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "a": 1, "several": 4,
    "a few": 4, "some": 4, "dozens": 30,
}  # fmt: skip
_NUMBER = r"\d{1,4}(?:[.,]\d{1,2})?|" + "|".join(sorted(_SPELLED, key=len, reverse=True))
_TO_NAME = r"(?:the\s+)?(?:(?:[a-z]+\s+)?(?:town|village|city|settlement|hamlet|camp|area)s?\s+(?:of\s+)?)?$"
_NEAR = re.compile(
    r"\b(?:near(?:by)?|close to|next to|outside|around|beside|not far from|off|adjacent to|in the (?:vicinity|area|environs) of|"
    r"(?:on|at|in) the outskirts of|on the edge of|just outside)\s+" + _TO_NAME
)
_TOWARDS = re.compile(r"\b(?:towards?|in the direction of|on the way to|en route to|approaching)\s+" + _TO_NAME)
_ALONG = re.compile(r"\b(?:along|across|over|astride)\s+(?:the\s+)?$")
_BETWEEN = re.compile(r"\bbetween\s+" + _TO_NAME)
_AND_NAME = re.compile(
    r"^\s*(?:\([^)]{0,40}\))?\s*and\s+(?:the\s+)?(?:(?:town|village|city|settlement)s?\s+of\s+)?"
    r"((?:(?:al|el|ash|as|ad|at|an)-)?[A-Z\u0400-\u052f\u0530-\u058f][\w'’-]*(?:\s+(?:al-|el-|ash-)?[A-Z\u0400-\u052f][\w'’-]*){0,2})"
)


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """What the words around a name say. Units: kilometres, degrees from north. `kind`: from a type word beside the name.

    `reference`: where the place lies seen from another, as the words behind it say; apart from the shape, which changes ground.
    """

    shape: Shape = "at"
    least_km: float | None = None
    most_km: float | None = None
    bearing: float | None = None
    other: str | None = None
    part: str | None = None
    kind: str | None = None
    reference: Reference | None = None


@cache
def _offset() -> re.Pattern[str]:
    bearings = "|".join(sorted((b.replace(" ", r"[\s-]*") for b in words().bearings), key=len, reverse=True))
    unit = r"(km|kms|kilomet(?:er|re)s?|miles?|m|met(?:er|re)s?)"
    return re.compile(
        rf"(?:\b({_NUMBER})\s*(?:(?:-|–|to|and)\s*({_NUMBER})\s*)?[\s-]?{unit}\b\.?\s*(?:\([^)]{{0,30}}\)\s*)?(?:away\s+)?)?"
        rf"(?:(?:just\s+)?(?:to\s+the\s+)?\b({bearings})(?:ern)?\s*(?:of|from)|\b(?:from|of|outside))\s+{_TO_NAME}"
    )


def read_phrase(text: str, start: int, end: int) -> Phrase:
    """What the words around the name at text[start:end] say. Cost: bounded by `WINDOW`."""
    phrase = _shape_of(text, start, end)
    reference = read_reference(text[end : end + 2 * WINDOW])
    return msgspec.structs.replace(phrase, reference=reference) if reference is not None else phrase


def _shape_of(text: str, start: int, end: int) -> Phrase:
    before = _same_sentence_before(text[max(0, start - WINDOW) : start])
    after = text[end : end + WINDOW]
    kind = _type_word(before, after)
    low = " ".join(before.lower().split()) + " "
    found = _offset().search(low)
    if found and (found[1] or found[4]):
        return _offset_phrase(found, kind)
    if _BETWEEN.search(low) and (other := _AND_NAME.match(after)):
        return Phrase(shape="between", other=other[1], kind=kind)
    if _NEAR.search(low) or re.match(r"^(?:['’]s)?\s+(?:outskirts|surroundings|environs)\b", after):
        return Phrase(shape="near", kind=kind)
    if _TOWARDS.search(low):
        return Phrase(shape="towards", kind=kind)
    part = _part_before(low)
    if part is not None:
        return Phrase(shape="part", part=part, kind=kind)
    if _ALONG.search(low):
        return Phrase(shape="along", kind=kind)
    return Phrase(kind=kind)


def _same_sentence_before(text: str) -> str:
    return re.split(r"[.!?]\s+(?=[A-Z])|\n\s*\n", text)[-1]


def _offset_phrase(found: re.Match[str], kind: str | None) -> Phrase:
    bearing = words().bearings[" ".join(_split_bearing(found[4]))] if found[4] else None
    if not found[1]:
        return Phrase(shape="offset", bearing=bearing, kind=kind)
    unit = KM.get(found[3].rstrip("s"), 1.0)
    least = _number(found[1]) * unit
    most = _number(found[2]) * unit if found[2] else least
    return Phrase(shape="offset", least_km=min(least, most), most_km=max(least, most), bearing=bearing, kind=kind)


def _split_bearing(text: str) -> list[str]:
    return re.findall(r"north|south|east|west", text)


def _number(text: str) -> float:
    return float(_SPELLED[text]) if text in _SPELLED else float(text.replace(",", "."))


def _part_before(low: str) -> str | None:
    tail = re.search(r"\b([a-z]+(?:[\s-][a-z]+)?)\s+(?:parts?\s+of\s+(?:the\s+)?)?$", low)
    if tail is None:
        return None
    parts = words().parts
    said = " ".join(tail[1].replace("-", " ").split())
    return parts.get(said) or parts.get(said.split()[-1]) or None


def _type_word(before: str, after: str) -> str | None:
    """The kind that a type word right behind the name, or before it with "of", says."""
    kinds = kind_of_type_word()
    behind = fold(re.split(r"[,.;:()\n]", after)[0]).split()[:3]
    if re.match(r"^[\s-]", after):
        for n in range(min(3, len(behind)), 0, -1):
            if (kind := kinds.get(" ".join(behind[:n]))) is not None:
                return kind
            if (kind := kinds.get(" ".join(behind[:n]).removesuffix("s"))) is not None and n == 1:
                return kind
    told = re.search(r"\b(?:the\s+)?([A-Za-z-]+(?:\s[A-Za-z-]+)?)\s+of\s+(?:the\s+)?$", before)
    if told:
        said = fold(told[1])
        return kinds.get(said) or kinds.get(said.split()[-1]) or kinds.get(said.split()[-1].removesuffix("s"))
    close = re.search(r"\b([a-z]+)\s+$", before)
    return kinds.get(close[1]) if close and kinds.get(close[1]) in ("settlement", "neighbourhood") else None
