"""Tiers: how exact, how soon and with which words a row may leave."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
import yaml

from trucewatch.errors import ConfigurationError
from trucewatch.model.document import Source
from trucewatch.publish.quotes import QUOTE_LIMIT
from trucewatch.publish.wording import fold

MOST_DECIMALS = 6
FULL_NAME = "full"


class SourceTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a publisher allows. `words`: short quotes may leave; `release`: what only it tells may leave."""

    name: str | None = None
    licence: str | None = None
    words: bool = True
    release: bool = True


_ALL_ALLOWED = SourceTerms()


class Tier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one tier; see `data/public_tier.yml` for each. `name` "full" changes nothing."""

    name: str = "public"
    decimals: int = MOST_DECIMALS
    delay_days: int = 0
    quote_characters: int = QUOTE_LIMIT
    accepted_only: bool = False
    hide_kinds: tuple[str, ...] = ()
    hide_names: tuple[str, ...] = ()
    sources: dict[str, SourceTerms] = {}  # by folded name

    def __post_init__(self) -> None:
        held = {fold(n): msgspec.structs.replace(t, name=t.name or n) for n, t in self.sources.items()}
        msgspec.structs.force_setattr(self, "sources", held)

    def terms(self, source: str | None) -> SourceTerms:
        """What the publisher of that name allows; all that the tier allows where it is not listed."""
        return self.sources.get(fold(source or ""), _ALL_ALLOWED) if self.sources else _ALL_ALLOWED

    def with_licences(self, cards: Iterable[Source]) -> Tier:
        """The tier with the licences that the cards of followed sources state; its own `sources` stand above them.

        `full` stays as it is: what is for the house alone needs no licence to publish.
        """
        if self.name == FULL_NAME:
            return self
        of_cards = {fold(c.name): terms_of(c) for c in cards if c.publish is not None}
        return msgspec.structs.replace(self, sources={**of_cards, **self.sources}) if of_cards else self


def terms_of(card: Source) -> SourceTerms:
    """What the licence on a source's card allows: `facts` no words, `nothing` nothing at all."""
    return SourceTerms(
        name=card.name,
        licence=card.licence,
        words=card.publish in ("excerpts", "full_text"),
        release=card.publish != "nothing",
    )


FULL = Tier(name=FULL_NAME)


@cache
def public_tier() -> Tier:
    """The tier of `data/public_tier.yml`."""
    text = files("trucewatch.data").joinpath("public_tier.yml").read_text(encoding="utf-8")
    return _tier(text, "data/public_tier.yml")


def read_tier(path: Path) -> Tier:
    """The tier of a file. Raises: ConfigurationError when it cannot be read or says what no tier has."""
    try:
        return _tier(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot be read: {error}", where=str(path), try_this="a YAML file") from error


def _tier(text: str, where: str) -> Tier:
    try:
        made = msgspec.convert(yaml.safe_load(text) or {}, Tier)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ConfigurationError(str(error), where=where, try_this="see docs/files.md for the settings") from error
    if not 0 <= made.decimals <= MOST_DECIMALS or made.delay_days < 0 or not 0 <= made.quote_characters <= QUOTE_LIMIT:
        raise ConfigurationError(
            f"decimals 0 to {MOST_DECIMALS}, delay_days 0 or more, quote_characters 0 to {QUOTE_LIMIT}", where=where
        )
    return made
