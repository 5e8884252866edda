"""`trucewatch scale` as a user runs it: archives to Parquet, to incidents, to a store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from trucewatch.store.shape import IncidentSearch
from trucewatch.store.sqlite import open_store

pytest.importorskip("pyarrow", reason="scale needs pyarrow: pip install 'trucewatch[scale]'")

DEMO = Path(__file__).resolve().parents[2] / "src" / "trucewatch" / "data" / "demo"
TEXTS = ("04-two-villages.md", "05-agency-report.html", "06-agency-reprint.html", "13-denials.html")


def test_an_archive_is_read_linked_and_loaded_and_a_store_that_took_the_texts_in_holds_the_same(
    trucewatch: Callable[..., object], tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    for name in TEXTS:
        shutil.copy(DEMO / name, archive)
    everyday = {"text": "The council voted to widen the road to the new market. " * 20, "language": "en"}
    (archive / "news.jsonl").write_text(json.dumps(everyday) + "\n")
    out = tmp_path / "out"

    run = trucewatch("scale", "run", archive, "--out", out, "--workers", "1", "--debug")
    assert run.code == 0, run.err
    assert "2 of 2 shards done" in run.out
    assert "1 skipped: not_relevant" in run.out
    assert "4 read" in run.out
    again = trucewatch("scale", "run", archive, "--out", out, "--workers", "1")
    assert again.out == run.out

    assert trucewatch("scale", "status", out, "--verify").code == 0

    linked = trucewatch("scale", "link", out, "--workers", "1")
    assert linked.code == 0, linked.err
    assert "incidents" in linked.out
    assert sorted(p.name for p in (out / "linked").iterdir()) == [
        "incident_claims.parquet",
        "incidents.parquet",
        "links.parquet",
    ]

    loaded = trucewatch("scale", "load", out, "--store", tmp_path / "loaded.sqlite", "--agreement", "none")
    assert loaded.code == 0, loaded.err
    taken = trucewatch(
        "ingest", archive, "--store", tmp_path / "taken.sqlite", "--agreement", "none", "--received", "published"
    )
    assert taken.code == 0, taken.err
    one, other = open_store(tmp_path / "loaded.sqlite"), open_store(tmp_path / "taken.sqlite")
    try:
        told, expected = {c.id: c for c in one.claims()}, {c.id: c for c in other.claims()}
        assert told == expected
        assert len(told) > 5
        codes = [i.code for _, i in one.find_incidents(IncidentSearch(), limit=99)]
        assert codes == [i.code for _, i in other.find_incidents(IncidentSearch(), limit=99)]
        assert codes
    finally:
        one.close()
        other.close()


def test_status_of_a_folder_without_a_run_says_what_to_do(trucewatch: Callable[..., object], tmp_path: Path) -> None:
    found = trucewatch("scale", "status", tmp_path)
    assert found.code == 2
    assert "holds no run" in found.err
    assert "trucewatch scale run" in found.err


def test_an_address_without_ray_and_a_missing_archive_are_refused(
    trucewatch: Callable[..., object], tmp_path: Path
) -> None:
    wrong = trucewatch("scale", "run", tmp_path, "--out", tmp_path / "o", "--address", "auto")
    assert wrong.code == 2
    assert "--engine ray" in wrong.err
    missing = trucewatch("scale", "run", tmp_path / "nothing", "--out", tmp_path / "p")
    assert missing.code == 2
    assert "no such file" in missing.err
