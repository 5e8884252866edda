"""What is known of outlets: first what the cards of followed sources say, then our own table (`data/sources.yml`)."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.model.document import Source
from trucewatch.model.sources import find_source, name_key
from trucewatch.reconcile.names import fold

VOICE = "voice:"
_OF = "media of "
OF_A_SIDE = frozenset({"party_military", "party_government", "de_facto_authority"})


class Outlets:
    """Groups of outlets by name. A card speaks of the publisher that it names, whatever other names our table has for it."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._cards: dict[str, Source] = {}
        for card in sources:
            self._cards.setdefault(name_key(card.name), card)
            known = find_source(card.name)
            for alias in (known.name, *known.aliases) if known else ():
                self._cards.setdefault(name_key(alias), card)

    def has_card(self, name: str) -> bool:
        """True if the source of that name has a card, so that its own voice and its name in others' texts are one."""
        return name_key(name) in self._cards

    def group(self, name: str) -> str:
        """The group of an outlet: the side whose voice it is, else its house, else its name."""
        card = self._cards.get(name_key(name))
        if card is not None:
            return _group_of_card(card)
        source = find_source(name)
        if source is None:
            return f"outlet:{fold(name)}"
        if source.kind == "state_media" and source.aligned_with:
            return f"{VOICE}{_OF}{source.aligned_with}"
        return f"outlet:{source.independence_group or fold(source.name)}"


def _group_of_card(card: Source) -> str:
    if card.aligned_with:
        return f"side:{card.aligned_with}" if card.kind in OF_A_SIDE else f"{VOICE}{_OF}{card.aligned_with}"
    return f"outlet:{card.independence_group or fold(card.name)}"


def voice_side(group: str) -> str | None:
    """The side that a group of outlets speaks for, None for every other group."""
    return group.removeprefix(VOICE + _OF) if group.startswith(VOICE) else None


BY_OUR_TABLE = Outlets()
