"""The pairs of accounts that share a key, found column by column: sorted keys, neighbours in the sorted order.

No row is looked at by itself, so that a million accounts with ten keys each take seconds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
SHIFT = 32  # a pair of places in the order of ids is one number: the lower place, then the higher


class Keyed(NamedTuple):
    """Keys of accounts as columns.

    Shape: `key` and `n` have one entry a key (hash, and the account's place in the order of ids); `sub` (hash of act and
    primary place), `rank` (place in the sorted neighbourhood), `first` and `last` (days, unbounded when undated) have
    one entry an account.
    """

    key: Ints
    n: Ints
    sub: Ints
    rank: Ints
    first: Ints
    last: Ints


def join(rows: Keyed, *, most: int, window: int) -> Ints:
    """The pairs that share a key and can be of one day, each once, in order, as `coded` numbers.

    A key with more than `most` accounts is split by `sub`; what is still too large is compared with its next `window`
    neighbours in rank, and so is the whole block.
    """
    order = np.argsort(rows.key, kind="stable")
    key, n = rows.key[order], rows.n[order]
    size = _sizes(key)
    found = [_all_within(key[small], n[small], rows) for small in [size <= most]]
    large = size > most
    if large.any():
        key, n = key[large], n[large]
        order = np.lexsort((rows.sub[n], key))
        fine_key, fine_n = _joint(key[order], rows.sub[n[order]]), n[order]
        small = _sizes(fine_key) <= most
        found.append(_all_within(fine_key[small], fine_n[small], rows))
        order = np.lexsort((rows.rank[n], key))
        found += [_apart_by(key[order], n[order], step, rows) for step in range(1, window + 1)]
    return _each_once(np.concatenate(found))


def _each_once(codes: Ints) -> Ints:
    codes.sort()
    return codes[np.concatenate(([True], codes[1:] != codes[:-1]))] if codes.size else codes


def coded(a: Ints, b: Ints) -> Ints:
    """Pairs as one number each, the lower place first."""
    return (np.minimum(a, b) << SHIFT) | np.maximum(a, b)


def parts(codes: Ints) -> tuple[Ints, Ints]:
    """The lower and the higher place of each pair."""
    return codes >> SHIFT, codes & ((1 << SHIFT) - 1)


def _sizes(key: Ints) -> Ints:
    """For each row of a sorted column, how many rows have its value."""
    if not key.size:
        return np.zeros(0, np.int64)
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    counts = np.diff(np.append(starts, key.size))
    return np.repeat(counts, counts)


def _joint(key: Ints, sub: Ints) -> Ints:
    """A column that changes wherever one of two sorted columns does."""
    return np.cumsum(np.concatenate(([0], (key[1:] != key[:-1]) | (sub[1:] != sub[:-1])))).astype(np.int64)


def _all_within(key: Ints, n: Ints, rows: Keyed) -> Ints:
    """Every pair of rows with one value, step by step away from one another."""
    found = [np.zeros(0, np.int64)]
    at = np.arange(key.size - 1)
    step = 1
    while True:
        at = at[at + step < key.size]
        at = at[key[at] == key[at + step]]
        if not at.size:
            return np.concatenate(found)
        found.append(_meeting(n[at], n[at + step], rows))
        step += 1


def _apart_by(key: Ints, n: Ints, step: int, rows: Keyed) -> Ints:
    one = key[:-step] == key[step:]
    return _meeting(n[:-step][one], n[step:][one], rows)


def _meeting(a: Ints, b: Ints, rows: Keyed) -> Ints:
    """Of some pairs those that can be of one day."""
    meet = (rows.first[a] <= rows.last[b]) & (rows.first[b] <= rows.last[a]) & (a != b)
    return coded(a[meet], b[meet])
