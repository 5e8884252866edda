"""Which accounts are worth comparing: pure keys; accounts that share one are a pair (`joining.py`).

Cost: an account has about a dozen keys and a block holds at most `blocks.most` accounts. A larger block (a hot day in
one district) is split by act and primary place; what is still too large is sorted by hour, place, sides and figures,
and each account is compared with its next `blocks.window` neighbours. Pairs therefore grow with the number of accounts,
not with its square.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from trucewatch.reconcile.days import OPEN
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.joining import Ints, Keyed, join, parts
from trucewatch.reconcile.settings import settings

MOST_KEYED_DAYS = 8
_MASK = (1 << 63) - 1
# odd numbers that spread kinds and days over all bits (the golden ratio's, and two of splitmix64's)
_OF_KIND, _OF_DAY, _OF_LINE = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
Order = tuple[tuple[int, int], str, str, str, str, tuple[tuple[str, int], ...], tuple[str, ...], str]
TEXT, DAY_PLACE, DAY_SIDE, TOLD_PLACE, TOLD_BY, TOLD_OF, HARM, LINE = range(1, 9)


def keys_of(account: Account) -> tuple[int, ...]:
    """All keys of one account, as numbers of 63 bits; two accounts are compared when they share one."""
    out = [_key(TEXT, 0, _hash(root)) for root in account.roots]
    places = [_cached_hash(p.key) for p in account.where if p.level != "area"]
    places += [_cached_hash(p.key) for p in account.within if p.level == "district"]
    if account.days and account.days[1] - account.days[0] < MOST_KEYED_DAYS:
        spread = [*places, *(_cached_hash(p.key) for p in (*account.where, *account.within) if p.level == "area")]
        sides = [_cached_hash(s) for s in (account.initiator, account.target) if s]
        for day in range(account.days[0], account.days[1] + 1):
            out += [_key(DAY_PLACE, day, p) for p in spread]
            out += [_key(DAY_SIDE, day, s) for s in sides]
    if account.reported is not None:
        # neighbouring days share a key when each account also carries the next day's
        week = account.reported // 7
        for day in (account.reported, account.reported + 1):
            out += [_key(TOLD_PLACE, day, p) for p in places]
            out.append(_key(TOLD_BY, day, _cached_hash(account.group)))
            if account.days is None and account.initiator:
                out += [_key(TOLD_OF, day, _cached_hash(f"{account.initiator}|{act}")) for act in account.claim.acts]
        for harm in account.claim.harm:
            if harm.low is not None and harm.low > 1:
                of = _cached_hash(f"{harm.kind}|{harm.low}")
                out += [_key(HARM, week, of), _key(HARM, week + 1, of)]
        for line in account.line:
            out += [_key(LINE, week, line * _OF_LINE), _key(LINE, week + 1, line * _OF_LINE)]
    return tuple(dict.fromkeys(out))


def keyed(accounts: Sequence[Account]) -> Keyed:
    """The keys of accounts that stand in order of their ids."""
    key, n = array("q"), array("q")
    for place, account in enumerate(accounts):
        mine = keys_of(account)
        key.extend(mine)
        n.extend([place] * len(mine))
    ranked = sorted(range(len(accounts)), key=lambda i: sort_key(accounts[i]))
    rank = np.empty(len(accounts), np.int64)
    rank[ranked] = np.arange(len(accounts))
    unbounded = (-OPEN, OPEN)
    days = np.array([a.days or unbounded for a in accounts], np.int64).reshape(-1, 2)
    return Keyed(
        key=np.frombuffer(key, np.int64) if key else np.zeros(0, np.int64),
        n=np.frombuffer(n, np.int64) if n else np.zeros(0, np.int64),
        sub=np.array([sub_of(a) for a in accounts], np.int64),
        rank=rank,
        first=days[:, 0],
        last=days[:, 1],
    )


def candidates(accounts: Sequence[Account]) -> Ints:
    """The pairs to compare among accounts in order of their ids, as numbers (`joining.coded`), in order.

    Two dated accounts without a day in common are never a pair.
    """
    blocks = settings().blocks
    return join(keyed(accounts), most=blocks.most, window=blocks.window)


def pairs_of(accounts: Iterable[Account]) -> Iterator[tuple[Account, Account]]:
    """The pairs to compare, each once, ordered by ids."""
    ordered = sorted(accounts, key=lambda a: a.id)
    for x, y in zip(*(column.tolist() for column in parts(candidates(ordered))), strict=True):
        yield ordered[x], ordered[y]


def _key(kind: int, day: int, of: int) -> int:
    return (of + kind * _OF_KIND + day * _OF_DAY) & _MASK


def _hash(name: str) -> int:
    # Python's own hash of text differs from run to run
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()) & _MASK


_cached_hash = lru_cache(maxsize=65536)(_hash)


def sub_of(account: Account) -> int:
    """What an account's part of a large block is told by: its act and primary place, as a number."""
    spot = next((p.key for p in account.where if p.level == "spot"), "")
    return _cached_hash(f"{account.claim.acts[0]}|{spot}")


def sort_key(account: Account) -> Order:
    """The place of an account among its neighbours in a large block: by day, hour, place, sides and figures."""
    bounds = account.bounds
    return (
        account.days or (0, 0),
        min([p.key for p in account.where], default=""),
        bounds[0].isoformat() if bounds else "",
        min([p.key for p in account.within], default=""),
        account.initiator or "",
        tuple([(h.kind, h.low or 0) for h in account.claim.harm]),
        account.claim.acts,
        account.id,
    )
