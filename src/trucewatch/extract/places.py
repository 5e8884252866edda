"""Named places in a sentence: the name as written, what kind of ground it is, and how the act stands to it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.place_runs import Run, exact, find_runs, kind_of_word
from trucewatch.model.where import PlaceKind, PlaceRelation

if TYPE_CHECKING:
    from collections.abc import Callable

    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

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


def find_places(
    sentence: Sentence, name_kind: Callable[[str], str], bodies: frozenset[int] = frozenset()
) -> tuple[Place, ...]:
    """Place names of a sentence in the order of the text.

    `name_kind` tells what the table of actors knows of a name: "state" or "territory" (ground as well as actor), "body"
    (an organisation, never ground), or "" for names that it does not know. `bodies`: numbers of the words that belong
    to the name of an organisation.
    """
    runs = [r for r in find_runs(sentence, bodies) if not _in_bearing(r)]
    _join_lists(runs)
    found = [r for r in runs if _is_place(r, name_kind)]
    _mark_holders(found)
    return tuple(_record(r) for r in found if exact(_named(r)))


def _between(a: Run, b: Run) -> list[Token]:
    """The tokens between two names, what stands in round brackets left out."""
    out: list[Token] = []
    depth = 0
    for t in a.tokens[0].doc[a.tokens[-1].i + 1 : b.tokens[0].i]:
        depth += t.text == "("
        if depth == 0:
            out.append(t)
        depth -= t.text == ")" and depth > 0
    return out


def _join_lists(runs: list[Run]) -> None:
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


def _listed(a: Run, b: Run) -> str:
    between = [t.lower_ for t in _between(a, b) if lemma(t) not in kind_of_word()]
    if not between or not all(w in words("places", "joins") for w in between):
        return ""
    return "and" if any(w in ("and", "or", "&") for w in between) else "comma" if "," in between else ""


def _share(a: Run, b: Run) -> None:
    if b.relation is None and not b.acted_on and (a.relation is not None or a.acted_on):
        b.relation, b.acted_on, b.top = a.relation, a.acted_on, a.top
    if (
        b.type_word is None
        and a.type_word is not None
        and (a.type_word.i <= a.tokens[0].i or a.type_word.i > max(a.tokens[-1].i, b.tokens[-1].i))
        and (a.type_word.i <= a.tokens[0].i or a.type_word.tag_ in ("NNS", "NNPS"))
    ):
        b.type_word = a.type_word


def _is_place(run: Run, name_kind: Callable[[str], str]) -> bool:
    """True if the name is ground; settles its kind."""
    known = name_kind(exact(_named(run)))
    line = exact(_named(run)) in words("places", "lines")
    if not line and (known == "body" or all(lemma(t) in kind_of_word() for t in run.tokens)):
        return False
    if all(
        t.lower_ in words("places", "bearings") or t.lower_ in words("places", "parts") or t.text == "-"
        for t in run.tokens
    ):
        return False
    if _owned_by(run, name_kind):
        return False
    if known == "people" and not _home_of_people(run):
        return False
    if any(t.text in words("places", "body_words") for t in run.tokens):
        return False
    run.kind = "line" if line else _kind(run, known)
    if run.relation is None:
        typed = run.type_word is not None and (run.entity or run.top.dep_ in ("dobj", "nsubjpass"))
        return typed or (run.acted_on and known == "" and not _somebody(run))
    if run.type_word is not None:
        return True
    if known in ("state", "territory") and not _part_of(run):  # behind "from", "towards" or "on" it is who, not where
        return run.relation not in (*_LOOSE_RELATIONS, "between") and not _owns_actor(run)
    if run.relation in _LOOSE_RELATIONS and not (
        run.entity or run.top.head.lower_ in ("towards", "toward", "of") or _aimed(run)
    ):
        return False
    labels = {t.ent_type_ for t in run.tokens}
    if labels & {"PERSON", "ORG", "NORP"} and not _aimed(run):
        # "in X" and "near X" seldom lead to anybody: what the tagger took for a person there is a village
        return "NORP" not in labels and run.top.head.lower_ in words("places", "sure")
    return True


def _owned_by(run: Run, name_kind: Callable[[str], str]) -> bool:
    """True for "Turkey-backed", "Russian-Ukrainian": words made of a state's name."""
    last = run.tokens[-1]
    if last.i + 2 < len(last.doc) and last.nbor(1).text == "-" and not last.whitespace_ and last.nbor(2).text.islower():
        return True
    if any(_kind_word(t) == "line" for t in last.doc[last.i + 1 : last.i + 3]):
        return False  # "the Karabakh-Azerbaijan contact line"
    parts = [t.text for t in run.tokens if t.text != "-"]
    return len(parts) < len(run.tokens) and any(name_kind(p) in ("state", "people") for p in parts)


def _kind(run: Run, known: str) -> PlaceKind:
    told = _kind_word(run.type_word) if run.type_word is not None else "unknown"
    if known in ("state", "territory") and told in ("unknown", "region"):
        return "country" if known == "state" else "region"
    return told


def _kind_word(word: Token) -> PlaceKind:
    kinds = kind_of_word()
    return kinds.get(lemma(word)) or kinds.get(word.lower_.removesuffix("s"), "unknown")


def _somebody(run: Run) -> bool:
    """True if the tagger takes what was attacked for people, where people are attacked as well."""
    labels = {t.ent_type_ for t in run.tokens}
    if "NORP" in labels:
        return True
    return bool(labels & {"PERSON", "ORG"}) and lemma(run.top.head) in words("places", "acts_on_people")


