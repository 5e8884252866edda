"""Who stands against whom, and with whom, as `rivals.yml` lists it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from trucewatch.extract.actors.datafile import read_yaml
from trucewatch.model.sources import split_names


class Rivals(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands against and beside whom. Shape: rivals of a side in the order of the table."""

    opposed: Mapping[str, tuple[str, ...]]
    allied: frozenset[frozenset[str]]
    rebels: Mapping[str, str]
    militants: Mapping[str, str]

    def are_allied(self, a: str, b: str) -> bool:
        """True if the table names the two as one bloc."""
        return a == b or frozenset((a, b)) in self.allied

    def are_opposed(self, a: str, b: str) -> bool:
        """True if the table sets the two against each other."""
        return b in self.opposed.get(a, ())


@cache
def load_rivals() -> Rivals:
    """The table of `data/actors/rivals.yml`, read once."""
    data = read_yaml("rivals.yml")
    opposed: dict[str, list[str]] = {}
    for row in data["opposed"]:
        a, b = split_names(row)
        opposed.setdefault(a, []).append(b)
        opposed.setdefault(b, []).append(a)
    return Rivals(
        opposed={side: tuple(others) for side, others in opposed.items()},
        allied=frozenset(frozenset(split_names(row)) for row in data["allied"]),
        rebels=data["rebels"],
        militants=data["militants"],
    )
