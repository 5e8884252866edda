"""Acts that a sentence takes for granted or has in view, without telling that they happened.

"excluded the province to focus on fighting the rebels", "the decision to resume hostilities", "banned flights", "in response to
a call for a truce", "the Danish Demining Group", "responded by freeing prisoners", "shells fall whenever a convoy passes".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.frames import is_verb, lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.triggers import Trigger, is_ahead, is_negated
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

_MOVES = ("force", "territory", "air")
_LASTING = ("last", "hold", "remain", "run", "endure")
_PRESENT = ("VBP", "VBZ")


def is_presumed(trigger: Trigger, told: tuple[Trigger, ...]) -> bool:
    """True for an act that the sentence names as an aim, a habit, a name, an allowance or the occasion of something else."""
    token = trigger.token
    if trigger.act == "appeal":
        return _taken_up(token) or _only_before(token)
    if trigger.act == "compliance_statement" and token.dep_ == "amod" and lemma(token.head) in ("violation", "breach"):
        return True  # "had committed violations", which the parser reads as "committed violations"
    if trigger.act == "agreement" and is_verb(token):
        return any(o.act == "threat" and o.token.dep_ == "ccomp" and o.token.head.i == token.i for o in told)
    if trigger.act == "monitor_deployment" and is_verb(token):
        return _standing_task(token)
    if trigger.act == "compliance_statement" and is_verb(token) and lemma(token) in _LASTING and is_ahead(token):
        return True  # "the truce will last until Sunday": a term, not how it is kept
    if trigger.response:
        return _answered_otherwise(token, told)
    if family(trigger.act) not in _MOVES:
        return _in_a_name(token)
    return (
        _since_then(token)
        or _an_aim(token)
        or _whenever(token)
        or _disallowed(token)
        or _in_a_name(token)
        or _describes_place(token)
    )


def _taken_up(noun: Token) -> bool:
    """ "despite calls for", "in response to the UN's call for": who made the call is not told to make it now."""
    if is_verb(noun):
        return False
    top = noun
    while top.dep_ == "conj":
        top = top.head
    if top.i != noun.i and top.dep_ == "pobj":
        return True  # "in contempt of the council and its call for a truce"
    return top.dep_ == "pobj" and top.head.lower_ in ("despite", "to", "amid", "with", "after", "following", "of", "by")


def _only_before(verb: Token) -> bool:
    """ "after demanding that the patrol leave": what came before what is told."""
    return is_verb(verb) and verb.dep_ == "pcomp" and verb.head.lower_ in ("after", "before", "since")


def _answered_otherwise(token: Token, told: tuple[Trigger, ...]) -> bool:
    """ "responded by freeing prisoners", "in response, it summoned the envoy": the answer is told, and it is no fire."""
    others = {o.token.i: o for o in told if o.token.i != token.i}
    if is_verb(token):
        by = [
            c for p in token.children if p.dep_ == "prep" and p.lower_ == "by" for c in p.children if c.dep_ == "pcomp"
        ]
        return any(c.i in others and family(others[c.i].act) == "context" for c in by)
    verb = token.head.head
    adverbial = token.dep_ == "pobj" and token.head.lower_ == "in" and not list(_behind(token))
    return adverbial and verb.i in others and family(others[verb.i].act) == "context"


def _behind(noun: Token) -> list[Token]:
    return [c for c in noun.children if c.dep_ == "prep"]


def _since_then(token: Token) -> bool:
    """ "33 people have died since the rebels began an offensive": what a stretch of time is counted from."""
    if token.dep_ in ("pobj", "pcomp") and token.head.lower_ == "since":
        return True
    t = token
    for _ in range(4):
        if t.dep_ == "advcl" and any(c.lower_ == "since" and c.dep_ == "mark" for c in t.children):
            return True
        if t.head.i == t.i or t.dep_ in ("ROOT", "ccomp", "nsubj"):
            return False
        t = t.head
    return False


def _standing_task(verb: Token) -> bool:
    """ "is monitoring the situation", "continue to monitor the zone": what monitors always do."""
    if lemma(verb) not in ("monitor", "supervise", "control", "oversee"):
        return False
    progressive = verb.tag_ == "VBG" and any(c.dep_ == "aux" and c.lower_ in ("is", "are") for c in verb.children)
    goes_on = verb.dep_ == "xcomp" and lemma(verb.head) in ("continue", "keep", "remain")
    return verb.tag_ in _PRESENT or progressive or goes_on


def _an_aim(token: Token) -> bool:
    """ "to focus on fighting the rebels": the clause tells what something else was done for."""
    t = token
    for _ in range(5):
        if (
            t.i != token.i
            and is_verb(t)
            and t.dep_ == "advcl"
            and any(c.dep_ == "aux" and c.lower_ == "to" for c in t.children)
        ):
            above = {lemma(t), lemma(t.head), lemma(t.head.head)}  # "used what was described as mortars to fire"
            return not above & (words("grammar", "sending") | words("grammar", "light_verbs"))
        if t.dep_ not in ("dobj", "pobj", "pcomp", "prep", "xcomp", "compound", "amod") or t.head.i == t.i:
            return False
        t = t.head
    return False


def _whenever(verb: Token) -> bool:
    """ "they have no choice when the army attacks them", "shelling stops when you come": a habit."""
    if not is_verb(verb) or verb.dep_ != "advcl" or verb.tag_ not in _PRESENT:
        return False
    if any(c.dep_ in ("aux", "auxpass") for c in verb.children) or verb.head.tag_ not in (*_PRESENT, "VB", "VBG"):
        return False
    return any(c.lower_ in ("when", "whenever", "if") for c in verb.children)


def _disallowed(noun: Token) -> bool:
    """ "banned flights", "to prevent the movement of forces": what is not to be."""
    t = noun
    while t.dep_ in ("conj", "compound"):
        t = t.head
    verb = t.head
    if t.dep_ not in ("dobj", "nsubjpass", "pobj") or not is_verb(verb):
        return False
    return lemma(verb) in words("grammar", "disallowing") and not is_negated(verb)


def _in_a_name(token: Token) -> bool:
    """ "the Danish Demining Group", "the Free Aceh Movement": a word within a name."""
    if not token.text[:1].isupper() or token.i == 0 or not _amid(token):
        return False
    if token.dep_ in ("compound", "nmod", "amod"):
        return bool(token.head.pos_ == "PROPN" and token.head.text[:1].isupper() and token.head.i == token.i + 1)
    before = token.nbor(-1)
    return bool(
        token.pos_ == "PROPN" and before.head.i == token.i and before.pos_ == "PROPN" and before.text[:1].isupper()
    )


def _amid(token: Token) -> bool:
    """True where the words around are not all capital: in a headline "Army Attack" is no name."""
    around = [t for t in token.doc[max(0, token.i - 8) : token.i + 8] if t.text.isalpha()]
    return any(t.text[0].islower() and t.pos_ in ("VERB", "NOUN", "AUX") for t in around)


def _describes_place(noun: Token) -> bool:
    """ "is one of the most guarded areas, with a military presence along both sides": how a place stands."""
    while noun.dep_ == "conj":
        noun = noun.head
    if noun.dep_ != "pobj" or noun.head.lower_ != "with":
        return False
    above = noun.head.head
    while above.dep_ in ("attr", "pobj", "prep", "conj", "compound") and above.head.i != above.i:
        above = above.head
    return lemma(above) == "be" and above.tag_ in _PRESENT
