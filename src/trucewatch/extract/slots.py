"""Weapons, places, times, harm and counts of a sentence, each given to the draft whose words it hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.counts import fill_count
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import is_verb, subjects
from trucewatch.extract.harm import find_harm
from trucewatch.extract.harm_figures import HarmFound, person
from trucewatch.extract.parsing import body_span
from trucewatch.extract.slot_owners import owners
from trucewatch.extract.slot_places import actor_words, fill_places
from trucewatch.extract.slot_times import fill_times
from trucewatch.extract.weapons import Weapon, find_weapons
from trucewatch.extract.when.mention import TimeMention
from trucewatch.extract.when.resolve import TimeContext
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.amount import Harm, HarmScope
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token


def fill_slots(
    drafts: list[Draft], sentence: Sentence, cast: Cast, times: tuple[TimeMention, ...], context: TimeContext
) -> list[HarmFound]:
    """Fill the drafts of one sentence; returns harm that no draft of it can take."""
    named = actor_words(sentence, cast)
    for weapon in find_weapons(sentence):
        if weapon.tokens[-1].i in named or _aimed_at(weapon):
            continue  # "the Assam Rifles"; "fired on a helicopter"
        for draft in owners(weapon.tokens[0], [d for d in drafts if _armed(d) and not _own_tool(d, weapon)]):
            _add_weapon(draft, weapon)
    fill_places(drafts, sentence, cast)
    for draft in drafts:
        fill_count(draft)
    fill_times(drafts, sentence, times, context)
    left: list[HarmFound] = []
    for found in find_harm(sentence):
        takers = [d for d in drafts if _takes_harm(d) and (d.content is None or found.token.i in d.content)]
        doer = killer(found, cast, sentence, takers[0].speaker) if takers else None
        if doer is not None and all(d.initiator is not None and d.initiator.side != doer.side for d in takers):
            takers = []  # "killed a fighter who was breaking the truce": the harm is of another act
        if not takers:
            left.append(found)
            continue
        for draft in owners(found.token, takers):
            add_harm(draft, found, cast, sentence)
    return left


def _armed(draft: Draft) -> bool:
    return any(family(a) in ("force", "weapons", "air", "civilians") for a in draft.acts)


def _aimed_at(weapon: Weapon) -> bool:
    """True for the tank or helicopter that was fired on: it was no means of the one who fired."""
    thing = weapon.tokens[-1]
    if weapon.kind not in ("aircraft", "tank", "cannon") or thing.dep_ != "pobj":
        return False
    return thing.head.lower_ in ("on", "at", "against")


def _own_tool(draft: Draft, weapon: Weapon) -> bool:
    """True for the aircraft that saw it: "a drone spotted fresh craters" names no weapon; nor is what was shot down one."""
    if set(draft.acts) == {"air_defence_fire"}:
        return weapon.kind in ("drone", "aircraft")
    return weapon.kind in ("drone", "aircraft") and set(draft.acts) <= {
        "undetermined_explosion",
        "unspecified_violation",
        "compliance_statement",
    }


def _takes_harm(draft: Draft) -> bool:
    return (
        any(family(a) in ("force", "civilians", "territory", "monitors") for a in draft.acts)
        and draft.modality != "planned"
    )


def _add_weapon(draft: Draft, weapon: Weapon) -> None:
    if weapon.kind not in draft.weapons:
        draft.weapons.append(weapon.kind)
    draft.because("weapons", f"weapon:{weapon.kind}", body_span(weapon.tokens[0], weapon.tokens[-1]))


def killer(found: HarmFound, cast: Cast, sentence: Sentence, speaker: ActorRef | None) -> ActorRef | None:
    """Who killed or wounded, where a verb of harm has a named side (or the speaker itself) as its subject or agent."""
    if not is_verb(found.token):
        return None
    for head in subjects(found.token):
        if found.victim is not None and head.i == found.victim.i:
            continue
        ref = cast.reference(head, sentence, speaker) or cast.itself(head, sentence, speaker)
        if ref is not None and ref.side not in (None, "both", "civilians", "media"):
            return ref
    return None


def victims(found: HarmFound, cast: Cast, sentence: Sentence, speaker: ActorRef | None) -> ActorRef | None:
    """Who was hurt: a bare number ("three were wounded") takes the people of the same number named in the sentence."""
    if found.victim is None:
        return None
    head = found.victim
    if head.pos_ == "NUM":
        alike = [
            t
            for t in sentence.tokens
            for c in t.children
            if c.dep_ == "nummod" and c.lower_ == head.lower_ and t.i != head.i
        ]
        if alike:
            head = alike[0]
    head = _told_before(head) or head
    return cast.reference(head, sentence, speaker) or cast.nameless(head, sentence)


def _told_before(head: Token) -> Token | None:
    """The soldier of "a soldier was killed and another was wounded": a word without a noun takes that of the clause joined."""
    if head.pos_ != "NUM" and head.lower_ not in ("another", "others"):
        return None
    verb = head.head
    while head.dep_ in ("nsubj", "nsubjpass") and verb.dep_ == "conj":
        verb = verb.head
        for child in verb.children:
            if child.dep_ in ("nsubjpass", "dobj") and child.pos_ == "NOUN" and child.i < head.i and person(child):
                return child
    return None


def _is_total(draft: Draft, token: Token) -> bool:
    """True for figures that sum up a longer time: "since the truce began", "in total", beside a count of many."""
    lowered = [t.lower_ for t in draft.sentence.tokens]
    told = {token.i, *(t.token.i for t in draft.triggers)}
    since = any(
        t.lower_ == "since" and (t.head.i in told or (t.dep_ == "mark" and t.head.head.i in told))
        for t in draft.sentence.tokens
    )
    many = draft.count is not None and draft.count > 20 and "unspecified_violation" in draft.acts
    return since or many or "total" in lowered or "toll" in lowered


def add_harm(draft: Draft, found: HarmFound, cast: Cast, sentence: Sentence) -> None:
    """Add harm to a draft; the same figure told twice is one."""
    if found.negated or (found.part and any(h.kind == found.kind for h in draft.harm)):
        return
    who = victims(found, cast, sentence, draft.speaker)
    word = body_span(found.token)
    first = body_span(
        found.victim.left_edge if found.victim is not None and found.victim.left_edge.i < found.token.i else found.token
    )
    span = Span(
        min(word.start, first.start),
        max(word.end, body_span(found.victim).end if found.victim is not None else word.end),
    )
    scope: HarmScope = "cumulative" if _is_total(draft, found.token) else "this_occasion"
    harm = Harm(
        kind=found.kind, low=found.amount.low, high=found.amount.high, who=who, civilian=found.civilian, scope=scope,
        text=None, span=span,
    )  # fmt: skip
    if harm.low is None and harm.high is None and any(h.kind == harm.kind for h in draft.harm):
        return
    for other in draft.harm:
        if other.kind == harm.kind and (other.low, other.high) == (harm.low, harm.high):
            return
    draft.harm.append(harm)
    draft.because("harm", found.rule, span)
    summary = set(draft.acts) <= {"unspecified_violation"}
    if (
        draft.target is None
        and who is not None
        and who.side
        and not harm.civilian
        and not summary
        and who != draft.initiator
        and (draft.initiator is None or who.side != draft.initiator.side)
    ):
        draft.target = who
        draft.because("target", "role:victim", *([who.span] if who.span else []))
