"""Faults of a run: no record lost, none twice, and what is missing is said."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

import scale_faults as faults
from scale_faults import SMALL, line, write_lines
from trucewatch.archive.shard import Shard
from trucewatch.errors import StoreBusyError, UsageError
from trucewatch.scale.files import work_folder
from trucewatch.scale.guard import is_late
from trucewatch.scale.run import add_to_plan, holding, standing
from trucewatch.scale.shape import Done, Failed, Limits
from trucewatch.scale.tables import table_path

pytest.importorskip("pyarrow", reason="scale needs pyarrow: pip install 'trucewatch[scale]'")


@pytest.fixture(autouse=True)
def _found_by_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", faults.environment()["PYTHONPATH"])


@pytest.fixture
def archive(tmp_path: Path) -> list[Path]:
    """Two shards of 23 and 12 records."""
    one = write_lines(tmp_path / "in" / "one.jsonl", [line(n) for n in range(23)])
    two = write_lines(tmp_path / "in" / "two.jsonl", [line(n) for n in range(100, 112)])
    return [one, two]


@pytest.fixture
def undisturbed(archive: list[Path], tmp_path: Path) -> dict[str, bytes]:
    """What one worker makes of it when nothing happens."""
    faults.run(tmp_path / "still", faults.plan_for(archive), workers=1)
    return faults.held(tmp_path / "still")


def urls(folder: Path, plan: faults.Plan, table: str) -> list[str]:
    return sorted(u for (u,) in faults.rows(folder, plan, table, "url"))


def test_one_worker_and_two_give_the_same_bytes(
    archive: list[Path], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    plan = faults.plan_for(archive)
    faults.run(tmp_path / "two", plan, workers=2)
    assert faults.held(tmp_path / "two") == undisturbed
    expected = sorted([f"https://n.example/{n}" for n in (*range(23), *range(100, 112))])
    assert urls(tmp_path / "two", plan, "manifest") == expected
    assert urls(tmp_path / "two", plan, "documents") == expected
    assert len(faults.rows(tmp_path / "two", plan, "claims", "id")) == 35


@pytest.mark.parametrize(
    ("word", "why"),
    [("EXIT", "ended its process with code 7"), ("SEGFAULT", "SIGSEGV"), ("HANG", "took longer than 3 seconds")],
)
def test_a_poisoned_document_is_set_aside_and_its_neighbours_are_read(tmp_path: Path, word: str, why: str) -> None:
    records = [line(n, more=word if n == 7 else "") for n in range(12)]
    plan = faults.plan_for([write_lines(tmp_path / "in.jsonl", records)])
    outcomes = faults.run(tmp_path / "out", plan, workers=1)
    assert [type(o) for o in outcomes] == [Done]
    told = faults.rows(tmp_path / "out", plan, "manifest", "url", "outcome", "code", "reason")
    assert len(told) == 12
    aside = [row for row in told if row[1] != "read"]
    assert [row[0] for row in aside] == ["https://n.example/7"]
    assert aside[0][1:3] == ("set_aside", "worker_died")
    assert why in aside[0][3]
    assert urls(tmp_path / "out", plan, "documents") == sorted(f"https://n.example/{n}" for n in range(12) if n != 7)
    assert [i[0] for i in faults.rows(tmp_path / "out", plan, "issues", "code")] == ["worker_died"]


def test_several_poisoned_documents_in_one_chunk_are_each_set_aside(tmp_path: Path) -> None:
    records = [line(n, more="EXIT" if n in (1, 3, 4) else "") for n in range(5)]
    plan = faults.plan_for([write_lines(tmp_path / "in.jsonl", records)])
    faults.run(tmp_path / "out", plan, workers=1)
    told = dict(faults.rows(tmp_path / "out", plan, "manifest", "url", "outcome"))
    assert [u[-1] for u, outcome in told.items() if outcome == "set_aside"] == ["1", "3", "4"]


def test_a_document_that_raises_is_an_issue_and_kills_nobody(tmp_path: Path) -> None:
    plan = faults.plan_for([write_lines(tmp_path / "in.jsonl", [line(1), line(2, more="RAISE"), line(3)])])
    faults.run(tmp_path / "out", plan, workers=1)
    assert [c for (c,) in faults.rows(tmp_path / "out", plan, "issues", "code")] == ["reader-failed"]
    assert len(faults.rows(tmp_path / "out", plan, "claims", "id")) == 2


def test_a_worker_killed_from_outside_costs_nothing(
    archive: list[Path], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    plan = faults.plan_for(archive, dawdle=0.05)
    process = faults.run_apart(tmp_path / "out", plan)
    faults.wait_for(lambda: list(tmp_path.glob("out/work/*/000000.chunk")))
    for worker in faults.children_of(process.pid):
        os.kill(worker, signal.SIGKILL)
    output, _ = process.communicate(timeout=120)
    assert output.count("Done(") == 2
    assert faults.held(tmp_path / "out") == undisturbed


def test_after_the_driver_is_killed_no_worker_stays_and_the_next_run_goes_on(
    archive: list[Path], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    plan = faults.plan_for(archive, dawdle=0.05)
    process = faults.run_apart(tmp_path / "out", plan)
    kept = faults.wait_for(lambda: list(tmp_path.glob("out/work/*/000000.chunk")))
    workers = faults.children_of(process.pid)
    process.kill()
    process.communicate()
    assert workers
    faults.wait_for(lambda: not any(Path(f"/proc/{w}/cmdline").exists() and _runs(w) for w in workers))
    begun = kept[0].stat().st_mtime_ns if kept[0].exists() else None
    states = {s.state for s in standing(tmp_path / "out", plan)}
    assert states & {"part", "missing"}
    if begun is not None:
        assert kept[0].stat().st_mtime_ns == begun
    faults.run(tmp_path / "out", plan)
    assert faults.held(tmp_path / "out") == undisturbed
    assert {s.state for s in standing(tmp_path / "out", plan, verify=True)} == {"done"}


@pytest.mark.parametrize("moment", ["at once", "after a chunk"])
def test_an_interruption_of_all_processes_stops_the_run_and_the_next_one_goes_on(
    archive: list[Path], undisturbed: dict[str, bytes], tmp_path: Path, moment: str
) -> None:
    """Ctrl-C reaches the workers too: none may answer it with a fault of its own, or blame a record for it."""
    plan = faults.plan_for(archive, dawdle=0.05)
    process = faults.run_apart(tmp_path / "out", plan, stderr=True)
    kept = "work/*/000000.chunk" if moment == "after a chunk" else "run.json"
    faults.wait_for(lambda: list((tmp_path / "out").glob(kept)))
    workers = faults.wait_for(lambda: faults.children_of(process.pid))
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode != 0
    assert told.count("Traceback") == 1, told  # of the run itself, which this test lets through
    assert "KeyboardInterrupt" in told
    faults.wait_for(lambda: not any(_runs(w) for w in workers))
    assert "failed" not in {s.state for s in standing(tmp_path / "out", plan)}
    faults.run(tmp_path / "out", plan)
    assert faults.held(tmp_path / "out") == undisturbed


def _runs(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_a_full_disk_stops_the_run_and_a_later_run_completes_it(
    archive: list[Path], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    small = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2_500_000, 2_500_000))"
    noise = [line(n, more=os.urandom(700_000).hex()) | {"language": "en"} for n in range(5)]
    wide = faults.plan_for([*archive, write_lines(tmp_path / "in" / "big.jsonl", noise)])
    process = faults.run_apart(tmp_path / "out", wide, before=small)
    output, _ = process.communicate(timeout=120)
    assert "the output cannot be written: File too large" in output
    assert "stop=True" in output
    missing = [s for s in standing(tmp_path / "out", wide) if s.state != "done"]
    assert missing, "what is missing is told"
    assert not list((tmp_path / "out").rglob(".*.part")), "no half file stays"
    outcomes = faults.run(tmp_path / "out", wide)
    assert all(isinstance(o, Done) for o in outcomes)
    found = faults.held(tmp_path / "out")
    assert {name: found[name] for name in undisturbed} == undisturbed


def test_the_second_of_two_equal_shards_is_told_and_not_read(archive: list[Path], tmp_path: Path) -> None:
    twin = Path(shutil.copy(archive[0], tmp_path / "in" / "later.jsonl"))
    plan = faults.plan_for([*archive, twin])
    faults.run(tmp_path / "out", plan)
    assert len(set(urls(tmp_path / "out", plan, "documents"))) == len(urls(tmp_path / "out", plan, "documents")) == 35
    twins = [s for s in standing(tmp_path / "out", plan) if s.state == "twin"]
    assert [s.planned.name for s in twins] == [str(twin)]
    assert str(archive[0]) in (twins[0].reason or "")


def test_a_twin_that_comes_with_a_later_run_is_not_read_either(archive: list[Path], tmp_path: Path) -> None:
    faults.run(tmp_path / "out", faults.plan_for(archive[:1]))
    before = faults.held(tmp_path / "out")
    twin = Path(shutil.copy(archive[0], tmp_path / "in" / "later.jsonl"))
    plan = add_to_plan(tmp_path / "out", faults.plan_for([twin]))
    assert faults.run(tmp_path / "out", faults.plan_for([twin])) == ()
    assert faults.held(tmp_path / "out") == before
    assert [s.state for s in standing(tmp_path / "out", plan)] == ["done", "twin"]


def test_shards_are_added_to_a_finished_run(archive: list[Path], undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    faults.run(tmp_path / "out", faults.plan_for(archive[:1]))
    outcomes = faults.run(tmp_path / "out", faults.plan_for(archive[1:]))
    assert len(outcomes) == 1
    assert faults.held(tmp_path / "out") == undisturbed


def test_a_damaged_chunk_is_made_again(archive: list[Path], undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    plan = faults.plan_for(archive, dawdle=0.1)
    process = faults.run_apart(tmp_path / "out", plan)
    [first, *_] = faults.wait_for(lambda: list(tmp_path.glob("out/work/*/000001.chunk")))
    process.kill()
    process.communicate()
    if first.exists():
        first.write_bytes(first.read_bytes()[:-3])
    faults.run(tmp_path / "out", plan)
    assert faults.held(tmp_path / "out") == undisturbed


def test_a_cut_or_altered_table_is_told(archive: list[Path], tmp_path: Path) -> None:
    plan = faults.plan_for(archive)
    faults.run(tmp_path / "out", plan)
    cut, altered = (table_path(tmp_path / "out", "claims", s.id) for s in plan.shards)
    cut.write_bytes(cut.read_bytes()[:-1])
    data = bytearray(altered.read_bytes())
    data[len(data) // 2] ^= 1
    altered.write_bytes(bytes(data))
    quick = [s.state for s in standing(tmp_path / "out", plan)]
    assert quick == ["failed", "done"]
    whole = list(standing(tmp_path / "out", plan, verify=True))
    assert [s.state for s in whole] == ["failed", "failed"]
    assert "is not what was written" in (whole[1].reason or "")


def test_a_worker_that_grows_is_replaced_between_chunks(
    archive: list[Path], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    tiny = Limits(chunk_items=SMALL.chunk_items, worker_mib=1)
    outcomes = faults.run(tmp_path / "out", faults.plan_for(archive, limits=tiny))
    assert all(isinstance(o, Done) for o in outcomes)
    assert faults.held(tmp_path / "out") == undisturbed


def test_a_shard_that_is_gone_fails_alone_and_is_done_once_it_is_back(
    archive: list[Path], undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    plan = faults.plan_for(archive)
    hidden = archive[0].rename(tmp_path / "hidden")
    outcomes = faults.run(tmp_path / "out", plan)
    [failed] = [o for o in outcomes if isinstance(o, Failed)]
    assert "No such file" in failed.reason
    [told] = [s for s in standing(tmp_path / "out", plan) if s.state == "failed"]
    assert told.planned.name == str(archive[0])
    hidden.rename(archive[0])
    assert all(isinstance(o, Done) for o in faults.run(tmp_path / "out", plan))
    assert faults.held(tmp_path / "out") == undisturbed


def test_another_program_or_other_chunks_need_another_folder(archive: list[Path], tmp_path: Path) -> None:
    add_to_plan(tmp_path / "out", faults.plan_for(archive))
    with pytest.raises(UsageError, match="other settings"):
        add_to_plan(tmp_path / "out", faults.plan_for(archive, dawdle=1.0))
    with pytest.raises(UsageError, match="other settings"):
        add_to_plan(tmp_path / "out", faults.plan_for(archive, limits=Limits(chunk_items=6)))
    longer = Limits(chunk_items=SMALL.chunk_items, item_seconds=99)
    assert add_to_plan(tmp_path / "out", faults.plan_for(archive, limits=longer)).limits.item_seconds == 99


def test_a_folder_with_other_files_is_refused_and_a_busy_one_too(archive: list[Path], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("hello")
    with pytest.raises(UsageError, match="other files"):
        add_to_plan(tmp_path / "mine", faults.plan_for(archive))
    with holding(tmp_path / "out"), pytest.raises(StoreBusyError), holding(tmp_path / "out"):
        pass


def test_a_truncated_archive_gives_its_whole_records_and_says_what_is_cut(tmp_path: Path) -> None:
    path = _warc(tmp_path / "cut.warc.gz", 12)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.8)])
    plan = faults.plan_for([path])
    assert [type(o) for o in faults.run(tmp_path / "out", plan)] == [Done]
    told = faults.rows(tmp_path / "out", plan, "manifest", "url", "outcome", "code")
    read = [row for row in told if row[1] == "read"]
    aside = [row for row in told if row[1] == "set_aside"]
    assert 5 <= len(read) < 12
    assert len(aside) >= 1
    assert len({row[0] for row in read}) == len(read)
    assert len(faults.rows(tmp_path / "out", plan, "issues", "code")) >= 1


def _warc(path: Path, count: int) -> Path:
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for n in range(count):
            words = f"<html lang='en'><body><article><p>{line(n)['text']}</p></article>"
            words += f"<!-- {os.urandom(900).hex()} --></body></html>"
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://n.example/{n}", "response", payload=BytesIO(words.encode()), http_headers=headers
                )
            )
    return path


@pytest.mark.parametrize(("clock", "cpu", "late"), [(50, 9, False), (11, 10.5, True), (51, 0, True), (40, 0, False)])
def test_a_limit_counts_processor_time_and_five_times_as_much_by_the_clock(
    clock: float, cpu: float, late: bool
) -> None:
    assert is_late(clock, cpu, 10) is late


def test_calls_come_back_in_order_and_a_call_that_kills_is_told() -> None:
    from trucewatch.scale.engines import Local
    from trucewatch.scale.guard import CallError
    from trucewatch.scale.shape import Recipe

    recipe = Recipe(make="scale_faults:double")
    engine = Local(2)
    try:
        payloads = [str(n).encode() for n in range(20)]
        assert list(engine.call(recipe, payloads)) == [p * 2 for p in payloads]
        with pytest.raises(CallError, match="code 7"):
            list(engine.call(recipe, [b"EXIT"]))
    finally:
        engine.close()


def test_shards_of_the_plan_can_be_read_by_a_stage(archive: list[Path]) -> None:
    import msgspec

    [one, _] = faults.plan_for(archive).shards
    assert msgspec.json.decode(bytes(one.shard), type=Shard).path == str(archive[0])
    assert work_folder("x", one.id) == Path("x", "work", one.id)
