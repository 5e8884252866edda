"""Told twice, read once; what did not happen is not read: rows of `read_once.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from read_rows import Row, document_of, holds, load_rows, told

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

ROWS = load_rows("read_once")


@pytest.mark.parametrize("row", ROWS, ids=[r["says"] for r in ROWS])
def test_the_row_is_read(row: Row, reader: Reader) -> None:
    if "_md" not in reader.model:
        pytest.skip("the parse of the medium language model is needed")
    claims = reader.read(document_of(row))
    assert holds(row, claims), [told(c) for c in claims]
