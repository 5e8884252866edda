"""One shape for every listing in every format."""

from __future__ import annotations

import csv
import io
import json

import pytest
from publish_world import small_store

from trucewatch.publish.tables import cell, write_listing
from trucewatch.publish.view import View


@pytest.fixture(scope="module")
def view() -> View:
    return View(small_store())


LISTINGS = ["incidents", "claims", "agreements", "agreement", "deadlines", "coverage", "sources", "issues"]


@pytest.mark.parametrize("name", LISTINGS)
def test_json_jsonl_and_csv_hold_the_same_rows(view: View, name: str) -> None:
    listing = getattr(view, name)()
    whole = json.loads("\n".join(write_listing(listing, "json")))
    lines = [json.loads(line) for line in write_listing(listing, "jsonl")]
    table = list(csv.DictReader(io.StringIO("\n".join(write_listing(listing, "csv")))))
    assert whole["rows"] == lines
    assert whole["shown"] == len(lines) == len(table)
    assert {"unit", "shown", "total", "as_of", "filter", "caveat"} <= set(whole)
    if lines:
        assert list(table[0]) == list(lines[0])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_run_as_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell((text, "b")) == f"'{text}; b"


@pytest.mark.parametrize(("value", "shown"), [(None, ""), (True, "yes"), (-3, -3), (("a", "b"), "a; b"), ((), "")])
def test_values_become_plain_cells(value: object, shown: object) -> None:
    assert cell(value) == shown


def test_a_cell_with_line_breaks_and_quotes_survives() -> None:
    from trucewatch.publish.rows import IssueRow, Listing

    row = IssueRow(
        id="x",
        stage="ingest",
        code="c",
        where='a"b\nc',
        reason=",;",
        offset=None,
        document_id=None,
        try_this=None,
    )
    text = "\n".join(write_listing(Listing(unit="issues", rows=(row,), shown=1, total=1), "csv"))
    assert next(csv.DictReader(io.StringIO(text)))["where"] == 'a"b\nc'
