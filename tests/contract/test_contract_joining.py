"""One body for every engine that finds the accounts which share a key."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from made_claims import made, texts
from trucewatch.errors import StoreError
from trucewatch.reconcile.days import OPEN
from trucewatch.reconcile.facts import accounts_of
from trucewatch.reconcile.keys import Joiner, KeyRow, join_in_memory, pairs_of
from trucewatch.reconcile.settings import settings
from trucewatch.store.joining import SqliteJoiner


@pytest.fixture(params=["memory", "sqlite"])
def joiner(request: pytest.FixtureRequest, tmp_path: Path) -> Joiner:
    blocks = settings().blocks
    if request.param == "memory":
        return join_in_memory
    return SqliteJoiner(most=blocks.most, window=blocks.window, folder=tmp_path)


def row(key: int, n: int, days: tuple[int, int] = (-OPEN, OPEN), sub: int = 0) -> KeyRow:
    return KeyRow(key, sub, n, n, *days)


def found(joiner: Joiner, rows: Iterable[KeyRow]) -> list[tuple[int, int]]:
    return list(joiner(rows))


def test_accounts_that_share_a_key_are_a_pair_once_and_in_order(joiner: Joiner) -> None:
    rows = [row(1, 2), row(1, 0), row(7, 0), row(7, 2), row(9, 1)]
    assert found(joiner, rows) == [(0, 2)]


def test_no_rows_give_no_pairs(joiner: Joiner) -> None:
    assert found(joiner, []) == []


def test_accounts_of_different_days_are_no_pair_and_undated_ones_are(joiner: Joiner) -> None:
    rows = [row(1, 0, (10, 10)), row(1, 1, (11, 12)), row(1, 2), row(1, 3, (12, 14))]
    assert found(joiner, rows) == [(0, 2), (1, 2), (1, 3), (2, 3)]


def test_a_large_block_is_joined_within_its_parts_and_between_neighbours(joiner: Joiner) -> None:
    blocks = settings().blocks
    size = blocks.most + 30
    # the last five share act and place with the first five
    rows = [row(1, n, sub=5 if n < 5 or n >= size - 5 else n + 100) for n in range(size)]
    pairs = found(joiner, rows)
    assert (0, blocks.window) in pairs
    assert (0, blocks.window + 1) not in pairs
    assert (0, size - 1) in pairs


def test_every_engine_finds_the_pairs_of_plain_tables(joiner: Joiner) -> None:
    random_ = random.Random(3)
    rows = [
        KeyRow(random_.randrange(40), random_.randrange(4), n, 999 - n, day, day + random_.randrange(3))
        for n in range(1000)
        for day in [random_.randrange(9)]
        for _ in range(3)
    ]
    assert found(joiner, rows) == list(join_in_memory(rows))


def test_accounts_come_back_in_order_of_their_ids(joiner: Joiner) -> None:
    told = [made(f"{d}-1", when="2020-12-11", where=["Alpha"]) for d in "cab"]
    pairs = pairs_of(accounts_of(told, {d.id: d for d in texts(told)}), joiner)
    assert [(a.id, b.id) for a, b in pairs] == [("a-1", "b-1"), ("a-1", "c-1"), ("b-1", "c-1")]


def test_the_throw_away_file_is_gone_afterwards_and_a_missing_folder_is_said(tmp_path: Path) -> None:
    joined = SqliteJoiner(most=48, window=10, folder=tmp_path)
    assert list(joined([row(1, 0), row(1, 1)])) == [(0, 1)]
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(StoreError):
        list(SqliteJoiner(most=48, window=10, folder=tmp_path / "none")([row(1, 0)]))
