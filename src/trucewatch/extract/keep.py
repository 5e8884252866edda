"""Which drafts a duty officer would want: no bare weak words; background is marked, not dropped."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from trucewatch.extract.alike import actors_agree
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import is_verb, lemma
from trucewatch.extract.lexicon import words
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

_LATELY = frozenset(("ongoing", "recent", "renewed", "continuing", "continued", "latest"))
_HEADING = 8  # words that a heading within a text has at most
_OLD_DAYS = {True: 7, False: 60}  # the outlet's own telling ages sooner than what a speaker tells today


def only_recalls(draft: Draft, earlier: list[Draft]) -> bool:
    """True for "the violation", "these attacks", "the recent fighting" about what was told before, with nothing new to it."""
    if draft.polarity == "denies" or not draft.triggers or any(h.low is not None for h in draft.harm):
        return False
    if _presumed(draft, earlier) or ((_in_passing(draft) or _is_heading(draft)) and _told_before(draft, earlier)):
        return True
    if draft.count is not None or draft.harm:
        return False
    judged = all(_judged_alone(t.token) or _explained(t.token) for t in draft.triggers)
    comment = judged or all(_commented_on(t.token) for t in draft.triggers)
    if not comment and (_of_itself(draft, "when", draft.when) or _of_itself(draft, "where", draft.where)):
        return False
    telling = draft.speaker is not None and draft.speaker.side != "both"  # "each blames the other for the fighting"
    if telling and not judged and (_accuses(draft) or _of_itself(draft, "initiator", draft.initiator)):
        return False
    nouns = [t.token for t in draft.triggers if t.token.pos_ == "NOUN"]
    told = [d for d in earlier if any(family(a) == "force" for a in d.acts)]
    if len(nouns) < len(draft.triggers) or not told:
        return False
    if len({lemma(n) for n in nouns}) == 1 and any(_points(n) for n in nouns):
        nouns = [n for n in nouns if _points(n)]  # "the fighting ... where fighting goes on"
    again = not telling or any(d.speaker is not None and d.verdict_key == draft.verdict_key for d in told)
    again = again or all(_judged(n) or _explained(n) for n in nouns)
    pointing = words("grammar", "pointing") if again else frozenset()
    return all(
        any(c.lower_ in pointing or (c.dep_ == "amod" and c.lower_ in _LATELY) for c in n.children) for n in nouns
    )


def _presumed(draft: Draft, earlier: list[Draft]) -> bool:
    """True for what a temporal clause takes for granted: "after the convoy was attacked", when that was told before."""
    own = draft.count is not None or _of_itself(draft, "when", draft.when) or _of_itself(draft, "where", draft.where)
    if own or draft.initiator is None or not all(is_verb(t.token) and _at_some_time(t.token) for t in draft.triggers):
        return False
    return any(d.initiator is not None and actors_agree(d.initiator, draft.initiator) for d in _like(draft, earlier))


def _at_some_time(verb: Token) -> bool:
    return verb.dep_ == "advcl" and any(
        c.lower_ in words("grammar", "temporal") for c in verb.children if c.dep_ in ("mark", "advmod")
    )


def _in_passing(draft: Draft) -> bool:
    """True where each act is named beside something else: "those killed in the attack", "the first attack since May"."""
    return all(_beside(t.token) or _first_of_its_kind(t.token) or _no_losses(t.token) for t in draft.triggers)


def _is_heading(draft: Draft) -> bool:
    """True for a short line without a full stop that announces what the text around it tells: "Government condemns attack"."""
    text = draft.sentence.text.strip()
    short = draft.sentence.index > 0 and len(draft.sentence.tokens) <= _HEADING and text[-1:].isalnum()
    return short and not draft.harm and not draft.where and not draft.when and draft.count is None


def _beside(noun: Token) -> bool:
    """ "a man wounded in the strikes was taken away", "at the time of the strike", "commenting on the attack"."""
    if is_verb(noun):
        return noun.dep_ in ("relcl", "acl") and lemma(noun.head) == "moment"  # "the moment the drone was shot down"
    if (
        noun.pos_ != "NOUN"
        or noun.dep_ != "pobj"
        or not (_points(noun) or any(c.dep_ == "poss" for c in noun.children))
    ):
        return False
    above = noun.head.head
    if is_verb(above):
        hurt = above.dep_ == "acl" and above.tag_ == "VBN"
        return hurt or (
            lemma(above) in words("grammar", "remarking") and noun.head.lower_ in ("on", "to", "about", "of")
        )
    return lemma(above) in ("time", "moment", "eve", "wake", "anniversary")


def _no_losses(noun: Token) -> bool:
    """ "no casualties were reported in the clash", "no toll is known for Thursday's fighting"."""
    t = noun
    for _ in range(4):
        if t.dep_ in ("pobj", "prep", "compound", "acomp") and t.head.i != t.i:
            t = t.head
        else:
            break
    parts = [t, *(c for c in t.children if c.dep_ in ("nsubj", "nsubjpass", "attr", "dobj"))]
    return noun.dep_ == "pobj" and any(
        lemma(p) in words("grammar", "losses") and any(c.lower_ == "no" for c in p.children) for p in parts
    )


def _first_of_its_kind(token: Token) -> bool:
    """ "it is the first attack since May", "it was the first time that they clashed": a word on what was told."""
    t = token
    for _ in range(4):
        if t.dep_ == "attr" and lemma(t.head) == "be":
            it = any(c.dep_ == "nsubj" and c.lower_ in ("it", "this", "that") for c in t.head.children)
            return it and any(c.lower_ == "first" for c in t.children)
        if t.dep_ not in ("relcl", "acl", "advcl", "ccomp") and t.i != token.i:
            return False
        if t.head.i == t.i:
            return False
        if any(c.lower_ == "that" and c.dep_ == "mark" for c in t.children) and t.dep_ == "ccomp":
            while t.head.i != t.i and lemma(t.head) != "be":
                t = t.head  # "the first time since X that they did": the parser hangs the clause on what is near
        if lemma(t.head) == "be" and t.dep_ in ("ccomp", "advcl", "attr"):  # the parser hangs the clause on "is"
            time = next((c for c in t.head.children if c.dep_ == "attr" and lemma(c) == "time"), None)
            return time is not None and any(c.lower_ == "first" for c in time.children)
        t = t.head
    return False


def _told_before(draft: Draft, earlier: list[Draft]) -> bool:
    return bool(_like(draft, earlier))


def _like(draft: Draft, earlier: list[Draft]) -> list[Draft]:
    """Earlier drafts of like acts that affirm."""
    mine = {family(a) for a in draft.acts}
    return [d for d in earlier if d.polarity == "affirms" and mine & {family(a) for a in d.acts}]


def _commented_on(noun: Token) -> bool:
    """True for "the attacks come as ...": a day or place of such a sentence is that of something else."""
    return noun.dep_ == "nsubj" and _points(noun) and lemma(noun.head) in words("grammar", "commenting")


def _explained(noun: Token) -> bool:
    """True for "the strikes were in response to rocket fire"."""
    verb = noun.head
    given = [o for p in verb.children if p.dep_ == "prep" and p.lower_ == "in" for o in p.children]
    return noun.dep_ == "nsubj" and lemma(verb) == "be" and any(lemma(o) in ("response", "retaliation") for o in given)


def _judged(noun: Token) -> bool:
    """True for "condemned the attack"."""
    return noun.dep_ == "dobj" and lemma(noun.head) in words("grammar", "judging")


def _judged_alone(noun: Token) -> bool:
    """True for "condemned the attack on Monday night", which names neither doer nor victim."""
    told = any(c.dep_ in ("acl", "relcl", "poss", "compound") for c in noun.children)
    aims = any(c.dep_ == "prep" and c.lower_ in ("by", "against", "of") for c in noun.children)
    return _judged(noun) and _points(noun) and not told and not aims


def _points(noun: Token) -> bool:
    return any(c.lower_ in words("grammar", "pointing") or c.lower_ in _LATELY for c in noun.children)


def _of_itself(draft: Draft, slot: str, value: object) -> bool:
    """True if the draft's own words fill a slot, not what was told before it."""
    rows = draft.evidence.get(slot, ())
    return bool(value) and not any(e.rule.startswith(("inherited", "recalled")) for e in rows)


def _accuses(draft: Draft) -> bool:
    return any(word in draft.speaker_rule for word in ("accuse", "blame", "own-utterance"))


def worth_keeping(draft: Draft, anchor: date | None) -> bool:
    """False for drafts that tell nothing; marks the others as background where they tell of long ago."""
    if not draft.acts:
        return False
    if draft.triggers and all(t.weak for t in draft.triggers) and not _has_sign(draft):
        return False
    if draft.modality == "hypothetical":
        return False
    latest = draft.time.latest if draft.time is not None else None
    if draft.when and anchor is not None and latest is not None and draft.modality == "actual":
        if (anchor - latest.date()).days > _OLD_DAYS[draft.speaker is None]:
            draft.background = True
            draft.modality = "historical"
            draft.because("modality", "modality:long-before-the-report")
    return True


def _has_sign(draft: Draft) -> bool:
    doer = draft.initiator is not None and draft.initiator.side is not None
    response = any(t.response for t in draft.triggers)
    return bool(draft.weapons or draft.harm) or doer or (response and draft.speaker is not None)
