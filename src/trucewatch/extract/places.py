"""Named places in a sentence: the name as written, what kind of ground it is, and how the act stands to it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.place_nesting import join_lists, listed, mark_holders, without_far_points
from trucewatch.extract.place_runs import Run, exact, find_runs, kind_of_word
from trucewatch.model.where import PlaceKind, PlaceRelation

if TYPE_CHECKING:
    from collections.abc import Callable

    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

_LOOSE_RELATIONS = ("from", "towards")  # with a bare name these lead to somebody as often as to somewhere


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
    join_lists(runs)
    found = _with_listed(runs, [r for r in runs if _is_place(r, name_kind)], name_kind)
    if any(not _beyond_border(r) for r in found):
        found = [r for r in found if not _beyond_border(r)]
    found = without_far_points(found)
    mark_holders(found)
    return tuple(_record(r) for r in found if exact(_named(r)))


def _beyond_border(run: Run) -> bool:
    """True for "on the border with Mali": where nothing else is named it tells where, else it is but a neighbour."""
    return run.top.dep_ == "pobj" and run.top.head.lower_ == "with"


def _with_listed(runs: list[Run], found: list[Run], name_kind: Callable[[str], str]) -> list[Run]:
    """With the names that share a list with a place that was acted on: "attacked Loloda and Mpati"."""
    ground = {id(r) for r in found}
    for a, b in itertools.pairwise(runs):
        if id(a) in ground and a.acted_on and b.acted_on and listed(a, b) and name_kind(exact(_named(b))) == "":
            ground.add(id(b))
    return [r for r in runs if id(r) in ground]


def _is_place(run: Run, name_kind: Callable[[str], str]) -> bool:
    """True if the name is ground; settles its kind."""
    known = name_kind(exact(_named(run)))
    if known == "people" and name_kind(exact(run.tokens)) == "state":  # "the Kyrgyz Republic"
        known, run.type_word = "state", None
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
        run.entity or run.prep.lower_ in ("towards", "toward", "into", "of") or _aimed(run)
    ):
        return False
    labels = {t.ent_type_ for t in run.tokens}
    if labels & {"PERSON", "ORG", "NORP"} and not _aimed(run):
        # "in X" and "near X" seldom lead to anybody: what the tagger took for a person there is a village
        flown = run.prep.lower_ == "over" and lemma(run.prep.head) in words("places", "flown")
        return "NORP" not in labels and (flown or run.prep.lower_ in words("places", "sure"))
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
    prep = run.prep
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
    prep = run.prep
    return prep.lower_ == "of" and prep.head.pos_ in ("PROPN",) and lemma(prep.head) not in kind_of_word()


def _in_bearing(run: Run) -> bool:
    """True for the point of reference of "(94km south of Donetsk)": the brackets say where another place lies."""
    first = run.tokens[0]
    before = [t.lower_ for t in first.doc[max(0, first.i - 9) : first.i]]
    if len(before) < 2 or before[-1] != "of" or before[-2] not in words("places", "bearings"):
        return False
    return "(" in before and ")" not in before[before.index("(") :]


def _named(run: Run) -> list[Token]:
    """The name without type words behind it ("Hadrut" of "Hadrut district" when both are capitalised)."""
    kept = list(run.tokens)
    if run.kind == "country":
        return kept  # "the Kyrgyz Republic" keeps its last word
    if run.type_word is kept[0] and len(kept) > 1:
        kept.pop(0)  # "Barangays X and Y"
    while (
        len(kept) > 1
        and lemma(kept[-1]) in kind_of_word()
        and kept[-1].text not in words("places", "of_the_name")
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