def _part_of(run: Run) -> bool:
    """True for "southern Lebanon", "the north of Syria": a part of a state is ground only."""
    return any(c.lower_ in words("places", "parts") for c in run.tokens[-1].children)


def _aimed(run: Run) -> bool:
    """True behind "strikes on", "the attack against": mostly ground, if the tagger sees nobody in it."""
    prep = run.top.head
    return (
        prep.lower_ in ("on", "against", "at", "into")
        and lemma(prep.head) in words("places", "aimed")
        and not any(t.ent_type_ in _not_hit(prep) for t in run.tokens)
    )


def _not_hit(prep: Token) -> tuple[str, ...]:
    """What the tagger calls nothing that an act falls on: shells fall on no people, attacks do."""
    if prep.lower_ == "against":
        return ("PERSON", "ORG", "NORP")
    return ("NORP",) if lemma(prep.head) not in words("places", "acts_on_people") else ("ORG", "NORP")


def _home_of_people(run: Run) -> bool:
    """True for a name of people that is ground too: "in Amhara", "the Amhara region", not "in Thai villages"."""
    if run.type_word is None:
        return run.relation == "in" and run.top.i in {t.i for t in run.tokens}
    return run.tokens[-1].pos_ == "PROPN" and _kind_word(run.type_word) == "region" and run.type_word.tag_ != "NNS"


def _owns_actor(run: Run) -> bool:
    """True for "Ministry of Defence of X", "forces in X": the name belongs to an actor's name."""
    prep = run.top.head
    return prep.lower_ == "of" and prep.head.pos_ in ("PROPN",) and lemma(prep.head) not in kind_of_word()


def _in_bearing(run: Run) -> bool:
    """True for the reference point of "(94km south of Donetsk)": it says where another place lies."""
    first = run.tokens[0]
    before = [t.lower_ for t in first.doc[max(0, first.i - 3) : first.i]]
    return (
        len(before) >= 2
        and before[-1] == "of"
        and before[-2] in words("places", "bearings")
        and any(_is_length(t) for t in first.doc[max(0, first.i - 9) : first.i])
    )


def _is_length(token: Token) -> bool:
    return token.lower_ in words("places", "lengths") or (token.lower_.endswith("km") and token.text[:1].isdigit())


def _rank(run: Run) -> int:
    """How wide ground is: a sector or zone holds villages, as a district does."""
    wide = run.kind == "area" and run.type_word is not None and lemma(run.type_word) in words("places", "wide_areas")
    return _RANK["district"] if wide else _RANK[run.kind]


def _mark_holders(runs: list[Run]) -> None:
    """Find the larger places: "A in B", "A of B", "A, B", "B's A"; and by kind where both a sector and a region are named."""
    holds = words("places", "holds")
    listed: set[int] = set()
    for a, b in itertools.pairwise(runs):
        if _listed(a, b) == "and":
            listed |= {id(a), id(b)}
        if a.kind == "line" or (_rank(b) < _rank(a) and b.kind != "unknown"):
            continue
        typed = a.type_word.i if a.type_word is not None and a.tokens[-1].i < a.type_word.i < b.tokens[0].i else -1
        owned = any(t.text in ("'s", "’s") for t in _between(a, b))
        between = [
            t
            for t in _between(a, b)
            if (owned or t.i > typed) and (lemma(t) not in kind_of_word() or lemma(t) == "direction")
        ]
        lowered = [t.lower_ for t in between]
        if "including" in lowered and all(w in (",", "including", "the") for w in lowered):
            a.holds = True
            continue
        if not between or not all(w in holds or t.pos_ == "ADJ" for w, t in zip(lowered, between, strict=True)):
            continue
        if "'s" in lowered or "’s" in lowered:
            a.holds = True
        elif any(w in ("in", "of", "near") for w in lowered) or (lowered == [","] and _rank(b) > _rank(a)):
            b.holds = True
    _mark_opening(runs)
    ranks = [_rank(r) for r in runs if not r.holds]
    for r in runs:
        of_a_list = id(r) in listed and r.kind == "district"
        if not r.holds and not of_a_list and _RANK["district"] <= _rank(r) > min(ranks):
            r.holds = True


def _mark_opening(runs: list[Run]) -> None:
    """ "In South Kordofan, ... a strike on Abu Jubeiha": what opens the sentence holds what is named in it."""
    first = runs[0] if runs else None
    if first is None or first.kind in ("settlement", "site") or first.relation != "in":
        return
    if first.tokens[0].i > first.tokens[0].sent.start + 2:
        return
    typed = first.type_word
    after = typed if typed is not None and typed.i > first.tokens[-1].i else first.tokens[-1]
    rest = [r for r in runs[1:] if not r.holds and r.kind not in ("country", "region", "line", "site")]
    if rest and after.i + 1 < len(after.doc) and after.nbor(1).text == "," and not _listed(first, runs[1]):
        first.holds = True


def _named(run: Run) -> list[Token]:
    """The name without type words behind it ("Hadrut" of "Hadrut district" when both are capitalised)."""
    kept = list(run.tokens)
    if run.type_word is kept[0] and len(kept) > 1:
        kept.pop(0)  # "Barangays X and Y"
    while (
        len(kept) > 1
        and lemma(kept[-1]) in kind_of_word()
        and kept[-1].text != "City"
        and exact(kept) not in words("places", "lines")
    ):
        kept.pop()
    return kept


def _record(run: Run) -> Place:
    tokens = _named(run)
    return Place(
        name=exact(tokens),
        tokens=tuple(tokens),
        head=run.top,
        kind=run.kind,
        relation=run.relation or "in",
        holds=run.holds,
    )
