"""Who did it, for one word that tells an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.frames import (
    governed,
    governor,
    is_passive,
    is_verb,
    lemma,
    phrase,
    subjects,
)
from trucewatch.extract.lexicon import words
from trucewatch.model.actor import ActorRef

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token
    from trucewatch.extract.triggers import Trigger

_TOGETHER = ("exchange_of_fire", "agreement", "meeting", "release", "compliance_statement", "withdrawal")
_UTTERED = ("appeal", "threat", "compliance_statement")


def find_initiator(trigger: Trigger, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """Who did it according to the words; None when they name nobody."""
    token = trigger.token
    if under_fire(token):
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
    for doer in doers:
        beside_it = [c for c in doer.children if c.dep_ == "appos"] if doer.pos_ == "PRON" else []
        candidate = beside_it[0] if beside_it else doer  # "they (the rebels) are shelling us"
        if lemma(candidate) in words("grammar", "instruments") and not candidate.ent_type_:
            deeper = next((s for s in subjects(candidate) if s.i != candidate.i), None)
            ref = cast.reference(deeper, sentence, speaker) if deeper is not None else None
        else:
            ref = cast.reference(candidate, sentence, speaker) or cast.itself(candidate, sentence, speaker)
        if ref is not None and usable(ref):
            return ref
    beside = _beside(token, sentence, cast, speaker) or _from_side(token, sentence, cast, speaker)
    beside = beside or _on_sides(token, sentence, cast, speaker)
    return beside or next((r for s in subjects(token) if (r := cast.nameless(s, sentence)) is not None), None)


def _from_side(token: Token, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """ "was subjected to shelling from the X side": the parser hangs the side on the verb."""
    if is_verb(token):
        return None
    above = token.head
    for _ in range(3):
        if is_verb(above) and is_passive(above):
            sides = [o for o in governed(above, "from", "by") if lemma(o) in ("side", "position")]
            found = (cast.reference(o, sentence, speaker) for o in sides)
            return next((r for r in found if r is not None and usable(r) and r.side), None)
        above = above.head
    return None


def _on_sides(token: Token, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """The sides of "troop movements had been noticed on both the X and Y sides"."""
    above = governor(token) if not is_verb(token) else None
    told = [*governed(token, "on"), *(governed(above, "on") if above is not None else [])]
    found = (cast.reference(o, sentence, speaker) for o in told if lemma(o) == "side" and o.tag_ in ("NNS", "NN"))
    return next((r for r in found if r is not None and r.side == "both"), None)


def _beside(token: Token, sentence: Sentence, cast: Cast, speaker: ActorRef | None) -> ActorRef | None:
    """ "on the part of X", "by X" that the parser hung on a neighbour."""
    for head in (token, token.head):
        told_of = lemma(head) in words("grammar", "judging") | words("attribution", "sees")
        if head.i != token.i and told_of and is_passive(head):
            continue  # "the attack was condemned by X", "was seen by X"
        for prep in head.children:
            if prep.dep_ in ("prep", "agent") and prep.lower_ in ("by",):
                for obj in prep.children:
                    ref = cast.reference(obj, sentence, speaker) if obj.dep_ == "pobj" else None
                    if ref is not None and usable(ref) and ref.side:
                        return ref
                    unnamed = cast.nameless(obj, sentence) if obj.dep_ == "pobj" and not is_verb(token) else None
                    if unnamed is not None:
                        return unnamed
            if prep.dep_ == "prep" and prep.lower_ == "on":
                for part in prep.children:
                    if lemma(part) == "part":
                        for obj in governed(part, "of"):
                            ref = cast.reference(obj, sentence, speaker)
                            if ref is not None and usable(ref):
                                return ref
    return None


def under_fire(token: Token) -> bool:
    """True for "came under fire": its subject is who was fired on."""
    return lemma(token) in ("come", "be", "remain") and any(
        c.lower_ == "under" and c.dep_ == "prep" for c in token.children
    )


def usable(ref: ActorRef) -> bool:
    """True for references that name somebody able to act; a bare place or thing is not."""
    return bool(ref.side) or ref.kind not in (None, "unknown", "news_outlet", "wire_agency", "state_media")


def words_of(head: Token) -> str:
    """The words of the noun phrase at a head."""
    return " ".join(t.text for t in phrase(head))
