"""The words that make up a cue: a verb with its auxiliaries and adverbs, "made the claim", "is hopeful", "called for"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.lexicon import words

if TYPE_CHECKING:
    from trucewatch.extract.cue_frames import Frame
    from trucewatch.extract.token import Token

_VERBS = ("VERB", "AUX")


def cue_tokens(frame: Frame) -> list[Token]:
    """The words of a cue as one unbroken run."""
    own = {"verb": _of_verb, "noun": _of_noun, "adjective": _of_adjective}[frame.kind](frame)
    return list(frame.head.doc[min(own) : max(*own, frame.cue_end) + 1])


def _of_verb(frame: Frame) -> set[int]:
    own = verb_group(frame.head)
    top = frame.head
    # "declined to say", "went on to call": the verbs above belong to the cue when nothing stands between
    while top.dep_ == "xcomp" and top.head.pos_ in _VERBS and top.head.i < top.i and min(own) - top.head.i <= 2:
        if frame.shape == "passive" or top.head.lemma_ in words("cue_frames", "raising"):
            break
        top = top.head
        own |= verb_group(top)
    noun = top.head
    if top.dep_ == "acl" and frame.shape == "clause" and noun.dep_ == "dobj" and noun.head.i < noun.i < top.i:
        own |= verb_group(noun.head)  # "issued a statement saying"
    return own


def _of_noun(frame: Frame) -> set[int]:
    noun = frame.head
    own = {noun.i}
    own |= {c.i for c in noun.children if c.i < noun.i and c.dep_ in ("amod", "compound", "nummod", "advmod")}
    source = frame.source
    if frame.light is not None:
        own |= verb_group(frame.light)
    elif source is not None and source.i < noun.i:
        own = {i for i in own if i > source.i}
        own = {noun.i} | (own - {t.i for t in source.subtree})
    return own


def _of_adjective(frame: Frame) -> set[int]:
    word = frame.head
    return verb_group(word) | verb_group(word.head) if word.head.pos_ in _VERBS else verb_group(word)


def verb_group(verb: Token) -> set[int]:
    """Auxiliaries, negation and adverbs in a run before a verb, and its particle."""
    sides = ("aux", "auxpass", "neg", "advmod", "prt")
    beside = {t.i for c in verb.children if c.dep_ in sides and len(list(c.subtree)) <= 2 for t in c.subtree}
    own = {verb.i}
    while min(own) - 1 in beside:
        own.add(min(own) - 1)
    while min(own) != verb.i and verb.doc[min(own)].tag_ in ("WRB", "WP", "WDT"):
        own.remove(min(own))
    return own | {c.i for c in verb.children if c.dep_ == "prt" and c.i > verb.i}
