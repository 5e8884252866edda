"""Who stands behind a word that attributes: the subject of a verb, the owner of a noun, near or through other verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.frames import is_passive, lemma
from trucewatch.extract.lexicon import words

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

SUBJECTS = ("nsubj", "csubj", "expl")
_DEEPEST = 5
_VERBS = ("VERB", "AUX")
_NAMES = ("PROPN", "PRON", "NOUN")


def subject_of(verb: Token, depth: int = 0) -> Token | None:
    """The noun that does what a verb says, through joined verbs, participles and infinitives; None if none is named."""
    if depth > _DEEPEST:
        return None
    if is_passive(verb):
        return next((o for p in verb.children if p.dep_ == "agent" for o in p.children if o.dep_ == "pobj"), None)
    own = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    if own is not None:
        return None if own.dep_ == "expl" else own
    return _from_above(verb, depth) or _inverted(verb)


def _from_above(verb: Token, depth: int) -> Token | None:
    head = verb.head
    governor_is_verb = head.pos_ in _VERBS and head.i != verb.i
    if verb.dep_ == "xcomp" and governor_is_verb:
        patients = [c for c in head.children if c.dep_ in ("dobj", "dative")]
        if patients and lemma(head) in words("cue_frames", "controls"):
            return patients[0]
        return _experiencer(head, depth)
    if verb.dep_ in ("conj", "advcl", "ccomp", "dep") and governor_is_verb:
        return _experiencer(head, depth)
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        return _experiencer(head.head, depth) if head.head.pos_ in _VERBS else None
    if verb.dep_ == "acl" and head.pos_ in _NAMES:
        told = head.dep_ == "dobj" and lemma(head) in words("attribution", "carriers")
        if verb.tag_ == "VBG":
            return subject_of(head.head, depth + 1) if told else head  # "issued a statement saying"
        infinitive = any(c.dep_ == "aux" and c.tag_ == "TO" for c in verb.children)
        return subject_of(head.head, depth + 1) if infinitive and head.dep_ == "dobj" else None
    if verb.dep_ == "xcomp" and head.pos_ == "ADJ" and head.head.pos_ in _VERBS:
        return subject_of(head.head, depth + 1)
    return None


def _experiencer(verb: Token, depth: int) -> Token | None:
    passive = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    return passive or subject_of(verb, depth + 1)


def _inverted(verb: Token) -> Token | None:
    """The noun behind a verb that stands right behind a mark (", said the mayor"), which parsers take for its object."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or not verb.i or verb.nbor(-1).text not in (",", '"', "''"):
        return None
    loose = ("dobj", "attr", "dep", "npadvmod", "intj")
    return next((c for c in verb.children if c.dep_ in loose and c.i > verb.i and c.pos_ in _NAMES), None)


def owner_of(noun: Token) -> Token | None:
    """Whose a noun is: possessor, "by" or "from" someone, the subject of its verb, its adjective of nation or body."""
    children = list(noun.children)
    owners = [c for c in children if c.dep_ == "poss"]
    owners += [
        o
        for p in children
        if p.dep_ in ("prep", "agent") and p.lower_ in ("by", "from", "among")
        for o in p.children
        if o.dep_ == "pobj"
    ]
    if owners:
        return owners[0]
    if noun.dep_ in ("dobj", "attr") and noun.head.pos_ in _VERBS:
        return subject_of(noun.head)
    named = ("NORP", "GPE", "ORG", "PERSON")
    return next((c for c in children if c.dep_ in ("amod", "compound", "nmod") and c.ent_type_ in named), None)
