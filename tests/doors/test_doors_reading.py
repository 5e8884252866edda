"""The commands that read a store: formats, filters, refusals."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

LISTINGS = ["incidents", "agreement", "calendar", "issues"]


@pytest.mark.parametrize("command", LISTINGS)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_every_listing_in_every_format(trucewatch, small: Path, command: str, form: str) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch(command, "--store", small, "--format", form)
    assert told.code == 0, told.err
    assert told.err == ""
    if form == "json":
        whole = json.loads(told.out)
        assert whole["shown"] == len(whole["rows"]) > 0
        assert whole["caveat"]
    elif form == "jsonl":
        assert all(json.loads(line) for line in told.out.splitlines())
    elif form == "csv":
        assert len(list(csv.DictReader(io.StringIO(told.out)))) > 0
    else:
        assert "unknown, not calm" in told.out


def test_a_table_cuts_nothing_where_there_is_no_screen(trucewatch, small: Path) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("incidents", "--store", small)
    assert "…" not in told.out
    assert "\x1b" not in told.out
    assert max(map(len, told.out.splitlines())) <= 120
    assert "2 of 2 incidents shown. As of 2021-03-10T18:00+00:00." in told.out


def test_a_narrow_screen_gets_one_block_a_row(trucewatch, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("COLUMNS", "60")
    told = trucewatch("incidents", "--store", small)
    assert "Code: TT-2021-0001\n" in told.out
    assert max(map(len, told.out.splitlines())) <= 60


def test_filters_are_said_with_the_counts(trucewatch, small: Path) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("incidents", "--store", small, "--place", "alder", "--from", "2021-03-01")
    assert "1 of 2 incidents shown, place alder, start 2021-03-01." in told.out


def test_nothing_found_says_so_and_is_no_error(trucewatch, small: Path) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("incidents", "--store", small, "--place", "Nowhere")
    assert told.code == 0
    assert "0 of 2 incidents shown" in told.out


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["incidents", "--status", "proven"], "corroborated"),
        (["incidents", "--act", "bombing"], "shelling"),
        (["incidents", "--from", "5 March"], "2020-12-13"),
        (["incidents", "--from", "2021-02-30"], "2020-12-13"),
        (["incidents", "--from", "2021-03-02", "--to", "2021-03-01"], "change them round"),
        (["incidents", "--as-of", "yesterday"], "now"),
        (["show", "XX-1"], "trucewatch incidents"),
        (["why", "XX-1"], "trucewatch incidents"),
        (["why", "TT-2021-0001.colour"], "harm"),
        (["brief", "--zone", "Mars/Olympus"], "Asia/Yerevan"),
        (["brief", "--zone", "../../etc/passwd"], "Asia/Yerevan"),
        (["brief", "--zone", "+99:00"], "Asia/Yerevan"),
    ],
)
def test_a_wrong_value_is_usage_with_what_to_try(trucewatch, small: Path, words: list[str], hint: str) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch(*words, "--store", small)
    assert told.code == 2
    assert told.out == ""
    assert "Try: " in told.err
    assert hint in told.err
    assert "Traceback" not in told.err


def test_show_sets_the_accounts_side_by_side_with_their_words(trucewatch, small: Path) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("show", "tt-2021-0001", "--store", small)
    assert told.code == 0
    for words in ("Accounts side by side", "denies it", "“The Southern army denied that it had fired near Alder.”"):
        assert words in told.out
    assert "an apparent breach, if it happened as told" in told.out


def test_show_for_programs(trucewatch, small: Path) -> None:  # type: ignore[no-untyped-def]
    whole = json.loads(trucewatch("show", "TT-2021-0001", "--store", small, "--format", "json").out)
    assert {
        "row",
        "incident",
        "accounts",
        "slots",
        "findings",
        "links",
        "judgements",
        "agreement",
        "agreement_reason",
    } == set(whole)
    lines = trucewatch("show", "TT-2021-0001", "--store", small, "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["c2", "c1", "c3"]
    rows = csv.DictReader(io.StringIO(trucewatch("show", "TT-2021-0001", "--store", small, "--format", "csv").out))
    assert [r["speaker"] for r in rows] == ["Observer mission", "Northern defence ministry", "Southern army"]


def test_why_leads_to_the_words(trucewatch, small: Path) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("why", "TT-2021-0001.harm", "--store", small)
    assert "“three of ours were wounded”" in told.out
    chain = json.loads(trucewatch("why", "c1", "--store", small, "--format", "json").out)
    assert chain["kind"] == "claim"


def test_the_terms_can_be_read_without_a_store(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("agreement", "--store", tmp_path / "none.sqlite")
    assert told.code == 0
    assert "There is no store" in told.err
    assert "nk2020-1a" in told.out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["incidents", "calendar", "issues", "brief", "verify", "rebuild"])
def test_a_missing_store_is_the_stores_trouble_and_is_not_made(trucewatch, tmp_path: Path, command: str) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch(command, "--store", tmp_path / "none.sqlite")
    assert told.code == 3
    assert "trucewatch ingest" in told.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["folder", "text", "empty"])
def test_a_store_that_is_none_is_the_stores_trouble(trucewatch, tmp_path: Path, kind: str) -> None:  # type: ignore[no-untyped-def]
    place = tmp_path / "odd"
    if kind == "folder":
        place.mkdir()
    else:
        place.write_text("no database" * 200 if kind == "text" else "", encoding="utf-8")
    told = trucewatch("incidents", "--store", place)
    assert (told.code, "Traceback" in told.err) == ((0, False) if kind == "empty" else (3, False))


def test_the_store_can_be_named_by_the_environment(trucewatch, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("TRUCEWATCH_STORE", str(small))
    assert trucewatch("incidents").code == 0


def test_read_says_that_a_text_is_in_another_language(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text(
        "Due soldati sono rimasti uccisi lunedì nei bombardamenti vicino al villaggio, ha detto il ministero della Difesa.",
        encoding="utf-8",
    )
    told = trucewatch("read", tmp_path / "a.txt")
    assert told.code == 0
    assert "language 'it'" in told.err
    assert "--language en" in told.err


def test_read_says_why_a_text_that_tells_of_no_fighting_has_no_claims(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text("The bakery in the main street sells bread every day.", encoding="utf-8")
    assert "0 claims: none of its words tell of fighting" in trucewatch("read", tmp_path / "a.txt").out
