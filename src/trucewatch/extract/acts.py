"""Which acts a draft tells, once its words, weapons and harm are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import governor, lemma, subjects
from trucewatch.extract.harm import harm_verbs
from trucewatch.extract.lexicon import words
from trucewatch.extract.weapons import act_of
from trucewatch.model.acts import acts as all_acts
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

_FIRE = frozenset(("unspecified_fire", "unspecified_violation"))
_ARMED = frozenset(
    "small_arms_fire sniper_fire heavy_direct_fire shelling rocket_fire air_strike drone_strike naval_fire".split()  # noqa: SIM905
)


def settle_acts(draft: Draft) -> None:
    """Make the draft's acts the most specific that the words support, the gravest first; never a weapon that is not named."""
    firm = {t.act for t in draft.triggers if not t.weak or t.response}
    told = [a for a in draft.acts if not firm or a in firm or a == "casualty_toll"]
    if _can_have_weapon(told):
        armed = [act for kind in draft.weapons if (act := act_of(kind)) is not None]
        if "shelling" in told and not armed:
            armed = ["shelling"]
        kept = [a for a in told if a not in _FIRE and not (a == "ground_assault" and armed and _bare_attack(draft))]
        if armed:
            for act in armed:
                if act == "small_arms_fire" and "exchange_of_fire" in kept:
                    continue  # rifles are what an exchange of fire is fought with
                if act not in kept:
                    kept.append(act)
                    draft.because("acts", f"act:by-weapon:{act}")
            told = kept
        elif "unspecified_fire" in told and "unspecified_violation" in told:
            told = [a for a in told if a != "unspecified_violation"]
        told = _less_vague(draft, told)
    if (
        len(told) > 1
        and "unspecified_violation" in told
        and any(a in _ARMED or a in ("ground_assault", "unspecified_fire") for a in told)
    ):
        told = [a for a in told if a != "unspecified_violation"]
    if "undetermined_explosion" in told and any(a in _ARMED or a == "explosive_device" for a in told):
        told = [a for a in told if a != "undetermined_explosion"]
    if (
        "exchange_of_fire" in told
        and {t.act for t in draft.triggers} == {"exchange_of_fire"}
        and draft.initiator is not None
        and not any(_begun(t.token) for t in draft.triggers)
    ):
        draft.initiator = None  # two-way fire has no single doer
        draft.evidence.pop("initiator", None)
    if _only_a_toll(draft):
        told = ["casualty_toll"]
        draft.because("acts", "act:a-toll-of-long-fighting")
    order = list(all_acts())
    draft.acts = sorted(set(told), key=lambda a: (family(a) == "context", order.index(a) if a in order else 0))


def _less_vague(draft: Draft, told: list[str]) -> list[str]:
    """Without the acts that only repeat a more specific one: "air strikes hit the town", "a drone attack"."""
    if not any(a in _ARMED for a in told):
        return told
    firing = {t.token.lemma_.lower() for t in draft.triggers if t.act == "unspecified_fire"}
    drop = set()
    if firing <= words("grammar", "hitting"):
        drop.add("unspecified_fire")  # "firing and shelling" are two, "shelling that hit" is one
    if _bare_attack(draft):
        drop.add("ground_assault")
    return [a for a in told if a not in drop]


def _only_a_toll(draft: Draft) -> bool:
    """True for "the clashes have left 33 dead" and "a total of 33 monitors have been killed": a sum over time, no occasion."""
    if not draft.harm or not draft.triggers:
        return False
    words_ = [t.token for t in draft.triggers]
    if all(_below_a_sum(t) for t in words_):
        return True
    if all(t.lemma_.lower() in harm_verbs() for t in words_):
        return all(h.scope == "cumulative" for h in draft.harm)
    return {t.act for t in draft.triggers} == {"exchange_of_fire"} and all(_so_far(t) for t in words_)


def _below_a_sum(token: Token) -> bool:
    """True below "brings to 72 the number of soldiers killed in attacks", "the toll of the clashes has reached 40"."""
    verb = token
    for _ in range(8):
        verb = verb.head
        counted = [c for c in verb.children if c.dep_ in ("dobj", "nsubj") and lemma(c) in words("grammar", "sums")]
        if any(lemma(verb) in words("grammar", "summing" if c.dep_ == "dobj" else "mounting") for c in counted):
            return True
        if verb.head.i == verb.i:
            return False
    return False


def _so_far(noun: Token) -> bool:
    """True for "the fighting has left ...": what it cost up to now."""
    verb = noun.head
    known = any(c.lower_ in words("grammar", "pointing") for c in noun.children)
    if noun.dep_ == "pobj" and noun.head.lower_ == "of":
        verb, known = noun.head.head.head, True  # "six days of clashes have killed"
    return (
        noun.pos_ == "NOUN"
        and known
        and lemma(verb) in ("leave", "kill", "result", "claim", "displace", "cost", "take")
        and any(c.dep_ == "aux" and c.lower_ in ("has", "have") for c in verb.children)
    )


def _begun(token: Token) -> bool:
    """True for fighting that somebody is told to have begun: "opened", "started the fight"."""
    verb = token if token.pos_ == "VERB" else governor(token)
    return verb is not None and lemma(verb) in words("grammar", "beginning") and bool(subjects(verb))


def _can_have_weapon(acts: list[str]) -> bool:
    return any(a in _FIRE or a in _ARMED or a == "ground_assault" for a in acts)


def _bare_attack(draft: Draft) -> bool:
    """True if the assault is told by "attack" alone, which with a weapon named is only fire."""
    tokens = [t.token.lemma_.lower() for t in draft.triggers if t.act == "ground_assault"]
    return bool(tokens) and all(t in ("attack", "action") for t in tokens)
