"""Harm told by other words than a verb of harm: "lost their lives", "the deaths of three", "the death toll rose to 45"."""

from __future__ import annotations

import msgspec

from trucewatch.extract.amounts import Amount, amount_of, is_amount
from trucewatch.extract.frames import below, governed, is_passive, is_verb, lemma, objects, subjects, with_conjuncts
from trucewatch.extract.harm_figures import HarmFound, counted, harm_of, person, summed
from trucewatch.extract.lexicon import words
from trucewatch.extract.token import Token
from trucewatch.extract.triggers import is_negated
from trucewatch.model.amount import HarmKind


def harm_by_idiom(verb: Token, word: str) -> list[HarmFound]:
    """Harm that a verb tells with what it governs: an injury received, a life or limb lost, hostages taken."""
    things = {lemma(d): d for d in objects(verb)}
    if word in words("grammar", "suffer") and words("harm", "injuries") & set(things):
        return summed([harm_of("wounded", v, verb) for v in subjects(verb)])
    if word in (*words("grammar", "suffer"), "inflict", "cause") and words("harm", "losses") & set(things):
        return _losses(verb, next(d for w, d in things.items() if w in words("harm", "losses")))
    if word == "include":
        return _included(verb)
    if word == "lose":
        return _lost(verb, things)
    if word == "cost" and any(lemma(k) == "life" for d in below(verb, "dative") for k in d.children):
        return summed([harm_of("killed", v, verb) for v in below(verb, "dative")])
    if word in ("claim", "take", "cost") and "life" in things:
        people = [v for v in governed(things["life"], "of") if counted(v)]
        counts = [c for c in things["life"].children if is_amount(c)]
        return summed([harm_of("killed", v, verb) for v in people]) or [_figure("killed", c, verb) for c in counts[:1]]
    if word in ("succumb",) and any(lemma(g) in words("harm", "injuries") for g in governed(verb, "to")):
        return summed([harm_of("killed", v, verb) for v in subjects(verb)])
    if word == "go" and any(c.lower_ == "missing" for c in verb.children):
        return [harm_of("missing", v, verb) for v in subjects(verb)]
    if word in ("take", "hold"):
        return _taken(verb, things)
    return []


def _losses(verb: Token, noun: Token) -> list[HarmFound]:
    """ "suffering heavy losses", "causing casualties": somebody was killed, nobody says how many."""
    if any(c.lower_ in ("no", "any", "without") or (is_amount(c) and c.lower_ != "heavy") for c in noun.children):
        return []
    return [
        HarmFound(
            kind="killed", amount=Amount(low=None, high=None), token=verb, victim=None, civilian=False,
            negated=is_negated(verb), rule="harm:losses",
        )
    ]  # fmt: skip


def _included(verb: Token) -> list[HarmFound]:
    """ "the dead included five children and two women": a part of them at least; it counts where no whole is told."""
    for head in below(verb, "nsubj"):
        kind = _STANDS_FOR.get(head.lower_)
        if kind is not None:
            found = summed(
                [harm_of(kind, v, verb) for d in below(verb, "dobj") for v in with_conjuncts(d) if counted(v)]
            )
            return [msgspec.structs.replace(f, part=True) for f in found]
    return []


_STANDS_FOR: dict[str, HarmKind] = {
    "dead": "killed",
    "wounded": "wounded",
    "injured": "wounded",
    "fatalities": "killed",
}


def _lost(verb: Token, things: dict[str, Token]) -> list[HarmFound]:
    """ "lost their lives", "lost a leg", "we lost two of our servicemen"."""
    if "life" in things:
        return summed([harm_of("killed", v, verb) for v in subjects(verb)])
    if words("harm", "limbs") & set(things):
        return summed([harm_of("wounded", v, verb) for v in subjects(verb) if v.lower_ not in ("who", "which")])
    out = []
    for thing in things.values():
        noun = next(iter(governed(thing, "of")), thing) if is_amount(thing) else thing
        told = is_amount(thing) or any(is_amount(c) or c.lower_ in ("a", "an", "another") for c in thing.children)
        if told and lemma(noun) in words("harm", "fighters"):
            out.append(harm_of("killed", thing, verb))
    return out


