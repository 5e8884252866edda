"""The words about places in `data/gazetteer/words.yml`, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec
import yaml


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Type words by kind, kinds that agree, articles, short forms, bearings in degrees, parts of areas, odd labels."""

    kinds: dict[str, tuple[str, ...]]
    agrees: dict[str, tuple[str, ...]]
    articles: tuple[str, ...]
    short_forms: dict[str, str]
    bearings: dict[str, float]
    parts: dict[str, str]
    odd_labels: tuple[str, ...]


@cache
def words() -> Words:
    """The word lists."""
    text = files("trucewatch.data").joinpath("gazetteer", "words.yml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), Words)


@cache
def kind_of_type_word() -> dict[str, str]:
    """What each type word says of the name beside it."""
    return {word: kind for kind, listed in words().kinds.items() for word in listed}


@cache
def agreeing(kind: str) -> frozenset[str]:
    """The row kinds that a type word of this kind may stand for."""
    return frozenset((kind, *words().agrees.get(kind, ())))
