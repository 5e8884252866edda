"""Speakers whose side their words do not tell: "officials", "a defence spokesman"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from trucewatch.extract.actors.lexicon import load_words
from trucewatch.extract.actors.sides import government_side, other_side
from trucewatch.extract.draft import Draft
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.document import Document

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast

_WORD = re.compile(r"[^\W\d_]+")
_OFFICIAL = ("officials", "ministry", "spokesperson", "state_military", "leader", "state")


_MEDIA = ("wire_agency", "news_outlet", "state_media")
_OF_A_STATE = ("ministry", "state_military", "state")


def settle_unknown_sides(drafts: list[Draft], document: Document, cast: Cast) -> None:
    """Give official speakers without a side that of the country of the dateline, else of those whom they do not accuse."""
    home = _home(document, cast)
    for draft in drafts:
        speaker = draft.speaker
        if speaker is None or speaker.side is not None or speaker.kind not in _OFFICIAL:
            continue
        theirs = [
            d
            for d in drafts
            if d.speaker == speaker and d.initiator is not None and d.initiator.side and d.initiator != speaker
        ]
        charges = [d for d in theirs if any(family(a) not in ("context", "politics") for a in d.acts)]
        accused = next(
            (d.initiator.side for d in charges if not d.response and d.polarity == "affirms" and d.initiator), None
        )
        own = next((d.initiator.side for d in theirs if d.response and d.initiator), None)
        side, rule = home, "speaker:dateline-country"
        if own and own != accused:
            side, rule = own, "speaker:own-side-answers"
        elif accused is None and (fallen := _own_fallen(speaker, drafts)) is not None:
            side, rule = fallen, "speaker:tells-of-its-own-fallen"
        if accused is not None and (side is None or side == accused):
            before = [
                d.speaker.side
                for d in drafts
                if d.sentence.index <= draft.sentence.index and d.speaker and d.speaker.side
            ]
            rivals = [s for s in before if s not in (accused, "both")]
            own_state = government_side(cast.sides, cast.table) if speaker.kind in _OFFICIAL else None
            state = own_state if own_state not in (None, accused) and cast.sides.names(own_state) else None
            side = rivals[-1] if rivals else state or other_side(accused, cast.sides)
            if side is not None and speaker.kind in _OF_A_STATE and cast.sides.is_group(side):
                continue  # the police are no armed group's
            rule = "speaker:accuser-is-the-other-side"
        if side is None:
            passed_on = [r.side for d in drafts if d.speaker == speaker for r in d.relay if r.kind in _MEDIA]
            side = next((s for s in passed_on if s not in (None, "media", "both")), None)
            rule = "speaker:of-the-party-whose-medium-quotes-it"
        if side is None and _serves_state(speaker):
            side, rule = government_side(cast.sides, cast.table, at_home=True), "speaker:serves-the-state"
        if side is None:
            continue
        settled = msgspec.structs.replace(speaker, side=side)
        for other in drafts:
            if other.speaker == speaker:
                other.speaker = settled
                other.side_inferred = rule == "speaker:accuser-is-the-other-side"
                other.because("speaker", rule)
                if other.initiator == speaker:
                    other.initiator = settled


def _serves_state(speaker: ActorRef) -> bool:
    """True for the police, a mayor, local authorities: in a text of a state and its rebels they are the state's."""
    told = set(_WORD.findall(speaker.name.lower()))
    return bool(told & (load_words().of_the_state | load_words().offices)) and not told & load_words().rebel_words


def _home(document: Document, cast: Cast) -> str | None:
    if document.dateline is None or document.dateline.place is None:
        return None
    found = cast.describe(document.dateline.place)
    return found.side if found.side not in ("both", None) else None


def _own_fallen(speaker: ActorRef, drafts: list[Draft]) -> str | None:
    """The side whose soldiers a body reports hurt without accusing anybody: its own, as bodies count their own losses."""
    return next(
        (
            h.who.side
            for d in drafts
            if d.speaker == speaker and d.initiator is None
            for h in d.harm
            if h.who is not None and h.who.side not in (None, "both") and not h.civilian
        ),
        None,
    )
