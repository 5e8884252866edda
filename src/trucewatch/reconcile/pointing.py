"""Passages that name an act as known ("the raid was aimed at", "condemned this shelling"): a happening told before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from trucewatch.reconcile.settings import settings

ANY = "any"
FIRST = "first"


def named_as_known(words: str) -> frozenset[str]:
    """Codes of the acts that a passage names with "the" or "this", `any` for nouns that name any act.

    `first` where it says only who began a fight ("they fired first"): the fight itself was told before.
    """
    named, _, first, _, of = _patterns()
    found = {code for m in named.finditer(words) for code in of[" ".join(m.group(1).lower().split())]}
    if first.search(words) is not None:
        found.add(FIRST)
    return frozenset(found)


def tells_of_many(words: str) -> bool:
    """True if a passage speaks of many occasions without a number ("successive attacks", "every day")."""
    return _patterns()[3].search(words) is not None


def tells_one_more(words: str) -> bool:
    """True if a word of a passage says that it tells of one more happening ("another", "later")."""
    return _patterns()[1].search(words) is not None


@cache
def _patterns() -> tuple[
    re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, tuple[str, ...]]
]:
    words = settings().pointing
    of = {noun: (code, *words.also.get(code, ())) for code, nouns in words.nouns.items() for noun in nouns}
    # up to two words between, none of which begins another phrase: "the latest Westlander raid", not "the town hit by fire"
    between = rf"(?:(?!(?:{_any(words.not_between)})\s)[\w'’-]+\s+){{0,2}}?"
    named = rf"\b(?:{_any(words.before)})\s+{between}({_any(of)})\b"
    more, first, many = (
        re.compile(rf"\b(?:{_any(x)})\b", re.IGNORECASE) for x in (words.more, words.first, words.many)
    )
    return re.compile(named, re.IGNORECASE), more, first, many, of


def _any(words: Iterable[str]) -> str:
    # the longest first, that "air strike" is not read as "air"; blanks as they come
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=lambda w: (-len(w), w)))
