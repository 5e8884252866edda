"""JSONL and Parquet of texts: broken lines, missing columns, cuts in the middle of a line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from archive_files import check_resume, codes, found_in, jsonl, numbers, rows
from trucewatch.archive.open import records
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Record
from trucewatch.archive.shards import shards
from trucewatch.errors import UsageError

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


def test_broken_lines_are_set_aside_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = jsonl(rows(6)).splitlines(keepends=True)
    lines[1] = b'{"text": "cut\n'
    lines[3] = b"[1, 2]\n"
    lines.insert(4, b"\n")
    lines.append(b'{"title": "no text here"}\n')
    lines.append(b'{"text": "' + b"[" * 10 + b'"')
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b"".join(lines))
    found = found_in(path)
    assert numbers(found) == [0, 2, 4, 5]
    assert codes(found) == ["broken_line", "broken_line", "no_text", "broken_line"]
    check_resume(path)


@pytest.mark.parametrize("size", [100, 130, 131, 132, 500, 5_000])
def test_cut_anywhere_each_line_is_read_by_one_shard(size: int, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(rows(40)))
    options = ArchiveOptions(shard_bytes=size)
    pieces = shards([path], options)
    assert len({s.id for s in pieces}) == len(pieces) > 0
    assert numbers(f for s in pieces for f in records(s, options)) == list(range(40))
    check_resume(path, options)


def test_packed_lines_break_off(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(jsonl(rows(30)))[:-20])
    check_resume(path)
    whole = gzip.compress(jsonl(rows(4000)))
    path.write_bytes(whole[:-500])
    found = found_in(path)
    read = numbers(found)
    assert read == list(range(len(read)))
    assert len(read) > 100
    assert codes(found) == ["truncated"]
    broken = bytearray(whole)
    broken[len(whole) // 2 : len(whole) // 2 + 40] = b"\0" * 40
    path.write_bytes(broken)
    assert "broken_packing" in codes(found_in(path))


def test_a_line_beyond_the_limit_is_passed_over(tmp_path: Path) -> None:
    items = rows(3)
    items[1]["text"] *= 9000
    path = tmp_path / "a.jsonl"
    path.write_bytes(jsonl(items))
    found = found_in(path, ArchiveOptions(max_bytes=100_000))
    assert (numbers(found), codes(found)) == ([0, 2], ["too_large"])


def test_parquet_is_read_by_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(rows(50)), path, row_group_size=8)
    assert numbers(found_in(path)) == list(range(50))
    check_resume(path)
    options = ArchiveOptions(shard_bytes=path.stat().st_size // 3)
    pieces = shards([path], options)
    assert len(pieces) > 2
    assert numbers(f for s in pieces for f in records(s, options)) == list(range(50))


def test_parquet_without_a_column_of_texts_names_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"words": ["Report 1. Shelling."], "when": ["2021-05-04"]}), path)
    with pytest.raises(UsageError, match="its columns are: when, words") as told:
        found_in(path)
    assert "--text-column" in str(told.value)
    (record,) = found_in(path, ArchiveOptions(text_column="words", date_column="when"))
    assert isinstance(record, Record)
    assert (record.text, record.published) == ("Report 1. Shelling.", "2021-05-04")
    with pytest.raises(UsageError, match="no column 'wrods'"):
        found_in(path, ArchiveOptions(text_column="wrods"))


def test_parquet_that_breaks_off_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.Table.from_pylist(rows(5000)), path, row_group_size=500)
    whole = path.read_bytes()
    path.write_bytes(whole[:-200])
    assert codes(found_in(path)) == ["broken_parquet"]
    path.write_bytes(whole[:2000] + b"\xff" * 1000 + whole[3000:])
    found = found_in(path)
    assert "broken_parquet" in codes(found)
    assert len(numbers(found)) == len(set(numbers(found))) > 4000


def test_lists_numbers_and_nothing_in_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        json.dumps({"maintext": "Report 1. Shots.", "authors": ["A. One", "B. Two"], "id": 7, "url": None}).encode()
        + b"\n"
    )
    (record,) = found_in(path)
    assert isinstance(record, Record)
    assert (record.byline, record.id, record.url) == ("A. One, B. Two", "7", None)


def test_moments_that_no_calendar_has_cost_no_row(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from trucewatch.archive.documents import documents
    from trucewatch.ingest.options import IngestOptions

    path = tmp_path / "a.parquet"
    moments = pa.array([0, 9 * 10**17, 1_620_000_000_000], pa.timestamp("ms", tz="UTC"))
    texts = [f"Report {k}. Two soldiers were killed near Arvan." for k in range(3)]
    pq.write_table(pa.table({"text": texts, "date": moments}), path)
    found = found_in(path)
    assert numbers(found) == [0, 1, 2]
    assert [f.published for f in found if isinstance(f, Record)] == [
        "1970-01-01T00:00:00+00:00", "out of range", "2021-05-03T00:00:00+00:00",
    ]  # fmt: skip
    options = IngestOptions(captured_at=datetime(2026, 1, 1, tzinfo=UTC))
    told = [d.code for f in found if isinstance(f, Record) for d in documents(f, options) if hasattr(d, "code")]
    assert told == ["unreadable_date"]
