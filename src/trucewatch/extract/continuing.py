"""Accounts that go on: the next sentence tells more of one happening, and names no other occasion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.alike import actors_agree, harm_agrees, voices_agree
from trucewatch.extract.frames import governor, is_verb, lemma
from trucewatch.extract.lexicon import words
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.draft import Draft

_USED_FORCE = ("force", "civilians", "monitors")
_OPEN = ("unspecified_fire", "ground_assault", "exchange_of_fire")  # acts that leave open how it was done
_OUTCOMES = (
    "infrastructure_damage",
    "civilian_harm",
    "casualty_toll",
    "undetermined_explosion",
    "property_destruction",
)


def goes_on(a: Draft, b: Draft) -> bool:
    """True for one of the next sentences of the same voice on what the same side did, without a day or place of its own."""
    near = 1 <= b.sentence.index - a.sentence.index <= 2
    if not near or (a.speaker is None) != (b.speaker is None) or other_occasion(b) or b.acts == ["displacement"]:
        return False
    doer = a.initiator.side if a.initiator is not None else None
    if doer is None or (b.initiator is not None and b.initiator.side != doer) or _two_manners(a, b):
        return False
    told = all(family(x) in (*_USED_FORCE, "territory") and x != "unspecified_violation" for x in (*a.acts, *b.acts))
    harm = harm_agrees(a, b) or _so_many_more(b)
    return told and adds_no_occasion(b) and voices_agree(a, b) and harm and (a.count or 1) == 1


def _so_many_more(draft: Draft) -> bool:
    """True for "two more were shot dead": they come on top of those told before."""
    return draft.sentence.tokens[min(1, len(draft.sentence.tokens) - 1)].lower_ in ("more", "others")


def _two_manners(a: Draft, b: Draft) -> bool:
    """True where one tells of mortars and the other of snipers: two manners of fire are two occasions."""
    one, other = ({x for x in d.acts if family(x) == "force" and x not in _OPEN} for d in (a, b))
    return bool(one and other) and not one & other


def outcome_of(a: Draft, b: Draft) -> bool:
    """True for "as a result, four houses were damaged": what came of the force told just before by the same voice."""
    if b.sentence.index - a.last != 1 or a.verdict_key != b.verdict_key or not (_points_to_result(b) or _it_struck(b)):
        return False
    return (
        any(family(x) == "force" for x in a.acts) and all(x in _OUTCOMES for x in b.acts) and a.modality == b.modality
    )


def _it_struck(draft: Draft) -> bool:
    """True for "the onslaught hit a house": the act told before is the subject."""
    verbs = [t.token if is_verb(t.token) else governor(t.token) for t in draft.triggers]
    subjects = [c for v in verbs if v is not None for c in v.children if c.dep_ == "nsubj"]
    known = [s for s in subjects if any(c.lower_ in words("grammar", "pointing") for c in s.children)]
    return bool(known) and all(lemma(s) in words("grammar", "onslaughts") for s in known)


def told_by_outlet(a: Draft, b: Draft) -> bool:
    """True for the outlet's own sentence that goes on with what a speaker told in the one before."""
    if b.sentence.index - a.sentence.index != 1 or a.speaker is None or b.speaker is not None or other_occasion(b):
        return False
    known = a.initiator is not None and b.initiator is not None and a.initiator.side is not None
    same = known and actors_agree(a.initiator, b.initiator) and bool(set(a.acts) & set(b.acts))
    return same and adds_no_occasion(b) and a.modality == b.modality and a.polarity == b.polarity and harm_agrees(a, b)


def lead_names_wider_ground(a: Draft, b: Draft) -> bool:
    """True where the first sentence names one place and the account of the same voice, act and day another."""
    near = a.sentence.index == 0 and 1 <= b.sentence.index <= 2
    one_day = a.when == b.when or a.when is None or b.when is None
    if not near or not one_day or len(a.where) != 1 or a.verdict_key != b.verdict_key or other_occasion(b):
        return False
    return bool(set(a.acts) & set(b.acts)) and a.count is None and b.count is None


def other_occasion(draft: Draft) -> bool:
    """True if a word of the sentence parts it from what was told before: "also", "another", "later"."""
    return any(t.lower_ in words("grammar", "other_occasion") for t in draft.sentence.tokens)


def adds_no_occasion(draft: Draft) -> bool:
    own = [
        slot
        for slot, value in (("when", draft.when), ("where", draft.where))
        if value and not any(e.rule.startswith(("inherited", "recalled")) for e in draft.evidence.get(slot, ()))
    ]
    return not own and (draft.count or 1) == 1


def _points_to_result(draft: Draft) -> bool:
    said = " ".join(t.lower_ for t in draft.sentence.tokens)
    return any(wording in said for wording in words("grammar", "results")) or said.startswith(
        ("the dead", "the victims")
    )
