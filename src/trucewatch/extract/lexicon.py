"""The word lists of `data/lexicons`, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The content of `data/lexicons/<name>.yml`."""
    text = files("trucewatch.data").joinpath("lexicons", f"{name}.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.load(text, Loader=_LOADER)
    return data


@cache
def words(name: str, *path: str) -> frozenset[str]:
    """One list of a lexicon as a set; `path` leads to it."""
    node: Any = lexicon(name)
    for step in path:
        node = node[step]
    return frozenset(str(w) for w in node)
