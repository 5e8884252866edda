"""A name as a text writes it, taken apart: type words, the bare name, the forms under which to look it up."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from trucewatch.places.folding import fold, without_article
from trucewatch.places.words import kind_of_type_word, words

_BRACKETS = re.compile(r"^(.*?)\s*\((.+?)\)\s*$")
_SPLIT = re.compile(r"\s*/\s*")


class ReadName(msgspec.Struct, frozen=True, kw_only=True):
    """A name for looking up. `whole` first, then `forms` from the fullest to the barest; `kind` from its type word.

    `part`: the bearing word of "southern X", in `words.yml`'s form, with X among the forms.
    """

    whole: str
    forms: tuple[str, ...]
    kind: str | None = None
    core: str = ""
    part: str | None = None


@cache
def _longest() -> int:
    return max(len(w.split()) for w in kind_of_type_word())


@lru_cache(maxsize=4096)
def read_name(name: str, kind: str | None = None) -> ReadName:
    """The name taken apart; `kind` is what the text says of it beside the name itself. Cost: linear in its words."""
    bracketed = _BRACKETS.match(name)
    spelled = [bracketed[1], bracketed[2]] if bracketed and bracketed[1] else [name]
    if not bracketed and "/" in name:
        spelled += [s for s in _SPLIT.split(name) if len(s) > 2]
    forms: list[str] = []
    said: str | None = None
    part: str | None = None
    for n, spelling in enumerate(spelled):
        folded = fold(spelling).removeprefix("the ")
        long = _long_form(folded)
        bare, own = split_type_words(long)
        rest, own_part = _split_part(bare)
        if n == 0:
            said, part = own, own_part
        forms += [folded, long, bare, without_article(bare), *([rest] if own_part else [])]
    listed = tuple(f for f in dict.fromkeys(forms) if f)
    core = split_type_words(_long_form(fold(spelled[0]).removeprefix("the ")))[0]
    return ReadName(whole=listed[0] if listed else "", forms=listed, kind=kind or said, core=core, part=part)


def split_type_words(folded: str) -> tuple[str, str | None]:
    """The folded name without type words around it, and the kind that the outermost says; the name is never emptied."""
    kinds, parts, said = kind_of_type_word(), folded.split(), None
    changed = True
    while changed and len(parts) > 1:
        changed = False
        for n in range(min(_longest(), len(parts) - 1), 0, -1):
            behind, before = " ".join(parts[-n:]), " ".join(parts[:n])
            if kind := kinds.get(behind) or kinds.get(behind.removesuffix("s")):
                said, parts, changed = said or kind, parts[:-n], True
                break
            if kind := kinds.get(before) or kinds.get(before.removesuffix("s")):
                said, parts, changed = said or kind, parts[n:], True
                break
        if len(parts) > 1 and parts[0] in ("of", "the"):
            parts, changed = parts[1:], True
    return " ".join(parts), said


def _long_form(folded: str) -> str:
    head, _, rest = folded.partition(" ")
    return f"{words().short_forms[head]} {rest}" if rest and head in words().short_forms else folded


def _split_part(bare: str) -> tuple[str, str | None]:
    parts = bare.split()
    for n in (2, 1):
        if len(parts) > n and (bearing := words().parts.get(" ".join(parts[:n]))):
            return " ".join(parts[n:]), bearing
    return bare, None
