"""Deriving what a day's texts touch gives the rows of everything made anew, to the byte, whatever comes in what order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from day_world import START, MarkedReader, copied, furnish, stages, take, texts
from trucewatch.flow import day_basis
from trucewatch.flow.derive import derive
from trucewatch.flow.judge import record_judgement
from trucewatch.flow.rebuild import rebuild
from trucewatch.store import derived
from trucewatch.store.sqlite import SqliteStore, open_store


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few texts are remembered too, and many new ones are worked in."""
    monkeypatch.setattr(day_basis, "LEAST_REMEMBERED", 0)
    monkeypatch.setattr(day_basis, "LARGE_SHARE", 0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "store.db")
    furnish(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize("seed", range(10))
def test_days_one_after_another_give_what_a_rebuild_gives(seed: int, store: SqliteStore, tmp_path: Path) -> None:
    chance = random.Random(seed)
    steps, every = stages(tmp_path), list(enumerate(texts(chance, 36)))
    chance.shuffle(every)
    cuts = sorted({0, 12, len(every), *chance.sample(range(13, len(every)), 6)})
    followed = 0
    for day, (start, end) in enumerate(pairwise(cuts)):
        now = START + timedelta(days=day)
        take(store, tmp_path, every[start:end], now, steps)
        done = derive(store, MarkedReader(), as_of=now, stages=steps)
        followed += not done.anew
        same_as_rebuilt(store, done, now, steps)
    assert followed > 3


def same_as_rebuilt(store, done, now, steps) -> None:  # type: ignore[no-untyped-def]
    """The rows, the ledger and what is told at the end are those of a rebuild."""
    other = copied(store)
    again = rebuild(other, MarkedReader(), as_of=now, stages=steps)
    assert rows(store) == rows(other)
    assert store.derived_digest() == other.derived_digest()
    assert store.judgements() == other.judgements()
    assert (done.documents, done.claims, done.incidents, done.findings) == (
        again.documents,
        again.claims,
        again.incidents,
        again.findings,
    )
    assert (done.groups, done.contested) == (again.groups, again.contested)
    other.close()


def rows(store: SqliteStore) -> dict[str, list[object]]:
    """Every derived row, by table, so that a difference shows where it lies."""
    return {table: list(store._rows_of(table, order)) for table, order in derived._DERIVED}


__all__ = ["record_judgement"]
