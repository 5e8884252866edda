"""What resolution asks and what it asks it of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

import msgspec

from trucewatch.model.place import Entry

NameKind = Literal["label", "name", "bare", "people"]
"""How a folded name belongs to its row: the row's own label, another name, one without article or type word, a people's."""


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A row found by a name: the folded name of the row, and how it belongs to it."""

    entry: Entry
    folded: str
    how: NameKind


class Gazetteer(Protocol):
    """A gazetteer that can be asked by name and by position."""

    @property
    def digest(self) -> str:
        """What it was made from, as a digest."""
        ...

    def by_name(self, folded: str) -> tuple[Hit, ...]:
        """Rows that bear exactly this folded name."""
        ...

    def spellings(self, skeleton: str) -> tuple[str, ...]:
        """The folded names of this skeleton."""
        ...

    def by_ref(self, ref: str) -> Entry | None:
        """The row of this id."""
        ...

    def near(self, lat: float, lon: float, radius_km: float, *, kinds: Iterable[str] = ()) -> tuple[Entry, ...]:
        """Rows whose ground touches the circle, nearest first; only of these kinds when given."""
        ...


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """How far and in which direction from another place a text says that one lies. Units: kilometres, degrees from north."""

    name: str
    km: float
    bearing: float
    bracketed: bool = True


class PlaceQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A name as a text gives it, with what the text says about it.

    `kind`: what type words say ("village": settlement). `within`: names of larger places told with it. `country`:
    ISO alpha-2 where it is known from elsewhere. `at`: its place in the text, in characters, for nearness in reading.
    `reference`: where it lies seen from another place, if the text says so.
    """

    name: str
    kind: str | None = None
    within: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    at: int = 0
    reference: Reference | None = None


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A row that a query may mean. `how`: exact, bare, people or spelling; `likeness` 0 to 1 of the spellings."""

    entry: Entry
    how: Literal["label", "name", "bare", "people", "spelling"]
    likeness: float
    folded: str
