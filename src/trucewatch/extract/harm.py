"""People harmed: how many, of whom, in which way."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.extract.amounts import Amount, amount_of, number_of
from trucewatch.extract.frames import below, governed, is_passive, is_verb, lemma, objects, subjects, with_conjuncts
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.extract.triggers import is_negated
from trucewatch.model.amount import HarmKind

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

KINDS: tuple[HarmKind, ...] = ("killed", "wounded", "captured", "missing", "displaced")


class HarmFound(msgspec.Struct, frozen=True, kw_only=True):
    """Harm in a sentence: the word that tells it, its victims' head word and the figure."""

    kind: HarmKind
    amount: Amount
    token: Any
    victim: Any | None
    civilian: bool
    negated: bool = False
    rule: str = ""


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
            if _part_of_another(found) or any(o.token.i == found.token.i and _same_victim(o, found) for o in out):
                continue
            out.append(found)
    return tuple(out)


def _same_victim(a: HarmFound, b: HarmFound) -> bool:
    return (a.victim.i if a.victim is not None else None) == (b.victim.i if b.victim is not None else None)


def _harm_at(token: Token) -> list[HarmFound]:
    word = lemma(token)
    if is_verb(token):
        if word in harm_verbs():
            return _of_verb(token, harm_verbs()[word])
        if word in words("grammar", "suffer"):
            hurt = [
                d for d in below(token, "dobj") if lemma(d) in ("wound", "injury", "burn", "contusion", "concussion")
            ]
            if hurt:
                return [_found("wounded", v, token) for v in subjects(token)] or []
        if word in ("lose",) and any(lemma(d) == "life" for d in below(token, "dobj")):
            return [_found("killed", v, token) for v in subjects(token)]
        if word == "go" and any(c.lower_ == "missing" for c in token.children):
            return [_found("missing", v, token) for v in subjects(token)]
        if word == "leave":
            return [
                _found(_states()[lemma(c)], v, token)
                for c in token.children
                if c.dep_ in ("oprd", "acomp", "xcomp", "ccomp", "dobj") and lemma(c) in _states()
                for v in [*below(token, "dobj"), *(s for s in c.children if s.dep_ == "nsubj")]
                if v.i != c.i
            ][:1]
    if token.pos_ in ("ADJ", "VERB") and word in _states() and token.dep_ in ("acomp", "oprd", "amod", "attr"):
        if token.dep_ == "amod" and word != "dead":
            return []
        owners = (
            [token.head]
            if token.dep_ == "amod"
            else [c for c in token.head.children if c.dep_ in ("nsubj", "nsubjpass")]
        )
        return [_found(_states()[word], v, token) for v in owners if _person(v) or v.lower_ in words("harm", "vague")]
    if token.pos_ == "NOUN" and word in _nouns():
        victims = [v for v in governed(token, "of", "to") if _person(v)] + [
            v for v in below(token, "poss") if _person(v)
        ]
        if victims:
            return [_found(_nouns()[word], v, token) for v in victims]
        numbers = [c for c in token.children if c.dep_ == "nummod"]
        if numbers and word in ("death", "fatality", "injury"):
            return [
                HarmFound(
                    kind=_nouns()[word],
                    amount=amount_of(numbers[0]),
                    token=token,
                    victim=None,
                    civilian=False,
                    rule="harm:noun",
                )
            ]
    return []


