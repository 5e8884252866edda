"""Acts that a sentence only speaks of, without telling that they happened: "the inadmissibility of violations"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from trucewatch.extract.attribution import Attribution
from trucewatch.extract.frames import governed, governor, is_verb, lemma
from trucewatch.extract.general import in_general, only_describes
from trucewatch.extract.lexicon import words
from trucewatch.extract.presumed import is_presumed
from trucewatch.extract.triggers import Trigger, is_ahead, is_negated
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

_LOOSE = ("unspecified_violation",)
_BACKDROP = (
    "fortification",
    "agreement",
    "monitor_deployment",
    "compliance_statement",
    "withdrawal",
    "meeting",
    "release",
)
_ANSWERS = ("force", "access", "territory")
_TERMS = ("release", "withdrawal", "compliance_statement", "monitor_deployment", "aid_delivery", "demining")
_UNABLE = ("unable", "impossible", "difficult", "fail")
_CONTENT = ("appeal", "threat", "investigation", "meeting")


def told_triggers(triggers: tuple[Trigger, ...], attributions: tuple[Attribution, ...]) -> tuple[Trigger, ...]:
    """The triggers that tell; those that only name the topic of another act or the backdrop of a sentence are left out."""
    told = tuple(t for t in triggers if not _is_topic(t, triggers, attributions) and not _is_backdrop(t))
    told = tuple(t for t in told if not only_describes(t) and not _is_term(t, triggers))
    denied = [a.content for a in attributions if a.denies]  # who "denies any attack" speaks of one that was told
    told = tuple(t for t in told if any(t.token.i in c for c in denied) or not in_general(t))
    terms = [a.content for a in attributions if a.source is not None and lemma(a.source) in words("grammar", "deals")]
    told = tuple(t for t in told if not (any(t.token.i in c for c in terms) and _to_come(t.token)))
    told = tuple(t for t in told if not _not_looked_into(t) and not _same_fire(t, told))
    told = tuple(t for t in told if not _is_scene(t, told) and not _only_follows(t, told) and not is_presumed(t, told))
    forces = [t.token for t in told if family(t.act) == "force"]
    # "fired on the post and retreated" is one raid, no withdrawal under the agreement
    told = tuple(t for t in told if not (t.act == "withdrawal" and t.token.dep_ == "conj" and t.token.head in forces))
    answers = [t for t in told if t.response and t.token.dep_ == "pobj" and t.token.head.lower_ in ("in", "as")]
    acts = [t for t in told if t not in answers and family(t.act) in _ANSWERS]
    if not answers or not acts:
        return told
    # "struck in response to": the strike is the answer, not a second act
    return tuple(
        msgspec.structs.replace(t, response=True) if t in acts and t.token.i < answers[0].token.i else t
        for t in told
        if t not in answers
    )


def _not_looked_into(trigger: Trigger) -> bool:
    """True for "could not verify the report", "was unable to check it": nobody investigated."""
    if trigger.act != "investigation" or not is_verb(trigger.token):
        return False
    verb = trigger.token
    for _ in range(3):
        if is_negated(verb) or any(c.dep_ == "acomp" and c.lower_ in _UNABLE for c in verb.children):
            return True
        if verb.dep_ not in ("xcomp", "ccomp", "advcl") or verb.head.i == verb.i:
            break
        verb = verb.head
    return lemma(verb) in _UNABLE


def _same_fire(trigger: Trigger, told: tuple[Trigger, ...]) -> bool:
    """True for one of two words of one act: "returned fire", "repelled an assault" (the assault is what happened)."""
    token = trigger.token
    if not is_verb(token):
        above = next((o for o in told if o.token.i == token.head.i and token.dep_ == "dobj"), None)
        return above is not None and above.response and trigger.act == "unspecified_fire"
    if lemma(token) not in words("grammar", "warding_off"):
        return False
    met = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")]
    return any(o.token in met and family(o.act) == "force" for o in told if o is not trigger)


def _is_term(trigger: Trigger, triggers: tuple[Trigger, ...]) -> bool:
    """True for what a deal is said to provide for: "agreed to exchange prisoners", "the deal allowed for monitors"."""
    if (trigger.act != "compliance_statement" and _by_the_deal(trigger.token)) or _was_expected(trigger):
        return True
    if trigger.act not in _TERMS:
        return False
    deals = {t.token.i for t in triggers if t.act == "agreement"}
    t = trigger.token
    for _ in range(6):
        above = t.head
        if above.i == t.i:
            return False
        under = t.dep_ in ("xcomp", "ccomp", "pcomp", "prep", "dobj", "pobj", "acl", "conj")
        if under and is_verb(above) and t.dep_ != "conj":
            if (above.i in deals or lemma(above) == "agree") and t.dep_ in ("xcomp", "ccomp", "pcomp", "prep", "dobj"):
                return True
            if any(lemma(o) in words("grammar", "deals") for o in governed(above, "under")):
                return True  # "under the deal, it was to complete the withdrawal"
            subject = [c for c in above.children if c.dep_ == "nsubj"]
            if lemma(above) in words("grammar", "providing") and any(
                lemma(s) in words("grammar", "deals") for s in subject
            ):
                return True
        t = above
    return False


def _only_follows(trigger: Trigger, told: tuple[Trigger, ...]) -> bool:
    """True for "the strikes followed three days of shelling": what was told is set beside what is told now."""
    noun = trigger.token
    if noun.dep_ != "nsubj" or lemma(noun.head) not in ("follow", "come") or family(trigger.act) != "force":
        return False
    known = any(c.lower_ in words("grammar", "pointing") for c in noun.children)
    return known and any(o is not trigger and family(o.act) == "force" and noun.head.is_ancestor(o.token) for o in told)


def _to_come(token: Token) -> bool:
    """True for "according to the deal, X will withdraw"."""
    verb = token if is_verb(token) else governor(token)
    return verb is not None and is_ahead(verb)


def _by_the_deal(token: Token) -> bool:
    """True for what is to come by the words of a deal: "according to the deal, the army will take control"."""
    verb = token if is_verb(token) else governor(token)
    for _ in range(3):
        if verb is None:
            return False
        preps = [p for p in verb.children if p.dep_ == "prep" and p.lower_ in ("under", "per", "according", "as", "in")]
        inner = [q for p in preps for q in p.children if q.dep_ in ("prep", "pcomp")]
        told = [o for p in (*preps, *inner) for o in p.children if o.dep_ == "pobj"]
        told += [
            o
            for t in told
            if lemma(t) in ("term", "provision", "line", "accordance")
            for o in governed(t, "of", "with")
        ]
        if any(lemma(o) in words("grammar", "deals") for o in told):
            return is_ahead(verb)
        above = verb.head
        verb = above if verb.dep_ in ("conj", "xcomp", "ccomp") and above.i != verb.i and is_verb(above) else None
    return False


def _was_expected(trigger: Trigger) -> bool:
    """True for what "was to" come and so had not come: "had been expected to complete its withdrawal by Sunday"."""
    if trigger.act not in (*_TERMS, "agreement"):
        return False
    t = trigger.token
    for _ in range(3):
        if t.head.i == t.i:
            return False
        t = t.head
        if is_verb(t) and lemma(t) in ("expect", "suppose"):
            return any(c.lower_ in ("was", "were", "been") and c.dep_ == "auxpass" for c in t.children)
    return False


def _is_scene(trigger: Trigger, told: tuple[Trigger, ...]) -> bool:
    """True for what is only named: "battle gear", "shelled during the fighting", "massed to try to retake the town"."""
    if family(trigger.act) == "territory" and is_verb(trigger.token):
        return _is_purpose(trigger.token, told)
    if trigger.act == "exchange_of_fire" and is_verb(trigger.token) and _made_to(trigger.token):
        return True
    if trigger.act != "exchange_of_fire" or is_verb(trigger.token):
        return False
    if trigger.token.dep_ == "compound":
        return True
    t = trigger.token
    for _ in range(4):
        if t.dep_ == "pobj" and t.head.lower_ in ("during", "amid", "amidst", "despite"):
            return any(family(o.act) == "force" and o is not trigger and not t.is_ancestor(o.token) for o in told)
        if t.head.i == t.i or is_verb(t):
            return False
        t = t.head
    return False


def _made_to(verb: Token) -> bool:
    """True for "groups set up to fight the rebels": what somebody is there for."""
    to = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
    return to and verb.dep_ in ("advcl", "xcomp", "acl") and lemma(verb.head) in words("grammar", "made_for")


def _is_purpose(verb: Token, told: tuple[Trigger, ...]) -> bool:
    """True for a verb in a clause of purpose below another act: what is meant to come has not come."""
    t = verb
    while t.dep_ == "xcomp" and is_verb(t.head):
        t = t.head
    to = t.dep_ == "advcl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in t.children)
    return to and any(o.token.i == t.head.i for o in told)


def _is_topic(trigger: Trigger, triggers: tuple[Trigger, ...], attributions: tuple[Attribution, ...]) -> bool:
    token = trigger.token
    if any(o.act == "air_defence_fire" and _describes(token, o.token) for o in triggers):
        return True  # "shot down a drone launched by X"
    if trigger.act == "aid_delivery" and any(
        o.act in ("aid_obstruction", "blockade") and o.token.is_ancestor(token) for o in triggers
    ):
        return True  # "halted the entry of aid"
    if any(_is_met(trigger, o) for o in triggers if o is not trigger):
        return True
    for other in triggers:
        if other is trigger or other.act not in _CONTENT:
            continue
        if other.token.is_ancestor(token) and not _subject_side(token, other.token):
            return True
    if is_verb(token) or trigger.act not in _LOOSE:
        return False
    if any(c.dep_ == "nummod" or (c.dep_ == "amod" and c.lower_ in ("first", "new")) for c in token.children):
        return False
    if any(c.lower_ in ("this", "these", "such", "those", "that") for c in token.children):
        return True
    if governed(token, "from", "by"):
        return False  # it names its own doer
    told_by_speech = any(
        (a.source is not None or a.manner != "carrier")
        and a.manner in ("accuse", "deny", "carrier", "perceive")
        and token.i in a.content
        for a in attributions
    )
    if told_by_speech or any(a.rule == "attribution:reported-thing" and token.i in a.content for a in attributions):
        return False
    verb = governor(token)
    return verb is None or lemma(verb) not in words("grammar", "telling")


def _is_met(trigger: Trigger, other: Trigger) -> bool:
    """True for what another act only refers to: "in response to attacks", "refused to hand over the towns"."""
    token = trigger.token
    if trigger.act == "withdrawal" and other.act == "late_withdrawal":
        return bool(other.token.is_ancestor(token))
    if not other.response or token.pos_ != "NOUN" or token.dep_ != "pobj" or token.head.lower_ not in ("to", "for"):
        return False
    bare = not any(c.dep_ in ("prep", "acl", "poss", "compound", "nmod", "amod") for c in token.children)
    return bare and bool(token.head.head.i == other.token.i) and family(trigger.act) == "force"


def _describes(token: Token, head: Token) -> bool:
    """True for a clause about the object of a verb: "a drone launched by X"."""
    return token.dep_ in ("acl", "relcl") and token.head.head.i == head.i


def _subject_side(token: Token, head: Token) -> bool:
    """True if a word stands among the subjects of another, not in its content."""
    t = token
    while t.head.i != t.i and t.head.i != head.i:
        t = t.head
    if not is_verb(head) and t.dep_ in ("advcl", "relcl", "acl") and any(c.lower_ == "to" for c in t.children):
        return False  # "calls for the rebels to extend the truce"
    return t.dep_ in ("nsubj", "nsubjpass", "advcl", "relcl", "acl", "conj", "parataxis") or lemma(head) == "summon"


def _at_that_time(clause: Token) -> bool:
    """True for a clause that only tells when: "after a truce was signed", "as soon as the deal came into force"."""
    marks = [c for c in clause.children if c.dep_ in ("mark", "advmod")]
    return any(
        c.lower_ in words("grammar", "temporal") or (c.lower_ == "as" and clause.head.lower_ == "soon") for c in marks
    )


def _is_backdrop(trigger: Trigger) -> bool:
    """True for context told in a relative or temporal clause: "the deal that came into force", "after a truce was signed"."""
    t = trigger.token
    if trigger.act == "blockade":
        return any(is_verb(v) and v.dep_ == "relcl" and not _to_come(v) for v in [t, *t.ancestors][:3])
    if trigger.act == "threat":
        return is_verb(t) and t.dep_ == "advcl" and _at_that_time(t)  # "three months after it ended the truce"
    if trigger.act == "appeal" and t.dep_ == "pobj" and t.head.lower_ in ("in", "following", "after", "amid"):
        return not any(c.dep_ == "det" for c in t.children)  # "closed the road in protest"
    if trigger.act not in _BACKDROP:
        return False
    for _ in range(4):
        purpose = t.dep_ in ("advcl", "xcomp") and lemma(t.head) in words("grammar", "sent_to")
        if purpose and trigger.act == "compliance_statement" and any(c.lower_ == "to" for c in t.children):
            return True  # "peacekeepers were deployed to maintain the truce"
        if (
            t.dep_ in ("relcl", "acl")
            and t.head.pos_ in ("NOUN", "PROPN")
            and lemma(t.head) not in words("attribution", "carriers")
        ):
            return True
        if t.dep_ == "advcl" and _at_that_time(t):
            return True
        if t.dep_ == "pcomp" and t.head.lower_ in ("after", "since", "before"):
            return True
        if t.dep_ == "pobj" and t.head.lower_ in ("after", "since", "before", "under", "despite", "during"):
            return True
        if t.head.i == t.i or (is_verb(t) and t.dep_ in ("ROOT", "ccomp")):
            return False
        t = t.head
    return False
