"""What "the attack", "the raid", "these strikes" take up: who did it, and how it was done, from where it was told first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import lexicon, words
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.triggers import Trigger

_FLOWN = frozenset(("drone_strike", "air_strike"))  # acts of few: who flies is seldom told twice
_FAR = 8  # sentences back that a happening may have been told
_TOLD_HERE = frozenset(
    ("by", "on", "against", "from", "of")
)  # prepositions that tell whose or at whom: it is told here
_SAME_ACTS = frozenset(("attack", "strike", "incident"))  # nouns that leave open how it was done


def recall(draft: Draft, earlier: list[Draft]) -> None:
    """Give a draft that only takes up a happening the doer and the manner told of it before."""
    _same_campaign(draft, earlier)
    nouns = [t for t in draft.triggers if takes_up(t)]
    aimed = [t for t in draft.triggers if any(n.token.head.i == t.token.i and n.token.dep_ == "nsubj" for n in nouns)]
    rest = [t for t in draft.triggers if t not in nouns and t not in aimed and family(t.act) == "force"]
    if not nouns or rest:
        return
    kinds = frozenset().union(*(_kinds(t) for t in nouns))
    for before in reversed(earlier):
        if draft.sentence.index - before.sentence.index > _FAR:
            return
        if before.modality not in ("actual", "historical") or before.response or not kinds & set(before.acts):
            continue
        if before.initiator is None and not _how(before):
            continue
        _take_over(draft, before, nouns)
        return


def _same_campaign(draft: Draft, earlier: list[Draft]) -> None:
    """The flyer of drones or aircraft that the outlet goes on listing: who was told to fly them, if it was but one side."""
    kinds = set(draft.acts) & _FLOWN
    if not kinds or draft.initiator is not None or draft.speaker is not None or draft.modality != "actual":
        return
    told = [d for d in earlier if set(d.acts) & kinds and d.initiator is not None and d.initiator.side is not None]
    sides = {d.initiator.side for d in told if d.initiator is not None}
    near = [d for d in told if draft.sentence.index - d.sentence.index <= _FAR and d.speaker is None]
    if len(sides) == 1 and near:
        draft.initiator = near[-1].initiator
        draft.because("initiator", "recalled:the-same-campaign", *near[-1].spans[:1])


def takes_up(trigger: Trigger) -> bool:
    """True for a noun of force that points back: "the raid", "this shelling", "the ensuing firefight"."""
    noun = trigger.token
    if noun.pos_ != "NOUN" or family(trigger.act) != "force" or noun.dep_ in ("compound", "nmod", "amod"):
        return False
    if any(
        (c.dep_ == "poss" and c.ent_type_ != "DATE")
        or c.dep_ in ("compound", "nummod", "acl")
        or c.lower_ in _TOLD_HERE
        for c in noun.children
    ):
        return False
    dated = [c for c in noun.children if c.dep_ == "poss"]  # "Tuesday's strikes"
    return bool(dated) or any(c.lower_ in words("grammar", "pointing") for c in noun.children)


def _kinds(trigger: Trigger) -> frozenset[str]:
    """The acts that a noun may take up."""
    table = lexicon("grammar")["takes_up"]
    return frozenset(table.get(lemma(trigger.token), (trigger.act,)))


def _how(before: Draft) -> bool:
    return any(a not in ("unspecified_fire", "unspecified_violation", "ground_assault") for a in before.acts)


def _take_over(draft: Draft, before: Draft, nouns: list[Trigger]) -> None:
    if draft.initiator is None and before.initiator is not None and "exchange_of_fire" not in draft.acts:
        draft.initiator = before.initiator
        draft.because("initiator", "recalled:the-same-happening", *before.spans[:1])
    if any(lemma(t.token) in _SAME_ACTS for t in nouns) and not draft.weapons:
        force = [a for a in before.acts if family(a) == "force" and a != "unspecified_violation"]
        mine = {t.act for t in nouns}
        if force:
            draft.acts = [*force, *(a for a in draft.acts if a not in force and a not in mine)]
            draft.because("acts", "recalled:the-same-happening", *before.spans[:1])
