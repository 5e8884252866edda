"""People counted right before a word of harm ("71 others wounded"), read from the order of the words.

Parsers often hang such a group on the wrong verb, while the words themselves keep a fixed order: a number, the people,
the participle. The walk to the left ends at the first word that can be no part of a list of counted people.
"""

from __future__ import annotations

from typing import NamedTuple

from trucewatch.extract.amounts import is_amount
from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.token import Paragraph, Token

_LONGEST = 8  # words that may describe the people of one group
_ONES = ("a", "an", "another")
_OWNERS = ("the", "our", "their", "his", "her", "its", "these", "those")


class Group(NamedTuple):
    """One counted group: the word that names the people and the word that says how many (both the same in "30 wounded")."""

    head: Token
    number: Token


def groups_before(token: Token) -> list[Group]:
    """The groups that end right before a participle or state, in the order of the text; none where there is none."""
    if not _closes(token):
        return []
    doc, at = token.doc, token.i - 1
    while at >= 0 and (doc[at].lower_ in words("harm", "manner") or doc[at].pos_ == "ADV"):
        at -= 1
    out: list[Group] = []
    while at >= 0:
        found = _group_ending(doc, at)
        if found is None:
            break
        out.insert(0, found[0])
        at = found[1] - 1
        if at < 1 or doc[at].lower_ != "and":
            break  # "two soldiers and a child wounded"
        at -= 1
    return out


def _closes(token: Token) -> bool:
    """True if the word ends what is said of the people before it: it has no auxiliary and acts on nothing after it."""
    if any(c.dep_ in ("dobj", "auxpass", "aux") for c in token.children):
        return False
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if after is None or after.lower_ in words("harm", "after"):
        return True
    return after.pos_ not in ("DET", "NUM", "PRON", "NOUN", "PROPN", "ADJ") and not is_amount(after)


def _group_ending(doc: Paragraph, at: int) -> tuple[Group, int] | None:
    """The group whose last word stands at a place, and where its words begin; None if no counted people stand there."""
    head = doc[at]
    first = at
    if not is_amount(head):
        if lemma(head) not in words("harm", "people"):
            return None
        first -= 1
        while first >= 0 and at - first <= _LONGEST and _describes(doc[first]):
            first -= 1
        if first > 0 and doc[first].lower_ in _OWNERS and doc[first - 1].lower_ == "of":
            first -= 2  # "one of the attackers"
        if first < 0 or not (is_amount(doc[first]) or doc[first].lower_ in _ONES):
            return None
    number = doc[first]
    while first > 0 and doc[first - 1].lower_ in words("harm", "around"):
        first -= 1
    return Group(head, number), first


def _describes(token: Token) -> bool:
    """True for a word between the number and the people that it counts: "two Thai army rangers"."""
    if is_amount(token):
        return False
    return token.pos_ in ("ADJ", "NOUN", "PROPN") or token.text in ("-", "(", ")") or token.tag_ == "VBN"
