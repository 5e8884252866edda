"""Whether a sentence ends at a break or goes on behind it."""

from __future__ import annotations

import re
from functools import cache

from trucewatch.ingest.layout.patterns import layout_data

_TERMINAL = re.compile(r"[.!?…:;։؟。！？।][\"”“’‘'»)\]*]*$")
_LAST_WORD = re.compile(r"([^\W\d_]+)[\"”’»)\]]*$")
_LAST_ABBREVIATION = re.compile(r"(?<![\w.])([^\W\d_]{1,6})\.$")
_FIRST_LETTER = re.compile(r"^[\"“”'‘’«(\[]*([^\W\d_])")
_CUT_WORD = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]$")


@cache
def _continuing() -> frozenset[str]:
    return frozenset(layout_data().continuing_words)


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(layout_data().abbreviations)


@cache
def _prefixes() -> frozenset[str]:
    return frozenset(layout_data().hyphen_prefixes)


def ends_sentence(words: str) -> bool:
    """True if these words end with a mark that ends a sentence or opens a list, an abbreviation's full stop aside."""
    tail = words[-80:].rstrip()
    if not _TERMINAL.search(tail):
        return False
    short = _LAST_ABBREVIATION.search(tail)
    return not (short and short[1] in _abbreviations())


def goes_on(before: str, after: str) -> bool:
    """True if a sentence broken at the end of `before` goes on with `after`.

    It does when `before` ends without an end mark and `after` begins in lower case, or `before` ends on a comma, a
    hyphen or a word that ends no sentence. A short line (a label, a heading) goes on only in the second way.
    """
    tail, head = before[-200:].rstrip(), after[:80].lstrip()
    if not tail or not head or ends_sentence(tail):
        return False
    if tail.endswith(",") or cut_word(tail, head) is not None:
        return True
    last = _LAST_WORD.search(tail)
    if last and last[1].lower() in _continuing():
        return True
    short = _LAST_ABBREVIATION.search(tail)
    if short:
        return True
    first = _FIRST_LETTER.match(head)
    return bool(first) and first[1].islower() and len(tail.split()) >= 4  # type: ignore[index]


def cut_word(before: str, after: str) -> bool | None:
    """None if no word is cut here; else True if its hyphen belongs to the word ("anti-", "Russian-"), False if not."""
    found = _CUT_WORD.search(before[-60:])
    if not found or not after[:1].isalpha():
        return None
    first = found[1]
    if before.endswith("\u00ad"):
        return False
    return first[:1].isupper() or not after[:1].islower() or first.lower() in _prefixes()
