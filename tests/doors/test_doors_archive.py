"""`trucewatch archive` and archives in `trucewatch ingest`, as a user would run them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive_files import jsonl, packed, rows

COUNCIL = "The council voted for the new tram line, and the library will be open on Sundays from the spring. "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A WARC, packed rows, and a copy of those."""
    found = tmp_path / "in"
    found.mkdir()
    (found / "a.warc.gz").write_bytes(packed(1, kind="request") + b"".join(packed(k) for k in range(2, 6)))
    lines = rows(30)
    for k in range(20):
        lines[k]["text"] = f"Report {k}. {COUNCIL}"
    (found / "b.jsonl.gz").write_bytes(gzip.compress(jsonl(lines), mtime=0))
    (found / "c.jsonl.gz").write_bytes(gzip.compress(jsonl(lines), mtime=0))
    return found


def test_look_tells_what_is_there(
    trucewatch: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    told = trucewatch("archive", "look", folder)
    assert told.code == 0
    lines = {Path(line.split()[0]).name[0]: line for line in told.out.splitlines() if line.startswith(str(folder))}
    assert "1 request" in lines["a"]
    assert "2021-05-04 to 2021-05-04" in lines["a"]
    assert "10 (33%)" in lines["b"]
    assert "the same bytes as" in lines["c"]
    assert "text/html 4" in told.out
    some = trucewatch("archive", "look", folder / "b.jsonl.gz", "--sample", "5")
    assert "first 5" in some.out
    assert "--all" in some.out


def test_look_names_the_columns_of_a_table_without_texts(trucewatch: Callable[..., Any], tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"words": ["Shelling."], "when": ["2021"]}), tmp_path / "t.parquet")
    told = trucewatch("archive", "look", tmp_path)
    assert "its columns are: when, words" in told.err
    assert "--text-column" in told.err
    assert "1" in trucewatch("archive", "look", tmp_path, "--text-column", "words").out


def test_a_path_that_does_not_exist_stops_before_anything(trucewatch: Callable[..., Any], tmp_path: Path) -> None:
    told = trucewatch("archive", "look", tmp_path / "nothing")
    assert (told.code, "no such file or folder" in told.err) == (2, True)


def test_archives_come_into_a_store_once(trucewatch: Callable[..., Any], folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    told = trucewatch("ingest", folder, "--store", store, "--relevant", "--agreement", "none")
    assert told.code == 0, told.err
    assert "the same bytes as" in told.err
    assert "20 records skipped" in told.err
    added = int(told.out.split(" documents added")[0].split()[-1])
    assert added >= 10
    again = trucewatch("ingest", folder, "--store", store, "--relevant", "--agreement", "none")
    assert f"0 documents added, {added} known already" in again.out


def test_skim_then_ingest(trucewatch: Callable[..., Any], folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    out = tmp_path / "out"
    out.mkdir()
    (out / ".run.json.4711-1.part").write_bytes(b"half")  # by a run that was killed while it wrote
    told = trucewatch("archive", "skim", folder, "--out", out, "--workers", "1", "--jsonl")
    assert told.code == 0, told.err
    assert "35 records in 2 shards" in told.out
    assert "20 not relevant" in told.out
    assert "read once" in told.out
    (out / "relevant" / ".s-1.parquet.4712-1.part").write_bytes(b"half")
    assert trucewatch("archive", "skim", folder, "--out", out, "--workers", "1", "--jsonl").out == told.out
    assert [p for p in out.rglob(".*") if p.name != ".lock"] == []
    texts = [json.loads(line) for line in (out / "relevant.jsonl").read_text().splitlines()]
    assert len(texts) >= 10
    store = tmp_path / "s.sqlite"
    taken = trucewatch("ingest", out / "relevant", "--store", store, "--agreement", "none")
    assert f"{len(texts)} documents added" in taken.out
    from trucewatch.store.sqlite import open_store

    kept = open_store(store)
    custodies = [i.custody for i in kept.intakes()]
    kept.close()
    assert {c.archive for c in custodies if c} <= {str(folder / "a.warc.gz"), str(folder / "b.jsonl.gz")}
    assert all(c is not None and c.through is not None for c in custodies)
