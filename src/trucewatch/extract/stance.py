"""How a sentence means an act: as having happened, planned, imagined, or long past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.frames import is_verb, lemma
from trucewatch.extract.lexicon import words
from trucewatch.model.claim import Modality

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

# Words of speech whose content is an utterance: "will" in an appeal or a threat does not make it planned.
UTTERED = frozenset(("appeal", "threat", "compliance_statement"))


def modality_of(token: Token, act: str) -> tuple[Modality, str]:
    """The modality of an act and the rule that it rests on."""
    if act in UTTERED:
        return "actual", "modality:uttered"
    if _imagined_noun(token):
        return "hypothetical", "modality:head-noun"
    for verb in _verbs_above(token):
        if verb.dep_ == "relcl" and any(c.dep_ == "det" and c.lower_ == "any" for c in verb.head.children):
            return "hypothetical", "modality:any-such"
        if _only_readiness(verb) or _to_meet_it(verb):
            return "hypothetical", "modality:readiness"
        if verb.dep_ == "pcomp" and verb.head.lower_ == "of" and verb.head.head.lower_ in ("capable", "incapable"):
            return "hypothetical", "modality:readiness"
        if verb.dep_ == "pcomp" and lemma(verb.head.head) in words("stance", "forbearing"):
            return "hypothetical", "modality:forborne"
        if any(c.dep_ == "mark" and c.lower_ in words("stance", "hypothetical_markers") for c in verb.children):
            return "hypothetical", "modality:conditional"
        if _if_so(verb):
            return "hypothetical", "modality:conditional"
        auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
        if auxiliaries & words("stance", "planned_auxiliaries"):
            return "planned", "modality:future"
        if auxiliaries & words("stance", "hypothetical_auxiliaries"):
            return "hypothetical", "modality:modal-verb"
        if _when_it_happens(verb):
            return "hypothetical", "modality:conditional"
        if _planned(verb) and not (verb is token and act in _DONE_BY_WORD):
            return "planned", "modality:planned-verb"
    if _any_such(token):
        return "hypothetical", "modality:any-such"
    return "actual", "modality:indicative"


_DONE_BY_WORD = (
    "agreement",
    "troop_movement",
    "compliance_statement",
)  # "agreed on a truce", "ordered troops to the border"


def _if_so(verb: Token) -> bool:
    """True for "if someone attacks us, we are forced to open fire": a rule for what may come."""
    clauses = [c for c in verb.children if c.dep_ == "advcl" and c.tag_ in ("VBZ", "VBP")]
    return any(x.dep_ == "mark" and x.lower_ == "if" for c in clauses for x in c.children)


def _when_it_happens(verb: Token) -> bool:
    """True for "act only when attacked": a bare participle behind "when" or "once" in what somebody is to do."""
    bare = (
        verb.dep_ == "advcl"
        and verb.tag_ == "VBN"
        and not any(c.dep_ in ("auxpass", "aux", "nsubjpass") for c in verb.children)
    )
    if not bare or not any(c.lower_ in ("when", "once", "whenever") for c in verb.children):
        return False
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.head.children)


def _only_readiness(verb: Token) -> bool:
    """True for "ready to respond", "the right to strike back": nothing was done yet."""
    if not any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children):
        return False
    head = verb.head
    if verb.dep_ in ("acl", "relcl") or (verb.dep_ == "xcomp" and head.pos_ in ("NOUN", "ADJ")):
        return lemma(head) in words("stance", "readiness")
    ready = [c for c in head.children if c.dep_ in ("acomp", "dobj", "attr", "oprd") and c.i < verb.i]
    return verb.dep_ in ("xcomp", "advcl", "ccomp") and any(lemma(c) in words("stance", "readiness") for c in ready)


def _to_meet_it(verb: Token) -> bool:
    """True for a purpose: "was taken to counter threats", "only to prevent attacks"."""
    to = any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)
    return (
        to
        and verb.dep_ in ("advcl", "xcomp", "acl")
        and lemma(verb) in ("counter", "deter", "prevent", "repel", "thwart")
    )


def _any_such(token: Token) -> bool:
    """True for "respond to any violation", "any attack": what may come, not what came."""
    if (
        not is_verb(token)
        or lemma(token) not in words("stance", "facing")
        or any(c.dep_ == "neg" for c in token.children)
    ):
        return False
    told = [o for p in token.children if p.dep_ == "prep" for o in p.children]
    return any(c.lower_ == "any" for o in told for c in o.children)


def _planned(verb: Token) -> bool:
    passive = any(c.dep_ == "auxpass" for c in verb.children)
    if lemma(verb) in ("expect", "schedule", "plan", "slate", "set") and passive:
        return True
    if lemma(verb) == "be" and any(
        c.lower_ in words("grammar", "planned_predicates") and any(x.dep_ == "xcomp" for x in c.children)
        for c in verb.children
    ):
        return True
    if verb.dep_ == "xcomp" and lemma(verb.head) == "be" and any(c.lower_ == "to" for c in verb.children):
        return True  # "Israel is to return"
    return lemma(verb) in ("plan", "intend", "schedule", "prepare", "order", "agree") and any(
        c.dep_ in ("xcomp", "dobj", "prep") for c in verb.children
    )


def _verbs_above(token: Token) -> list[Token]:
    """The act's own verb and those that it is the complement of, up to the verb of speech's content."""
    out: list[Token] = []
    t = token
    for _ in range(7):
        if is_verb(t) or t.pos_ == "AUX":
            out.append(t)
        if t.head.i == t.i or (is_verb(t) and t.dep_ in ("ccomp", "relcl", "advcl", "conj", "parataxis", "acl")):
            if t.dep_ == "conj" and not any(c.dep_ in ("nsubj", "nsubjpass") for c in t.children) and t.head.i != t.i:
                t = t.head
                continue
            break
        t = t.head
    return out


def _imagined_noun(token: Token) -> bool:
    t = token
    for _ in range(3):
        t = t.head
        if t.pos_ == "NOUN" and lemma(t) in words("stance", "hypothetical_heads"):
            return True
        if is_verb(t):
            return False
    return False