def _of_verb(verb: Token, kind: HarmKind) -> list[HarmFound]:
    word = lemma(verb)
    intransitive = word in lexicon("harm")[kind]["intransitive"]
    before = verb.nbor(-1) if verb.i > 0 else None
    if verb.dep_ == "conj" and before is not None and before.pos_ == "NUM":
        return [_found(kind, before, verb)]  # "12 were killed and 30 wounded"
    if is_passive(verb):
        victims = objects(verb)
        if not victims and verb.dep_ == "conj":
            victims = [c for c in verb.head.children if c.dep_ == "nsubjpass"]
    elif intransitive:
        victims = subjects(verb)
    else:
        victims = [n for d in below(verb, "dobj") for n in with_conjuncts(d)]
        if not victims and verb.tag_ in ("VBN", "VBD") and verb.dep_ == "conj":
            victims = [c for c in verb.head.children if c.dep_ in ("nsubjpass",)]
        if not victims and verb.tag_ in ("VBN", "VBD"):  # "leaving two wounded", "12 others injured"
            victims = [c for c in verb.children if c.dep_ in ("nsubj", "nummod") and _counted(c)]
    return _summed([_found(kind, v, verb) for v in victims if _counted(v) or _person(v)])


def _summed(found: list[HarmFound]) -> list[HarmFound]:
    """One entry for one list of people: "a father and his two sons" are three. Open figures stay apart."""
    listed = all(f.victim is not None and f.victim.dep_ == "conj" for f in found[1:])
    if len(found) < 2 or not listed or any(f.amount.low is None or f.negated for f in found):
        return found
    low = sum(f.amount.low or 0 for f in found)
    open_ended = any(f.amount.high is None for f in found)
    first = found[0]
    return [
        msgspec.structs.replace(
            first,
            amount=Amount(low=low, high=None if open_ended else low),
            civilian=all(f.civilian for f in found),
            rule=f"{first.rule}:list",
        )
    ]


def _person(token: Token) -> bool:
    return (
        lemma(token) in words("harm", "people")
        or token.ent_type_ == "PERSON"
        or token.pos_ == "NUM"
        or (token.pos_ == "PROPN" and token.ent_type_ in ("PERSON", ""))
    )


def _counted(token: Token) -> bool:
    return (
        _person(token)
        or token.lower_ == "another"
        or token.ent_type_ == "NORP"
        or number_of(token.text) is not None
        or token.lower_ in words("harm", "vague")
    )


def _found(kind: HarmKind, victim: Token, token: Token) -> HarmFound:
    amount, noun = _figure(victim)
    negated = (
        is_negated(token)
        or victim.lower_ in ("none", "nobody", "no-one")
        or any(c.lower_ in ("no", "none") for c in victim.children)
    )
    civilian = any(lemma(t) in words("harm", "civilians") for t in [noun, *noun.children])
    return HarmFound(
        kind=kind, amount=amount, token=token, victim=noun, civilian=civilian, negated=negated, rule=f"harm:{kind}"
    )


def _figure(victim: Token) -> tuple[Amount, Token]:
    """The number of a victims' noun and the noun itself: "three of their fighters" counts 3 of fighters."""
    noun = victim
    if victim.pos_ == "NUM" or number_of(victim.text) is not None or victim.lower_ in words("harm", "vague"):
        below_of = governed(victim, "of")
        noun = below_of[0] if below_of else victim
        return amount_of(victim), noun
    for c in victim.children:
        if c.dep_ == "nummod" or (c.dep_ in ("amod", "det", "quantmod") and c.lower_ in words("harm", "vague")):
            return amount_of(c), noun
    if victim.lower_ == "another":
        return Amount(low=1, high=1), noun
    if any(c.lower_ in ("a", "an", "another") for c in victim.children if c.dep_ == "det"):
        return Amount(low=1, high=1), noun
    if victim.ent_type_ == "PERSON" or victim.tag_ in ("NN", "NNP"):
        return Amount(low=1, high=1), noun
    return Amount(low=None, high=None), noun


def _part_of_another(found: HarmFound) -> bool:
    """True for "one of them", "including four soldiers": people counted already."""
    victim = found.victim
    if victim is None:
        return False
    t = victim
    for _ in range(4):
        if t.dep_ == "prep" and t.lower_ == "including":
            return True
        if t.head.i == t.i or is_verb(t):
            break
        t = t.head
    return victim.lower_ in ("them", "whom")
