"""`trucewatch source` and `trucewatch watch` from the outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from loopback import Reply, conditional, feed, serve_site
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


def test_a_source_that_cannot_be_had_is_told_with_what_to_try(home: Path) -> None:
    """A wrong address, nobody there, no such name, a page in place of a feed: at the trial, in a round, and in its health."""
    page = (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/real.xml"></head><body>News</body></html>'
    )
    with serve_site() as site:
        site.put("/page", Reply(body=page))
        for name, address in (
            ("wrong", f"{site.address}/nothing-here"),
            ("dead", "http://127.0.0.1:9/rss"),
            ("nowhere", "https://no-such-host.invalid/rss"),
            ("page", f"{site.address}/page"),
        ):
            assert run("source", "add", name, address)[0] == 0
            card = home / "sources" / name / "source.yml"
            card.write_text(card.read_text() + "allow_private: true\ngap_seconds: 0\n")
        told = {name: run("source", "check", name, "--try")[1] for name in ("wrong", "dead", "nowhere", "page")}
        assert "the server answers 404" in told["wrong"]
        assert "nothing answers at 127.0.0.1:9" in told["dead"]
        assert "look at the address, and at the network" in told["dead"]
        assert "'no-such-host.invalid' is not known" in told["nowhere"]
        assert "whether there is a network" in told["nowhere"]
        assert f"the page names feeds: {site.address}/real.xml" in " ".join(told["page"].split())
        code, out = run("watch", "--once")
    assert code == 0
    assert "wrong: the server answers 404; it is asked again later" in out
    flat = " ".join(out.split())
    assert "dead: the host does not tell what it allows (robots.txt: nothing answers at 127.0.0.1:9 (" in flat
    assert (
        "nowhere: the host does not tell what it allows (robots.txt: the host 'no-such-host.invalid' is not known"
        in flat
    )
    code, out = run("source", "health")
    assert code == 1  # the page in place of a feed is an alarm
    assert "wrong: not seen yet, 1 failure: the server answers 404" in out
    assert "page: is no feed: neither RSS, Atom nor JSON Feed" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Border Paper", "https://x.example/rss"), "small letters, figures and hyphens"),
        (("p", "ftp://x.example/rss"), "only http and https"),
        (("p", "https://user:key@x.example/rss"), "must not hold a password"),
        (("p", "https://x.example/rss", "--kind", "newspaper"), "for this field: party_military, party_government"),
        (("p", "x.example/rss"), "needs an address with https://"),
    ],
)
def test_what_makes_no_sound_card_is_refused_and_leaves_nothing_behind(
    home: Path, words: tuple[str, ...], told: str
) -> None:
    code, out = run("source", "add", *words)
    assert (code, told in " ".join(out.split())) == (2, True), out
    assert list((home / "sources").iterdir()) == []


def test_an_address_on_this_machine_is_refused_with_the_field_that_allows_it(home: Path) -> None:
    run("source", "add", "p", "http://127.0.0.1:9/rss")
    code, out = run("source", "check", "p", "--try")
    assert (code, "allow_private: true" in out) == (2, True)
