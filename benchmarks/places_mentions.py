"""Names of places in a parsed text: what the parser calls ground, and what the gazetteer and the words around say is ground.

Pure: takes tokens and entities of any parser that gives character offsets; see `Token`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

import msgspec

from trucewatch.places.folding import fold
from trucewatch.places.shape import Gazetteer, Hit
from trucewatch.places.words import kind_of_type_word, words

GROUND_LABELS = frozenset({"GPE", "LOC", "FAC"})
PEOPLE_LABEL = "NORP"
BODY_LABEL = "ORG"
BUILDING_LABEL = "FAC"
STREETS = frozenset({"street", "st", "avenue", "ave", "road", "rd", "drive", "lane", "boulevard", "parkway", "square"})
QUIET_LABELS = frozenset({"CARDINAL", "ORDINAL", "QUANTITY"})
LONGEST = 5
LARGE = 15_000  # people; smaller places share their names with too many other things
_LEADING = frozenset(
    {"in", "near", "at", "from", "to", "of", "around", "outside", "across", "towards", "toward", "into"}
)


class Token(Protocol):
    """A token as spaCy has it."""

    text: str
    idx: int
    pos_: str


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch that a parser labels."""

    start: int
    end: int
    label: str


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A name of a place. Offsets: characters, end exclusive."""

    start: int
    end: int
    name: str


def find_mentions(
    text: str, tokens: Sequence[Token], entities: Iterable[Entity], gazetteer: Gazetteer
) -> tuple[Mention, ...]:
    """Names of places in the order of the text, none overlapping.

    Kept: what the parser labels as ground and the gazetteer knows or a type word goes with; peoples that the gazetteer
    knows; and capitalised runs that the parser labels otherwise or not, where the gazetteer has them as an area or a
    larger town and the word before leads to a place. Cost: linear in tokens, one lookup a run.
    """
    found: list[Mention] = []
    closed: list[tuple[int, int]] = []  # where no further name is looked for
    bodies: list[tuple[int, int]] = []

    def take(start: int, end: int) -> None:
        found.append(Mention(start=start, end=end, name=text[start:end]))
        closed.append((start, end))

    for e in entities:
        start, end = _trimmed(text, e.start, e.end)
        if end <= start:
            continue
        name = text[start:end]
        if e.label in GROUND_LABELS:
            if _known(gazetteer, name) or _has_type_word(name):
                take(start, end)
            elif e.label == BUILDING_LABEL and fold(name).rpartition(" ")[2] in STREETS:
                take(start + len(name) - len(name.lstrip("0123456789 ")), end)
            elif e.label == BUILDING_LABEL:
                bodies.append((start, end))  # "Brod County Jail" holds a place's name as a body's does
        elif e.label == PEOPLE_LABEL:
            if _is_people(gazetteer.by_name(fold(name))):
                take(start, end)
        elif e.label == BODY_LABEL:
            bodies.append((start, end))
        elif e.label not in QUIET_LABELS:
            closed.append((start, end))
    for start, end in bodies:
        seat = _seat(text, start, end, gazetteer)
        if seat is not None:
            take(start, seat)
        tail = _tail(text, start, end, gazetteer)
        if tail is not None:
            take(tail, end)
        closed.append((start, end))
    for start, end, before, after in _runs(text, tokens):
        if not any(s < end and start < e for s, e in closed) and _is_ground(text[start:end], before, after, gazetteer):
            take(start, end)
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


def _is_people(hits: Iterable[Hit]) -> bool:
    return any(h.how == "people" or h.entry.kind in ("country", "disputed_area") for h in hits)


def _seat(text: str, start: int, end: int, gazetteer: Gazetteer) -> int | None:
    """Where the place ends that a body's name begins with ("Fargo Police Department"), None when it begins with none."""
    parts = text[start:end].split(" ")
    for n in range(min(len(parts), 3), 0, -1):
        name = " ".join(parts[:n])
        if n == 1 and fold(name) in _plain_words():
            return None
        hits = gazetteer.by_name(fold(name))
        if n > 1 and _has_type_word(name) and _known(gazetteer, name):
            return start + len(name)
        if any(_told(h) for h in hits) or (n < len(parts) and any(h.how == "people" for h in hits)):
            return start + len(name)
    return None


def _tail(text: str, start: int, end: int, gazetteer: Gazetteer) -> int | None:
    """Where the place begins that a body's name ends with ("University of Brod"), None when it ends with none."""
    whole = text[start:end]
    for link in (" of ", " in "):
        at = whole.rfind(link)
        name = whole[at + len(link) :]
        if at > 0 and name[:1].isupper() and any(_told(h) for h in gazetteer.by_name(fold(name))):
            return start + at + len(link)
    return None


@cache
def _plain_words() -> frozenset[str]:
    """Words that begin a body's name and say a direction or a kind, no place: "East", "State", "Central"."""
    return frozenset(kind_of_type_word()) | frozenset(words().bearings) | frozenset(words().parts) | {"court", "white"}


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without a leading article and a closing possessive."""
    whole = text[start:end]
    if whole.lower().startswith("the "):
        start += 4
    for tail in ("'s", "’s"):
        if whole.endswith(tail):
            end -= len(tail)
    return start, end


@cache
def _type_words() -> frozenset[str]:
    return frozenset(w for w in kind_of_type_word() if " " not in w)


def _has_type_word(name: str) -> bool:
    parts = fold(name).split()
    return len(parts) > 1 and (parts[-1] in _type_words() or parts[0] in ("lake", "mount", "cape", "fort", "port"))


def _known(gazetteer: Gazetteer, name: str) -> bool:
    return bool(gazetteer.by_name(fold(name)))


def _runs(text: str, tokens: Sequence[Token]) -> list[tuple[int, int, str, str]]:
    """Runs of capitalised proper nouns: start, end, the word before, the character behind."""
    runs, i = [], 0
    while i < len(tokens):
        if not _capital(tokens[i]):
            i += 1
            continue
        j = i + 1
        while j < len(tokens) and j - i < LONGEST and _capital(tokens[j]):
            j += 1
        before = tokens[i - 1].text.lower() if i else ""
        end = tokens[j - 1].idx + len(tokens[j - 1].text)
        runs.append((tokens[i].idx, end, before, text[end : end + 1]))
        i = j
    return runs


def _capital(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[:1].isupper() and len(token.text) > 1


def _is_ground(name: str, before: str, after: str, gazetteer: Gazetteer) -> bool:
    hits = gazetteer.by_name(fold(name))
    if before in _LEADING or (before == "," and after in ",.;)"):
        return any(_told(h) for h in hits) or (_has_type_word(name) and before in _LEADING)
    return any(h.how in ("label", "name") and h.entry.kind in ("country", "region") for h in hits)


def _told(hit: Hit) -> bool:
    return hit.how in ("label", "name") and (
        hit.entry.kind != "settlement" or hit.entry.population >= LARGE or hit.entry.names > 3
    )
