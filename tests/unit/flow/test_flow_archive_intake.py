"""Records of archives into a store: with where they lay, once, and made again from what the store keeps."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from archive_files import jsonl, packed, page, rows, tar, zipped
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.sieve import Sifted, sift
from trucewatch.errors import UsageError
from trucewatch.flow.archive_intake import MOST_TOLD, FromArchives, inputs_with_archives
from trucewatch.flow.intake import IntakeSummary, ingest_inputs
from trucewatch.flow.rebuild import rebuild
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.issue import Issue
from trucewatch.store.shape import Store
from trucewatch.store.sqlite import open_store

NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)
ARTICLE = "Two soldiers were killed when mortars hit their post near Arvan on Monday, the defence ministry said. "
COUNCIL = "The council voted for the new tram line, and the library will be open on Sundays from the spring. "


def article(words: str, day: str = "2021-05-03") -> bytes:
    meta = f'<meta property="article:published_time" content="{day}">'
    body = f"<article><p>{words * 3}</p></article>"
    return f"<html lang='en'><head><title>News</title>{meta}</head><body>{body}</body></html>".encode()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open_store(tmp_path / "store.sqlite")
    yield found
    found.close()


def take(store: Store, *paths: Path, relevant: bool = False, columns: ArchiveOptions | None = None) -> IntakeSummary:
    how = FromArchives(options=columns or ArchiveOptions(), relevant=relevant)
    options = IngestOptions(captured_at=NOW)
    return ingest_inputs(store, inputs_with_archives([str(p) for p in paths], options, how), options)


def test_each_record_keeps_where_it_lay(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(packed(7, kind="request") + packed(1, body=article(ARTICLE)) + packed(2, body=article(COUNCIL)))
    taken = take(store, path)
    assert len(taken.added) == 2
    assert [i.code for i in taken.issues] == ["records_skipped"]
    intake = next(iter(store.intakes()))
    assert intake.custody is not None
    assert intake.custody.archive == str(path)
    assert intake.custody.position == str(len(packed(7, kind="request")))
    assert intake.custody.record == "<urn:uuid:00000000-0000-4000-8000-000000000001>"
    assert intake.custody.sha256 == intake.sha256_raw
    assert intake.captured_at == datetime(2021, 5, 4, 3, 2, 1, tzinfo=UTC)
    document = store.document(store.documents_of(intake.id)[0])
    assert document is not None
    assert document.url == "https://outlet.example/1"
    assert document.location == f"{path}#{intake.custody.position}"
    assert document.received_at == intake.captured_at
    assert document.published == date(2021, 5, 3)


def test_the_same_archive_again_adds_nothing(store: Store, tmp_path: Path) -> None:
    path, copy = tmp_path / "news.warc.gz", tmp_path / "other.warc.gz"
    path.write_bytes(packed(1, body=article(ARTICLE)))
    copy.write_bytes(path.read_bytes())
    first = take(store, path, copy)
    assert (len(first.added), [i.code for i in first.issues]) == (1, ["same_archive"])
    again = take(store, path)
    assert (again.added, again.known) == ((), first.added)


def test_after_a_kill_in_the_middle_the_rest_comes_in(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(jsonl(rows(90))))
    options = IngestOptions(captured_at=NOW)

    class Killed(BaseException):
        pass

    def die(_: object, seen: list[int] = []) -> None:  # noqa: B006 - counts its calls
        seen.append(1)
        if len(seen) == 40:
            raise Killed

    with pytest.raises(Killed):
        ingest_inputs(store, inputs_with_archives([str(path)], options, FromArchives()), options, die)
    part = {d.id for d in store.documents()}
    assert 40 <= len(part) < 90
    rest = take(store, path)
    assert len(rest.added) == 90 - len(part)
    assert set(rest.known) == part


def test_a_rebuild_gives_the_same_documents(store: Store, tmp_path: Path, reader: object) -> None:
    warc, table = tmp_path / "news.warc.gz", tmp_path / "rows.jsonl.gz"
    warc.write_bytes(packed(1, body=article(ARTICLE)))
    row = {"maintext": ARTICLE, "url": "https://outlet.example/x", "publisher": "The Outlet", "date": "2021-05-03",
           "warc_date": "2021-05-05T01:00:00Z"}  # fmt: skip
    table.write_bytes(gzip.compress(jsonl([row])))
    take(store, warc, table)
    before = {d.id: d for d in store.documents()}
    assert {d.source for d in before.values()} == {"outlet.example", "The Outlet"}
    rebuild(store, reader, as_of=NOW)  # type: ignore[arg-type]
    after = {
        d.id: msgspec.structs.replace(d, origin_chain=()) for d in store.documents()
    }  # a rebuild derives it as well
    assert after == before


def test_only_relevant_records_on_demand(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(packed(1, body=article(ARTICLE)) + packed(2, body=article(COUNCIL)))
    taken = take(store, path, relevant=True)
    assert len(taken.added) == 1
    assert [(i.code, i.reason) for i in taken.issues] == [
        ("records_skipped", "1 records skipped: none of its words tell of fighting")
    ]


def test_a_skimmed_row_keeps_its_first_archive(store: Store, tmp_path: Path) -> None:
    from trucewatch.archive.open import records
    from trucewatch.archive.shards import shards

    warc, skimmed = tmp_path / "news.warc.gz", tmp_path / "relevant.jsonl.gz"
    warc.write_bytes(packed(1, body=article(ARTICLE)))
    (shard,) = shards([warc])
    (record,) = records(shard)
    kept = sift(record, IngestOptions(captured_at=NOW))  # type: ignore[arg-type]
    assert isinstance(kept, Sifted)
    skimmed.write_bytes(gzip.compress(jsonl([json.loads(msgspec.json.encode(kept.rows[0]))])))
    take(store, skimmed)
    (intake,) = store.intakes()
    assert intake.custody is not None
    assert (intake.custody.archive, intake.custody.position) == (str(warc), "0")
    assert intake.custody.through == f"{skimmed}#0"
    assert intake.captured_at == datetime(2021, 5, 4, 3, 2, 1, tzinfo=UTC)


def test_what_is_broken_is_an_issue_and_many_are_counted(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(jsonl(rows(1)) + b"broken\n" * (MOST_TOLD + 25))[:-9])
    taken = take(store, path)
    assert len(taken.added) == 1
    told = [i for i in taken.issues if i.code == "broken_line"]
    assert len(told) == MOST_TOLD + 1
    assert "more records were set aside" in told[-1].reason


def test_a_table_without_texts_stops_before_anything_is_read(store: Store, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    table = tmp_path / "b.parquet"
    pq.write_table(pa.table({"words": [ARTICLE]}), table)
    (tmp_path / "a.tar").write_bytes(tar([]))
    with pytest.raises(UsageError, match="its columns are: words"):
        take(store, tmp_path)
    assert len(take(store, table, columns=ArchiveOptions(text_column="words")).added) == 1


def test_archives_and_single_files_in_one_folder(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "b.jsonl").write_bytes(jsonl([{"text": ARTICLE + "Again.", "id": "own-id"}]))
    (folder / "c.zip").write_bytes(zipped({"x.html": article(ARTICLE + "More. ")}))
    (folder / "d.html.gz").write_bytes(gzip.compress(page(3)))
    taken = take(store, folder)
    assert len(taken.added) == 4
    assert "own-id" in taken.added  # a JSONL file below the limit is read as before


def test_an_archive_that_goes_away_meanwhile_is_an_issue(store: Store, tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz"
    first.write_bytes(gzip.compress(jsonl(rows(2))))
    second.write_bytes(gzip.compress(jsonl(rows(3))))
    options = IngestOptions(captured_at=NOW)
    found = inputs_with_archives([str(first), str(second)], options, FromArchives())
    head = next(found)
    second.unlink()
    rest = [head, *found]
    assert [i.code for i in rest if isinstance(i, Issue)] == ["cannot_read"]
