"""`trucewatch source` and `trucewatch watch` from the outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from loopback import conditional, feed, serve_site
from trucewatch.cli.main import app

TEXT = "The defence ministry of Azerbaijan said Armenian forces shelled the village of Dolna on Saturday, wounding two soldiers."
NEWS = [("one", "Sun, 13 Dec 2020 09:00:00 +0400", TEXT)]


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(w) for w in words])
    return done.exit_code, done.output


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_source_is_added_checked_listed_and_watched(home: Path) -> None:
    with serve_site() as site:
        site.routes["/feed"] = conditional(feed(NEWS), '"1"')
        code, out = run("source", "add", "paper", f"{site.address}/feed", "--publisher", "The Border Paper")
        assert (code, "paper" in out) == (0, True)
        code, out = run("source", "check", "paper", "--try")
        assert (code, "private network" in out) == (2, True)
        card = home / "sources" / "paper" / "source.yml"
        card.write_text(card.read_text() + "allow_private: true\n")
        code, out = run("source", "check", "paper", "--try")
        assert (code, "1 items, 0 pages to fetch, 0 set aside" in out) == (0, True)
        code, out = run("source", "list", "--format", "json")
        assert (code, '"The Border Paper"' in out) == (0, True)
        code, out = run("watch", "--once")
        assert (code, "1 new items" in out) == (0, True), out
        assert "1 documents" in out
        code, out = run("watch", "--once")
        assert (code, "0 sources asked" in out) == (0, True)
        code, out = run("incidents", "--format", "json")
        assert (code, "Dolna" in out) == (0, True)


def test_a_bundled_source_is_copied_and_a_wrong_name_lists_the_others(home: Path) -> None:
    assert run("source", "add", "dawn")[0] == 0
    code, out = run("source", "add", "down")
    assert (code, "dawn" in out) == (2, True)
    assert run("source", "check")[0] == 0


def test_a_faulty_card_is_told_with_its_line_and_leaves_the_others_watched(home: Path) -> None:
    (home / "in").mkdir()
    run("source", "add", "box", str(home / "in"), "--form", "folder")
    run("source", "add", "dawn")
    card = home / "sources" / "dawn" / "source.yml"
    card.write_text(card.read_text().replace("kind:", "kin:"))
    code, out = run("source", "check")
    assert (code, "source.yml:3" in out) == (2, True), out
    code, out = run("watch", "--once")
    assert (code, "1 sources asked" in out, "source.yml:3" in out) == (0, True, True), out


def test_a_sample_table_is_tried_dry(home: Path) -> None:
    run("source", "add", "tab", "table.csv", "--form", "table", "--publisher", "The Mission")
    sample = home / "t.csv"
    sample.write_text("Event location,Observation,Date,Shift\nDolna,Explosion,2021-04-03,B\nGorna,,2021-04-03,B\n")
    code, out = run("source", "check", "tab", "--sample", str(sample))
    assert code == 0
    assert "columns understood: place, observation, date" in out
    assert "headings set aside: Shift" in out
    assert "1 items, 0 pages to fetch, 1 set aside" in out


def test_watching_without_sources_says_what_to_do(home: Path) -> None:
    code, out = run("watch", "--once")
    assert (code, "source add" in out) == (2, True)
