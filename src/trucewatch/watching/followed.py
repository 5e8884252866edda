"""The cards of the sources that are followed, as the memory holds them: for health without the folder of cards."""

from __future__ import annotations

import msgspec

from trucewatch.watching.card import Source, SourceCard
from trucewatch.watching.state import State

_CARD = "card:"


def put_card(state: State, source: Source) -> None:
    """Notes that a source is followed, and its card."""
    text = msgspec.json.encode(source.card).decode()
    if state.note(_CARD + source.id) != text:
        state.put_note(_CARD + source.id, text)


def drop_card(state: State, ident: str) -> None:
    """Notes that a source is followed no more."""
    state.drop_note(_CARD + ident)


def followed_ids(state: State) -> tuple[str, ...]:
    """Ids of the sources that are followed, in order."""
    return tuple(name.removeprefix(_CARD) for name, _ in state.notes(_CARD))


def followed_sources(state: State) -> tuple[Source, ...]:
    """The sources that are followed, by id; without their folders."""
    return tuple(
        Source(id=name.removeprefix(_CARD), card=msgspec.json.decode(text, type=SourceCard))
        for name, text in state.notes(_CARD)
    )
