"""The closed list of acts, read from `data/acts.csv`."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import msgspec

CONTEXT = "context"


class Act(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One code: its family, its name for people, and what it maps to in other codebooks."""

    code: str
    family: str
    label: str
    definition: str
    violation: str
    acled_event_type: str
    acled_sub_event_type: str
    plover_category: str
    plover_mode: str
    plover_context: str
    cameo: str


@cache
def acts() -> dict[str, Act]:
    """All acts by code, in the order of the file (which is the order of gravity within a family)."""
    text = files("trucewatch.data").joinpath("acts.csv").read_text(encoding="utf-8")
    return {row["code"]: msgspec.convert(row, Act) for row in csv.DictReader(text.splitlines())}


def family(code: str) -> str:
    """The family of a code: force, territory, weapons, air, civilians, access, monitors, politics or context."""
    return acts()[code].family


def can_be_incident(codes: tuple[str, ...]) -> bool:
    """True if a claim with these acts can tell of an incident: some act that is neither context nor a threat in words."""
    return any(family(c) not in (CONTEXT, "politics") for c in codes)
