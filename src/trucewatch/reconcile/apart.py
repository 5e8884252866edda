"""The pairs of accounts that the machine holds different: most of all pairs, so kept as numbers and not as records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from trucewatch.reconcile.joining import SHIFT, Ints, parts

Pair = tuple[str, str]


class Apart:
    """A set of pairs of ids. `ids`: in order; `codes`: pairs of places in it, in order. One pair is found in log time."""

    def __init__(self, ids: Sequence[str], codes: Ints) -> None:
        self._ids = ids
        self._at: Mapping[str, int] = {x: n for n, x in enumerate(ids)}
        self._codes = codes

    @property
    def codes(self) -> Ints:
        """The pairs, as places in `ids`."""
        return self._codes

    def __contains__(self, pair: object) -> bool:
        if not isinstance(pair, tuple):
            return False
        a, b = self._at.get(pair[0]), self._at.get(pair[1])
        if a is None or b is None or not a < b:
            return False
        code = (a << SHIFT) | b
        place = int(np.searchsorted(self._codes, code))
        return place < self._codes.size and int(self._codes[place]) == code

    def within(self, groups: Iterable[Sequence[str]]) -> list[Pair]:
        """The pairs with both ends in one of some groups that have no member in common."""
        of = np.full(len(self._ids), -1, np.int64)
        for n, members in enumerate(groups):
            for m in members:
                of[self._at[m]] = n
        a, b = parts(self._codes)
        inside = (of[a] >= 0) & (of[a] == of[b])
        ids = self._ids
        return [(ids[x], ids[y]) for x, y in zip(a[inside].tolist(), b[inside].tolist(), strict=True)]
