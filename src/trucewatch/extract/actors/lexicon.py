"""Head nouns and the small words around actors, read from `heads.yml` and `phrases.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, cast, get_args

import msgspec

from trucewatch.errors import ConfigurationError
from trucewatch.extract.actors.datafile import read_yaml
from trucewatch.extract.actors.folding import fold
from trucewatch.model.sources import split_names

HeadClass = Literal[
    "ministry",
    "government",
    "command",
    "spokesperson",
    "leader",
    "officials",
    "military",
    "equipment",
    "armed_group",
    "peacekeepers",
    "monitors",
    "mediators",
    "civilians",
    "journalists",
    "aid",
    "media",
    "member",
    "party",
    "coalition",
    "statement",
    "happening",
    "not_an_actor",
]


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The word lists. Shape: all in lower case, accents off, as `folding.fold` and `lower` leave a text."""

    heads: Mapping[str, HeadClass]
    longest_head: int
    enemy: frozenset[str]
    other_side: frozenset[str]
    both: frozenset[str]
    pronouns: frozenset[str]
    own_determiners: frozenset[str]
    own_pronouns: frozenset[str]
    pronoun_determiners: frozenset[str]
    government: frozenset[str]
    after_hyphen: Mapping[str, Any]
    before_hyphen: Mapping[str, Any]
    prepositions: frozenset[str]
    owner_openers: frozenset[str]
    owner_prepositions: frozenset[str]
    doer_prepositions: frozenset[str]
    place_prepositions: frozenset[str]
    compass: frozenset[str]
    determiners: frozenset[str]
    quantities: tuple[str, ...]
    numbers: frozenset[str]
    ministries: Mapping[str, str]
    rebel_words: frozenset[str]
    doers: frozenset[str]
    of_the_state: frozenset[str]
    offices: frozenset[str]
    not_actors: tuple[str, ...]


@cache
def load_words() -> Words:
    """The lists of `data/actors/heads.yml` and `phrases.yml`, read once.

    Raises: ConfigurationError if a file cannot be read or a list is missing.
    """
    heads: dict[str, HeadClass] = {}
    for cls, listed in read_yaml("heads.yml").items():  # file order decides a word listed twice
        if cls not in get_args(HeadClass):
            raise ConfigurationError(
                f"unknown class {cls!r}", where="data/actors/heads.yml", try_this=", ".join(get_args(HeadClass))
            )
        for word in split_names(listed):
            heads.setdefault(fold(word), cast(HeadClass, cls))
    phrases = read_yaml("phrases.yml")
    try:
        return Words(
            heads=heads,
            longest_head=max(word.count(" ") for word in heads) + 1,
            after_hyphen={
                w: cls for cls in ("led", "backed", "occupied", "brokered") for w in split_names(phrases[cls])
            },
            before_hyphen={w: cls for cls in ("against", "for") for w in split_names(phrases[cls])},
            quantities=tuple(sorted(split_names(phrases["quantities"]), key=len, reverse=True)),
            ministries=phrases["ministries"],
            not_actors=split_names(phrases["not_actors"]),
            **{name: frozenset(map(fold, split_names(phrases[name]))) for name in _SETS},
        )
    except KeyError as error:
        raise ConfigurationError(f"the list {error} is missing", where="data/actors/phrases.yml") from error


_SETS = (
    "enemy",
    "other_side",
    "both",
    "pronouns",
    "own_determiners",
    "own_pronouns",
    "pronoun_determiners",
    "government",
    "prepositions",
    "owner_openers",
    "owner_prepositions",
    "doer_prepositions",
    "place_prepositions",
    "compass",
    "determiners",
    "numbers",
    "rebel_words",
    "doers",
    "of_the_state",
    "offices",
)
