"""Named places in a sentence: the name as written, what kind of ground it is, and how the act stands to it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.extract.parsing import words_between
from trucewatch.model.where import PlaceKind, PlaceRelation

if TYPE_CHECKING:
    from collections.abc import Callable

    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

_GROUND_LABELS = ("GPE", "LOC", "FAC")
_LOOSE_RELATIONS = ("from", "towards")  # with a bare name these lead to somebody as often as to somewhere
_RANK: dict[PlaceKind, int] = {
    "site": 0, "settlement": 0, "area": 1, "unknown": 1, "district": 2, "region": 3, "country": 4, "line": 5,
}  # fmt: skip


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place name in a sentence. `holds`: it is told as the larger place that another name lies in."""

    name: str
    tokens: tuple[Any, ...]
    head: Any
    kind: PlaceKind
    relation: PlaceRelation
    holds: bool = False


@dataclass
class _Run:
    """Capitalised tokens that make one name, and what the parse says of it."""

    tokens: list[Token]
    top: Token
    type_word: Token | None
    relation: PlaceRelation | None
    entity: bool
    kind: PlaceKind = "unknown"
    holds: bool = False


@cache
def kind_of_word() -> dict[str, PlaceKind]:
    """What a type word says of the name beside it: "village" a settlement, "district" a district."""
    return {w: kind for kind, ws in lexicon("places")["kinds"].items() for w in ws}


@cache
def _relation_of() -> dict[str, PlaceRelation]:
    return {w: rel for rel, ws in lexicon("places")["prepositions"].items() for w in ws}


def find_places(sentence: Sentence, name_kind: Callable[[str], str]) -> tuple[Place, ...]:
    """Place names of a sentence in the order of the text.

    `name_kind` tells what the table of actors knows of a name: "state" or "territory" (ground as well as actor), "body"
    (an organisation, never ground), or "" for names that it does not know.
    """
    runs = [r for r in _runs(sentence) if not _in_bearing(r)]
    _join_lists(runs)
    found = [r for r in runs if _is_place(r, name_kind)]
    _mark_holders(found)
    return tuple(_record(r) for r in found if _exact(_named(r)))


def _runs(sentence: Sentence) -> list[_Run]:
    out: list[_Run] = []
    used: set[int] = set()
    for token in sentence.tokens:
        if token.i in used or not _name_like(token):
            continue
        tokens = _name_run(token, sentence)
        used |= {t.i for t in tokens}
        out.append(_analysed(tokens))
    return out


def _name_like(token: Token) -> bool:
    shaped: bool = token.text[:1].isupper() and (token.is_alpha or "-" in token.text)
    return (
        shaped
        and (token.pos_ == "PROPN" or token.ent_type_ in _GROUND_LABELS)
        and token.text not in words("places", "not_places")
    )


def _name_run(token: Token, sentence: Sentence) -> list[Token]:
    """Tokens that belong together: "Stanytsia Luhanska", "Line of Control", "Jammu and Kashmir", "Seysulan-Yarimja"."""
    doc, end = token.doc, sentence.tokens[-1].i + 1
    lines = words("places", "lines")
    run, i = [token], token.i + 1
    while i < end:
        t = doc[i]
        after = doc[i + 1] if i + 1 < end else None
        capital_after = after is not None and after.text[:1].isupper()
        if (t.text == "-" and capital_after and not t.whitespace_ and not run[-1].whitespace_) or (
            t.text[:1].isupper()
            and (t.pos_ == "PROPN" or run[-1].text == "-")
            and t.text not in words("places", "not_places")
        ):
            run.append(t)
        elif (
            t.lower_ in ("of", "and") and after is not None and _joined_name(run[-1].text, t.lower_, after.text, lines)
        ):
            run += [t, after]
            i += 1
        else:
            break
        i += 1
    return run


def _joined_name(before: str, word: str, after: str, lines: frozenset[str]) -> bool:
    return f"{before} {word} {after}" in {" ".join(n.split()[-3:]) for n in lines} | {"Jammu and Kashmir"}


