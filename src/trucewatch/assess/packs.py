"""Agreement packs: read, checked, and matched to reports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from trucewatch.assess.pack_checks import find_defects
from trucewatch.assess.pick import pick_agreement
from trucewatch.model.agreement import Agreement
from trucewatch.model.lined import Path as DataPath
from trucewatch.model.lined import parse_record, read_lined

__all__ = ["bundled_packs", "load_pack", "parse_pack", "pick_agreement"]

_HINTS = (
    ("RFC3339 encoded datetime", "write the date, hour and offset as in 2020-11-10T00:00:00+03:00"),
    (
        "missing required field `expect`",
        "say what the finding must be: outside_scope, consistent, apparent_breach, ...",
    ),
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
    return parse_record(text, name, Agreement, "docs/agreements.md", _defects, _HINTS)


def _defects(agreement: Agreement) -> Iterator[tuple[DataPath, str, str]]:
    return ((d.path, d.what, d.try_this) for d in find_defects(agreement))
