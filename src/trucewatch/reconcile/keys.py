"""Which accounts are worth comparing: pure keys, and the pairs that share one.

Cost: an account has about a dozen keys and a block holds at most `blocks.most` accounts. A larger block (a hot day in
one district) is split by act and primary place; what is still too large is sorted by hour, place, sides and figures,
and each account is compared with its next `blocks.window` neighbours. Pairs therefore grow with the number of accounts,
not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

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


def pairs_of(accounts: Iterable[Account]) -> Iterator[tuple[Account, Account]]:
    """The pairs to compare, each once, ordered by ids."""
    blocks: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        for key in keys_of(account):
            blocks[key].append(account)
    seen: set[tuple[str, str]] = set()
    for key in sorted(blocks):
        for a, b in _within(blocks[key]):
            if a.id > b.id:
                a, b = b, a
            if (a.id, b.id) not in seen:
                seen.add((a.id, b.id))
                yield a, b


def _within(block: list[Account]) -> Iterator[tuple[Account, Account]]:
    most, window = settings().blocks.most, settings().blocks.window
    if len(block) <= most:
        yield from _all(block)
        return
    finer: dict[str, list[Account]] = defaultdict(list)
    for account in block:
        finer[_sub_key(account)].append(account)
    for key in sorted(finer):
        if len(finer[key]) <= most:
            yield from _all(finer[key])
    # across the finer blocks, and within those still too large, only neighbours are compared
    ordered = sorted(block, key=_sort_key)
    for i, account in enumerate(ordered):
        for other in ordered[i + 1 : i + 1 + window]:
            yield account, other


def _all(block: list[Account]) -> Iterator[tuple[Account, Account]]:
    for i, account in enumerate(block):
        for other in block[i + 1 :]:
            yield account, other


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