def _analysed(tokens: list[Token]) -> _Run:
    kinds = kind_of_word()
    inside = {t.i for t in tokens}
    head = next((t for t in tokens if t.head.i not in inside or t.head.i == t.i), tokens[0])
    type_word = next((t for t in tokens[1:] if lemma(t) in kinds), None)
    top = head
    for _ in range(4):  # "Hadrut district", "the villages X and Y": the type word stands over the name
        above = top.head
        if above.i == top.i or above.pos_ not in ("NOUN", "PROPN"):
            break
        if top.dep_ in ("compound", "nmod", "amod", "appos", "conj", "poss") and (
            lemma(above) in kinds or top.dep_ in ("conj", "appos")
        ):
            if lemma(above) in kinds:
                type_word = type_word or above
            top = above
            continue
        break
    if top.dep_ == "pobj" and top.head.lower_ == "of" and lemma(top.head.head) in kinds:
        type_word = type_word or top.head.head
        top = top.head.head
    after = tokens[-1].nbor(1) if tokens[-1].i + 1 < len(tokens[-1].doc) else None
    if type_word is None and after is not None and lemma(after) in kinds and after.pos_ in ("NOUN", "PROPN"):
        type_word, top = after, after
    entity = any(t.ent_type_ in _GROUND_LABELS for t in tokens)
    return _Run(tokens=tokens, top=top, type_word=type_word, relation=_relation(top) or _relation(head), entity=entity)


def _relation(top: Token) -> PlaceRelation | None:
    prep = top.head
    if top.dep_ == "npadvmod":
        return "in"
    if top.dep_ not in ("pobj", "pcomp") or prep.pos_ not in ("ADP", "SCONJ", "ADV", "ADJ", "PART"):
        return None
    if prep.lower_ != "of":
        return _relation_of().get(prep.lower_) or ("towards" if prep.lower_ == "on" else None)
    over = lemma(prep.head)
    if over == "direction":
        return "towards"
    if over in ("vicinity", "outskirt", "outskirts"):
        return "near"
    if (
        over in kind_of_word()
        or over in words("places", "bearings")
        or over in ("part", "shelling", "centre", "center", "bombardment")
    ):
        return "in"
    return "in" if prep.head.pos_ == "PROPN" and prep.head.ent_type_ in _GROUND_LABELS else None


def _between(a: _Run, b: _Run) -> list[Token]:
    """The tokens between two names, what stands in round brackets left out."""
    out: list[Token] = []
    depth = 0
    for t in a.tokens[0].doc[a.tokens[-1].i + 1 : b.tokens[0].i]:
        depth += t.text == "("
        if depth == 0:
            out.append(t)
        depth -= t.text == ")" and depth > 0
    return out


def _join_lists(runs: list[_Run]) -> None:
    """Names of one list share what any of them knows: "Shahpur and Kirni sectors", "near Shosh and Taghavard"."""
    linked = [_listed(a, b) for a, b in itertools.pairwise(runs)]
    for i, link in enumerate(linked):  # a bare comma joins only within a list that an "and" ends
        if link == "comma" and not (i + 1 < len(linked) and linked[i + 1]):
            linked[i] = ""
    pairs = [(runs[i], runs[i + 1]) for i, link in enumerate(linked) if link]
    for a, b in pairs:
        _share(a, b)
    for a, b in reversed(pairs):
        _share(b, a)


def _listed(a: _Run, b: _Run) -> str:
    between = [t.lower_ for t in _between(a, b) if lemma(t) not in kind_of_word()]
    if not between or not all(w in words("places", "joins") for w in between):
        return ""
    return "and" if any(w in ("and", "or", "&") for w in between) else "comma" if "," in between else ""


def _share(a: _Run, b: _Run) -> None:
    if b.relation is None and a.relation is not None:
        b.relation, b.top = a.relation, a.top
    if (
        b.type_word is None
        and a.type_word is not None
        and (a.type_word.i < a.tokens[0].i or a.type_word.i > max(a.tokens[-1].i, b.tokens[-1].i))
    ):
        b.type_word = a.type_word


