"""People harmed: how many, of whom, in which way."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from trucewatch.extract.amounts import is_amount, ordinal_of
from trucewatch.extract.frames import (
    PASSIVE,
    SUBJECTS,
    below,
    is_passive,
    is_verb,
    lemma,
    objects,
    subjects,
    with_conjuncts,
)
from trucewatch.extract.harm_figures import HarmFound, body, counted, harm_of, person, summed
from trucewatch.extract.harm_groups import groups_before
from trucewatch.extract.harm_words import harm_by_idiom, harm_by_noun, toll_of
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.model.amount import HarmKind

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

KINDS: tuple[HarmKind, ...] = ("killed", "wounded", "captured", "missing", "displaced")


@cache
def harm_verbs() -> dict[str, HarmKind]:
    """Verbs of harm with its kind."""
    return {v: kind for kind in KINDS for v in lexicon("harm")[kind]["verbs"]}


@cache
def _states() -> dict[str, HarmKind]:
    return {v: kind for kind in KINDS for v in lexicon("harm")[kind]["states"]}


@cache
def _nouns() -> dict[str, HarmKind]:
    return {v: kind for kind in KINDS for v in lexicon("harm")[kind]["nouns"]}


def find_harm(sentence: Sentence) -> tuple[HarmFound, ...]:
    """Harm told in a sentence, one entry a kind and group of victims; "one of them seriously" adds nobody."""
    out: list[HarmFound] = []
    for token in sentence.tokens:
        for found in _harm_at(token):
            if _part_of_another(found, out) or any(o.kind == found.kind and _same_people(o, found) for o in out):
                continue
            out.append(found)
    figures = {f.kind for f in out if f.rule != "harm:losses"}
    return tuple(f for f in out if f.rule != "harm:losses" or f.kind not in figures)


def _same_people(a: HarmFound, b: HarmFound) -> bool:
    """True if two words tell the harm of the same people."""
    if a.victim is None or b.victim is None:
        return a.victim is b.victim and a.token.i == b.token.i
    return bool(a.victim.i == b.victim.i)


def _harm_at(token: Token) -> list[HarmFound]:
    word = lemma(token) if token.lower_ != "missing" else "missing"
    kind = harm_verbs().get(word) or _states().get(word)
    if kind is not None:
        if found := _counted_before(token, kind):
            return found
    if word in words("harm", "tolls"):
        return toll_of(token)
    if _only_tried(token):
        return []
    if is_verb(token):
        if word in harm_verbs():
            return _of_verb(token, harm_verbs()[word])
        if word == "shoot" and token.i + 1 < token.sent.end and token.nbor(1).lower_ == "dead":
            return _of_verb(token, "killed")
        idiom = harm_by_idiom(token, word)
        if idiom:
            return idiom
        if word == "leave":
            return _left(token)
        if word == "find" and is_passive(token) and any(c.lower_ == "dead" for c in token.children):
            return summed([harm_of("killed", v, token) for v in objects(token) if counted(v)])
        if word == "missing" and any(c.dep_ == "aux" and lemma(c) == "be" for c in token.children):
            return summed([harm_of("missing", v, token) for v in subjects(token) if counted(v)])
    if token.pos_ in ("ADJ", "VERB") and word in _states() and token.dep_ in ("acomp", "oprd", "amod", "attr", "conj"):
        return _in_state(token, _states()[word])
    if token.pos_ == "NOUN" and word in _nouns():
        return harm_by_noun(token, _nouns()[word])
    return []


def _only_tried(token: Token) -> bool:
    """True for "tried to detain five men", "vowed to kill": it is not told to have come about."""
    return token.dep_ in ("xcomp", "acl") and lemma(token.head) in words("harm", "tried") and token.tag_ == "VB"


def _counted_before(token: Token, kind: HarmKind) -> list[HarmFound]:
    """ "four dead", "71 others wounded", "two officers and a driver injured"."""
    if token.tag_ not in ("VBN", "VBD", "JJ", "NN", "NNS") or lemma(token) in lexicon("harm")[kind]["intransitive"]:
        return []
    return summed([harm_of(_worse(token, kind), g.head, token, g.number) for g in groups_before(token)])


def _worse(token: Token, kind: HarmKind) -> HarmKind:
    """Who was "fatally wounded" is dead."""
    beside = token.doc[token.i - 1].lower_ if token.i > 0 else ""
    return "killed" if kind == "wounded" and beside in ("fatally", "mortally") else kind


def _left(verb: Token) -> list[HarmFound]:
    """ "left two people dead"."""
    told = [c for c in verb.children if c.dep_ in ("oprd", "acomp", "xcomp", "ccomp", "dobj") and lemma(c) in _states()]
    people = [
        v for c in told for v in [*below(verb, "dobj"), *(s for s in c.children if s.dep_ == "nsubj")] if v.i != c.i
    ][:1]
    also = [k for c in told[:1] for k in c.children if k.dep_ == "conj" and lemma(k) in _states() and not counted(k)]
    return [harm_of(_states()[lemma(c)], v, c if c in also else verb) for v in people for c in (told[0], *also)]


def _in_state(token: Token, kind: HarmKind) -> list[HarmFound]:
    """ "two are missing", "several dead"."""
    if token.dep_ == "amod" or (token.dep_ == "conj" and token.head.dep_ == "amod"):
        above = token.head if token.dep_ == "amod" else token.head.head
        joined = lemma(token) == "dead" or lemma(token.head) == "dead" or above.dep_ == "attr"
        owners = [above] if joined else []  # "two dead", "dead and wounded civilians", but not "the wounded men"
    else:
        owners = [n for c in token.head.children if c.dep_ in PASSIVE + SUBJECTS for n in with_conjuncts(c)]
    known = ("another", *words("harm", "vague"))
    return summed([harm_of(kind, v, token) for v in owners if person(v) or v.lower_ in known])


def _of_verb(verb: Token, kind: HarmKind) -> list[HarmFound]:
    word = lemma(verb)
    intransitive = word in lexicon("harm")[kind]["intransitive"]
    if is_passive(verb):
        victims = objects(verb)
        if not victims and verb.dep_ == "conj":  # "stepped on a mine and was killed"
            over = [c for c in verb.head.children if c.dep_ in PASSIVE + SUBJECTS]
            victims = (
                over if any(c.dep_ == "auxpass" for c in verb.children) else [c for c in over if c.dep_ in PASSIVE]
            )
    elif intransitive:
        victims = subjects(verb)
    else:
        victims = [n for d in below(verb, "dobj") for n in with_conjuncts(d)]
        if victims and word in words("harm", "surely"):  # "killing him and three of his sons"
            victims += [c for c in verb.children if c.dep_ == "conj" and c.pos_ == "NUM"]
        own = [c for c in verb.children if c.dep_ == "nsubj" and is_amount(c)]
        if not victims and own and verb.tag_ in ("VBN", "VBD"):
            victims = own  # "ten were killed and scores captured"
        if not victims and verb.tag_ in ("VBN", "VBD") and verb.dep_ == "conj":
            victims = [c for c in verb.head.children if c.dep_ in ("nsubjpass",)]
        if not victims and verb.tag_ in ("VBN", "VBD"):  # "leaving two wounded", "12 others injured"
            victims = [c for c in verb.children if c.dep_ in ("nsubj", "nummod") and counted(c)]
    if is_passive(verb) and any(
        counted(d) for d in below(verb, "dobj")
    ):  # "a raid on a market killed between 10 and 15"
        victims = list(below(verb, "dobj"))
    surely = word in words("harm", "surely")  # what is killed is somebody, whatever word stands for him
    told = [
        v
        for v in victims
        if counted(v)
        or (v.lower_ in ("him", "her") and len(victims) > 1)
        or ordinal_of(v.text)
        or (surely and _somebody(v))
    ]
    if kind == "displaced":
        told = [v for v in told if not _carried_off(v)]
    return summed([harm_of(_worse(verb, kind), v, verb) for v in told])


def _somebody(token: Token) -> bool:
    """True for a noun that may name somebody: no beast, no hope, no town of a dateline."""
    ranked = any(lemma(c) in words("harm", "people") for c in token.children)  # "Sergeant Paris"
    aged = any(c.dep_ == "appos" and c.pos_ == "NUM" for c in token.children)  # "Ahmed Salem, 25"
    ground = token.ent_type_ in ("GPE", "LOC", "FAC", "DATE", "TIME") and not ranked and not aged
    anybody = lemma(token) not in words("harm", "no_people") and not body(token)
    return token.pos_ in ("NOUN", "PROPN") and not ground and anybody


def _carried_off(token: Token) -> bool:
    """True for soldiers who are evacuated, and for the wounded: they are in care, not driven from home."""
    fighters = lemma(token) in words("harm", "fighters") | words("harm", "irregulars") and lemma(token) != "civilian"
    return fighters or any(lemma(c) in ("wound", "wounded", "injure", "injured", "dead") for c in token.children)


def _part_of_another(found: HarmFound, told: list[HarmFound]) -> bool:
    """True for "including four soldiers", and for "one of them" of those told to be hurt so: people counted already."""
    victim = found.victim
    if victim is None:
        return False
    t = victim
    for _ in range(4):
        if t.dep_ == "prep" and (t.lower_ == "including" or (t.lower_ == "of" and lemma(t.head) == "part")):
            return True  # "part of the 40 people killed nationwide": more than those hurt here
        if t.head.i == t.i or is_verb(t):
            break
        t = t.head
    return victim.lower_ in ("them", "whom") and any(o.kind == found.kind for o in told)
