"""Names in a form in which spellings can be compared: folded, as a skeleton of consonants, and by likeness.

Source: the folding of transliterations follows what Arabic, Armenian, Azerbaijani and Russian names share when they
are written in Latin letters (kh/x, gh/g/q, ch/c, sh/s, vowels free, doubled letters free).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from trucewatch.reconcile.settings import settings

_SPECIAL = str.maketrans({"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae"})
_DIGRAPHS = (
    ("kh", "h"),
    ("x", "h"),
    ("gh", "k"),
    ("q", "k"),
    ("g", "k"),
    ("ch", "j"),
    ("c", "j"),
    ("sh", "s"),
    ("ph", "f"),
)
_POSSESSIVE = re.compile(r"['’]s(?!\w)")
_INSIDE = re.compile(r"(?<=\w)['’‘ʼʻʿʾ`´](?=\w)")  # "Sana'a" is "Sanaa"
_NOT_WORD = re.compile(r"[^\w]+")
_VOWEL = re.compile(r"[aeiouyw']")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name in lower case, without accents and punctuation, words separated by one blank."""
    decomposed = unicodedata.normalize("NFKD", name.lower().translate(_SPECIAL))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", _INSIDE.sub("", _POSSESSIVE.sub("", plain))).strip()


@lru_cache(maxsize=65536)
def place_core(name: str) -> str:
    """The folded name without words that say what kind of place it is; the whole name when nothing else remains."""
    words = settings().place_words
    kinds = {*words.district, *words.area, *words.drop}
    folded = fold(name).removeprefix("al ")
    kept = [w for w in folded.split() if w not in kinds]
    return " ".join(kept) or folded


@lru_cache(maxsize=65536)
def sounded(name: str) -> str:
    """A place's name with letters that transliterations swap made one."""
    text = place_core(name)
    for old, new in _DIGRAPHS:
        text = text.replace(old, new)
    return text


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """The consonants of a place's name, with letters that transliterations swap made one."""
    text = sounded(name)
    return " ".join(s for w in text.split() if (s := _DOUBLE.sub(r"\1", _VOWEL.sub("", w)) or w[:1]))


@lru_cache(maxsize=262144)
def same_place_name(a: str, b: str) -> bool:
    """True if two names can be spellings of one place name."""
    x, y = place_core(a), place_core(b)
    if x == y:
        return True
    likeness = max(fuzz.ratio(x, y), fuzz.ratio(sounded(a), sounded(b)))
    if skeleton(a) == skeleton(b):
        # "Sur" and "Sari" share a skeleton too: short ones must also look alike
        return likeness >= (75 if len(skeleton(a).replace(" ", "")) >= 3 else 90)
    # one consonant more or less is a spelling ("Taghe", "Tagher"); one swapped is another village
    return len(min(x, y, key=len)) >= 5 and likeness >= 88 and Indel.distance(skeleton(a), skeleton(b)) <= 1


@lru_cache(maxsize=65536)
def telling_words(name: str) -> frozenset[str]:
    """The words of an actor's name that say which people, not what kind: longer words outside the general ones."""
    return frozenset(w for w in fold(name).split() if len(w) >= 5 and w not in settings().people_words)
