"""Looking at pairs in the terminal: answers are written at once, taken back, and not asked for again."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from trucewatch.store.sqlite import open_store

TEXTS = {
    "north": ("2020-12-12", "The Armenian Defence Ministry said that Azerbaijani troops shelled the village of Sarnakh on "
              "11 December and that two soldiers were wounded."),
    "south": ("2020-12-12", "The Azerbaijani Defence Ministry said that Armenian forces fired on its positions with small "
              "arms. Fire was returned."),
    "late": ("2020-12-13", "The Armenian Defence Ministry said that Azerbaijani forces had attacked positions with mortars. "
             "Three soldiers were wounded, it said."),
    "third": ("2020-12-13", "The Russian Defence Ministry said that Azerbaijani troops shelled the village of Sarnakh on "
              "11 December."),
    "doctor": ("2020-12-13", "Two Armenian soldiers were wounded when Azerbaijani troops shelled the village of Sarnakh on "
               "11 December."),
    "paper": ("2020-12-13", "Armenian soldiers were wounded when Azerbaijani troops shelled positions in the Sarnakh area, "
              "the Armenian army said."),
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of four short texts that leave some pairs open. For copying only."""
    from trucewatch.cli.main import app

    place = tmp_path_factory.mktemp("review")
    rows = [json.dumps({"id": k, "date": day, "text": text, "title": k}) for k, (day, text) in TEXTS.items()]
    (place / "in.jsonl").write_text("\n".join(rows), encoding="utf-8")
    done = CliRunner().invoke(app, ["ingest", str(place / "in.jsonl"), "--store", str(place / "s.sqlite")])
    assert done.exit_code == 0, done.output
    return place / "s.sqlite"


@pytest.fixture
def store(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path / "s.sqlite"))


def ledger(store: Path) -> list[tuple[str, str]]:
    opened = open_store(store)
    try:
        return [(j.kind, j.by) for j in opened.judgements() if j.kind != "code"]
    finally:
        opened.close()


def walk(trucewatch: Any, store: Path, keys: str, *words: object) -> Any:
    return trucewatch("review", "--by", "A. Reader", "--store", store, *words, stdin=keys.encode())


def pairs(trucewatch: Any, store: Path) -> int:
    found = re.search(r"(\d+) pairs to look at", walk(trucewatch, store, "", "--list").out)
    assert found
    return int(found[1])


def test_both_passages_stand_side_by_side_with_their_words_marked(trucewatch: Any, store: Path) -> None:
    shown = walk(trucewatch, store, "q").out
    assert "Pair 1 of" in shown
    assert shown.count("⟦") == shown.count("⟧") == 2
    assert "Do the two tell of one happening?" in shown
    assert "s same, d different, u unsure" in shown
    assert ledger(store) == []


def test_an_answer_is_written_at_once_and_not_asked_again(trucewatch: Any, store: Path) -> None:
    before = pairs(trucewatch, store)
    assert before >= 2
    done = walk(trucewatch, store, "d")  # the input ends after one key
    assert done.code == 0
    assert ledger(store) == [("different", "A. Reader")]
    assert "1 answered" in done.out
    assert re.search(r"Now \d+ incidents", done.out)
    assert pairs(trucewatch, store) < before


def test_what_was_skipped_is_asked_again(trucewatch: Any, store: Path) -> None:
    before = pairs(trucewatch, store)
    walk(trucewatch, store, "n" * before)
    assert ledger(store) == []
    assert pairs(trucewatch, store) == before


def test_a_persons_unsure_is_kept_and_not_asked_again(trucewatch: Any, store: Path) -> None:
    before = pairs(trucewatch, store)
    walk(trucewatch, store, "uq")
    assert ledger(store) == [("unsure", "A. Reader")]
    assert pairs(trucewatch, store) < before


def test_going_back_takes_the_answer_back_and_restores_the_state_to_the_byte(trucewatch: Any, store: Path) -> None:
    def state() -> bytes:
        out: bytes = trucewatch("incidents", "--store", store, "--format", "jsonl").out.encode()
        return out

    before, open_pairs = state(), pairs(trucewatch, store)
    walk(trucewatch, store, "sbq")
    assert ledger(store) == [("same", "A. Reader"), ("undo", "A. Reader")]
    assert state() == before
    assert pairs(trucewatch, store) == open_pairs


def test_going_back_at_the_start_and_a_wrong_key_do_no_harm(trucewatch: Any, store: Path) -> None:
    done = walk(trucewatch, store, "bxq")
    assert done.code == 0
    assert "nothing was written" in done.out
    assert "'x' is no answer" in done.out
    assert ledger(store) == []


def test_a_walk_can_be_short_and_carry_a_reason(trucewatch: Any, store: Path) -> None:
    done = walk(trucewatch, store, "dddd", "--limit", 1, "--reason", "Two villages apart")
    assert "Pair 1 of 1" in done.out
    opened = open_store(store)
    try:
        assert [j.reason for j in opened.judgements() if j.kind == "different"] == ["Two villages apart"]
    finally:
        opened.close()


def test_a_rule_may_not_review(trucewatch: Any, store: Path) -> None:
    done = trucewatch("review", "--by", "rule:me", "--store", store, stdin=b"s")
    assert done.code == 2
    assert "not of a person" in done.err


def test_a_store_that_is_not_there_is_said(trucewatch: Any, tmp_path: Path) -> None:
    assert walk(trucewatch, tmp_path / "none.sqlite", "q").code == 3


def test_every_run_lists_the_largest_groups_with_the_pair_that_each_hangs_on(trucewatch: Any, store: Path) -> None:
    done = trucewatch("rebuild", "--store", store).out
    assert re.search(r"Large group: \S+, \d+ claims", done)
    assert "The rows are the same to the byte." in done
