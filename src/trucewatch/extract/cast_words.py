"""Noun phrases as the cast of a text meets them: their words, whether they point back, whether they are land."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.actors.entries import ActorMention
from trucewatch.extract.actors.phrase import PhraseActor
from trucewatch.extract.frames import phrase
from trucewatch.extract.parsing import words_between
from trucewatch.model.actor import ActorRef
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token


def words_of(head: Token) -> str:
    """The words of the noun phrase at a head."""
    tokens = phrase(head)
    text: str = head.doc.text[tokens[0].idx : tokens[-1].idx + len(tokens[-1].text)]
    return text


def words_at(head: Token, sentence: Sentence) -> tuple[str, Span]:
    """The words of the noun phrase at a head, and their body span."""
    tokens = phrase(head)
    text = words_between(tokens[0], tokens[-1]).strip(" '\"")
    return text, Span(*sentence.offsets(tokens))


def record(seen: PhraseActor, text: str, span: Span) -> ActorRef:
    """The reference for a described phrase; civilians count to the side of their community."""
    side = seen.community if seen.side == "civilians" else seen.side
    return ActorRef(name=seen.name or text, text=text, side=side, kind=seen.kind, actor_id=seen.entry_id, span=span)


def last_word(text: str) -> str:
    """The last word of a bare phrase, lower case: "the army" -> "army"."""
    return text.lower().split()[-1]


def is_definite_text(text: str) -> bool:
    return text.lower().startswith(("the ", "its ", "that ")) and len(text.split()) == 2


def is_definite(head: Token) -> bool:
    """True for "the ministry", not for "a ministry" or "officials": only the former points back."""
    return any(c.lower_ in ("the", "this", "that", "its", "their") for c in head.children if c.dep_ in ("det", "poss"))


def told_apart(head: Token) -> bool:
    """True for "Misseriya militiamen", "the Nordic force": a name before the head tells them from others of their kind."""
    return any(
        c.dep_ in ("amod", "compound", "nmod")
        and c.i < head.i
        and (c.pos_ == "PROPN" or c.ent_type_ in ("NORP", "GPE"))
        for c in head.children
        if head.pos_ == "NOUN"
    )


def is_ground(mention: ActorMention, text: str) -> bool:
    """True for a name that is land as well: states, capitals, authorities called after their land or "republic"."""
    if mention.kind == "state" or mention.form == "capital":
        return True
    told = mention.name if mention.form == "abbreviation" else mention.span.words(text)
    named = {w.strip("’'s").lower() for w in told.split()}
    return mention.kind == "de_facto_authority" and not named & _NO_LAND


_NO_LAND = {"front", "movement", "army", "government", "authority", "administration", "forces", "council", "house"}
