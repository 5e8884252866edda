"""Intake: acknowledged only when safe, each thing once, the batch goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import trucewatch
from fake_stages import OPTIONS, fake_stages
from trucewatch.errors import StoreError, UsageError
from trucewatch.flow import intake
from trucewatch.flow.intake import Acknowledged, ingest_paths
from trucewatch.store.sqlite import SqliteStore, open_store
from trucewatch.store.verify import verify


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "store.db")
    yield opened
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    for n in range(5):
        (place / f"{n}.txt").write_text(f"text number {n}\n")
    return place


def test_a_folder_goes_in_and_a_second_time_changes_nothing(store: SqliteStore, folder: Path) -> None:
    first = ingest_paths(store, [folder], OPTIONS, stages=fake_stages())
    assert (first.inputs, len(first.added), first.known, first.issues) == (5, 5, (), ())
    digest = store.derived_digest()
    second = ingest_paths(store, [folder], OPTIONS, stages=fake_stages())
    assert (second.inputs, second.added, len(second.known)) == (5, (), 5)
    assert store.derived_digest() == digest
    assert len(list(store.intakes())) == 5


def test_the_same_bytes_from_another_place_are_known(store: SqliteStore, folder: Path, tmp_path: Path) -> None:
    ingest_paths(store, [folder], OPTIONS, stages=fake_stages())
    copy = tmp_path / "copy.txt"
    copy.write_bytes((folder / "0.txt").read_bytes())
    (folder / "9.txt").write_bytes(copy.read_bytes())
    summary = ingest_paths(store, [copy, folder / "9.txt"], OPTIONS, stages=fake_stages())
    assert summary.added == ()
    assert len(summary.known) == 1


def test_the_same_bytes_twice_in_one_batch_are_one_document(store: SqliteStore, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("the same\n")
    summary = ingest_paths(store, [tmp_path / "a.txt", tmp_path / "b.txt"], OPTIONS, stages=fake_stages())
    assert len(summary.added) == 1
    assert summary.known == ()


def test_the_time_of_capture_is_the_time_of_receipt(store: SqliteStore, folder: Path) -> None:
    ingest_paths(store, [folder], OPTIONS, stages=fake_stages())
    assert {d.received_at for d in store.documents()} == {OPTIONS.captured_at}


def test_a_bad_input_is_set_aside_and_the_rest_goes_on(store: SqliteStore, folder: Path) -> None:
    (folder / "1.txt").write_text("")
    (folder / "2.txt").write_text("#crash")
    (folder / "3.txt").write_bytes(b"\xff\xfe\x00 no text")
    summary = ingest_paths(store, [folder], OPTIONS, stages=fake_stages())
    assert len(summary.added) == 2
    assert sorted(i.code for i in summary.issues) == ["empty", "reading-failed", "reading-failed"]
    assert set(store.issues()) == set(summary.issues)
    assert all(i.where.startswith(str(folder)) for i in summary.issues)
    assert len(list(store.captures())) == 2  # bytes without a document are not kept


def test_an_input_that_can_be_read_after_all_is_no_longer_an_issue(store: SqliteStore, folder: Path) -> None:
    (folder / "1.txt").write_text("")
    ingest_paths(store, [folder], OPTIONS, stages=fake_stages())
    assert len(store.issues()) == 1
    (folder / "1.txt").write_text("now there is something\n")
    ingest_paths(store, [folder], OPTIONS, stages=fake_stages())
    assert store.issues() == ()


def test_a_name_that_another_text_bears_is_not_taken_in_silence(store: SqliteStore, folder: Path) -> None:
    real = fake_stages()

    def named(raw: object, options: object) -> Iterator[object]:
        for found in real.read_input(raw, options):  # type: ignore[arg-type]
            yield msgspec.structs.replace(found, id="report")  # type: ignore[type-var]

    stages = msgspec.structs.replace(real, read_input=named)
    summary = ingest_paths(store, [folder / "0.txt", folder / "1.txt"], OPTIONS, stages=stages)
    assert summary.added == ("report",)
    assert [i.code for i in summary.issues] == ["id-taken"]


def test_nothing_is_acknowledged_before_it_is_committed(store: SqliteStore, folder: Path) -> None:
    other = open_store(store.path)
    told: list[Acknowledged] = []

    def on_progress(one: Acknowledged) -> None:
        told.append(one)
        assert all(other.document(d) for d in one.added)  # another connection sees only what is committed

    ingest_paths(store, [folder], OPTIONS, on_progress, stages=fake_stages())
    assert len(told) == 5
    other.close()


def test_a_missing_moment_of_capture_is_refused(store: SqliteStore, folder: Path) -> None:
    with pytest.raises(UsageError, match="moment of capture"):
        ingest_paths(store, [folder], msgspec.structs.replace(OPTIONS, captured_at=None), stages=fake_stages())
    naive = OPTIONS.captured_at.replace(tzinfo=None) if OPTIONS.captured_at else None
    with pytest.raises(UsageError, match="no zone"):
        ingest_paths(store, [folder], msgspec.structs.replace(OPTIONS, captured_at=naive), stages=fake_stages())


def test_a_second_writer_is_told_who_is_first(store: SqliteStore, folder: Path) -> None:
    with store.writing("a test"), pytest.raises(StoreError, match=rf"process {os.getpid()} \(a test\)"):
        ingest_paths(store, [folder], OPTIONS, stages=fake_stages())
    assert len(ingest_paths(store, [folder], OPTIONS, stages=fake_stages()).added) == 5


def test_a_full_disk_stops_intake_and_keeps_what_was_acknowledged(
    store: SqliteStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_INPUTS", 2)
    (folder / "4.txt").write_text("".join(f"{n} words that do not compress " for n in range(20_000)))
    ((pages,),) = store._all("PRAGMA page_count")
    store._run(f"PRAGMA max_page_count={pages + 20}")
    told: list[Acknowledged] = []
    with pytest.raises(StoreError, match="disk is full"):
        ingest_paths(store, [folder], OPTIONS, told.append, stages=fake_stages())
    assert len(told) == 4
    assert {d for one in told for d in one.added} == {d.id for d in store.documents()}


CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from fake_stages import OPTIONS, fake_stages
from trucewatch.flow import intake
from trucewatch.store.sqlite import open_store
intake.BATCH_INPUTS = 4
def tell(one):
    for key in one.added + one.known:
        print(key, flush=True)
intake.ingest_paths(open_store(sys.argv[1]), [sys.argv[2]], OPTIONS, tell, stages=fake_stages())
"""


