"""A verb of speech that stands behind what it hands on: "..., the ministry said on Monday"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token


_LEAST = 3  # words before a tag


def is_tag(verb: Token, sentence: Sentence) -> bool:
    """True if the verb with its source stands behind a comma or closing mark, as a tag on the words around it."""
    first = _run_start(verb, _tag_tokens(verb))
    ahead = [c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i]
    if ahead and ahead[-1].i < first:
        if not any(c.dep_ == "appos" for c in ahead[-1].children):
            return (
                False  # "the army, which ..., reported": the source stands apart, and the words behind are what it says
            )
        first = ahead[-1].left_edge.i  # "..., Ana Kol, a spokeswoman for the mission, told"
    before = [t for t in sentence.tokens if t.i < first]
    if not before:
        return False
    mark = before[-1]
    after = verb.nbor(1) if verb.i + 1 < len(verb.doc) else verb
    least = 1 if verb.dep_ == "parataxis" and after.text == "," else _LEAST  # "the army, he said, recorded ..."
    enough = len([t for t in before if t.is_alpha]) >= least
    return mark.is_punct and mark.text in (",", '"', "-", "–", "—", "''") and enough


def is_joined_tag(verb: Token, source: Token) -> bool:
    """True for "... and burned houses, Rights Watch said", where the parser joins the source to the words before it."""
    if source.i != verb.i - 1 or source.dep_ != "conj" or source.pos_ != "PROPN" or verb.tag_ not in ("VBD", "VBZ"):
        return False
    first = source.left_edge.i
    return first - verb.sent.start > _LEAST and verb.doc[first - 1].text == ","


def _tag_tokens(verb: Token) -> set[int]:
    """The verb with its source, auxiliaries and its own adverbials: what is taken away to leave the content."""
    own = {verb.i}
    for c in verb.children:
        if c.dep_ in (
            "nsubj",
            "aux",
            "auxpass",
            "advmod",
            "prep",
            "npadvmod",
            "dative",
            "neg",
            "dobj",
            "nsubjpass",
            "agent",
            "prt",
        ):
            own |= {t.i for t in c.subtree}
    return own


def _run_start(verb: Token, own: set[int]) -> int:
    """Where the unbroken run of a tag's words begins that ends in its verb."""
    start = verb.i
    while start - 1 in own and (not verb.doc[start - 1].is_punct or verb.doc[start - 1].text in ("(", ")")):
        start -= 1
    return start


def around(verb: Token, sentence: Sentence) -> set[int]:
    own = set(_tag_tokens(verb))
    first = min(own)
    # the tag is the run from its first word on; what the parser hung before the comma stays content
    start = _run_start(verb, own)
    tag = {i for i in own if i >= min(start, verb.i)} if first < start else own
    return {t.i for t in sentence.tokens if t.i not in tag}
