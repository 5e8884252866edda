"""Repeats that are told in other words: a verdict on what was told, where "the attack" happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.alike import actors_agree, harm_agrees, voices_agree
from trucewatch.extract.continuing import adds_no_occasion, other_occasion
from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.recall import takes_up
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.draft import Draft

_JUDGING = words("grammar", "judging")
_SAID = ("threat", "compliance_statement", "agreement")
_FORCE = ("force", "civilians", "monitors")
_WIDER = ("district", "region", "country", "area")  # ground in which a village may lie
_SOON = 2  # sentences after which a word on an act is still a word on that act
_TAKEN_UP = 5  # sentences after which "the attack" is still the one that was told
_TAKES_PLACE = ("happen", "occur", "take", "last", "begin", "start", "erupt")


def told_again(a: Draft, b: Draft) -> bool:
    """True if a later draft tells what an earlier one told, in other words."""
    if a.polarity != b.polarity or a.modality != b.modality or a.response != b.response:
        return False
    if a.count is not None and b.count is not None and a.count != b.count:
        return False
    return verdict_on(a, b) or located(a, b) or toll_again(a, b) or one_utterance(a, b) or condemned(a, b)


def verdict_on(a: Draft, b: Draft) -> bool:
    """True for "it was they who violated the truce", "a provocation", said of the act that the same voice tells beside it."""
    breach = next((d for d in (a, b) if set(d.acts) == {"unspecified_violation"}), None)
    act = b if breach is a else a
    if breach is None or set(act.acts) == {"unspecified_violation"} or not _force(act):
        return False
    near = abs(b.sentence.index - a.last) <= (_SOON if breach is b else 0)
    named = breach.initiator is not None and act.initiator is not None
    bare = not breach.harm and breach.count is None and adds_no_occasion(breach) and not other_occasion(breach)
    return near and named and bare and voices_agree(a, b) and actors_agree(a.initiator, b.initiator)


def located(a: Draft, b: Draft) -> bool:
    """True for "the attack happened in X", "the clash took place on Monday": more of what was told just before."""
    if not b.triggers or not 0 < b.sentence.index - a.last <= _TAKEN_UP or not actors_agree(a.initiator, b.initiator):
        return False
    nouns = [t for t in b.triggers if takes_up(t)]
    if len(nouns) < len(b.triggers) or not all(
        t.token.dep_ == "nsubj" and lemma(t.token.head) in _TAKES_PLACE for t in nouns
    ):
        return False
    places = not a.where or all(p.kind in _WIDER for p in a.where) or _share(a, b) or not b.where
    days = a.when is None or b.when is None or a.when == b.when
    voice = b.speaker is None or a.speaker is None or voices_agree(a, b)
    return _force(a) and _force(b) and _kin(a, b) and places and days and voice and harm_agrees(a, b)


def one_utterance(a: Draft, b: Draft) -> bool:
    """True for "will stand by the truce and respond to attacks", "announced a truce but warned": one speaker's one utterance."""
    if a.sentence.index != b.sentence.index or not all(x in _SAID for x in (*a.acts, *b.acts)):
        return False
    if a.verdict_key != b.verdict_key or not actors_agree(a.initiator, b.initiator):
        return False
    return a.when is None or b.when is None or a.when == b.when


def condemned(a: Draft, b: Draft) -> bool:
    """True for the lead that condemns attacks, and the first of them that the same voice then tells."""
    judged = a.sentence.index <= 1 and all(
        t.token.dep_ == "dobj" and lemma(t.token.head) in _JUDGING for t in a.triggers
    )
    if (
        not judged
        or a.last != a.sentence.index
        or not 0 < b.sentence.index - a.sentence.index <= _SOON
        or other_occasion(b)
    ):
        return False
    voices = a.speaker is not None and b.speaker is not None and a.speaker.side == b.speaker.side
    days = a.when is None or b.when is None or a.when == b.when
    return voices and days and _force(a) and _force(b) and actors_agree(a.initiator, b.initiator) and harm_agrees(a, b)


def toll_again(a: Draft, b: Draft) -> bool:
    """True for a toll whose every figure the same voice told with the act just before."""
    if set(b.acts) != {"casualty_toll"} or not _force(a) or not 0 < b.sentence.index - a.last <= _TAKEN_UP:
        return False
    told = {(h.kind, h.low, h.who.side if h.who is not None else None) for h in a.harm}
    again = [(h.kind, h.low, h.who.side if h.who is not None else None) for h in b.harm]
    same = all(
        any(k == kind and n == low and (s == side or not s or not side) for k, n, s in told)
        for kind, low, side in again
    )
    return bool(again) and all(low is not None for _, low, _ in again) and same and voices_agree(a, b)


def _force(draft: Draft) -> bool:
    return any(family(x) == "force" for x in draft.acts)


def _kin(a: Draft, b: Draft) -> bool:
    """True for acts that may be two words for one happening."""
    loose = ("ground_assault", "unspecified_fire", "exchange_of_fire")
    one, other = ({x for x in d.acts if family(x) in _FORCE} for d in (a, b))
    return bool(one & other) or bool(one & set(loose) and other & set(loose))


def _share(a: Draft, b: Draft) -> bool:
    mine, theirs = ({p.name for p in (*d.where, *d.within)} for d in (a, b))
    return bool(mine & theirs)
