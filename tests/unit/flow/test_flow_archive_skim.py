"""Skimming: no record lost, none twice, the same bytes after any interruption, poison set aside."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from archive_files import jsonl, packed, rows
from trucewatch.archive.options import ArchiveOptions
from trucewatch.errors import UsageError
from trucewatch.flow.archive_skim import SkimSettings, count_shards, how_far, plan_skim, write_jsonl, write_manifest
from trucewatch.scale.engines import Local
from trucewatch.scale.run import Plan, add_to_plan, finished_files, run_plan
from trucewatch.scale.shape import Failed, Limits, Outcome, Recipe
from trucewatch.scale.tables import rows_in

pytest.importorskip("pyarrow")
TESTS = Path(__file__).resolve().parents[2]
COUNCIL = "The council voted for the new tram line, and the library will be open on Sundays from the spring. "
PROGRAM = "from trucewatch.cli.main import run; run()"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Three archives: rows, half of them relevant and some broken; pages; a copy of the rows."""
    folder = tmp_path / "archive"
    folder.mkdir()
    lines = rows(120)
    for k in range(0, 120, 2):
        lines[k]["text"] = f"Report {k}. {COUNCIL}"
    data = jsonl(lines).replace(b'"r17"', b"no JSON")
    (folder / "a.jsonl").write_bytes(data)
    (folder / "b.warc.gz").write_bytes(b"".join([packed(1, kind="request"), *(packed(k) for k in range(2, 9))])[:-40])
    (folder / "c.jsonl").write_bytes(data)
    return folder


def skim(archive: Path, out: Path, *, make: str | None = None, workers: int = 1) -> tuple[Plan, tuple[Outcome, ...]]:
    limits = Limits(chunk_items=20, item_seconds=2)
    plan = plan_skim([str(archive)], SkimSettings(), limits)
    if make:
        recipe = Recipe(make=make, settings=plan.recipe.settings)
        plan = msgspec.structs.replace(plan, recipe=recipe)
    plan = add_to_plan(out, plan)
    engine = Local(workers)
    try:
        outcomes = run_plan(out, plan, engine, lambda *_: None)
    finally:
        engine.close()
    write_manifest(out, count_shards(out, plan))
    write_jsonl(out, plan)
    return plan, outcomes


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != ".lock"
    }


def test_every_record_is_read_skipped_or_set_aside(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    plan, _ = skim(archive, out)
    counts = count_shards(out, plan)
    assert [c.state for c in counts] == ["done", "done", "twin"]
    for one in counts:
        assert one.read + sum(one.skipped.values()) + sum(one.set_aside.values()) == one.records
    first, second, _ = counts
    assert (first.records, first.read, first.texts) == (120, 59, 59)
    assert first.skipped == {"not_relevant": 60}
    assert first.set_aside == {"broken_line": 1}
    assert second.set_aside == {"truncated": 1}
    assert second.skipped.pop("request") == 1
    assert second.records == 8
    told = [json.loads(line) for line in (out / "manifest.jsonl").read_text().splitlines()]
    assert [t["records"] for t in told] == [120, 8, 0]
    texts = [json.loads(line) for line in (out / "relevant.jsonl").read_text().splitlines()]
    assert len(texts) == sum(c.texts for c in counts)
    assert texts[0]["origin"]["archive"] == str(archive / "a.jsonl")
    assert len({(t["origin"]["archive"], t["origin"]["position"]) for t in texts}) == len(texts)
    far = how_far(out, plan)
    assert far.records == 128
    assert far.bytes == sum(s.size for s in plan.shards if s.twin_of is None)


def test_one_process_and_two_give_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    skim(archive, tmp_path / "one")
    skim(archive, tmp_path / "two", workers=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    skim(archive, tmp_path / "one")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_poison_is_set_aside_and_the_shard_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(TESTS), str(TESTS.parent / "src"), os.environ.get("PYTHONPATH", "")])
    )
    lines = rows(60)
    lines[11]["text"] += " HANG"
    lines[33]["text"] += " SEGFAULT"
    lines[44]["text"] += " RAISE"
    (tmp_path / "a.jsonl").write_bytes(jsonl(lines))
    out = tmp_path / "out"
    plan, outcomes = skim(tmp_path / "a.jsonl", out, make="skim_faults:make")
    assert not any(isinstance(o, Failed) for o in outcomes)
    (count,) = count_shards(out, plan)
    assert (count.records, count.read, count.set_aside) == (60, 57, {"reading_failed": 1, "worker_died": 2})
    found = rows_in(finished_files(out, plan, "manifest"), ("outcome", "reason", "url"))
    aside = [(reason, url) for outcome, reason, url in found if outcome == "set_aside"]
    assert [url for _, url in aside] == [f"https://outlet.example/{k}" for k in (11, 33, 44)]
    assert "took longer than 2 seconds" in aside[0][0]
    assert "SIGSEGV" in aside[1][0]


def command(archive: Path, out: Path) -> list[str]:
    return [
        sys.executable,
        "-c",
        PROGRAM,
        "archive",
        "skim",
        str(archive),
        "--out",
        str(out),
        "--workers",
        "1",
        "--jsonl",
    ]


def test_after_kills_at_any_moment_the_same_bytes(tmp_path: Path) -> None:
    archive = tmp_path / "a.jsonl"
    archive.write_bytes(jsonl(rows(4_000)))
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    environment = dict(os.environ, PYTHONPATH=str(TESTS.parent / "src"))
    began = time.monotonic()
    subprocess.run(command(archive, whole), check=True, capture_output=True, env=environment)
    took = time.monotonic() - began
    chance = random.Random(5)
    for _ in range(3):
        going = subprocess.Popen(
            command(archive, killed), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.3, 1.0) * took)
        going.send_signal(signal.SIGKILL)
        going.wait()
    done = subprocess.run(command(archive, killed), check=True, capture_output=True, text=True, env=environment)
    assert "4,000 records in 1 shards: 4,000 relevant texts" in done.stdout
    assert contents(killed) == contents(whole)


def test_a_full_disk_is_said_and_the_next_run_goes_on(tmp_path: Path) -> None:
    archive = tmp_path / "a.jsonl"
    chance = random.Random(1)
    lines = rows(3_000)
    for line in lines:  # words that hardly pack, so that chunks and tables are large
        line["text"] += " ".join(f"{chance.getrandbits(80):x}" for _ in range(40))
    archive.write_bytes(jsonl(lines))
    whole, full = tmp_path / "whole", tmp_path / "full"
    environment = dict(os.environ, PYTHONPATH=str(TESTS.parent / "src"))
    subprocess.run(command(archive, whole), check=True, capture_output=True, env=environment)
    limited = ["bash", "-c", 'ulimit -f 600; exec "$@"', "bash", *command(archive, full)]  # kB of one file
    refused = subprocess.run(limited, check=False, capture_output=True, text=True, env=environment)
    assert refused.returncode != 0
    assert "cannot be written" in refused.stderr
    assert "make room" in refused.stderr
    subprocess.run(command(archive, full), check=True, capture_output=True, env=environment)
    assert contents(full) == contents(whole)


def test_a_folder_of_other_settings_is_refused(archive: Path, tmp_path: Path) -> None:
    skim(archive / "a.jsonl", tmp_path / "out")
    other = plan_skim([str(archive)], SkimSettings(archive=ArchiveOptions(text_column="title")), Limits(chunk_items=20))
    with pytest.raises(UsageError, match="other settings"):
        add_to_plan(tmp_path / "out", other)
