"""Place and party names made comparable: folded, with and without the word for what they are."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Words that say what a place is; "Hadrut district" and "the village of Hadrut" both hold the name "hadrut".
_KIND_WORDS = (
    "district|region|province|rayon|raion|oblast|governorate|village|settlement|town|city|area|sector|municipality|"
    "subdistrict|county|valley|the|of|in"
)
_KINDS = re.compile(rf"\b(?:{_KIND_WORDS})\b")
_WIDE = re.compile(r"\b(?:district|region|province|rayon|raion|oblast|governorate|area|sector|county)\b")
_NOT_WORD = re.compile(r"[^\w]+")
_LETTERS = str.maketrans(
    {"ə": "e", "ı": "i", "ğ": "g", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "’": "", "'": "", "ʼ": ""}
)

_PLAIN = {n: None if n == ord("'") else " " for n in range(128) if not (chr(n).isalnum() or chr(n) == "_")}


def fold_text(text: str) -> str:
    """The text in small letters, without marks, apostrophes and punctuation: "Xocavənd" is "xocavend"."""
    if text.isascii():  # most texts, and long ones: by one table
        return " ".join(text.lower().translate(_PLAIN).split())
    small = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    marks = {ord(c): None for c in set(small) if unicodedata.combining(c)}
    return _NOT_WORD.sub(" ", small.translate(marks).translate(_LETTERS)).strip()


fold = lru_cache(maxsize=65536)(fold_text)  # for names, which come again and again; not for whole texts


@lru_cache(maxsize=65536)
def core(name: str) -> str:
    """The folded name without the words for what it is: "Hadrut district" is "hadrut"; empty only if the name is."""
    folded = fold(name)
    return _NOT_WORD.sub(" ", _KINDS.sub(" ", folded)).strip() or folded


def says_district(name: str) -> bool:
    """True if the name itself says that a wider area is meant ("Lachin district", not "Lachin")."""
    return bool(_WIDE.search(fold(name)))
