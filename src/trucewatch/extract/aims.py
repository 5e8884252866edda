"""Whom an act was aimed at, for one word that tells an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.frames import (
    below,
    governed,
    governor,
    is_passive,
    is_verb,
    lemma,
    objects,
    subjects,
    with_conjuncts,
)
from trucewatch.extract.lexicon import words
from trucewatch.extract.roles import under_fire, usable
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token
    from trucewatch.extract.triggers import Trigger

_AIMLESS = ("overflight", "monitor_deployment", "compliance_statement", "demining", "troop_movement", "fortification",
            "withdrawal", "agreement")  # fmt: skip
_FORCES = ("state_military", "non_state_armed_group", "peacekeeping_force", "monitoring_mission")
_ON_GROUND = ("force", "territory", "weapons", "air", "civilians", "monitors")
_BODIES = (
    "monitoring_mission",
    "peacekeeping_force",
    "igo",
    "ngo",
    "ministry",
    "state_military",
    "non_state_armed_group",
)
_AT = ("on", "at", "against", "toward", "towards")
_OWNED_DEEP = 3  # steps from "the sites of our forces' headquarters" to "our forces"


def find_target(trigger: Trigger, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """Who was on the receiving end: an actor, never a place."""
    if trigger.act in _AIMLESS or (trigger.weak and not trigger.response):
        return None
    kind = family(trigger.act)
    aims = _through_direction(_heads(trigger))
    for head in aims:
        ref = _target_at(head, sentence, cast, speaker, kind)
        if ref is None and trigger.act == "air_defence_fire":
            ref = _named(subjects(head), sentence, cast, speaker)  # "drones launched by X"
        if ref is not None:
            return ref
    if kind not in ("force", "monitors"):
        return None
    return next((r for h in aims if (r := cast.nameless(h, sentence)) is not None and r.kind in _FORCES), None)


def _heads(trigger: Trigger) -> list[Token]:
    """Nouns that may name who was aimed at, the likeliest first."""
    token = trigger.token
    if trigger.act == "threat" and is_verb(token):
        return objects(token) + _who_if(token)
    if trigger.act == "explosive_device":  # who steps on a mine is hit by it
        met = token if is_verb(token) else governor(token)
        if met is not None and not is_passive(met) and lemma(met) in words("grammar", "meeting_mines"):
            return subjects(met)
    if trigger.act == "meeting":
        return [h for h in objects(token) if not _at_place(h)] + governed(token, "with")
    heads = subjects(token) if under_fire(token) else objects(token)
    if is_verb(token) and trigger.act != "air_defence_fire" and lemma(token) in _SHOOTING:
        heads = objects(token) if is_passive(token) else []
        heads = heads + governed(token, *_AT, "upon", "in", "over")
        heads += [o for d in below(token, "dobj") for o in governed(d, *_AT, "upon", "over")]
        heads += _behind_means(token)
        for verb in below(token, "xcomp"):  # "used a drone to drop a round over the positions of X"
            heads += [o for part in (verb, *verb.children) for o in governed(part, *_AT, "upon", "over")]
    heads = heads + [h for h in governed(token, "in") if lemma(h) == "direction"]
    above = governor(token) if not is_verb(token) or token.dep_ == "pobj" else None
    if trigger.act == "appeal" and above is not None:
        heads = heads + governed(above, "to")
    if above is None or is_passive(above):
        return heads
    if _whole(token).dep_ == "dobj" and lemma(above) in words("grammar", "warding_off"):
        return heads + subjects(above)  # "our forces repelled an attack"
    if token.dep_ == "dobj" or (token.dep_ == "pobj" and lemma(above) in words("grammar", "light_verbs")):
        heads = heads + governed(above, *_AT)
    return heads


def _behind_means(verb: Token) -> list[Token]:
    """ "opened fire with small arms at the posts": the parser hangs the posts on the arms."""
    means = [m for prep in below(verb, "prep") if prep.lower_ in ("with", "from", "by") for m in below(prep, "pobj")]
    return [o for m in means for armed in with_conjuncts(m) for o in governed(armed, *_AT)]


_SHOOTING = ("open", "fire", "use", "launch", "shoot", "drop", "lob", "rain")


def _whole(noun: Token) -> Token:
    """The noun that a compound ends in: "attempt" of "infiltration attempt"."""
    while noun.dep_ in ("compound", "nmod") and noun.head.i != noun.i:
        noun = noun.head
    return noun


def _who_if(verb: Token) -> list[Token]:
    """Of whom "if they violate it" speaks, below a threat."""
    clauses = [c for c in verb.children if c.dep_ == "advcl" and any(x.lower_ in ("if", "unless") for x in c.children)]
    return [s for clause in clauses for s in subjects(clause)]


def _at_place(head: Token) -> bool:
    return head.head.dep_ == "prep" and head.head.lower_ in ("at", "to", "into")


def _through_direction(heads: list[Token]) -> list[Token]:
    """ "in the direction of the positions of X" leads to the positions."""
    out: list[Token] = []
    for head in heads:
        if lemma(head) in ("direction", "one", "number", "part", "some", "vicinity"):
            out += governed(head, "of")
        else:
            out.append(head)
    return out


def _target_at(head: Token, sentence: Sentence, cast: Cast, speaker: ActorRef | None, kind: str) -> ActorRef | None:
    word = lemma(head)
    if word in words("grammar", "deals") or word in words("grammar", "anybody"):
        return None  # who breaks an agreement aims at nobody by that
    if word in words("grammar", "instruments"):  # an answer to fire is aimed at those who fired
        return _named(subjects(head), sentence, cast, speaker) or _owned(head, sentence, cast, speaker)
    if word in words("grammar", "ground") and word not in ("side",):
        return None
    if head.pos_ == "PROPN" and head.ent_type_ in ("GPE", "LOC", "FAC") and not cast.describe(head.text).side:
        return None
    if kind == "access" and head.pos_ == "PROPN" and _at_place(head):
        return None  # "the entry of aid into X"
    if kind in _ON_GROUND and cast.is_capital(head):
        return None  # shells fall on a capital as on any town
    ref = cast.reference(head, sentence, speaker)
    if (ref is None or ref.side is None) and head.pos_ == "NOUN":  # "the monitoring body, the M.C."
        body = _named(list(below(head, "appos")), sentence, cast, speaker, sided=True)
        ref = body if body is not None and body.kind in _BODIES else ref
    if ref is not None and usable(ref) and (ref.side is not None or ref.kind != "ngo") and ref.side != "media":
        return ref  # a hospital is a building before it is a body
    return _holder(head, sentence, cast, speaker, _OWNED_DEEP) if word in words("grammar", "positions") else None


def _owned(thing: Token, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """Whose a weapon is by the words: "a launcher belonging to X"."""
    owners = [
        o for v in below(thing, "acl") if lemma(v) in words("grammar", "holding") for o in governed(v, "by", "to")
    ]
    return _named(owners, sentence, cast, speaker, sided=True)


def _named(
    heads: list[Token], sentence: Sentence, cast: Cast, speaker: ActorRef | None, *, sided: bool = False
) -> ActorRef | None:
    """The first of some nouns that names an actor; `sided`: only one whose side is known."""
    found = (cast.reference(h, sentence, speaker) for h in heads)
    return next((r for r in found if r is not None and usable(r) and (r.side or not sided)), None)


def _holder(ground: Token, sentence: Sentence, cast: Cast, speaker: ActorRef | None, deep: int) -> ActorRef | None:
    """Whose a position is: "a post of X", "sites of our forces' headquarters", "positions held by troops of X"."""
    owners = [*governed(ground, "of", "by"), *(c for c in ground.children if c.dep_ in ("poss", "compound", "amod"))]
    held = [v for v in below(ground, "acl") if lemma(v) in words("grammar", "holding")]
    owners += [o for v in held for o in governed(v, "by", "to")]
    carried = [o for v in below(ground, "acl") if v.tag_ == "VBG" for o in below(v, "dobj")]
    owners += [o for load in carried for v in below(load, "acl") if lemma(v) == "belong" for o in governed(v, "to")]
    found = _named(owners, sentence, cast, speaker, sided=True)
    if found is not None or deep == 0:
        return found
    inner = (_holder(o, sentence, cast, speaker, deep - 1) for o in owners if o.i != ground.i)
    return next((r for r in inner if r is not None), None)
