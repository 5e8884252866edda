"""The style guard: words that take a side stand inside quotation marks or nowhere."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import msgspec
import yaml

from trucewatch.errors import ConfigurationError
from trucewatch.publish.sentence import Part


class LoadedWord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word that takes a side, and what to write instead. `*` stands for any ending, `?` for any one letter."""

    word: str
    instead: str


@cache
def loaded_words() -> tuple[LoadedWord, ...]:
    """The list of `data/loaded_words.yml`."""
    text = files("trucewatch.data").joinpath("loaded_words.yml").read_text(encoding="utf-8")
    try:
        return msgspec.convert(yaml.safe_load(text)["words"], tuple[LoadedWord, ...])
    except (yaml.YAMLError, msgspec.ValidationError, KeyError, TypeError) as exc:
        raise ConfigurationError(
            str(exc), where="data/loaded_words.yml", try_this="word and instead on every row"
        ) from exc


@cache
def _pattern() -> re.Pattern[str]:
    stems = []
    for entry in loaded_words():
        stem = re.escape(entry.word).replace(r"\*", r"\w*").replace(r"\?", r"\w").replace(r"\ ", r"\s+")
        stems.append(stem)
    return re.compile(rf"(?<!\w)(?:{'|'.join(stems)})(?!\w)", re.IGNORECASE)


def is_loaded(text: str) -> bool:
    """True if some word of the text takes a side."""
    return _pattern().search(text) is not None


def find_loaded(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """The loaded words that stand outside quotation marks."""
    # quoted parts are cut out, and joined by a character that no word crosses
    own = "\n".join(p.text for p in parts if not p.quoted)
    return tuple(m.group() for m in _pattern().finditer(own))


def instead_of(word: str) -> str:
    """What the list says to write in place of a loaded word."""
    for entry in loaded_words():
        stem = re.escape(entry.word).replace(r"\*", r"\w*").replace(r"\?", r"\w").replace(r"\ ", r"\s+")
        if re.fullmatch(stem, word, re.IGNORECASE):
            return entry.instead
    return "a neutral word"
