"""Pairs whose places differ, told column by column: nineteen of twenty candidates, none of which needs a sentence.

`settled` says of a pair what `compare.where` would say, and only where that ends the comparison: both accounts name
settlements or sites, no two of which can be one; or one names none, and their districts differ; and neither names the
other's as the ground around its own. It leaves a pair alone wherever more than names would be asked (coordinates, a name
shared with a district, the people hit).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from trucewatch.reconcile.facts import Place
from trucewatch.reconcile.joining import Ints, coded, parts
from trucewatch.reconcile.names import same_place_name, skeleton

MOST_PLACES = 3  # an account that names more is compared by itself
MOST_ALIKE = 300  # names with one skeleton beyond which they are compared pair by pair
NONE = -1


class Placed(Protocol):
    """Of an account what tells where it happened and to whom."""

    @property
    def where(self) -> tuple[Place, ...]: ...
    @property
    def within(self) -> tuple[Place, ...]: ...
    @property
    def people(self) -> str | None: ...


def settled(accounts: Sequence[Placed], codes: Ints) -> NDArray[np.bool_]:
    """For each pair (`joining.coded`, places in `accounts`) whether its places alone hold it different."""
    table = _Table(accounts)
    a, b = parts(codes)
    out: NDArray[np.bool_] = table.plain[a] & table.plain[b] & ~(table.peopled[a] & table.peopled[b])
    at = np.flatnonzero(out)
    a, b = a[at], b[at]
    spotted = table.spotted[a] & table.spotted[b]
    # where one names no settlement, both must name districts
    one = ~(spotted | (table.districted[a] & table.districted[b]))
    for i in range(MOST_PLACES):
        for j in range(MOST_PLACES):
            one |= table.same(table.where[a, i], table.where[b, j])
            one |= table.same(table.where[a, i], table.within[b, j])
            one |= table.same(table.within[a, i], table.where[b, j])
            one |= ~spotted & table.same(table.district[a, i], table.district[b, j])
    out[at[one]] = False
    return out


class _Table:
    """Names of places as numbers, by account; which numbers can be one place."""

    def __init__(self, accounts: Sequence[Placed]) -> None:
        self._known: dict[tuple[str, str | None], int] = {}
        count = len(accounts)
        self.where = np.full((count, MOST_PLACES), NONE, np.int64)
        self.within = np.full((count, MOST_PLACES), NONE, np.int64)
        self.district = np.full((count, MOST_PLACES), NONE, np.int64)
        self.plain = np.zeros(count, np.bool_)
        self.peopled = np.array([a.people is not None for a in accounts], np.bool_)
        for n, account in enumerate(accounts):
            if _is_plain(account):
                self.plain[n] = True
                for k, p in enumerate(account.where):
                    self.where[n, k] = self._number(p)
                for k, p in enumerate(account.within):
                    self.within[n, k] = self._number(p)
                    if p.level == "district":
                        self.district[n, k] = self.within[n, k]
        self.spotted = self.where[:, 0] != NONE
        self.districted = (self.district != NONE).any(axis=1)
        names = sorted({name for name, _ in self._known})
        of = {name: n for n, name in enumerate(names)}
        refs = {ref: n for n, ref in enumerate(sorted({ref for _, ref in self._known if ref}))}
        self._name = np.array([of[name] for name, _ in self._known], np.int64)
        self._ref = np.array([refs[ref] if ref else NONE for _, ref in self._known], np.int64)
        self._alike, crowded = _alike(names)
        if crowded:
            for n, account in enumerate(accounts):
                if self.plain[n] and any(p.name in crowded for p in (*account.where, *account.within)):
                    self.plain[n] = False

    def same(self, p: Ints, q: Ints) -> NDArray[np.bool_]:
        """For two columns of numbers whether the places can be one; False where either is none."""
        out: NDArray[np.bool_] = (p != NONE) & (q != NONE)
        at = np.flatnonzero(out)
        if at.size:
            p, q = p[at], q[at]
            both: NDArray[np.bool_] = (self._ref[p] != NONE) & (self._ref[q] != NONE)
            x, y = self._name[p], self._name[q]
            found = np.searchsorted(self._alike, coded(x, y))
            found[found == self._alike.size] = 0
            named = (x == y) | ((self._alike[found] == coded(x, y)) if self._alike.size else False)
            out[at] = np.where(both, self._ref[p] == self._ref[q], named)
        return out

    def _number(self, place: Place) -> int:
        return self._known.setdefault((place.name, place.place_id or None), len(self._known))


def _is_plain(account: Placed) -> bool:
    return (
        bool(account.where or account.within)
        and len(account.where) <= MOST_PLACES
        and len(account.within) <= MOST_PLACES
        and all(p.level == "spot" and not p.shared_name and (p.lat is None or p.lon is None) for p in account.where)
    )


def _alike(names: Sequence[str]) -> tuple[Ints, frozenset[str]]:
    """Pairs of different names that can be spellings of one (`names.same_place_name`), as sorted numbers.

    Only names with one skeleton, or with skeletons that differ by one letter more, can be: these are looked up, so that
    cost grows with the number of names. Also the names that share a skeleton with too many others to be compared here.
    """
    by_skeleton: dict[str, list[int]] = defaultdict(list)
    for n, name in enumerate(names):
        by_skeleton[skeleton(name)].append(n)
    crowded = frozenset(names[n] for held in by_skeleton.values() if len(held) > MOST_ALIKE for n in held)
    found = [
        x << 32 | y
        for one, held in by_skeleton.items()
        for x, y in _pairs(one, held, by_skeleton)
        if same_place_name(names[x], names[y])
    ]
    return np.unique(np.array(found, np.int64)), crowded


def _pairs(one: str, held: list[int], by_skeleton: dict[str, list[int]]) -> Iterable[tuple[int, int]]:
    if len(held) > MOST_ALIKE:
        return
    yield from combinations(held, 2)
    for shorter in {one[:i] + one[i + 1 :] for i in range(len(one))}:
        others = by_skeleton.get(shorter, ())
        if len(others) <= MOST_ALIKE:
            for x in held:
                for y in others:
                    yield min(x, y), max(x, y)
