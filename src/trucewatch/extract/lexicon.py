"""The word lists of `data/lexicons`, read once."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from trucewatch.model.ids import sha256


class _WordLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads "no", "on", "false" as the words that they are; only a bare `true` is a truth value."""


_WordLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:bool"]
    for first, pairs in _WordLoader.yaml_implicit_resolvers.items()
}
_WordLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^true$"), ["t"])


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The content of `data/lexicons/<name>.yml`."""
    text = files("trucewatch.data").joinpath("lexicons", f"{name}.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=_WordLoader)
    return data


@cache
def words(name: str, *path: str) -> frozenset[str]:
    """One list of a lexicon as a set; `path` leads to it."""
    node: Any = lexicon(name)
    for step in path:
        node = node[step]
    return frozenset(str(w) for w in node)


@cache
def data_digest() -> str:
    """Eight hex digits over every data file that reading rests on: a changed word list is another reader."""
    home = files("trucewatch.data")
    parts = [home.joinpath("acts.csv"), home.joinpath("sources.yml")]
    parts += [
        f for folder in ("lexicons", "actors") for f in sorted(home.joinpath(folder).iterdir(), key=lambda f: f.name)
    ]
    return sha256(b"".join(f.read_bytes() for f in parts if f.is_file()))[:8]
