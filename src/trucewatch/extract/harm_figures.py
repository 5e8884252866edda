"""The people that a word of harm is said of: who they are, how many, whether civilians."""

from __future__ import annotations

from typing import Any

import msgspec

from trucewatch.extract.actors.lexicon import load_words
from trucewatch.extract.amounts import Amount, amount_of, is_amount, ordinal_of
from trucewatch.extract.frames import governed, lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.token import Token
from trucewatch.extract.triggers import is_negated
from trucewatch.model.amount import HarmKind


class HarmFound(msgspec.Struct, frozen=True, kw_only=True):
    """Harm in a sentence: the word that tells it, its victims' head word and the figure."""

    kind: HarmKind
    amount: Amount
    token: Any
    victim: Any | None
    civilian: bool
    negated: bool = False
    rule: str = ""
    part: bool = False  # some of those hurt, who count where the whole number is not told


def summed(found: list[HarmFound]) -> list[HarmFound]:
    """One entry for the people of one list: "a father and his two sons" are three.

    Open figures stay apart, and so do people of different standing: "two peacekeepers and one attacker".
    """
    found = [f for f, before in zip(found, [None, *found], strict=False) if before is None or _listed(before, f)]
    if len(found) < 2 or any(f.amount.low is None or f.negated for f in found):
        return found
    if any(f.victim is not None and f.victim.lower_ == "them" for f in found):
        return found  # "nine of them and a passer-by": those told of before, and somebody else
    if len({s for f in found if (s := _standing(f)) is not None}) > 1:
        return found
    low = sum(f.amount.low or 0 for f in found)
    open_ended = any(f.amount.high is None for f in found)
    amount = Amount(low=low, high=None if open_ended else low)
    civilian = any(f.civilian for f in found)
    return [msgspec.structs.replace(found[0], amount=amount, civilian=civilian, rule=f"{found[0].rule}:list")]


def _listed(a: HarmFound, b: HarmFound) -> bool:
    """False where two nouns stand for one person: "the farmer Ali Hamid"."""
    if a.victim is None or b.victim is None:
        return True
    if a.victim.i == b.victim.i:
        return False
    between = a.victim.doc[min(a.victim.i, b.victim.i) + 1 : max(a.victim.i, b.victim.i)]
    return any(t.lower_ in ("and", ",", "or", "plus", "with", "&") for t in between)


def _standing(found: HarmFound) -> str | None:
    """Civilians, irregular fighters or forces; None for names and bare numbers, which can be any of them."""
    word = lemma(found.victim) if found.victim is not None else ""
    if found.civilian:
        return "civilians"
    if word in words("harm", "irregulars"):
        return "irregulars"
    return "forces" if word in words("harm", "fighters") else None


def person(token: Token) -> bool:
    """True for words that stand for people: a noun of the list, a name, a numeral."""
    return (
        lemma(token) in words("harm", "people")
        or token.ent_type_ == "PERSON"
        or token.pos_ == "NUM"
        or (token.pos_ == "PROPN" and token.ent_type_ in ("PERSON", "") and not body(token))
    )


def body(token: Token) -> bool:
    """True for a word that stands for a body of many, never for one of those hurt: "the Ministry of Health"."""
    return load_words().heads.get(lemma(token)) in ("ministry", "government", "command", "coalition", "media")


def counted(token: Token) -> bool:
    """True for people, and for words that count them: "another", "dozens", "four Ghanaians"."""
    if token.lower_ in ("more", "another"):
        return token.lower_ == "another" or any(c.dep_ == "nummod" for c in token.children)
    return person(token) or token.ent_type_ == "NORP" or is_amount(token)


def harm_of(kind: HarmKind, victim: Token, token: Token, number: Token | None = None) -> HarmFound:
    """The harm that a word tells of people. `number`: the word that counts them, where it is known."""
    amount, noun = _figure(victim) if number is None else (_bounds(number), victim)
    negated = (
        is_negated(token)
        or victim.lower_ in ("none", "nobody", "no-one")
        or any(c.lower_ in ("no", "none") for c in victim.children)
    )
    described = [c for c in noun.children if c.dep_ not in ("conj", "appos", "relcl", "acl")]
    civilian = any(lemma(t) in words("harm", "civilians") for t in [noun, *described])
    return HarmFound(
        kind=kind, amount=amount, token=token, victim=noun, civilian=civilian, negated=negated, rule=f"harm:{kind}"
    )


def _bounds(number: Token) -> Amount:
    return Amount(low=1, high=1) if number.lower_ in ("a", "an", "another") else amount_of(number)


def _figure(victim: Token) -> tuple[Amount, Token]:
    """The number of a victims' noun and the noun itself: "three of their fighters" counts 3 of fighters."""
    noun = victim
    if is_amount(victim):
        below_of = governed(victim, "of")
        noun = below_of[0] if below_of else victim
        return amount_of(victim), noun
    for c in victim.children:
        if c.dep_ == "nummod" or (c.dep_ in ("amod", "det", "quantmod") and c.lower_ in words("harm", "vague")):
            return amount_of(c), noun
    if victim.lower_ in ("him", "her"):
        return Amount(low=1, high=1), noun
    if lemma(victim) == "number":  # "a number of militiamen"
        return Amount(low=None, high=None), next(iter(governed(victim, "of")), noun)
    if victim.lower_ == "another" or ordinal_of(victim.text):  # "the fifth died"
        return Amount(low=1, high=1), noun
    if any(c.lower_ in ("a", "an", "another") for c in victim.children if c.dep_ == "det"):
        return Amount(low=1, high=1), noun
    if lemma(victim) == "population":
        return Amount(low=None, high=None), noun
    if victim.ent_type_ == "PERSON" or victim.tag_ in ("NN", "NNP"):
        return Amount(low=1, high=1), noun
    return Amount(low=None, high=None), noun
