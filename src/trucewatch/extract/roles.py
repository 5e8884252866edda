"""Who did it and to whom, for one word that tells an act."""

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
    phrase,
    subjects,
)
from trucewatch.extract.lexicon import words
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token
    from trucewatch.extract.triggers import Trigger

_AIMLESS = (
    "overflight",
    "monitor_deployment",
    "compliance_statement",
    "demining",
    "troop_movement",
    "fortification",
    "withdrawal",
    "agreement",
)
_ON_GROUND = ("force", "territory", "weapons", "air", "civilians", "monitors")
_FORCES = ("state_military", "non_state_armed_group", "peacekeeping_force", "monitoring_mission")
_TOGETHER = ("exchange_of_fire", "agreement", "meeting", "release", "compliance_statement", "withdrawal")
_UTTERED = ("appeal", "threat", "compliance_statement")


def find_initiator(trigger: Trigger, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """Who did it according to the words; None when they name nobody."""
    token = trigger.token
    if _under_fire(token):
        sources = governed(token, "from", "by") + [
            o for f in governed(token, "under") for o in governed(f, "from", "by")
        ]
        under = [*sources, *(s for f in governed(token, "under") for s in subjects(f))]
        return next((r for s in under if (r := cast.reference(s, sentence, speaker)) is not None and usable(r)), None)
    if trigger.act == "explosive_device" and is_verb(token) and lemma(token) in words("grammar", "meeting_mines"):
        return None  # who steps on a mine did not lay it
    doers = subjects(token)
    if trigger.act in _TOGETHER and len(doers) > 1 and (pair := cast.together(doers, sentence)) is not None:
        return pair
    for candidate in doers:
        if lemma(candidate) in words("grammar", "instruments") and not candidate.ent_type_:
            deeper = next((s for s in subjects(candidate) if s.i != candidate.i), None)
            ref = cast.reference(deeper, sentence, speaker) if deeper is not None else None
        else:
            ref = cast.reference(candidate, sentence, speaker) or cast.itself(candidate, sentence, speaker)
        if ref is not None and usable(ref):
            return ref
    beside = _beside(token, sentence, cast, speaker)
    return beside or next((r for s in subjects(token) if (r := cast.nameless(s, sentence)) is not None), None)


def _beside(token: Token, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """ "on the part of X", "by X" that the parser hung on a neighbour."""
    for head in (token, token.head):
        for prep in head.children:
            if prep.dep_ in ("prep", "agent") and prep.lower_ in ("by",):
                for obj in prep.children:
                    ref = cast.reference(obj, sentence, speaker) if obj.dep_ == "pobj" else None
                    if ref is not None and usable(ref) and ref.side:
                        return ref
            if prep.dep_ == "prep" and prep.lower_ == "on":
                for part in prep.children:
                    if lemma(part) == "part":
                        for obj in governed(part, "of"):
                            ref = cast.reference(obj, sentence, speaker)
                            if ref is not None and usable(ref):
                                return ref
    return None


def find_target(trigger: Trigger, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """Who was on the receiving end: an actor, never a place."""
    token = trigger.token
    if trigger.act in _AIMLESS or (trigger.weak and not trigger.response):
        return None
    heads = subjects(token) if _under_fire(token) else objects(token)
    shot = trigger.act == "air_defence_fire"
    if is_verb(token) and not shot and lemma(token) in ("open", "fire", "use", "launch", "shoot", "drop"):
        heads = objects(token) if is_passive(token) else []
        heads = (
            heads
            + governed(token, "on", "at", "against", "upon", "toward", "towards", "in", "over")
            + [
                o
                for d in below(token, "dobj")
                for o in governed(d, "on", "at", "against", "upon", "toward", "towards", "over")
            ]
        )
    if (
        not is_verb(token)
        and is_verb(token.head)
        and token.dep_ in ("dobj", "nsubjpass")
        and not is_passive(token.head)
    ):
        heads = heads + governed(token.head, "on", "at", "against", "toward", "towards")
    if trigger.act == "meeting":
        heads = [h for h in objects(token) if not _at_place(h)] + governed(token, "with")
    above = governor(token) if not is_verb(token) and token.dep_ == "pobj" else None
    if above is not None and lemma(above) in words("grammar", "light_verbs") and not is_passive(above):
        heads = heads + governed(above, "on", "at", "against", "toward", "towards")
    if trigger.act == "appeal" and not is_verb(token) and is_verb(token.head):
        heads = heads + governed(token.head, "to")
    aims = _through_direction(heads)
    for head in aims:
        ref = _target_at(head, sentence, cast, speaker, family(trigger.act))
        if ref is None and trigger.act == "air_defence_fire":
            ref = _owner(head, sentence, cast, speaker)
        if ref is not None:
            return ref
    if family(trigger.act) not in ("force", "monitors"):
        return None
    return next((r for h in aims if (r := cast.nameless(h, sentence)) is not None and r.kind in _FORCES), None)


def _owner(thing: Token, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """Whose drone or missile it is: "drones launched by X"."""
    owners = (cast.reference(s, sentence, speaker) for s in subjects(thing))
    return next((r for r in owners if r is not None and usable(r)), None)


def _under_fire(token: Token) -> bool:
    """True for "came under fire": its subject is who was fired on."""
    return lemma(token) in ("come", "be", "remain") and any(
        c.lower_ == "under" and c.dep_ == "prep" for c in token.children
    )


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
    if word in words("grammar", "instruments"):  # an answer to fire is aimed at those who fired
        ref = next((r for s in subjects(head) if (r := cast.reference(s, sentence, speaker)) is not None), None)
        return ref if ref is not None and usable(ref) else None
    if word in words("grammar", "ground") and word not in ("side",):
        return None
    if head.pos_ == "PROPN" and head.ent_type_ in ("GPE", "LOC", "FAC") and not cast.describe(head.text).side:
        return None
    if kind in _ON_GROUND and cast.is_capital(head):
        return None  # shells fall on a capital as on any town
    ref = cast.reference(head, sentence, speaker)
    if ref is None or not usable(ref):
        for owner in [
            *governed(head, "of", "by"),
            *(c for c in head.children if c.dep_ in ("poss", "compound", "amod")),
        ]:
            inner = cast.reference(owner, sentence, speaker) if word in words("grammar", "positions") else None
            if inner is not None and usable(inner) and inner.side:
                return inner
        return None
    return ref


def usable(ref: ActorRef) -> bool:
    """True for references that name somebody able to act; a bare place or thing is not."""
    return bool(ref.side) or ref.kind not in (None, "unknown", "news_outlet", "wire_agency", "state_media")


def words_of(head: Token) -> str:
    """The words of the noun phrase at a head."""
    return " ".join(t.text for t in phrase(head))
