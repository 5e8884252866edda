"""The daily report at the door: formats, zones, files, and what withholds it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import msgspec
import pytest


@pytest.mark.parametrize(
    ("form", "start"), [("markdown", "# Ceasefire report"), ("html", "<!doctype html>"), ("json", "{")]
)
def test_the_report_in_every_form(trucewatch, small: Path, form: str, start: str) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("brief", "--store", small, "--format", form)
    assert told.code == 0, told.err
    assert told.out.startswith(start)
    assert told.out.endswith("\n")


def test_the_same_command_gives_the_same_bytes(trucewatch, small: Path) -> None:  # type: ignore[no-untyped-def]
    words = ("brief", "--store", small, "--format", "html")
    assert trucewatch(*words).out == trucewatch(*words).out


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("+04:00", "22:00 (UTC+04:00)"),
        ("UTC", "18:00 (UTC)"),
        ("Asia/Yerevan", "22:00 (UTC+04:00)"),
        ("UTC-0330", "14:30 (UTC-03:30)"),
    ],
)
def test_times_are_in_the_zone_asked_for(trucewatch, small: Path, zone: str, said: str) -> None:  # type: ignore[no-untyped-def]
    assert f"As of 10 March 2021, {said}" in trucewatch("brief", "--store", small, "--zone", zone).out


def test_a_file_is_written_whole_and_the_screen_stays_free(trucewatch, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / "report.html"
    told = trucewatch("brief", "--store", small, "--format", "html", "--out", out)
    assert (told.code, told.out) == (0, "")
    assert str(out) in told.err
    assert out.read_text(encoding="utf-8").endswith("</html>\n")
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_place_that_cannot_be_written_is_usage(trucewatch, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("brief", "--store", small, "--out", tmp_path / "no" / "report.md")
    assert told.code == 2
    assert "cannot be written" in told.err


def test_since_leaves_out_what_was_known_before(trucewatch, small: Path) -> None:  # type: ignore[no-untyped-def]
    whole = json.loads(trucewatch("brief", "--store", small, "--since", "2021-03-08", "--format", "json").out)
    assert whole["annex"] == []


def test_a_fault_withholds_everything_and_leaves_the_old_file(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from publish_world import agreement, small_store

    path = tmp_path / "loaded.sqlite"
    store = small_store(path)
    store.put_agreement(msgspec.structs.replace(agreement(), names=("Deal with the terrorist regime",)))
    store.close()
    out = tmp_path / "report.md"
    out.write_text("yesterday's report\n", encoding="utf-8")
    told = trucewatch("brief", "--store", path, "--out", out)
    assert told.code == 1
    assert told.out == ""
    assert "withheld" in told.err
    assert "“terrorist” stands outside quotation marks" in told.err
    assert out.read_text(encoding="utf-8") == "yesterday's report\n"


def test_a_span_that_points_outside_its_text_is_the_stores_trouble(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from publish_world import claims, small_store

    from trucewatch.model.span import Span

    path = tmp_path / "broken.sqlite"
    store = small_store(path)
    store.put_claims("d1", "test-reader@1", (msgspec.structs.replace(claims()[0], spans=(Span(5, 99_999),)),))
    store.close()
    told = trucewatch("brief", "--store", path)
    assert told.code == 3
    assert "trucewatch rebuild" in told.err


def test_an_empty_store_is_told_what_to_do(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from trucewatch.store.sqlite import open_store

    path = tmp_path / "new.sqlite"
    open_store(path).close()
    told = trucewatch("brief", "--store", path)
    assert told.code == 2
    assert "trucewatch ingest" in told.err


def test_a_damaged_store_is_the_stores_trouble(trucewatch, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "cut.sqlite"
    with sqlite3.connect(small) as whole, sqlite3.connect(path) as copy:
        whole.backup(copy)
    whole.close()
    copy.close()
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    told = trucewatch("brief", "--store", path)
    assert told.code == 3
    assert "Traceback" not in told.err


def test_a_conflict_without_an_agreement_gets_no_zone_of_another_theatre(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = "Chadian soldiers fired mortars at a village in Kanem province on Monday, the rebel group FACT said."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    store = tmp_path / "s.sqlite"
    assert trucewatch("ingest", tmp_path / "a.txt", "--store", store, "--published", "2025-07-29").code == 0
    told = trucewatch("brief", "--store", store).out
    assert "(UTC)" in told
    assert "UTC+" not in told


def test_a_conflict_with_an_agreement_gets_the_zone_of_its_theatre(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = "Thai soldiers fired mortars at a village in Surin province on Monday, the Cambodian defence ministry said."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    store = tmp_path / "s.sqlite"
    assert trucewatch("ingest", tmp_path / "a.txt", "--store", store, "--published", "2025-08-12").code == 0
    told = trucewatch("brief", "--store", store).out
    assert "UTC+07:00" in told