def _taken(verb: Token, things: dict[str, Token]) -> list[HarmFound]:
    """ "took twelve hostages", "were taken prisoner"."""
    if any(
        c.dep_ in ("oprd", "dobj", "attr", "advmod") and lemma(c) in words("harm", "captives") for c in verb.children
    ):
        if is_passive(verb):
            return summed([harm_of("captured", v, verb) for v in objects(verb)])
        if any(c.dep_ == "prep" and c.lower_ in ("to", "from", "into") for c in verb.children):
            return []  # "took twelve captives to the capital": those who were captives already were brought somewhere
        named = [p for d in things.values() for p in d.children if p.dep_ in ("compound", "nmod") and person(p)]
        if any(is_amount(c) for p in named for c in p.children):  # "took three soldiers prisoner"
            return [harm_of("captured", p, verb) for p in named]
        counts = [
            d for w, d in things.items() if w in words("harm", "captives") and any(is_amount(c) for c in d.children)
        ]
        return [harm_of("captured", d, verb) for d in counts]
    return []


def harm_by_noun(noun: Token, kind: HarmKind) -> list[HarmFound]:
    """ "the deaths of three", "injuries to seven others", "two fatalities", "14 bodies were found"."""
    people = [v for v in governed(noun, "of") if person(v)] + [v for v in below(noun, "poss") if person(v)]
    people = people or [v for v in _after_to(noun) if person(v)]
    if people:
        return summed([harm_of(kind, v, noun) for v in people])
    numbers = [c for c in noun.children if c.dep_ == "nummod"]
    if not numbers:
        return []
    found = lemma(noun.head) in words("harm", "found") and noun.dep_ in ("dobj", "nsubjpass")
    if lemma(noun) in ("death", "fatality", "injury") or (lemma(noun) in ("body", "corpse") and found):
        return [_figure(kind, numbers[0], noun)]
    return []


def _after_to(noun: Token) -> list[Token]:
    """The people of "injuries to seven others", wherever the parse hangs the preposition."""
    after = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else None
    if after is None or after.lower_ != "to":
        return []
    return [n for o in below(after, "pobj") for n in with_conjuncts(o)]


def toll_of(noun: Token) -> list[HarmFound]:
    """The figure of a toll: "the death toll rose to 45", "put the number of wounded at 60"."""
    kind = _kind_of_toll(noun)
    if kind is None:
        return []
    verb = noun.head if is_verb(noun.head) and noun.dep_ in ("nsubj", "nsubjpass", "dobj") else None
    figures = governed(noun, "of") if lemma(noun) == "toll" else []
    if verb is not None:
        figures += governed(verb, "to", "at") + (
            [c for c in verb.children if c.dep_ in ("attr", "dobj") and c.i > noun.i] if noun.dep_ != "dobj" else []
        )
    for figure in figures:
        number = figure if is_amount(figure) else next((c for c in figure.children if is_amount(c)), None)
        if number is not None and number.ent_type_ not in ("DATE", "TIME"):
            return [_figure(kind, number, noun)]
    return []


def _kind_of_toll(noun: Token) -> HarmKind | None:
    """What a toll counts: "death toll", "the number of wounded", "the number of people killed"."""
    told = [c for c in noun.children if c.dep_ in ("compound", "amod", "nmod")]
    for prep in below(noun, "prep"):
        if prep.lower_ == "of":
            told += [t for o in prep.children for t in (o, *o.children)]
    for t in told:
        if lemma(t) in ("death", "dead", "fatality", "kill"):
            return "killed"
        if lemma(t) in ("wounded", "injured", "wound", "injure", "injury"):
            return "wounded"
    return None


def _figure(kind: HarmKind, number: Token, token: Token) -> HarmFound:
    """Harm of people that are not named: only how many."""
    return HarmFound(
        kind=kind, amount=amount_of(number), token=token, victim=None, civilian=False, rule=f"harm:{kind}:figure"
    )
