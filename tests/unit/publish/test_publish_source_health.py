"""Sources as they do: counts that add up, silence and delay in days, and whose voice by the table."""

from __future__ import annotations

import pytest
from publish_world import small_store

from trucewatch.publish.source_health import source_health
from trucewatch.publish.view import View


@pytest.fixture(scope="module")
def view() -> View:
    return View(small_store())


def test_every_document_claim_and_reprint_is_counted_once(view: View) -> None:
    rows = source_health(view).rows
    assert sum(r.documents for r in rows) == len(view.records.documents)
    assert sum(r.claims for r in rows) == len(view.records.claims)
    assert [r.documents for r in rows] == sorted((r.documents for r in rows), reverse=True)
    for row in rows:
        assert row.reprints <= row.documents
        assert row.undated <= row.documents
        assert (row.last is None) == (row.undated == row.documents)


def test_silence_is_counted_up_to_the_time_of_the_view(view: View) -> None:
    assert view.as_of is not None
    for row in source_health(view).rows:
        if row.last is not None:
            assert row.quiet_days == max(0, (view.as_of.date() - row.last).days)
