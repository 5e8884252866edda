"""Which pairs of remembered accounts share a key, and which do no longer: blocks are looked up, never all accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from trucewatch.reconcile.days import OPEN
from trucewatch.reconcile.joining import Ints, Keyed, coded, join, parts
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.memory_rows import AccountRow, mark
from trucewatch.reconcile.settings import settings

Pair = tuple[str, str]
Blocks = Mapping[int, Sequence[str]]


class Met(msgspec.Struct, frozen=True):
    """Pairs with a new account; pairs of others that meet only now, or did only before, since a large block is cut otherwise."""

    new: list[Pair]
    more: set[Pair]
    fewer: set[Pair]


def meetings(draft: Draft, gone: Mapping[str, AccountRow], new: frozenset[str]) -> Met:
    """What changes in the blocks of accounts that are gone or new. Cost: linear in the rows of these blocks."""
    rows = draft.rows(AccountRow, new)
    keys = {k for row in (*gone.values(), *rows.values()) for k in row.keys}
    now: Blocks = draft.ids(AccountRow, keys)
    before: Blocks = draft.ids_before(AccountRow, keys)
    most = settings().blocks.most
    with_new = _pairs(now, draft.rows(AccountRow, _all(now)), new)
    large = {k for blocks in (now, before) for k, ids in blocks.items() if len(ids) > most}
    if not large:
        return Met(with_new, set(), set())
    now, before = _only(now, large), _only(before, large)
    moved = new | gone.keys()
    pairs_now = {p for p in _pairs(now, draft.rows(AccountRow, _all(now))) if not moved.intersection(p)}
    pairs_before = {p for p in _pairs(before, draft.before(AccountRow, _all(before))) if not moved.intersection(p)}
    return Met(with_new, pairs_now - pairs_before, pairs_before - pairs_now)


def meet_still(draft: Draft, pairs: Iterable[Pair]) -> set[Pair]:
    """Of some pairs those that share a key."""
    wanted = set(pairs)
    rows = draft.rows(AccountRow, {i for p in wanted for i in p})
    shared = {k for a, b in wanted for k in set(rows[a].keys).intersection(rows[b].keys)}
    blocks = draft.ids(AccountRow, shared)
    return wanted & set(_pairs(blocks, draft.rows(AccountRow, _all(blocks))))


def meetings_among(draft: Draft, ids: Sequence[str], moving: frozenset[str]) -> Ints:
    """Pairs of some accounts, at least one of them `moving`, that share a key (`joining.coded`, places in `ids`, sorted)."""
    rows = draft.rows(AccountRow, ids)
    times = Counter(k for row in rows.values() for k in row.keys)
    blocks = draft.ids(AccountRow, [k for k, n in times.items() if n > 1])
    most = settings().blocks.most
    # of a small block only those asked for; a large one is cut by all that are in it
    cut = {k: found if len(found) > most else [i for i in found if i in rows] for k, found in blocks.items()}
    at = {i: n for n, i in enumerate(ids)}
    all_rows = rows | draft.rows(AccountRow, {i for k, found in cut.items() if len(found) > most for i in found})
    found = [(at[a], at[b]) for a, b in _pairs(cut, all_rows, moving) if a in at and b in at]
    if not found:
        return np.zeros(0, np.int64)
    columns = np.array(found, np.int64)
    return np.sort(coded(columns[:, 0], columns[:, 1]))


def beside(draft: Draft, root: Iterable[str]) -> dict[str, AccountRow]:
    """The accounts that some first texts give."""
    roots = set(root)
    found = draft.marked(AccountRow, [mark("root", r) for r in roots])
    return {i: row for i, row in found.items() if roots.intersection(row.roots)}


def _all(blocks: Blocks) -> set[str]:
    return {i for ids in blocks.values() for i in ids}


def _only(blocks: Blocks, keys: set[int]) -> dict[int, Sequence[str]]:
    return {k: ids for k, ids in blocks.items() if k in keys}


def _pairs(blocks: Blocks, rows: Mapping[str, AccountRow], ends: frozenset[str] | None = None) -> list[Pair]:
    """The pairs of some whole blocks, each once, the lesser id first. `ends`: only pairs with one of these."""
    ids = sorted(_all(blocks))
    if not ids:
        return []
    at = {i: n for n, i in enumerate(ids)}
    unbounded = (-OPEN, OPEN)
    held = [rows[i] for i in ids]
    rank = np.empty(len(ids), np.int64)
    rank[sorted(range(len(ids)), key=lambda n: held[n].order)] = np.arange(len(ids))
    days = np.array([row.days or unbounded for row in held], np.int64).reshape(-1, 2)
    keyed = Keyed(
        key=np.array([k for k, found in blocks.items() for _ in found], np.int64),
        n=np.array([at[i] for found in blocks.values() for i in found], np.int64),
        sub=np.array([row.sub for row in held], np.int64),
        rank=rank,
        first=days[:, 0],
        last=days[:, 1],
    )
    limits = settings().blocks
    a, b = parts(join(keyed, most=limits.most, window=limits.window))
    if ends is not None:
        wanted = np.array([i in ends for i in ids], np.bool_)
        a, b = a[wanted[a] | wanted[b]], b[wanted[a] | wanted[b]]
    return [(ids[x], ids[y]) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
