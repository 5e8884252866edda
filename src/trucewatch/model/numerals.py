"""Whole numbers in English words and in figures."""

from __future__ import annotations

import re

_ONES = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_UNITS = {word: n for n, word in enumerate(_ONES)}
_TENS = {
    word: n * 10
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000}
_FIGURE = re.compile(r"^\d{1,3}(?:[, ]\d{3})+$|^\d+$")
_WORD = "|".join(sorted((*_UNITS, *_TENS, *SCALES), key=len, reverse=True))

NUMERAL = rf"\d{{1,3}}(?:,\d{{3}})+|\d+|(?:{_WORD})(?:(?:-| and | )(?:{_WORD}))*"
"""A regular expression for what `number_of` reads, in lower case: 1,960; twenty-five; two hundred and six."""


def number_of(text: str) -> int | None:
    """The whole number that a word or figure group says ("twenty-five", "1,960", "two hundred and six"); None if it is none."""
    plain = text.lower().strip()
    if _FIGURE.match(plain):
        value = int(re.sub(r"[, ]", "", plain))
        return value if value < 10**9 else None
    total = part = 0
    seen = False
    for word in re.split(r"[\s-]+", plain):
        if word in ("and", "a", "an"):
            part = part or (1 if word != "and" and not seen else part)
            continue
        if word in _UNITS:
            part += _UNITS[word]
        elif word in _TENS:
            part += _TENS[word]
        elif word in SCALES:
            scale = SCALES[word]
            part = (part or 1) * scale
            if scale > 100:
                total, part = total + part, 0
        else:
            return None
        seen = True
    return total + part if seen else None
