"""Notes of earlier answers: the same rows come out with them and without, and a rebuild does not lean on them."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date
from pathlib import Path

import pytest

from fake_stages import NOON, OPTIONS, FakeReader, fake_stages
from trucewatch.flow import notes as notes_module
from trucewatch.flow.derive import derive
from trucewatch.flow.intake import ingest_paths
from trucewatch.flow.notes import Notes
from trucewatch.flow.rebuild import rebuild
from trucewatch.ingest.reprints import find_reprints
from trucewatch.model.document import Document
from trucewatch.model.span import OffsetMap
from trucewatch.store.sqlite import SqliteStore, open_store


def report(key: str, body: str, day: int = 1) -> Document:
    return Document(
        id=key, text=body, sha256_raw=key, sha256_text=key, body=body, offsets=OffsetMap(), published=date(2021, 3, day)
    )


def reports() -> list[Document]:
    line = "The northern ministry said on Monday that three of its soldiers were wounded near the mill at Alder. "
    own = "According to the mayor the bridge was closed to lorries and farmers for the whole of the week. "
    return [
        report("a", line * 3 + own),
        report("b", line * 3 + own, 2),
        report(
            "c",
            line * 2 + "“Nothing moved along the whole of the northern road,” a driver said in the evening. " + own,
            3,
        ),
        report("d", "Prices of bread rose.", 4),
    ]


def test_a_note_is_found_under_all_that_went_in_and_nothing_else() -> None:
    store = open_store(":memory:")
    notes = Notes(store, "places")
    notes[b"one"] = b"answer"
    notes.keep()
    again = Notes(store, "places")
    assert again.get(b"one") == b"answer"
    assert again.get(b"two") is None
    assert Notes(store, "fingerprints").get(b"one") is None


def test_another_program_finds_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(":memory:")
    notes = Notes(store, "places")
    notes[b"one"] = b"answer"
    notes.keep()
    monkeypatch.setattr(notes_module, "program_digest", lambda: b"newer")
    assert Notes(store, "places").get(b"one") is None


def test_a_note_that_a_run_did_not_ask_for_is_dropped() -> None:
    store = open_store(":memory:")
    notes = Notes(store, "places")
    notes[b"one"], notes[b"two"] = b"1", b"2"
    notes.keep()
    run = Notes(store, "places")
    assert run[b"one"] == b"1"
    run.keep()
    assert Notes(store, "places").get(b"one") == b"1"
    assert Notes(store, "places").get(b"two") is None


def test_a_note_is_never_dropped_or_walked_by_hand() -> None:
    notes: MutableMapping[bytes, bytes] = Notes(open_store(":memory:"), "places")
    with pytest.raises(TypeError):
        del notes[b"one"]
    with pytest.raises(TypeError):
        list(notes)


def test_reprints_are_the_same_from_notes() -> None:
    store = open_store(":memory:")
    fresh = find_reprints(reports())
    assert fresh["b"].republication_of == "a"
    noted = Notes(store, "fingerprints")
    assert find_reprints(reports(), noted) == fresh
    noted.keep()
    again = Notes(store, "fingerprints")
    assert find_reprints(reports(), again) == fresh
    assert len(again) == len({d.body for d in reports()})


def taken_in(folder: Path) -> SqliteStore:
    store = open_store(":memory:")
    (folder / "a.txt").write_text("#published 2020-12-12\n@claim North shelling 2020-12-11 Hill 3\n")
    ingest_paths(store, [folder / "a.txt"], OPTIONS, stages=fake_stages())
    derive(store, FakeReader(), as_of=NOON, stages=fake_stages())
    return store


def test_notes_are_no_part_of_the_rows_and_a_rebuild_drops_them(tmp_path: Path) -> None:
    store = taken_in(tmp_path)
    digest = store.derived_digest()
    notes = Notes(store, "places")
    notes[b"one"] = b"answer"
    notes.keep()
    assert store.derived_digest() == digest
    rebuild(store, FakeReader(), as_of=NOON, stages=fake_stages())
    assert store.derived_digest() == digest
    assert Notes(store, "places").get(b"one") is None
