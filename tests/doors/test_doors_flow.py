"""From texts to reports at the door: every command over a store that the program filled itself."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

# our own wording; places and bodies of the bundled agreement, so that codes and findings come out
TEXTS = {
    "bulletin.txt": "MOSCOW, December 12. One case of violation of the ceasefire was recorded on 11 December in the "
    "Hadrut district, the Russian Defence Ministry said in its bulletin.\n",
    "karabakh.txt": "STEPANAKERT, December 12. Azerbaijani forces attacked positions near Hadrut on Friday evening and "
    "three soldiers were wounded, the Karabakh Defence Ministry said on Saturday.\n",
    "denial.txt": "BAKU, December 12. The Azerbaijani Defence Ministry denied that its troops had opened fire near "
    "Hadrut on 11 December.\n",
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three short reports."""
    folder = tmp_path_factory.mktemp("texts")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def call(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own."""
    command = [sys.executable, "-c", "from trucewatch.cli.main import run; run()", *(str(w) for w in words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=180, **options)


@pytest.fixture(scope="module")
def filled(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the three reports. For reading only."""
    store = tmp_path_factory.mktemp("filled") / "store.sqlite"
    done = call("ingest", texts, "--store", store, "--published", "2020-12-12", "--received", "published")
    assert done.returncode == 0, done.stderr
    assert "3 documents added" in done.stdout
    return store


@pytest.fixture
def own(filled: Path, tmp_path: Path) -> Path:
    """A copy of that store, to write to."""
    path = tmp_path / "own.sqlite"
    whole, copy = sqlite3.connect(filled), sqlite3.connect(path)
    whole.backup(copy)
    whole.close()
    copy.close()
    return path


def rows(trucewatch: Any, *words: object) -> list[dict[str, Any]]:
    """Rows of a listing."""
    told = trucewatch(*words, "--format", "jsonl")
    assert told.code == 0, told.err
    return [json.loads(line) for line in told.out.splitlines()]


def test_read_prints_claims_as_documented(trucewatch: Any, texts: Path) -> None:
    told = trucewatch("read", texts, "--published", "2020-12-12", "--format", "jsonl")
    assert told.code == 0, told.err
    results = [json.loads(line) for line in told.out.splitlines()]
    assert len(results) == 3
    for result in results:
        assert set(result) == {"doc", "claims"}
        assert result["claims"]
        for claim in result["claims"]:
            assert {"spans", "speaker", "polarity", "modality", "acts", "when", "where", "harm"} <= set(claim)


def test_read_for_people_and_as_one_list(trucewatch: Any, texts: Path) -> None:
    told = trucewatch("read", texts / "karabakh.txt", "--published", "2020-12-12")
    assert "three" in told.out
    assert "Karabakh" in told.out
    whole = json.loads(trucewatch("read", texts, "--published", "2020-12-12", "--format", "json").out)
    assert len(whole) == 3


def test_read_takes_standard_input(trucewatch: Any) -> None:
    told = trucewatch(
        "read", "-", "--published", "2020-12-12", "--format", "jsonl", stdin=TEXTS["karabakh.txt"].encode()
    )
    assert told.code == 0
    assert json.loads(told.out)["claims"][0]["when"] == "2020-12-11"


def test_a_bad_input_is_told_and_the_others_go_on(trucewatch: Any, texts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    shutil.copytree(texts, folder)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    told = trucewatch("read", folder, "--published", "2020-12-12", "--format", "jsonl")
    assert told.code == 0
    assert len(told.out.splitlines()) == 3
    assert "set aside" in told.err
    assert "empty.txt" in told.err
    assert "picture.txt" in told.err


@pytest.mark.parametrize("command", ["read", "ingest"])
def test_nothing_readable_is_usage(trucewatch: Any, tmp_path: Path, command: str) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    words = [command, tmp_path / "empty.txt"] + (["--store", tmp_path / "s.sqlite"] if command == "ingest" else [])
    told = trucewatch(*words)
    assert told.code == 2
    assert "Traceback" not in told.err


@pytest.mark.parametrize("command", ["read", "ingest"])
def test_a_missing_path_is_usage(trucewatch: Any, tmp_path: Path, command: str) -> None:
    words = [command, tmp_path / "none"] + (["--store", tmp_path / "s.sqlite"] if command == "ingest" else [])
    told = trucewatch(*words)
    assert told.code == 2
    assert "no such file" in told.err


def test_a_missing_model_is_configuration(trucewatch: Any, texts: Path) -> None:
    told = trucewatch("read", texts, "--model", "no_such_model")
    assert told.code == 2
    assert "no_such_model" in told.err
    assert "Traceback" not in told.err


def test_the_same_texts_again_change_nothing(trucewatch: Any, own: Path, texts: Path) -> None:
    before = rows(trucewatch, "incidents", "--store", own)
    told = trucewatch("ingest", texts, "--store", own, "--published", "2020-12-12", "--received", "published")
    assert "0 documents added, 3 known already" in told.out
    assert rows(trucewatch, "incidents", "--store", own) == before


def test_incidents_lead_to_show_why_and_the_report(trucewatch: Any, filled: Path) -> None:
    found = rows(trucewatch, "incidents", "--store", filled)
    assert found
    code = next(r["code"] for r in found if r["harm"])
    shown = trucewatch("show", code, "--store", filled)
    assert shown.code == 0
    assert "three soldiers were wounded" in " ".join(shown.out.split())
    chain = trucewatch("why", f"{code}.harm", "--store", filled)
    assert chain.code == 0
    assert "three soldiers" in chain.out
    report = trucewatch("brief", "--store", filled)
    assert report.code == 0, report.err
    assert code in report.out


def test_as_of_a_time_before_the_texts_nothing_was_known(trucewatch: Any, filled: Path) -> None:
    assert rows(trucewatch, "incidents", "--store", filled, "--as-of", "2020-12-10") == []
    assert rows(trucewatch, "incidents", "--store", filled, "--as-of", "2020-12-14", "--clock", "published")
    report = trucewatch("brief", "--store", filled, "--as-of", "2020-12-10", "--clock", "published")
    assert "No incident is on record" in report.out
    assert "As of 11 December 2020, 00:00 (UTC)" in report.out  # no theatre is known yet


def test_a_judgement_counts_and_can_be_undone(trucewatch: Any, own: Path) -> None:
    row = next(r for r in rows(trucewatch, "incidents", "--store", own) if r["harm"])
    claim = row["claim_ids"][0]
    told = trucewatch("judge", "retract", claim, "--by", "Ada", "--reason", "misread", "--store", own)
    assert told.code == 0, told.err
    made = told.out.split(":")[0]
    assert claim not in {c for r in rows(trucewatch, "incidents", "--store", own) for c in r["claim_ids"]}
    assert "Retracted" in trucewatch("brief", "--store", own).out
    back = trucewatch("judge", "undo", made, "--by", "Ada", "--reason", "it was right", "--store", own)
    assert back.code == 0, back.err
    after = next(r for r in rows(trucewatch, "incidents", "--store", own) if r["code"] == row["code"])
    assert after == row


@pytest.mark.parametrize(
    "words",
    [
        ["retract", "c-nothing", "--by", "Ada", "--reason", "x"],
        ["same", "c-nothing", "--by", "Ada", "--reason", "x"],
        ["undo", "j-nothing", "--by", "Ada", "--reason", "x"],
        ["retract", "c-nothing", "--by", " ", "--reason", "x"],
    ],
)
def test_a_judgement_on_nothing_is_usage(trucewatch: Any, own: Path, words: list[str]) -> None:
    told = trucewatch("judge", *words, "--store", own)
    assert told.code == 2
    assert "Try: " in told.err


def test_a_judgement_needs_a_name_and_a_reason(trucewatch: Any, own: Path) -> None:
    assert trucewatch("judge", "retract", "c1", "--store", own).code == 2


def test_rebuilding_gives_the_same_bytes(trucewatch: Any, own: Path) -> None:
    told = trucewatch("rebuild", "--store", own)
    assert told.code == 0, told.err
    assert "the same to the byte" in told.out


def test_verify_finds_a_text_that_was_changed(trucewatch: Any, own: Path) -> None:
    assert trucewatch("verify", "--store", own).code == 0
    changed = own.read_bytes().replace(b"three soldiers", b"seven soldiers")
    own.write_bytes(changed)
    told = trucewatch("verify", "--store", own)
    assert told.code == 3
    assert "faults found" in told.err


def waits_for_input(process: int) -> bool:
    """True once a process sleeps in reading a pipe; before, libraries are loaded, and one may swallow an interruption."""
    waiting = Path(f"/proc/{process}/wchan").read_text()
    return "pipe_read" in waiting or waiting in (
        "",
        "0",
    )  # a kernel that does not say where: as soon as the lock is there


def hears_interruptions() -> None:
    """In a new process: what a shell runs in the background is told to ignore them, and hands that on to all it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interruption_ends_with_130_and_keeps_what_was_acknowledged(texts: Path, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    command = [sys.executable, "-c", "from trucewatch.cli.main import run; run()", "ingest", "-", "--store", str(store)]
    running = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=hears_interruptions
    )
    for _ in range(600):
        if Path(f"{store}.lock").exists() and waits_for_input(running.pid):
            break
        time.sleep(0.05)
    os.kill(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130, err
    assert b"Traceback" not in err
    again = call("ingest", texts, "--store", store, "--published", "2020-12-12")
    assert again.returncode == 0, again.stderr
    assert "3 documents added" in again.stdout


def test_an_interruption_is_heard_though_it_comes_while_an_object_is_thrown_away() -> None:
    program = """if True:
        import time
        from trucewatch.cli.door import hear_interruptions

        class Slow:
            def __del__(self):
                print("now", flush=True)
                time.sleep(60)

        hear_interruptions()
        try:
            Slow()
            time.sleep(60)
        except KeyboardInterrupt:
            raise SystemExit(130)
    """
    running = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, preexec_fn=hears_interruptions)
    assert running.stdout is not None
    assert running.stdout.readline() == b"now\n"
    os.kill(running.pid, signal.SIGINT)
    assert running.wait(timeout=60) == 130
    running.stdout.close()


def test_a_happening_without_a_day_is_listed_with_the_day_of_its_report(tmp_path: Path) -> None:
    text, store = tmp_path / "undated.txt", tmp_path / "s.sqlite"
    text.write_text(
        "YEREVAN, December 12. Azerbaijani troops shelled the village of Togh, Armenia said.\n", encoding="utf-8"
    )
    done = call("ingest", text, "--store", store, "--published", "2020-12-12", "--received", "published")
    assert done.returncode == 0, done.stderr
    listed = call("incidents", "--store", store, env={**os.environ, "COLUMNS": "220"}).stdout
    assert "no date (told 2020-12-12)" in " ".join(listed.split())
