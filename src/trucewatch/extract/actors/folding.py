"""Text folded for comparison, letter for letter, and the spellings that one written form stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_QUOTES = {"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"'}
_DASHES = dict.fromkeys("‐‑‒–—−", "-")
_BLANKS = dict.fromkeys("\u00a0\u2007\u2009\u202f\t\n\r\x0b\x0c", " ")
_LETTERS = {"ı": "i", "ə": "e", "Ə": "E", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "#": " "}


def _table() -> dict[int, str]:
    table = {**_QUOTES, **_DASHES, **_BLANKS, **_LETTERS}
    for code in range(0xC0, 0x250):
        plain = unicodedata.normalize("NFKD", chr(code))
        if len(plain) > 1 and plain[0].isascii() and all(unicodedata.combining(c) for c in plain[1:]):
            table.setdefault(chr(code), plain[0])
    return {ord(k): v for k, v in table.items()}


_FOLD = _table()


def fold(text: str) -> str:
    """The text with plain quotes, hyphens, blanks and letters without accents; one character for each of `text`."""
    return text.translate(_FOLD)


def lower(text: str) -> str:
    """The text in lower case, one character for each of `text` (a few capitals lower to two, and stay as they are)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


# one spelling -> the others that mean the same; each way round
_SPELLINGS = (
    ("Defence", "Defense"),
    ("Organisation", "Organization"),
    ("Centre", "Center"),
    ("Programme", "Program"),
    ("Stabilisation", "Stabilization"),
    ("Mobilisation", "Mobilization"),
    ("Renewal", "Renewal"),
    ("recognised", "recognized"),
    ("Co-operation", "Cooperation"),
    ("Nations Mission", "Nations mission"),
)
_UN = re.compile(r"\b(UN|US|EU)\b(?!-)")
_ARTICLE = re.compile(r"^(?:al|Al|el|El)[- ]")


def spellings(form: str) -> Iterator[str]:
    """The form itself and its regular variants: British and American spelling, dotted UN and US, al- and Al."""
    forms = {form}
    for one, other in _SPELLINGS:
        forms |= {f.replace(one, other) for f in forms} | {f.replace(other, one) for f in forms}
    dotted = {_UN.sub(lambda m: f"{m[1][0]}.{m[1][1]}.", f) for f in forms if " " in f}
    forms |= dotted
    for f in tuple(forms):
        if _ARTICLE.match(f):
            forms |= {article + f[3:] for article in ("al-", "Al-", "al ", "Al ")}
    yield from sorted(forms)
