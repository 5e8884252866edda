"""Records by id: all in memory where they are few, else looked up one by one, so that a large store needs no large memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, ValuesView
from typing import TypeVar

T = TypeVar("T")
MOST_HELD = 50_000  # records of one kind that are read at once and kept
MOST_KEPT = 2_000  # of more, those looked up last (or a little fewer)


def by_id(
    number: int,
    *,
    every: Callable[[], Iterable[T]],
    one: Callable[[str], T | None],
    key: Callable[[T], str],
) -> Mapping[str, T]:
    """The records by id, in the order of `every`. `number`: about how many there are; `one`: looks one of them up."""
    if number <= MOST_HELD:
        return {key(record): record for record in every()}
    return LookedUp(number, every=every, one=one, key=key)


class LookedUp(Mapping[str, T]):
    """A mapping over rows that stay in the store: a look-up is one query, going through all reads each row again."""

    def __init__(
        self,
        number: int,
        *,
        every: Callable[[], Iterable[T]],
        one: Callable[[str], T | None],
        key: Callable[[T], str],
    ) -> None:
        self._number, self._every, self._one, self._key = number, every, one, key
        self._kept: dict[str, T] = {}

    def __getitem__(self, ident: str) -> T:
        found = self._kept.get(ident)
        if found is None:
            found = self._one(ident)
            if found is None:
                raise KeyError(ident)
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[ident] = found
        return found

    def __contains__(self, ident: object) -> bool:
        return isinstance(ident, str) and (ident in self._kept or self._one(ident) is not None)

    def __iter__(self) -> Iterator[str]:
        return map(self._key, self._every())

    def __len__(self) -> int:
        return self._number

    def values(self) -> ValuesView[T]:
        """All records, read as they are asked for."""
        return _Values(self)

    def through(self) -> Iterator[T]:
        """Each record once, in order."""
        return iter(self._every())


class _Values(ValuesView[T]):
    """Going through the records without a look-up for each."""

    _mapping: LookedUp[T]

    def __iter__(self) -> Iterator[T]:
        return self._mapping.through()
