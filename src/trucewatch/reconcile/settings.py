"""The settings of reconciliation, read from `data/reconcile.yml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec
import yaml

from trucewatch.errors import ConfigurationError


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At and above `same` the machine joins, from `unsure` up it asks, below it says nothing."""

    same: float
    unsure: float


class Ties(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From which score on a comparison ties two accounts to one happening."""

    day: float
    place: float
    part_of_place: float
    district: float
    own_acts: float
    harm: float
    lineage: float
    text: float


class Blocks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How large a block of accounts may grow before it is split, and the window of the last resort."""

    most: int
    window: int


class LineLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From which share of words in one order two passages are one line (`same`), or partly (`part`)."""

    same: float
    part: float
    least_words: int


class StoryLimits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When texts report one thing: likeness from `least` up, published at most `most_days` apart."""

    least: float
    most_days: int


class QuestionWeights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much the answer to a question would change by itself; the people whom it moves come on top."""

    one_happening: float
    who_began: float
    confirmed: float
    same_people: float
    day: float
    place: float
    accused_silent: float
    side_silent: float
    own_happening: float


class ActTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How well two acts can describe one happening."""

    vague: tuple[str, ...]
    vague_beside: tuple[str, ...]
    vague_score: float
    same: float
    unlisted_in_force: float
    pairs: tuple[tuple[str, str, float], ...]
    kin_families: tuple[tuple[str, str], ...]


class PlaceWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words in a place's name that say what it is."""

    district: tuple[str, ...]
    area: tuple[str, ...]
    drop: tuple[str, ...]


class Pointing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words with which a passage names an act as known: nouns by the act's code; words that say that it is one more."""

    before: tuple[str, ...]
    not_between: tuple[str, ...]
    nouns: dict[str, tuple[str, ...]]
    also: dict[str, tuple[str, ...]]
    first: tuple[str, ...]
    many: tuple[str, ...]
    more: tuple[str, ...]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set without touching code."""

    version: str
    bias: float
    weights: dict[str, float]
    thresholds: Thresholds
    veto: float
    ties: Ties
    report_gap_days: int
    report_reach_days: int
    denial_days: int
    blocks: Blocks
    lines: LineLimits
    stories: StoryLimits
    questions: QuestionWeights
    acts: ActTable
    reply_acts: tuple[str, ...]
    not_a_side: tuple[str, ...]
    observing_kinds: tuple[str, ...]
    tally_units: tuple[str, ...]
    times: tuple[str, ...]
    place_words: PlaceWords
    people_words: tuple[str, ...]
    pointing: Pointing
    titles: dict[str, str]

    @property
    def author(self) -> str:
        """How links made by rule are signed."""
        return f"rule:reconcile@{self.version}"


@cache
def settings() -> Settings:
    """The settings in force. Raises: ConfigurationError when the file does not have the expected shape."""
    text = files("trucewatch.data").joinpath("reconcile.yml").read_text(encoding="utf-8")
    try:
        return msgspec.convert(yaml.safe_load(text), Settings)
    except (msgspec.ValidationError, yaml.YAMLError) as e:
        raise ConfigurationError(
            f"reconcile.yml does not have the expected shape: {e}",
            where="trucewatch/data/reconcile.yml",
            try_this="Restore the file from the release, or mend the named field.",
        ) from e
