"""The folded forms under which a row is found, each with how it belongs to the row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trucewatch.gazetteer.row import SourceRow
from trucewatch.places.folding import fold, without_article
from trucewatch.places.names import split_type_words
from trucewatch.places.words import words

LABEL, NAME, BARE, PEOPLE = range(4)
_CODE = re.compile(r"^[A-Z]{2,4}$")  # codes of airports and countries, which are words in other texts
_AREAS = frozenset({"region", "district", "country", "disputed_area", "area", "sector", "line"})
LONGEST = 80


def is_odd(name: str, folded: str) -> bool:
    """True for a name that cannot be a place's: a link, a code, a number, a sentence, a label of no place."""
    return (
        not folded
        or len(folded) < 2
        or len(folded) > LONGEST
        or "http" in folded
        or folded.replace(" ", "").isdigit()
        or bool(_CODE.match(name))
        or folded in words().odd_labels
    )


def forms_of(row: SourceRow) -> Iterator[tuple[str, int]]:
    """Folded forms of a row's names; the label is kept even where it looks odd."""
    label = fold(row.name)
    yield label, LABEL
    yield from _bare(label, row.kind)
    for name in row.names:
        folded = fold(name)
        # areas are called by their codes ("US", "UAE") in their own listing only
        if is_odd(name, folded) and not (row.precision == "rough" and _CODE.match(name)):
            continue
        yield folded, NAME
        yield from _bare(folded, row.kind)
    for people in row.peoples:
        folded = fold(people)
        yield folded, PEOPLE
        if not folded.endswith(("s", "ese", "ch", "sh")):
            yield folded + "s", PEOPLE


def _bare(folded: str, kind: str) -> Iterator[tuple[str, int]]:
    plain = without_article(folded)
    if plain != folded and len(plain) > 2:
        yield plain, BARE
    if kind in _AREAS:
        stripped, _ = split_type_words(folded)
        if stripped != folded and len(stripped) > 2:
            yield stripped, BARE
