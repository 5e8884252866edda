"""Tags on direct speech: "...", he said; what stands around them, and quotations that a comma or colon leads in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.cue_sources import SUBJECTS, subject_of

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

_MARKS = (",", '"', "-", "–", "—", "''", "``", "'", ")", "?", "!")
_QUOTE_MARKS = ('"', "''", "``")
_ALWAYS_OWN = ("aux", "auxpass", "neg", "prt", "dative")
_OWN_BEHIND = ("advmod", "prep", "npadvmod", "dobj", "advcl", "agent", "nsubj", "nsubjpass", "punct")
_LONGEST_LEAD = 14  # words between a verb and the quotation that it leads in
_LONGEST_TAG = 12  # words of a sentence that is but a tag


def tree(*tokens: Token) -> set[int]:
    """Token numbers of words with all that hangs on them."""
    return {t.i for token in tokens for t in token.subtree}


def is_tag(verb: Token, sentence: Sentence) -> bool:
    """True if a verb with its source stands behind a comma or closing mark, as a tag on the words around it."""
    source = subject_of(verb)
    own = {verb.i} | (tree(source) if source is not None and source.head.i == verb.i else set())
    own |= {c.i for c in verb.children if c.dep_ in ("aux", "neg", "advmod") and c.i < verb.i}
    before = [t for t in sentence.tokens if t.i < min(own)]
    return any(t.is_alpha for t in before) and before[-1].text in _MARKS


def interrupts(verb: Token, sentence: Sentence, clause: Token) -> bool:
    """True if words of the content stand on both sides: "Instead," she said, "they left"."""
    if not is_tag(verb, sentence):
        return False
    last = max([verb.i, *(i for c in verb.children if c.dep_ in SUBJECTS and c.i > verb.i for i in tree(c))])
    left = clause.left_edge.i
    return left > last and any(t.text == "," for t in verb.doc[last + 1 : left])


def led_in(verb: Token, sentence: Sentence) -> set[int]:
    """The words from the opening mark on, where a comma or colon and a mark follow a verb: she shouted, "Go!"."""
    doc, last = verb.doc, sentence.tokens[-1].i
    for i in range(verb.i + 1, min(verb.i + _LONGEST_LEAD, last)):
        if doc[i].text in (",", ":") and doc[i + 1].text in _QUOTE_MARKS:
            return set(range(i + 1, last + 1))
        if doc[i].pos_ == "VERB" or doc[i].text == '"':
            break
    return set()


def stands_alone(verb: Token, sentence: Sentence) -> bool:
    """True for a sentence that is but a tag, cut off behind the question that it belongs to: "Why?" she asked."""
    if verb.dep_ != "ROOT" or any(c.dep_ in ("dobj", "ccomp", "xcomp") for c in verb.children):
        return False
    spoken = [t.i for t in sentence.tokens if not t.is_punct and not t.is_space]
    early = verb.i in spoken[: _LONGEST_TAG // 2]
    return early and len(spoken) < _LONGEST_TAG and subject_of(verb) is not None


def around(verb: Token, sentence: Sentence) -> set[int]:
    """The words around a tag."""
    source = subject_of(verb)
    own = {verb.i} | (tree(source) if source is not None and source.head.i == verb.i else set())
    for c in verb.children:
        behind = c.i > verb.i and c.dep_ in _OWN_BEHIND
        if c.dep_ in _ALWAYS_OWN or behind or (c.dep_ == "advmod" and c.i == verb.i - 1):
            own |= tree(c)
    # the tag is one run; what the parser hung on the verb from before the comma stays content
    start = verb.i
    while start - 1 >= sentence.tokens[0].i and start - 1 in own:
        start -= 1
    left = {t.i for t in sentence.tokens if t.i < start or t.i not in own}
    in_front = [c for c in verb.children if c.i < verb.i and c.dep_ in ("prep", "npadvmod", "advcl") and not _quoted(c)]
    return left - tree(*in_front)


def _quoted(token: Token) -> bool:
    return any(t.text in _QUOTE_MARKS for t in token.subtree)
