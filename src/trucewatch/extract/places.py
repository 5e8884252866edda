"""Named places in a sentence: the name as written, what kind of ground it is, and how the act stands to it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.extract.frames import is_verb, lemma
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.model.where import PlaceKind, PlaceRelation

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token

    from trucewatch.extract.parsing import Sentence

_PLACE_LABELS = ("GPE", "LOC", "FAC")
_PERSON_LABELS = ("PERSON",)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place name in a sentence. `depth`: how many larger places it is nested in counts from 0 = the most specific."""

    name: str
    tokens: tuple[Any, ...]
    head: Any
    kind: PlaceKind
    relation: PlaceRelation
    depth: int = 0


@cache
def _kind_of() -> dict[str, PlaceKind]:
    return {w: kind for kind, ws in lexicon("places")["kinds"].items() for w in ws}


@cache
def _relation_of() -> dict[str, PlaceRelation]:
    return {w: rel for rel, ws in lexicon("places")["prepositions"].items() for w in ws}


def find_places(sentence: Sentence, is_actor: Callable[[Token], bool]) -> tuple[Place, ...]:
    """Place names of a sentence in the order of the text.

    `is_actor` says whether a head word names somebody who acts here (a state as subject is no place).
    """
    out: list[Place] = []
    used: set[int] = set()
    for token in sentence.tokens:
        if token.i in used or not _name_like(token):
            continue
        run = _name_run(token, sentence)
        used |= {t.i for t in run}
        place = _place_of(run, sentence, is_actor)
        if place is not None:
            out.append(place)
    return tuple(out)


def _name_like(token: Token) -> bool:
    if token.ent_type_ in _PERSON_LABELS and token.ent_iob_ and not _after_place_word(token):
        return False
    return (token.pos_ == "PROPN" or token.ent_type_ in _PLACE_LABELS) and token.text[:1].isupper() and token.is_alpha | ("-" in token.text)


def _after_place_word(token: Token) -> bool:
    before = token.nbor(-1) if token.i > 0 else None
    if before is not None and before.lower_ == "of" and before.i > 0:
        return lemma(before.nbor(-1)) in _kind_of()
    return before is not None and before.lower_ in _relation_of() and before.lower_ in ("near", "towards", "toward", "along", "outside")


def _name_run(token: Token, sentence: Sentence) -> list[Token]:
    """Capitalised tokens that belong together ("Stanytsia Luhanska", "Line of Control", "Jammu and Kashmir")."""
    doc, end = token.doc, sentence.tokens[-1].i + 1
    run = [token]
    i = token.i + 1
    while i < end:
        t = doc[i]
        joined = t.text == "-" and i + 1 < end and doc[i + 1].text[:1].isupper() and not t.whitespace_
        if joined or (run[-1].text == "-" and t.text[:1].isupper()) or (t.pos_ == "PROPN" and t.text[:1].isupper()):
            run.append(t)
        elif t.lower_ == "of" and i + 1 < end and _proper_line(run[-1].text, doc[i + 1].text):
            run += [t, doc[i + 1]]
            i += 1
        elif t.lower_ in ("and", "&") and i + 1 < end and (run[-1].text, doc[i + 1].text) == ("Jammu", "Kashmir"):
            run += [t, doc[i + 1]]
            i += 1
        else:
            break
        i += 1
    return run


def _proper_line(before: str, after: str) -> bool:
    return f"{before} of {after}" in {" ".join(n.split()[-3:]) for n in lexicon("places")["lines"]}


def _place_of(run: list[Token], sentence: Sentence, is_actor: Callable[[Token], bool]) -> Place | None:
    text = " ".join(t.text for t in run).replace(" - ", "-")
    if any(t.text in words("places", "not_places") for t in run) or text in words("places", "not_places"):
        return None
    kinds = _kind_of()
    head = max(run, key=lambda t: (t.head not in run, -t.i)) if len(run) > 1 else run[0]
    named = [t for t in run if lemma(t) not in kinds or t.i == run[0].i]
    type_word = next((t for t in run if lemma(t) in kinds and t.i != run[0].i), None)
    top = head
    # "Hadrut district", "Shahpur and Kirni Sectors": the type word stands over the name
    while top.dep_ in ("compound", "nmod", "conj", "appos", "amod") and top.head.i != top.i and top.head.pos_ in ("NOUN", "PROPN"):
        above = top.head
        if top.dep_ == "conj":
            top = above
            continue
        if lemma(above) in kinds or lemma(above) in ("settlement", "direction"):
            type_word = type_word or above
            top = above
            continue
        if top.dep_ == "appos":
            top = above
            continue
        break
    behind = _of_type(top)
    if behind is not None:
        type_word = type_word or behind
        top = behind
    relation = _relation(top)
    entity = any(t.ent_type_ in _PLACE_LABELS for t in run)
    if relation is None and not (entity and top.dep_ in ("nsubj", "nsubjpass", "poss", "compound", "dobj") and type_word is not None):
        return None
    if type_word is None and not entity and relation not in ("in", "near", "towards", "along", "between"):
        return None
    if type_word is None and (is_actor(top) or is_actor(head)) and relation in (None, "from", "towards"):
        return None
    if type_word is None and any(t.ent_type_ in ("ORG", "NORP", "PERSON") for t in run) and not _after_place_word(run[0]):
        return None
    name = _exact(named or run)
    if not name or len(name) < 2:
        return None
    kind = kinds.get(lemma(type_word)) if type_word is not None else None
    if name in words("places", "lines"):
        kind = "line"
    return Place(
        name=name, tokens=tuple(named or run), head=top, kind=kind or "unknown", relation=relation or "in", depth=_depth(top)
    )


def _exact(tokens: list[Token]) -> str:
    first, last = tokens[0], tokens[-1]
    text: str = first.doc.text[first.idx : last.idx + len(last.text)]
    return text.strip("'\" ")


def _of_type(top: Token) -> Token | None:
    """The type word in "the village of X"."""
    prep = top.head
    if top.dep_ == "pobj" and prep.lower_ == "of" and prep.head.i != prep.i and lemma(prep.head) in _kind_of():
        return prep.head
    return None


def _relation(top: Token) -> PlaceRelation | None:
    prep = top.head
    if top.dep_ in ("pobj", "pcomp") and prep.pos_ in ("ADP", "SCONJ", "ADV", "ADJ"):
        if prep.lower_ == "of":
            over = prep.head
            if lemma(over) in ("direction", "vicinity", "outskirt", "outskirts", "north", "south", "east", "west", "part", "shelling", "village", "suburb"):
                return "towards" if lemma(over) == "direction" else "near" if lemma(over) in ("vicinity", "outskirts") else "in"
            return "in" if over.pos_ == "PROPN" or lemma(over) in _kind_of() else None
        return _relation_of().get(prep.lower_)
    if top.dep_ == "npadvmod":
        return "in"
    return None


def _depth(top: Token) -> int:
    """How deep below another place's preposition the name hangs: "in X in Y" gives 0 for X and 1 for Y."""
    depth = 0
    token = top
    for _ in range(8):
        if token.head.i == token.i or is_verb(token.head):
            break
        token = token.head
        if token.dep_ in ("pobj", "pcomp") and (token.pos_ == "PROPN" or lemma(token) in _kind_of()):
            depth += 1
    return depth
