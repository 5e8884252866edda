"""Every row of `tests/cases/read.yml` is read as it says; of `read_wanted.yml`, never fewer rows than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from read_rows import Row, document_of, holds, load_rows, told

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

ROWS = load_rows("read")
WANTED = load_rows("read_wanted")
WANTED_READ = 0  # rows of read_wanted.yml that are read right; raise it when more are, never lower it


@pytest.mark.parametrize("row", ROWS, ids=[r["says"] for r in ROWS])
def test_the_row_is_read(row: Row, reader: Reader) -> None:
    if row.get("medium") and "_md" not in reader.model:
        pytest.skip("needs the medium language model")
    claims = reader.read(document_of(row))
    assert holds(row, claims), [told(c) for c in claims]


def test_no_fewer_of_the_wanted_rows_are_read(reader: Reader) -> None:
    read = [row["says"] for row in WANTED if holds(row, reader.read(document_of(row)))]
    print(f"{len(read)} of {len(WANTED)} wanted rows are read; move these to read.yml: {read}")
    assert len(read) >= WANTED_READ


def test_each_row_says_something_of_its_own() -> None:
    names = [r["says"] for r in ROWS + WANTED]
    assert len(names) == len(set(names))
    assert len(ROWS) >= 100


def test_a_row_is_not_held_by_claims_that_differ(reader: Reader) -> None:
    """The comparison itself: a wrong act, a missing claim and one too many are seen."""
    row = next(r for r in ROWS if r["says"] == "a ministry says that the other side fired")
    claims = reader.read(document_of(row))
    want = row["claims"][0]
    assert holds(row, claims)
    assert not holds({**row, "claims": [{**want, "acts": ["shelling"]}]}, claims)
    assert not holds({**row, "claims": [{**want, "denies": True}]}, claims)
    assert not holds({**row, "claims": []}, claims)
    assert not holds({**row, "claims": [want, want]}, claims)
    assert holds({**row, "claims": [], "also": True}, claims)
