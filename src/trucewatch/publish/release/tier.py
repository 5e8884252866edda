"""Tiers: how exact, how soon and with which words a row may leave."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
import yaml

from trucewatch.errors import ConfigurationError
from trucewatch.publish.quotes import QUOTE_LIMIT
from trucewatch.publish.wording import fold

MOST_DECIMALS = 6


class SourceTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a publisher allows. `words`: short quotes may leave; `release`: what rests on it may leave at all."""

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
    sources: dict[str, SourceTerms] = {}

    def terms(self, source: str | None) -> SourceTerms:
        """What the publisher of that name allows; all that the tier allows where it is not listed."""
        if not self.sources:
            return _ALL_ALLOWED
        held = {fold(name): terms for name, terms in self.sources.items()}
        return held.get(fold(source or ""), _ALL_ALLOWED)


FULL = Tier(name="full")


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
