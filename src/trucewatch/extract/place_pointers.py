"""Ground that is only pointed to: "in the area", "struck the camp", "the same village"."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import is_passive, lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.parsing import body_span
from trucewatch.extract.place_runs import kind_of_word
from trucewatch.extract.places import Place, find_places
from trucewatch.extract.slot_owners import owners
from trucewatch.extract.slot_places import actor_words
from trucewatch.model.acts import family
from trucewatch.model.where import PlaceMention

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

LOOK_BACK = 4  # sentences that the name may lie behind
_POINTING = ("the", "this", "that", "same", "these", "those")
_WHERE = ("in", "at", "on", "into", "inside", "within", "around", "across", "throughout", "near")
_ANSWERS = {  # what a word for ground may point to
    "settlement": ("settlement", "unknown"),
    "district": ("district", "unknown"),
    "region": ("region", "district", "area", "unknown"),
    "area": ("settlement", "district", "area", "unknown", "site"),
}


def pointer(draft: Draft) -> Token | None:
    """The word that points to ground told before, if the draft's own words do so."""
    t: Token
    for t in draft.sentence.tokens:
        if kind_of_word().get(lemma(t)) not in _ANSWERS or t.pos_ != "NOUN" or t.tag_ == "NNS" or not _points(t):
            continue
        if t.i in {x.token.i for x in draft.triggers} or owners(t, [draft]) != [draft]:
            continue
        if _hangs_on(t, draft):
            return t
    return None


def _points(noun: Token) -> bool:
    """True for "the area", "this same village"; "the border area" and "the area of X" are told in full."""
    if any(
        c.dep_ in ("compound", "nmod", "poss", "relcl", "acl", "nummod", "appos") or c.dep_ == "prep"
        for c in noun.children
    ):
        return False
    described = [c for c in noun.children if c.dep_ == "amod" and c.lower_ not in _POINTING]
    return not described and any(c.lower_ in _POINTING for c in noun.children)


def _hangs_on(noun: Token, draft: Draft) -> bool:
    """True if the word is where the draft's act happened, or what it was done to."""
    top = noun.head
    if noun.dep_ == "pobj":
        if top.lower_ not in _WHERE:
            return False
        acts = {x.token.i for x in draft.triggers}
        return any(a.i in acts for a in islice(top.ancestors, 4))
    if noun.dep_ in ("dobj", "nsubjpass"):
        hit = lemma(top) in words("places", "acts_on") and (noun.dep_ == "nsubjpass") == is_passive(top)
        return hit and any(x.token.i == top.i for x in draft.triggers)
    return False


def find_ground(draft: Draft, before: Iterable[Sentence], cast: Cast) -> None:
    """Give a draft without a place the last name in the text that its pointing word can mean."""
    if draft.where or draft.within or draft.modality != "actual":
        return
    if not any(family(a) in ("force", "territory", "air", "civilians", "monitors") for a in draft.acts):
        return
    word = pointer(draft)
    if word is None:
        return
    kinds = _ANSWERS[kind_of_word()[lemma(word)]]
    for sentence in (draft.sentence, *reversed(tuple(before))):
        told = find_places(sentence, cast.name_kind, actor_words(sentence, cast))
        known = [p for p in told if p.kind in kinds and (sentence is not draft.sentence or p.tokens[-1].i < word.i)]
        if known and sentence is draft.sentence:
            return  # told of another act of the sentence
        if known:
            _point(draft, [p for p in known if not p.holds][-1:] or known[-1:], word)
            return


def _point(draft: Draft, places: list[Place], word: Token) -> None:
    for place in places:
        span = body_span(place.tokens[0], place.tokens[-1])
        told = PlaceMention(name=place.name, text=place.name, span=span, kind=place.kind, relation=place.relation)
        draft.where.append(told)
        draft.because("where", "pointed:the-name-before", span, body_span(word))


def fits(word: Token, places: list[PlaceMention]) -> bool:
    """True if the ground told of an earlier act can be what a pointing word means."""
    kinds = _ANSWERS[kind_of_word()[lemma(word)]]
    return any(p.kind in kinds for p in places)
