"""The known publishers and agencies, read from `data/sources.yml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

from trucewatch.errors import ConfigurationError
from trucewatch.model.document import Source

FILE = "data/sources.yml"


@cache
def sources() -> dict[str, Source]:
    """All known sources by id, in the order of the file.

    Raises: ConfigurationError when a row is not `[name, kind, aligned_with, independence_group, other names]`.
    """
    return {ident: _source(ident, row) for ident, row in _read()["sources"].items()}


@cache
def quiet_names() -> frozenset[str]:
    """Names that are also common words, and so are not read as sources in running text."""
    return frozenset(split_names(_read().get("quiet", "")))


def find_source(name: str) -> Source | None:
    """The source with this name or alias, letter case and an opening "the" aside, or None when the table has none."""
    return _by_name().get(name_key(name))


def split_names(text: str) -> tuple[str, ...]:
    """The names of a list that is separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


@cache
def _read() -> dict[str, Any]:
    text = files("trucewatch.data").joinpath("sources.yml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loaded: dict[str, Any] = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise ConfigurationError("cannot be read as YAML", where=FILE, try_this=str(error)) from error
    return loaded


def _source(ident: str, row: object) -> Source:
    if not isinstance(row, list) or len(row) != 5:
        raise ConfigurationError(
            f"source {ident!r} does not have five fields",
            where=FILE,
            try_this="write [name, kind, aligned_with, independence_group, other names]",
        )
    name, kind, aligned, group, aliases = row
    try:
        return msgspec.convert(
            {
                "id": ident,
                "name": name,
                "kind": kind,
                "aligned_with": aligned,
                "independence_group": group,
                "aliases": split_names(aliases),
            },
            Source,
        )
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"source {ident!r}: {error}", where=FILE) from error


@cache
def _by_name() -> dict[str, Source]:
    table: dict[str, Source] = {}
    for source in sources().values():
        for name in (source.name, *source.aliases):
            table.setdefault(name_key(name), source)
    return table


def name_key(name: str) -> str:
    """What two spellings of one name share: letter case and an opening "the" aside."""
    return name.strip().casefold().removeprefix("the ").strip()
