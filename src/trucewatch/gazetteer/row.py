"""One place as a source gives it, before it is merged and cleaned; and what a source is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec

from trucewatch.model.place import GroundKind


class SourceRow(msgspec.Struct, kw_only=True):
    """One place. `lat`, `lon` None: to be worked out from the settlements of its `country` and `admin1`.

    `names`: other names in any script; `peoples`: names of its people ("Yemeni"). `radius_km` None: by kind and population.
    """

    ref: str
    name: str
    kind: GroundKind
    country: tuple[str, ...] = ()
    admin1: str = ""
    admin2: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    population: int = 0
    names: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    precision: str = "exact"
    licence: str = ""
    extra: dict[str, object] = {}


class Source(Protocol):
    """Something that yields rows, always in the same order, so that a build can go on where it stopped."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def licence(self) -> str: ...
    def digest(self) -> str:
        """SHA-256 of what it reads."""
        ...

    def size(self) -> int:
        """Rows to come, about; 0 when not known."""
        ...

    def rows(self) -> Iterator[SourceRow | str]:
        """Rows in a fixed order; a text in place of one that cannot be read says why it is set aside."""
        ...
