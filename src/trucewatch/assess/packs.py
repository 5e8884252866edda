"""Agreement packs: read, checked, and matched to reports."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from trucewatch.assess.pack_checks import find_defects
from trucewatch.assess.pick import pick_agreement
from trucewatch.errors import ConfigurationError
from trucewatch.model.agreement import Agreement
from trucewatch.model.lined import convert_lined, parse_lined, read_lined

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
    return parse_pack(read_lined(source, "pack"), str(source))


def parse_pack(text: str, name: str) -> Agreement:
    """The agreement in a text; `name` stands before the line in errors. Raises: ConfigurationError, see `load_pack`."""
    lined = parse_lined(text, name)
    agreement = convert_lined(lined, Agreement, _HINTS, "docs/agreements.md shows what stands here")
    defects = list(find_defects(agreement))
    if defects:
        first, rest = defects[0], defects[1:]
        more = "".join(f"\n{lined.at(d.path)}: {d.what}\nTry: {d.try_this}" for d in rest)
        raise ConfigurationError(first.what, where=lined.at(first.path), try_this=first.try_this + more)
    return agreement
