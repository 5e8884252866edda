"""Roles that the sentence leaves to its reader, once every speaker is known: own casualties, own positions, the answered side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from trucewatch.extract.actors.sides import other_side
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import governed, lemma, objects
from trucewatch.extract.lexicon import words
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.amount import Harm

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast

_AIMED = ("small_arms_fire", "sniper_fire", "heavy_direct_fire", "shelling", "rocket_fire", "air_strike", "drone_strike",
          "ground_assault", "unspecified_fire")  # fmt: skip
_PARTY = ("ministry", "spokesperson", "state_military", "de_facto_authority", "de_facto_force", "leader", "officials",
          "state", "non_state_armed_group")  # fmt: skip


def settle_roles(drafts: list[Draft], cast: Cast) -> None:
    """Fill in whose the unnamed soldiers and positions are, and whom an answer was aimed at."""
    for draft in drafts:
        if _observer(draft) and draft.target is None:
            draft.target = draft.speaker
            draft.because("target", "role:the-observer")
        _monitors_hit(draft)
        own = _own_side(draft)
        _not_against_itself(draft, own)
        if own is not None:
            draft.harm = [_owned(h, own) for h in draft.harm]
            _own_target(draft, own)
        _victim_target(draft, cast)
        answers = draft.response and draft.polarity == "affirms"
        if answers and draft.target is None and draft.initiator is not None:
            other = other_side(draft.initiator.side, cast.sides)
            if other is not None:
                draft.target = ActorRef(name=f"{other} forces", side=other)
                draft.because("target", "role:answers-the-other-side")


def _monitors_hit(draft: Draft) -> None:
    """Force used on peacekeepers or observers is an attack on monitors as well."""
    hit = draft.target is not None and draft.target.kind in ("monitoring_mission", "peacekeeping_force")
    if hit and "monitor_attack" not in draft.acts and set(draft.acts) & set(_AIMED):
        draft.acts = ["monitor_attack", *draft.acts]
        draft.because("acts", "act:monitors-were-hit")


def _not_against_itself(draft: Draft, own: str | None) -> None:
    """A common noun gives back the side of the other role: "militias attacked MILF forces", "Westlander fire hit a soldier"."""
    doer, hit = draft.initiator, draft.target
    if doer is None or hit is None or doer.side in (None, "both") or doer.side != hit.side:
        return
    told_of_own = draft.speaker is not None and draft.speaker.side == doer.side
    if _common(doer) and (told_of_own or not _common(hit)):
        draft.initiator = msgspec.structs.replace(doer, side=None)
        draft.because("initiator", "role:not-against-itself")
    elif _common(hit):
        draft.target = msgspec.structs.replace(hit, side=own if hit.kind == "state_military" else None)
        draft.because("target", "role:not-against-itself")


def _common(ref: ActorRef) -> bool:
    """True for "militias", "one soldier", "their forces": no name in it."""
    told = (ref.text or ref.name).split()
    return ref.actor_id is None and all(w.islower() for w in told[1:] or told)


def _victim_target(draft: Draft, cast: Cast) -> None:
    """Soldiers of another side who were hurt by the act are those it was aimed at."""
    told = [a for a in draft.acts if (family(a) == "force" and a != "unspecified_violation") or a == "casualty_toll"]
    if draft.target is not None or not told or draft.polarity == "denies":
        return
    doer = draft.initiator.side if draft.initiator is not None else None
    victims = [h.who for h in draft.harm if h.who is not None and not h.civilian and h.kind in ("killed", "wounded")]
    sides = {v.side for v in victims if v.side not in (None, "both", doer)}
    own = next((v for v in victims if v.side is not None and v.side == doer), None)
    if own is not None and not sides and set(draft.acts) == {"explosive_device"}:
        draft.initiator, draft.target = None, own  # who sets off a mine and is hurt by it did not lay it
        draft.evidence.pop("initiator", None)
        draft.because("target", "role:victim", *([own.span] if own.span else []))
        return
    if not sides and doer is not None:
        victims = [v for v in victims if v.side is None and v.kind == "state_military"]
        state = other_side(doer, cast.sides)  # "rebels killed two soldiers": those of the state that they fight
        if victims and state is not None and cast.sides.is_state(state) and not cast.sides.is_state(doer):
            victims, sides = [msgspec.structs.replace(v, side=state) for v in victims], {state}
    if len(sides) == 1:
        draft.target = next(v for v in victims if v.side in sides)
        draft.because("target", "role:victim", *([draft.target.span] if draft.target.span else []))


def _observer(draft: Draft) -> bool:
    acts = {"monitor_restriction", "monitor_attack"}
    return (
        bool(acts & set(draft.acts))
        and draft.speaker is not None
        and draft.speaker.kind in ("monitoring_mission", "igo")
    )


def _own_side(draft: Draft) -> str | None:
    """The side of a party that tells of its own people: it speaks, and it is not the one that it says acted."""
    speaker = draft.speaker
    if speaker is None or speaker.side in (None, "both", "media", "civilians") or speaker.kind not in _PARTY:
        return None
    if draft.polarity == "denies" or not any(
        family(a) in ("force", "civilians") or a == "casualty_toll" for a in draft.acts
    ):
        return None
    doer = draft.initiator.side if draft.initiator is not None else None
    return None if doer == speaker.side else speaker.side


def _owned(harm: Harm, own: str) -> Harm:
    """Unnamed soldiers in a party's own account are its own; civilians and the named keep what is said of them."""
    if harm.civilian or harm.who is None or harm.who.side is not None or harm.who.kind != "state_military":
        return harm
    return msgspec.structs.replace(harm, who=msgspec.structs.replace(harm.who, side=own))


def _own_target(draft: Draft, own: str) -> None:
    if draft.target is not None or set(draft.acts) <= {"unspecified_violation"}:
        return
    victim = next((h.who for h in draft.harm if h.who is not None and h.who.side == own and not h.civilian), None)
    if victim is not None:
        draft.target = victim
        draft.because("target", "role:own-victim", *([victim.span] if victim.span else []))
        return
    positions = words("grammar", "own_positions")
    if draft.initiator is None:
        return
    for trigger in draft.triggers:
        heads = governed(trigger.token, "on", "at", "against", "in")
        if lemma(trigger.token) not in words("grammar", "sending"):  # "launched drones", "deployed soldiers" of its own
            heads = objects(trigger.token) + heads
        heads += [o for h in heads if lemma(h) in ("one", "direction", "part") for o in governed(h, "of")]
        if any(lemma(h) in positions or h.lower_ in ("them", "us") for h in heads):
            draft.target = ActorRef(name=f"{own} forces", side=own)
            draft.because("target", "role:own-positions")
            return
