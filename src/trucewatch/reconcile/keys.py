"""Which accounts are worth comparing: pure keys, and the pairs that share one.

Cost: an account has about a dozen keys and a block holds at most `blocks.most` accounts. A larger block (a hot day in
one district) is split by act and primary place; what is still too large is sorted by hour, place, sides and figures,
and each account is compared with its next `blocks.window` neighbours. Pairs therefore grow with the number of accounts,
not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import combinations
from typing import NamedTuple

from trucewatch.reconcile.days import OPEN
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.settings import settings

MOST_KEYED_DAYS = 8


def keys_of(account: Account) -> tuple[str, ...]:
    """All keys of one account; two accounts are compared when they share one."""
    out: list[str] = [f"text|{root}" for root in account.roots]
    places = [p.key for p in account.where if p.level != "area"] + [
        p.key for p in account.within if p.level == "district"
    ]
    wide = [p.key for p in (*account.where, *account.within) if p.level == "area"]
    if account.days and account.days[1] - account.days[0] < MOST_KEYED_DAYS:
        for day in range(account.days[0], account.days[1] + 1):
            out += [f"day-place|{day}|{p}" for p in (*places, *wide)]
            out += [f"day-side|{day}|{s}" for s in (account.initiator, account.target) if s]
    if account.reported is not None:
        # neighbouring days share a key when each account also carries the next day's
        for day in (account.reported, account.reported + 1):
            out += [f"told-place|{day}|{p}" for p in places]
            out.append(f"told-by|{day}|{account.group}")
            if account.days is None:
                out += [f"told-of|{day}|{account.initiator}|{act}" for act in account.claim.acts if account.initiator]
        week = account.reported // 7
        for harm in account.claim.harm:
            if harm.low is not None and harm.low > 1:
                out += [f"harm|{w}|{harm.kind}|{harm.low}" for w in (week, week + 1)]
        out += [f"line|{w}|{h}" for h in account.line for w in (week, week + 1)]
    return tuple(dict.fromkeys(out))


class KeyRow(NamedTuple):
    """One key of one account, as engines join it.

    Shape: `key` and `sub` are 48-bit hashes (of the key; of act and primary place); `n` is the account's place in the
    order of ids, `rank` its place in the sorted neighbourhood; `first` and `last` its days, unbounded when undated.
    """

    key: int
    sub: int
    n: int
    rank: int
    first: int
    last: int


Joiner = Callable[[Iterable[KeyRow]], Iterable[tuple[int, int]]]
"""Finds the pairs (n of the one < n of the other) that share a key, each once, ordered. See `join_in_memory`."""


def rows_of(accounts: Sequence[Account]) -> Iterator[KeyRow]:
    """The keys of accounts that stand in order of their ids."""
    ranked = sorted(range(len(accounts)), key=lambda n: _sort_key(accounts[n]))
    rank = dict(zip(ranked, range(len(ranked)), strict=True))
    for n, account in enumerate(accounts):
        sub = _hash(_sub_key(account))
        first, last = account.days or (-OPEN, OPEN)
        for key in keys_of(account):
            yield KeyRow(_hash(key), sub, n, rank[n], first, last)


def pairs_of(accounts: Iterable[Account], joiner: Joiner | None = None) -> Iterator[tuple[Account, Account]]:
    """The pairs to compare, each once, ordered by ids. Two dated accounts without a day in common are never a pair."""
    ordered = sorted(accounts, key=lambda a: a.id)
    for x, y in (joiner or join_in_memory)(rows_of(ordered)):
        yield ordered[x], ordered[y]


def join_in_memory(rows: Iterable[KeyRow]) -> Iterable[tuple[int, int]]:
    """The pairs by plain tables: what every engine is measured against. Holds all pairs at once."""
    blocks: dict[int, list[KeyRow]] = defaultdict(list)
    for row in rows:
        blocks[row.key].append(row)
    found: set[tuple[int, int]] = set()
    for block in blocks.values():
        for a, b in _within(block):
            if a.first <= b.last and b.first <= a.last and a.n != b.n:
                found.add((a.n, b.n) if a.n < b.n else (b.n, a.n))
    return sorted(found)


def _within(block: list[KeyRow]) -> Iterator[tuple[KeyRow, KeyRow]]:
    most, window = settings().blocks.most, settings().blocks.window
    if len(block) <= most:
        yield from combinations(block, 2)
        return
    finer: dict[int, list[KeyRow]] = defaultdict(list)
    for row in block:
        finer[row.sub].append(row)
    for rows in finer.values():
        if len(rows) <= most:
            yield from combinations(rows, 2)
    # across the finer blocks, and within those still too large, only neighbours are compared
    ordered = sorted(block, key=lambda r: r.rank)
    for i, row in enumerate(ordered):
        for other in ordered[i + 1 : i + 1 + window]:
            yield row, other


def _hash(key: str) -> int:
    # Python's own hash of text differs from run to run
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).digest())


def _sub_key(account: Account) -> str:
    spot = next((p.key for p in account.where if p.level == "spot"), "")
    return f"{account.claim.acts[0]}|{spot}"


def _sort_key(account: Account) -> tuple[object, ...]:
    bounds = account.bounds
    return (
        account.days or (0, 0),
        min((p.key for p in account.where), default=""),
        bounds[0].isoformat() if bounds else "",
        min((p.key for p in account.within), default=""),
        account.initiator or "",
        tuple((h.kind, h.low or 0) for h in account.claim.harm),
        account.claim.acts,
        account.id,
    )
