"""The real stages over the demonstration's reports: order, rebuild and undoing must not show."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from trucewatch.assess.packs import bundled_packs
from trucewatch.errors import ConfigurationError
from trucewatch.flow.asof import store_as_of
from trucewatch.flow.derive import derive
from trucewatch.flow.intake import ingest_paths
from trucewatch.flow.judge import record_judgement
from trucewatch.flow.reading import reader_for
from trucewatch.flow.rebuild import rebuild
from trucewatch.flow.stages import DocumentReader
from trucewatch.ingest.options import IngestOptions
from trucewatch.store.sqlite import SqliteStore, open_store
from trucewatch.store.verify import verify

NOW = datetime(2020, 12, 29, 12, tzinfo=UTC)
REPORTS = sorted(p for p in Path(str(files("trucewatch.data").joinpath("demo"))).rglob("[0-9]*") if p.is_file())


@pytest.fixture(scope="module")
def reader() -> DocumentReader:
    try:
        return reader_for(bundled_packs())
    except ConfigurationError as error:
        pytest.skip(str(error))


def filled(reports: list[Path], reader: DocumentReader) -> SqliteStore:
    store = open_store(":memory:")
    for pack in bundled_packs():
        store.put_agreement(pack)
    ingest_paths(store, reports, IngestOptions(captured_at=NOW))
    derive(store, reader, as_of=NOW)
    return store


def test_the_order_of_the_reports_does_not_matter(reader: DocumentReader) -> None:
    shuffled = list(REPORTS)
    random.Random(5).shuffle(shuffled)
    one, other = filled(REPORTS, reader), filled(shuffled, reader)
    assert len(one.reconciliation().incidents) > 5
    assert one.reconciliation() == other.reconciliation()
    assert one.findings() == other.findings()


def test_rebuild_and_undoing_restore_every_byte(reader: DocumentReader) -> None:
    store = filled(REPORTS, reader)
    digest = store.derived_digest()
    assert derive(store, reader, as_of=NOW).read == 0
    assert store.derived_digest() == digest
    a, b = (i.code for i in store.reconciliation().incidents[:2])
    row = record_judgement(store, "same", a, object=b, by="A Person", reason="one happening", now=NOW)
    derive(store, reader, as_of=NOW)
    assert store.derived_digest() != digest
    later = NOW + timedelta(hours=1)
    record_judgement(store, "undo", row.id, by="A Person", reason="two after all", now=later)
    derive(store, reader, as_of=NOW)
    assert store.derived_digest() == digest
    rebuild(store, reader, as_of=NOW)
    assert store.derived_digest() == digest
    assert verify(store) == ()


def test_a_view_of_a_day_holds_what_was_published_by_then_under_the_same_codes(reader: DocumentReader) -> None:
    store = filled(REPORTS, reader)
    moment = datetime(2020, 12, 14, tzinfo=UTC)
    view = store_as_of(store, moment, clock="published", make_reader=lambda: reader)
    known = {d.id for d in view.documents()}
    assert known == {d.id for d in store.documents() if d.published and d.published < moment.date()}
    assert 0 < len(known) < len(list(store.documents()))
    codes_of = {link.claim_id: i.code for i in store.reconciliation().incidents for link in i.claims}
    for incident in view.reconciliation().incidents:
        assert incident.code in {codes_of.get(link.claim_id) for link in incident.claims}
