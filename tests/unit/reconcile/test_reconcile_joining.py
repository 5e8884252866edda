"""Which accounts are compared, and which of them their places alone hold different."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import msgspec
import numpy as np
import pytest

from made_claims import made, texts
from trucewatch.model.claim import Claim
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.accounts import accounts_of
from trucewatch.reconcile.columns import settled
from trucewatch.reconcile.compare import roles, where
from trucewatch.reconcile.context import context_of
from trucewatch.reconcile.days import OPEN
from trucewatch.reconcile.joining import Keyed, coded, join, parts
from trucewatch.reconcile.keys import keys_of, pairs_of

MOST, WINDOW = 48, 10


class Row(NamedTuple):
    """One key of one account."""

    key: int
    n: int
    sub: int = 0
    days: tuple[int, int] = (-OPEN, OPEN)


def found(rows: list[Row]) -> list[tuple[int, int]]:
    """The pairs by columns."""
    count = max((r.n for r in rows), default=-1) + 1
    of = {r.n: r for r in rows}
    at = [of.get(n, Row(0, n)) for n in range(count)]
    ints = {name: np.array(values, np.int64) for name, values in {
        "key": [r.key for r in rows], "n": [r.n for r in rows], "sub": [r.sub for r in at],
        "rank": [count - 1 - r.n for r in at], "first": [r.days[0] for r in at], "last": [r.days[1] for r in at],
    }.items()}  # fmt: skip
    a, b = parts(join(Keyed(**ints), most=MOST, window=WINDOW))
    return list(zip(a.tolist(), b.tolist(), strict=True))


def by_plain_tables(rows: list[Row]) -> list[tuple[int, int]]:
    """The same pairs, found one by one."""

    def within(block: list[Row]) -> Iterator[tuple[Row, Row]]:
        if len(block) <= MOST:
            yield from combinations(block, 2)
            return
        finer: dict[int, list[Row]] = defaultdict(list)
        for row in block:
            finer[row.sub].append(row)
        for part in finer.values():
            if len(part) <= MOST:
                yield from combinations(part, 2)
        ordered = sorted(block, key=lambda r: -r.n)
        for i, row in enumerate(ordered):
            for other in ordered[i + 1 : i + 1 + WINDOW]:
                yield row, other

    blocks: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        blocks[row.key].append(row)
    return sorted(
        {
            (min(a.n, b.n), max(a.n, b.n))
            for block in blocks.values()
            for a, b in within(block)
            if a.n != b.n and a.days[0] <= b.days[1] and b.days[0] <= a.days[1]
        }
    )


def test_accounts_that_share_a_key_are_a_pair_once_and_in_order() -> None:
    assert found([Row(1, 2), Row(1, 0), Row(7, 0), Row(7, 2), Row(9, 1)]) == [(0, 2)]


def test_no_rows_give_no_pairs() -> None:
    assert found([]) == []


def test_accounts_of_different_days_are_no_pair_and_undated_ones_are() -> None:
    rows = [Row(1, 0, 0, (10, 10)), Row(1, 1, 0, (11, 12)), Row(1, 2), Row(1, 3, 0, (12, 14))]
    assert found(rows) == [(0, 2), (1, 2), (1, 3), (2, 3)]


def test_a_large_block_is_joined_within_its_parts_and_between_neighbours() -> None:
    size = MOST + 30
    # the last five share act and place with the first five
    rows = [Row(1, n, 5 if n < 5 or n >= size - 5 else n + 100) for n in range(size)]
    pairs = found(rows)
    assert (0, WINDOW) in pairs
    assert (0, WINDOW + 1) not in pairs
    assert (0, size - 1) in pairs


@pytest.mark.parametrize("keys", [3, 40, 400])
def test_columns_find_the_pairs_of_plain_tables(keys: int) -> None:
    random_ = random.Random(keys)
    rows: list[Row] = []
    for n in range(1000):
        day = random_.randrange(9)
        sub, days = random_.randrange(4), (day, day + random_.randrange(3))
        rows += [Row(key, n, sub, days) for key in sorted({random_.randrange(keys) for _ in range(3)})]
    assert found(rows) == by_plain_tables(rows)


def test_accounts_come_back_in_order_of_their_ids() -> None:
    told = [made(f"{d}-1", when="2020-12-11", where=["Alpha"]) for d in "cab"]
    pairs = pairs_of(accounts_of(told, {d.id: d for d in texts(told)}))
    assert [(a.id, b.id) for a, b in pairs] == [("a-1", "b-1"), ("a-1", "c-1"), ("b-1", "c-1")]


def test_a_key_fits_64_bits_and_says_what_it_is_a_key_of() -> None:
    told = [made("a-1", when="2020-12-11", where=["Alpha"], by="Northern army (North)", harm=["3 wounded"])]
    (account,) = accounts_of(told, {d.id: d for d in texts(told)})
    keys = keys_of(account)
    assert len(set(keys)) == len(keys) > 5
    assert all(0 <= k < 2**63 for k in keys)


def placed(random_: random.Random, n: int) -> Claim:
    """A claim with places of every kind, some spelled alike, some with coordinates or entries of a gazetteer."""

    def mention() -> PlaceMention:
        if random_.random() < 0.3:
            return PlaceMention(
                name=random_.choice(("Lower", "Upper", "Sur")), kind=random_.choice(("district", "region"))
            )
        name = random_.choice(("Alpha", "Alfa", "Alpha village", "Omega", "Omegha", "Sur", "Sari", "Hin Tagher", "Hin Taghe",
                               "Kharat", "Xarat", "Upper"))  # fmt: skip
        kind = random_.choice(("settlement", "settlement", "settlement", "unknown", "site"))
        lat, lon = random_.choice([(None, None)] * 4 + [(40.0, 46.0), (41.0, 46.0)])
        ref = random_.choice([None] * 4 + ["g:1", "g:2"])
        return PlaceMention(name=name, kind=kind, lat=lat, lon=lon, place_id=ref)  # type: ignore[arg-type]

    people = random_.choice([None, None, "wedding guests", "wedding party", "Southern army (South)"])
    claim = made(f"d{n:03}-1", when="2020-12-11", against=people)
    where_, within = (tuple(mention() for _ in range(random_.choice((0, 1, 1, 1, 2, 4)))) for _ in range(2))
    return msgspec.structs.replace(claim, where=where_, within=within)


def test_places_that_settle_a_pair_by_columns_settle_it_by_themselves() -> None:
    random_ = random.Random(4)
    told = [placed(random_, n) for n in range(220)]
    documents = {d.id: d for d in texts(told)}
    accounts = accounts_of(told, documents)
    context = context_of(accounts, ("North", "South"), documents)
    ends = [(a, b) for a in range(len(accounts)) for b in range(a + 1, len(accounts))]
    codes = coded(np.array([a for a, _ in ends], np.int64), np.array([b for _, b in ends], np.int64))
    said = settled(accounts, codes).tolist()
    assert 100 < sum(said) < len(ends)
    for (a, b), different in zip(ends, said, strict=True):
        if different:
            assert where.compare(accounts[a], accounts[b], context).score <= -0.9
            assert not roles.same_people(accounts[a], accounts[b])