def test_a_kill_at_any_moment_loses_nothing_acknowledged(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(120):
        (folder / f"{n:03}.txt").write_text(f"text number {n} " * 50)
    path = tmp_path / "store.db"
    chance = random.Random(7)
    environment = {**os.environ, "PYTHONPATH": str(Path(trucewatch.__file__).parents[1])}
    acknowledged: set[str] = set()
    cut_short = 0
    for _ in range(4):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path), str(folder), str(Path(__file__).parents[2])],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert child.stdout is not None
        # killed after some acknowledgements, while the next batch is being written
        enough = len(acknowledged) + chance.randrange(1, 12)
        for line in child.stdout:
            acknowledged.add(line.strip())
            if len(acknowledged) >= enough:
                child.send_signal(signal.SIGKILL)
                break
        acknowledged.update(line.strip() for line in child.stdout if line.endswith("\n"))
        child.wait()
        cut_short += child.returncode == -signal.SIGKILL
        survivor = open_store(path)
        assert acknowledged <= {d.id for d in survivor.documents()}
        assert verify(survivor) == ()
        survivor.close()
    assert cut_short >= 2
    resumed, undisturbed = open_store(path), open_store(tmp_path / "other.db")
    ingest_paths(resumed, [folder], OPTIONS, stages=fake_stages())
    ingest_paths(undisturbed, [folder], OPTIONS, stages=fake_stages())
    assert resumed.derived_digest() == undisturbed.derived_digest()
    assert len(list(resumed.documents())) == 120
    resumed.close()
    undisturbed.close()
