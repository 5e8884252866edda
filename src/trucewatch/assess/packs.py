"""Agreement packs: read, checked, and matched to reports."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from trucewatch.assess.pack_checks import find_defects
from trucewatch.assess.pack_source import LinedData, parse_lined, path_of_error
from trucewatch.assess.pick import pick_agreement
from trucewatch.errors import ConfigurationError
from trucewatch.model.agreement import Agreement

__all__ = ["bundled_packs", "load_pack", "parse_pack", "pick_agreement"]

_HINTS = (
    ("RFC3339 encoded datetime", "write the date, hour and offset as in 2020-11-10T00:00:00+03:00"),
    ("RFC3339 encoded date", "write a day that exists as in 2020-11-20"),
    (
        "missing required field `expect`",
        "say what the finding must be: outside_scope, consistent, apparent_breach, ...",
    ),
    ("missing required field", "add it; docs/agreements.md lists every field"),
    ("unknown field", "check the spelling; docs/agreements.md lists every field"),
    ("Invalid enum value", "use one of the words that docs/agreements.md lists for this field"),
    ("got `null`", "fill the value in, or take the key out"),
)


@cache
def bundled_packs() -> tuple[Agreement, ...]:
    """The packs that come with the program, by id."""
    folder = files("trucewatch.data").joinpath("agreements")
    packs = [load_pack(f) for f in sorted(folder.iterdir(), key=lambda f: f.name) if f.name.endswith(".yml")]
    return tuple(sorted(packs, key=lambda a: a.id))


def load_pack(source: Path | Traversable) -> Agreement:
    """The agreement that one YAML file holds.

    Raises: ConfigurationError with file, line, what is wrong and what to do, for a file that cannot be read, is not
    YAML, or does not hold a sound pack.
    """
    name = str(source)
    try:
        data = source.read_bytes()
    except OSError as exc:
        raise ConfigurationError(
            f"the pack cannot be read: {exc.strerror or exc}", where=name, try_this="check the path and its permissions"
        ) from exc
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise ConfigurationError(
            "the pack is not UTF-8 text",
            where=f"{name}:{data.count(bytes([10]), 0, exc.start) + 1}",
            try_this="save the file as UTF-8",
        ) from exc
    return parse_pack(text, name)


def parse_pack(text: str, name: str) -> Agreement:
    """The agreement in a text; `name` stands before the line in errors. Raises: ConfigurationError, see `load_pack`."""
    lined = parse_lined(text, name)
    try:
        agreement = msgspec.convert(lined.data, Agreement)
    except msgspec.ValidationError as exc:
        raise _shape_error(str(exc), lined) from exc
    defects = list(find_defects(agreement))
    if defects:
        first, rest = defects[0], defects[1:]
        more = "".join(f"\n{lined.at(d.path)}: {d.what}\nTry: {d.try_this}" for d in rest)
        raise ConfigurationError(first.what, where=lined.at(first.path), try_this=first.try_this + more)
    return agreement


def _shape_error(message: str, lined: LinedData) -> ConfigurationError:
    path = path_of_error(message)
    what = message.split(" - at `")[0]
    if "unknown field `" in what:
        path = (*path, what.split("`")[1])
    field = ".".join(str(p + 1) if isinstance(p, int) else p for p in path)
    hint = next((hint for sign, hint in _HINTS if sign in message), "docs/agreements.md shows what stands here")
    return ConfigurationError(f"{field}: {what}" if field else what, where=lined.at(path), try_this=hint)
