"""Places of a sentence, each given to the drafts whose words it hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.attribution import find_attributions
from trucewatch.extract.draft import Draft
from trucewatch.extract.parsing import body_span
from trucewatch.extract.places import Place, find_places
from trucewatch.extract.slot_owners import owners
from trucewatch.model.where import PlaceMention

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence


def fill_places(drafts: list[Draft], sentence: Sentence, cast: Cast) -> None:
    """Give each draft the places of its sentence, the seats of those who speak left out."""
    seats = {
        t.i
        for a in find_attributions(sentence)
        if a.source is not None
        for t in a.source.subtree
        if t.i not in a.content
    }
    for place in find_places(sentence, cast.name_kind, actor_words(sentence, cast)):
        if place.tokens[0].i in seats and not any(t.token.i in seats for d in drafts for t in d.triggers):
            continue  # "the ministry in Yerevan said": where it sits is not where it happened
        for draft in owners(place.tokens[0], drafts, shared=True):
            _add_place(draft, place)


def actor_words(sentence: Sentence, cast: Cast) -> frozenset[int]:
    """Numbers of the words that belong to the names of bodies: no part of these is ground."""
    bodies = cast.bodies(sentence.text)
    at = sentence.tokens[0].idx
    return frozenset(t.i for t in sentence.tokens for s in bodies if s.start <= t.idx - at < s.end)


def _add_place(draft: Draft, place: Place) -> None:
    span = body_span(place.tokens[0], place.tokens[-1])
    mention = PlaceMention(name=place.name, text=place.name, span=span, kind=place.kind, relation=place.relation)
    wide = place.holds
    into = draft.within if wide else draft.where
    if all(m.name != mention.name for m in (*draft.where, *draft.within)):
        into.append(mention)
        draft.because("within" if wide else "where", f"place:{place.kind}", span)
