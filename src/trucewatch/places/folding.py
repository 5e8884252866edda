"""Names made comparable across scripts and transliterations: folded, without article, and as a skeleton of consonants.

Source: the skeleton follows what Arabic, Armenian, Azerbaijani, Persian, Russian and Ukrainian names share when they are
written in Latin letters. Scripts other than Latin are put into ASCII by `anyascii` (see decision 0013).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from anyascii import anyascii

from trucewatch.places.words import words

_MARKS = re.compile("['’‘ʼʻʹʺ`´“”ʿʾˊ\u064b-\u065f\u0670]")
_POSSESSIVE = re.compile(r"['’]s(?=\s|$)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"ə": "e", "ǝ": "e", "ı": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "ҕ": "г"})
_SOUNDS = (
    ("kh", "h"), ("x", "h"), ("gh", "k"), ("q", "k"), ("g", "k"), ("ch", "j"), ("dj", "j"), ("jh", "j"), ("zh", "j"),
    ("c", "j"), ("sh", "s"), ("ph", "f"), ("bh", "b"), ("th", "t"), ("dh", "d"), ("tz", "ts"),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouyw]")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def fold(name: str) -> str:
    """The name in ASCII small letters, without marks and punctuation, words separated by one blank. Cost: linear."""
    text = _MARKS.sub("", _POSSESSIVE.sub("", name.casefold().translate(_LETTERS)))
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c)).translate(_LETTERS)
        if not text.isascii():
            text = _MARKS.sub("", anyascii(text).lower())
    return _NOT_WORD.sub(" ", text).strip()


@cache
def _articles() -> frozenset[str]:
    return frozenset(words().articles)


def without_article(folded: str) -> str:
    """A folded name without its leading articles; the whole name where nothing else is left."""
    parts = folded.split()
    while len(parts) > 1 and parts[0] in _articles():
        parts.pop(0)
    return " ".join(parts)


@lru_cache(maxsize=16384)
def skeleton(folded: str) -> str:
    """The consonants of a folded name, its articles left out, with letters that transliterations swap made one."""
    text = without_article(folded)
    for old, new in _SOUNDS:
        text = text.replace(old, new)
    bones = (_DOUBLE.sub(r"\1", _VOWELS.sub("", w)) or w[:1] for w in text.split())
    return "".join(bones)


def skeletons(folded: str) -> tuple[str, ...]:
    """The skeleton first, then that of the spelling with g for h or h for g, as Ukrainian and Russian differ."""
    found = [skeleton(folded)]
    for old, new in (("g", "h"), ("h", "g")):
        if old in folded:
            swapped = skeleton(re.sub(rf"(?<![ckszptdg]){old}", new, folded))
            if swapped not in found:
                found.append(swapped)
    return tuple(found)
