"""Noun phrases as the cast of a text meets them: their words, whether they point back, whether they are land."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from trucewatch.extract.actors.entries import ActorMention
from trucewatch.extract.actors.phrase import PhraseActor
from trucewatch.extract.frames import phrase
from trucewatch.extract.parsing import words_between
from trucewatch.model.actor import ActorRef
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from trucewatch.extract.actors.table import ActorTable
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


def named_group(head: Token, seen: PhraseActor, describe: Callable[[str], PhraseActor]) -> PhraseActor:
    """The group that is named behind its kind: "the Mozambican resistance movement Renamo"."""
    if seen.kind != "non_state_armed_group":
        return seen
    names = (describe(words_of(c)) for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN")
    return next((n for n in names if n.kind == "non_state_armed_group" and n.side is not None), seen)


_AROUND = 40  # characters beside a modifier in which the name that it is a part of may stand


def whole_name(head: Token, text: str, span: Span, sentence: Sentence, table: ActorTable) -> tuple[str, Span]:
    """The words of a reference, or the longer name of the table that a modifier is a part of: "Bosnian Serb" mortars."""
    if head.dep_ not in ("amod", "compound", "nmod") or " " in text:
        return text, span
    at = span.start - sentence.start
    first = max(0, at - _AROUND)
    around = sentence.text[first : at + len(text) + _AROUND]
    for m in table.find(around):
        if m.span.start <= at - first < m.span.end and len(m.span) > len(text):
            start = sentence.start + first
            return m.span.words(around), Span(start + m.span.start, start + m.span.end)
    return text, span


def name_kind(name: str, seen: PhraseActor, table: ActorTable) -> str:
    """What is known of a bare name: "state", "territory", "body", "people", or "" for nothing. `seen`: what it describes."""
    forms = {m.form for m in table.find(name) if len(m.span) == len(name)}
    if "adjective" in forms:
        return "people"  # "an Azerbaijani post" names no ground
    if "capital" in forms and seen.kind == "non_state_armed_group":
        return ""  # who holds a town may be called by it, as ground it is the town
    if seen.kind in ("state", "de_facto_authority"):
        if "capital" in forms:
            return ""  # "Baku" stands for a state, but as ground it is a town
        return "state" if seen.kind == "state" else "territory"
    return "body" if seen.entry_id is not None or seen.kind not in ("unknown", "persons", "not_an_actor") else ""


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
