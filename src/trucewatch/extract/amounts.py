"""Numbers in words and figures, with what they leave open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from trucewatch.extract.lexicon import words
from trucewatch.model.numerals import SCALES, number_of

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

_ORDINALS = dict(
    zip(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
        ],
        range(1, 16),
        strict=True,
    )
)
_FEW = ("several", "few", "couple", "some", "many")
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """What a number leaves open: `high` None for "at least", both None for "dozens"."""

    low: int | None
    high: int | None


def ordinal_of(text: str) -> int | None:
    """5 for "fifth" or "5th"; None if it is no ordinal."""
    match = _ORDINAL.match(text.lower())
    return int(match.group(1)) if match else _ORDINALS.get(text.lower())


def times_of(text: str) -> int | None:
    """1, 2, 3 for "once", "twice", "thrice"."""
    return _TIMES.get(text.lower())


def is_amount(token: Token) -> bool:
    """True for a word that says how many: a numeral, a number in words, "dozens"."""
    return token.pos_ == "NUM" or number_of(token.text) is not None or token.lower_ in words("harm", "vague")


def amount_of(number: Token) -> Amount:
    """The bounds that a numeral and the words before it give ("at least three", "up to 20", "some 40", "dozens")."""
    value = number_of(_whole(number))
    first = max(number.sent.start, number.left_edge.i - 3)
    before = " " + " ".join(t.lower_ for t in number.doc[first : number.i])
    if value is None or number.lower_ in words("harm", "vague") or _vague_beside(number):
        return Amount(low=None, high=None)
    bounds = _range(number, value)
    if bounds is not None:
        return bounds
    if any(f" {p} " in f"{before} " for p in words("harm", "at_least")):
        return Amount(low=value, high=None)
    if any(before.endswith(f" {p}") for p in words("harm", "at_most")):
        return Amount(low=None, high=value)
    return Amount(low=value, high=value)


def _vague_beside(number: Token) -> bool:
    """True for "20 hundreds", "several hundred", "a couple of thousand"."""
    doc, at = number.doc, number.i
    following = doc[at + 1] if at + 1 < len(doc) else None
    if following is not None and following.lower_ in ("hundreds", "thousands"):
        return True
    before = doc[at - 1].lower_ if at > 0 else ""
    if before == "of" and at > 1:
        before = doc[at - 2].lower_
    return number.lower_ in SCALES and before in _FEW


def _range(number: Token, value: int) -> Amount | None:
    """ "10 to 15", "10-15", "between 10 and 15": both ends, whichever of the two words is asked for."""
    doc, at = number.doc, number.i
    for first, last in ((at - 2, at), (at, at + 2)):
        if first < 0 or last >= len(doc):
            continue
        joint = doc[first + 1].lower_
        opened = doc[first - 1].lower_ if first > 0 else ""
        low, high = number_of(doc[first].text), number_of(doc[last].text)
        joined = joint in ("to", "-", "–") or (joint == "and" and opened == "between")
        if joined and low is not None and high is not None and low < high and value in (low, high):
            words_out = doc[first].text.isalpha() and joint in ("-", "–")  # "twenty-five" is one number
            return None if words_out else Amount(low=low, high=high)
    return None


def _whole(number: Token) -> str:
    """A numeral with the parts that the parse hangs below it ("twenty five", "1 960")."""
    parts = [c for c in number.children if c.dep_ in ("compound", "nummod") and c.like_num] + [number]
    before = number.doc[number.i - 1] if number.i > 0 else None
    if number.lower_ in SCALES and before is not None and before not in parts and number_of(before.text) is not None:
        parts.append(before)
    after = number.doc[number.i + 1] if number.i + 1 < len(number.doc) else None
    if after is not None and after.lower_ in SCALES and after not in parts and number.like_num:
        parts.append(after)
    return " ".join(t.text for t in sorted(parts, key=lambda t: t.i))
