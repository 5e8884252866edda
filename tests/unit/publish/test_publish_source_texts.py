"""Sources as they do: counts that add up, silence and delay in days, and whose voice by the table."""

from __future__ import annotations

import pytest
from publish_world import small_store

from trucewatch.model.document import Source
from trucewatch.publish.source_texts import source_texts
from trucewatch.publish.view import View


@pytest.fixture(scope="module")
def view() -> View:
    return View(small_store())


def test_every_document_claim_and_reprint_is_counted_once(view: View) -> None:
    rows = source_texts(view).rows
    assert sum(r.documents for r in rows) == len(view.records.documents)
    assert sum(r.claims for r in rows) == len(view.records.claims)
    assert [r.documents for r in rows] == sorted((r.documents for r in rows), reverse=True)
    for row in rows:
        assert row.reprints <= row.documents
        assert row.undated <= row.documents
        assert (row.last is None) == (row.undated == row.documents)


def test_silence_is_counted_up_to_the_time_of_the_view(view: View) -> None:
    assert view.as_of is not None
    for row in source_texts(view).rows:
        if row.last is not None:
            assert row.quiet_days == max(0, (view.as_of.date() - row.last).days)


def test_whose_voice_a_source_is_stands_on_its_card_before_our_table() -> None:
    store = small_store()
    card = Source(
        id="a", name="The Alder Gazette", kind="state_media", aligned_with="North", independence_group="house"
    )
    store.put_source(card)
    row = next(r for r in source_texts(View(store)).rows if r.source == "Alder Gazette")
    assert (row.kind, row.aligned_with, row.origin, row.edited) == ("state_media", "North", "house", 0)
