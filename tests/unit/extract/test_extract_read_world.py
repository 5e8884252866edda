"""Reports of conflicts that no rule was written on: rows of `read_world.yml`, and those still wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from read_rows import Row, document_of, holds, load_rows, told

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

ROWS = load_rows("read_world")
WANTED = load_rows("read_world_wanted")
WANTED_READ = 0  # rows of read_world_wanted.yml that are read right; raise it when more are, never lower it


@pytest.mark.parametrize("row", ROWS, ids=[r["says"] for r in ROWS])
def test_the_row_is_read(row: Row, reader: Reader) -> None:
    if "_md" not in reader.model:
        pytest.skip("names of far places need the medium language model")
    claims = reader.read(document_of(row))
    assert holds(row, claims), [told(c) for c in claims]


def test_no_fewer_of_the_wanted_rows_are_read(reader: Reader) -> None:
    read = [row["says"] for row in WANTED if holds(row, reader.read(document_of(row)))]
    print(f"{len(read)} of {len(WANTED)} wanted rows are read; move these to read_world.yml: {read}")
    assert len(read) >= WANTED_READ


def test_each_row_says_something_of_its_own() -> None:
    names = [r["says"] for r in ROWS + WANTED]
    assert len(names) == len(set(names))
    assert len(names) >= 60