def _is_place(run: _Run, name_kind: Callable[[str], str]) -> bool:
    if _in_bearing(run) or (
        run.relation is None
        and not (run.type_word is not None and (run.entity or run.top.dep_ in ("dobj", "nsubjpass")))
    ):
        return False
    known = name_kind(_exact(_named(run)))
    line = _exact(_named(run)) in words("places", "lines")
    if known == "body" or (not line and all(lemma(t) in kind_of_word() for t in run.tokens)):
        return False
    if any(t.text in words("places", "body_words") for t in run.tokens):
        return False
    run.kind = kind_of_word().get(lemma(run.type_word), "unknown") if run.type_word is not None else "unknown"
    if _exact(_named(run)) in words("places", "lines"):
        run.kind = "line"
    if known in ("state", "territory"):
        run.kind = "country" if known == "state" else "region"
        # a state behind "from", "towards" or "on" is who, not where
        if run.type_word is None and (
            run.relation in _LOOSE_RELATIONS or run.relation == "between" or _owns_actor(run)
        ):
            return False
    elif (
        run.type_word is None
        and run.relation in _LOOSE_RELATIONS
        and not (run.entity or run.top.head.lower_ in ("towards", "toward", "of"))
    ):
        return False
    if run.type_word is None and any(t.ent_type_ in ("PERSON", "ORG", "NORP") for t in run.tokens):
        if any(t.ent_type_ == "NORP" for t in run.tokens) or known == "body":
            return False
        # "in X" and "near X" seldom lead to anybody: what the tagger took for a person there is a village
        return run.top.head.lower_ in ("in", "near", "around", "outside", "towards", "toward", "along", "of")
    return True


def _owns_actor(run: _Run) -> bool:
    """True for "Ministry of Defence of X", "forces in X": the name belongs to an actor's name."""
    prep = run.top.head
    return prep.lower_ == "of" and prep.head.pos_ in ("PROPN",) and lemma(prep.head) not in kind_of_word()


def _in_bearing(run: _Run) -> bool:
    """True for the reference point of "(94km south of Donetsk)": it says where another place lies."""
    first = run.tokens[0]
    before = [t.lower_ for t in first.doc[max(0, first.i - 3) : first.i]]
    return (
        len(before) >= 2
        and before[-1] == "of"
        and before[-2] in words("places", "bearings")
        and any(t.lower_ == "km" or t.lower_.endswith("km") for t in first.doc[max(0, first.i - 5) : first.i])
    )


def _mark_holders(runs: list[_Run]) -> None:
    """Find the larger places: "A in B", "A of B", "A, B", "B's A"; and by kind where both a sector and a region are named."""
    holds = words("places", "holds")
    for a, b in itertools.pairwise(runs):
        if a.kind == "line" or _RANK[b.kind] < _RANK[a.kind]:
            continue
        between = [t for t in _between(a, b) if lemma(t) not in kind_of_word() or lemma(t) == "direction"]
        lowered = [t.lower_ for t in between]
        if not between or not all(w in holds or t.pos_ == "ADJ" for w, t in zip(lowered, between, strict=True)):
            continue
        if "'s" in lowered or "’s" in lowered:
            a.holds = True
        elif any(w in ("in", "of") for w in lowered) or (lowered == [","] and _RANK[b.kind] > _RANK[a.kind]):
            b.holds = True
    ranks = [_RANK[r.kind] for r in runs if not r.holds]
    for r in runs:
        if not r.holds and ranks and _RANK[r.kind] >= 2 and min(ranks) < _RANK[r.kind]:
            r.holds = True


def _named(run: _Run) -> list[Token]:
    """The name without type words behind it ("Hadrut" of "Hadrut district" when both are capitalised)."""
    kept = list(run.tokens)
    while (
        len(kept) > 1
        and lemma(kept[-1]) in kind_of_word()
        and kept[-1].text != "City"
        and _exact(kept) not in words("places", "lines")
    ):
        kept.pop()
    return kept


def _exact(tokens: list[Token]) -> str:
    return words_between(tokens[0], tokens[-1]).strip("'\" ")


def _record(run: _Run) -> Place:
    tokens = _named(run)
    return Place(
        name=_exact(tokens),
        tokens=tuple(tokens),
        head=run.top,
        kind=run.kind,
        relation=run.relation or "in",
        holds=run.holds,
    )
