"""Acts told of in general, or only named: no word of them says that they happened.

"Any attack is a crime", "restricting movement violates the mandate", "anyone entering the area", "the consequences of
shelling", "the clashes between X and Y, which are fighting for control", "a day without shelling".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.amounts import ordinal_of
from trucewatch.extract.frames import governor, is_verb, lemma, subjects
from trucewatch.extract.lexicon import words
from trucewatch.extract.triggers import Trigger, is_negated
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

_HAPPENING = ("force", "territory", "weapons", "air", "civilians", "access", "monitors")
_STATES = ("agreement", "blockade", "infrastructure_damage", "property_destruction", "investigation")
_REFUSABLE = ("agreement", "compliance_statement", "release", "withdrawal", "meeting", "aid_delivery", "investigation")
_PRESENT = ("VBP", "VBZ")


def only_describes(trigger: Trigger) -> bool:
    """True for a participle before its noun that tells how something stands: "the agreed ceasefire", "the destroyed airport"."""
    token = trigger.token
    if trigger.response and token.dep_ in ("compound", "nmod") and token.text[:1].isupper():
        return True  # "the Emergency Response Room"
    return token.dep_ == "amod" and trigger.act in _STATES


def in_general(trigger: Trigger) -> bool:
    """True for an act that is named and not told to have happened."""
    token = trigger.token
    if family(trigger.act) not in _HAPPENING:
        return trigger.act in _REFUSABLE and is_verb(token) and _refused(token)
    if _barred(trigger):
        return True
    if is_verb(token) and token.dep_ not in ("pobj", "nsubj"):
        return (
            _of_whoever(token)
            or _as_such(token)
            or _on_its_way(trigger)
            or _not_meant(token)
            or _where_they_are(trigger)
        )
    verb = governor(token)
    if verb is not None and (_of_whoever(verb) or _as_such(verb) or _awaited(token, verb)):
        return True
    return _any(token) or _facet(token) or _gone(token) or _named_in_deal(token) or _verdict(token)


def _barred(trigger: Trigger) -> bool:
    """ "an agreement to end sniping", "promised to stop shooting": what somebody is to do no more."""
    if family(trigger.act) != "force":
        return False
    t = trigger.token
    for _ in range(2):
        if t.dep_ not in ("dobj", "pobj", "pcomp", "xcomp", "compound", "nsubjpass", "prep"):
            return False
        t = t.head
        if t.dep_ == "prep":
            t = t.head
        if is_verb(t):
            return lemma(t) in words("grammar", "barring") and not is_negated(t) and (_to_be(t) or t.tag_ in _PRESENT)
    return False


def _refused(verb: Token) -> bool:
    """ "refuses to extend the ceasefire", "declined to meet"."""
    return verb.dep_ in ("xcomp", "ccomp") and lemma(verb.head) in ("refuse", "decline", "fail", "neglect")


def _to_be(verb: Token) -> bool:
    """True for "to end", "would stop", "by stopping"."""
    aux = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    if aux & {"is", "are", "was", "were"}:
        return False  # "is halting the offensive" deals with one that goes on
    return bool(aux & {"to", "will", "would", "should", "must", "shall"}) or verb.tag_ == "VBG"


def _not_meant(verb: Token) -> bool:
    """ "we have no plans to attack"."""
    above = verb.head
    return verb.dep_ in ("acl", "xcomp") and above.pos_ == "NOUN" and is_negated(above)


def _named_in_deal(noun: Token) -> bool:
    """ "the sniping agreement": what it is about."""
    return noun.dep_ in ("compound", "amod", "nmod") and lemma(noun.head) in words("grammar", "deals")


def _awaited(noun: Token, verb: Token) -> bool:
    """ "bracing for another offensive", but not "fear the fighting that broke out on Monday"."""
    told = any(c.dep_ == "relcl" for c in noun.children)
    return lemma(verb) in words("grammar", "awaiting") and not told


def _verdict(noun: Token) -> bool:
    """ "this is a violation of the truce": what was told is given a name."""
    verb = noun.head
    if noun.dep_ not in ("attr", "dobj", "oprd") or lemma(verb) not in ("be", "constitute", "represent", "amount"):
        return False
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if subject is None or any(ordinal_of(c.text) for c in noun.children):
        return False  # "this is the sixth violation this month" counts
    return subject.lower_ in ("this", "that", "it", "these", "those", "which") or any(
        c.lower_ in ("this", "that", "these", "those", "such") for c in subject.children
    )


def _any(noun: Token) -> bool:
    """ "any attack", "any resumption of hostilities", where nothing denies it."""
    t = noun
    for _ in range(3):
        if any(c.lower_ == "any" and c.dep_ == "det" for c in t.children):
            verb = governor(t)
            return verb is None or not is_negated(verb)
        if t.dep_ != "pobj" or t.head.lower_ != "of":
            return False
        t = t.head.head
    return False


def _facet(noun: Token) -> bool:
    """ "the consequences of shelling", "a halt in operations": a side of it is spoken of."""
    if noun.dep_ == "dobj" and noun.head.dep_ == "acl" and lemma(noun.head.head) in words("grammar", "endings"):
        return True  # "a halt to offensive operations", where "offensive" passes for a verb
    if noun.dep_ != "pobj" or noun.head.lower_ not in ("of", "in", "to"):
        return False
    above = noun.head.head
    if is_verb(above) and noun.head.lower_ == "to":  # "ordered a halt to ...", the parser hangs it on the verb
        above = next((c for c in above.children if c.dep_ == "dobj"), above)
    if above.pos_ != "NOUN":
        return False
    return lemma(above) in words("grammar", "endings" if noun.head.lower_ != "of" else "facets")


def _gone(noun: Token) -> bool:
    """ "a day without shelling", "the sound of explosions ceased"."""
    return (noun.dep_ == "pobj" and noun.head.lower_ == "without") or _ceasing(noun)


def _ceasing(noun: Token) -> bool:
    t = noun
    if t.dep_ == "pobj" and t.head.lower_ == "of" and t.head.head.pos_ == "NOUN":
        t = t.head.head
    ceases = is_verb(t.head) and lemma(t.head) in words("grammar", "ceasing")
    return (
        t.dep_ == "nsubj" and ceases and not is_negated(t.head) and not any(c.dep_ == "dobj" for c in t.head.children)
    )


def _of_whoever(verb: Token) -> bool:
    """ "anyone entering the area", "those who violate the truce"."""
    if verb.dep_ not in ("relcl", "acl"):
        t = verb
        if verb.dep_ != "conj" or verb.head.dep_ not in ("relcl", "acl"):
            return False
        t = verb.head
    else:
        t = verb
    whose = t.head.lower_
    return whose in ("anyone", "anybody", "whoever") or (whose in ("those", "all") and t.tag_ in _PRESENT)


def _where_they_are(trigger: Trigger) -> bool:
    """ "areas where the troops are stationed"."""
    verb = trigger.token
    where = any(c.lower_ == "where" for c in verb.children)
    return trigger.act == "troop_movement" and verb.dep_ == "relcl" and where


def _as_such(verb: Token) -> bool:
    """ "restricting their movement violates the mandate": a rule, no happening."""
    return verb.dep_ == "csubj" and verb.tag_ == "VBG"


def _on_its_way(trigger: Trigger) -> bool:
    """ "rebels fighting to topple him": who they are, not what happened."""
    verb = trigger.token
    if trigger.act != "exchange_of_fire" or verb.dep_ not in ("relcl", "acl"):
        return False
    now = verb.tag_ == "VBG" and not any(c.dep_ == "aux" and c.lower_ in ("was", "were") for c in verb.children)
    return (now or verb.tag_ in _PRESENT) and not any(lemma(s) in words("grammar", "act_nouns") for s in subjects(verb))
