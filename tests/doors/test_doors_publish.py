"""`trucewatch publish`: a folder of plain files whose links lead somewhere, put in place whole, and harmless."""

from __future__ import annotations

import os
import re
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from made_release import released_store
from trucewatch.errors import UsageError
from trucewatch.publish.files.shared import page_name
from trucewatch.publish.site.folder import write_folder
from trucewatch.publish.site.make import MARKER

LINK = re.compile(r'(?:href|src)="([^"]*)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small world with hostile words. For reading only."""
    from typer.testing import CliRunner

    from trucewatch.cli.main import app

    folder = tmp_path_factory.mktemp("site")
    released_store(folder / "s.sqlite").close()
    done = CliRunner().invoke(app, ["publish", str(folder / "out"), "--store", str(folder / "s.sqlite")])
    assert done.exit_code == 0, done.output
    return folder / "out"


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_every_link_is_relative_and_leads_to_a_file_of_the_site(site: Path) -> None:
    assert len(pages(site)) >= 6
    for page in pages(site):
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if target.startswith(("https://", "#")):
                assert target.startswith(("https://birch.example/", "#"))  # a source's own page
                continue
            assert not target.startswith("/")
            assert (page.parent / unquote(target)).resolve().is_relative_to(site.resolve())
            assert (page.parent / unquote(target)).is_file(), f"{page}: {target}"


def test_feeds_lead_to_the_pages_of_their_incidents(site: Path) -> None:
    feeds = sorted((site / "feeds").glob("*.atom"))
    assert len(feeds) >= 5
    links = [(f, e.get("href")) for f in feeds for e in ET.parse(f).iter("{http://www.w3.org/2005/Atom}link")]
    assert links
    assert all((f.parent / (href or "")).is_file() for f, href in links)


def test_pages_ask_nothing_of_other_hosts_and_run_no_script(site: Path) -> None:
    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in text
        assert not re.search(r"<script|<iframe|<img[^>]+src=\"http|javascript:|\son\w+=", text, re.IGNORECASE)
        assert "&lt;script&gt;" in text or "alert(1)" not in text
        assert "Ivan Doe" not in text


def test_no_text_of_a_document_is_there_but_short_quotes(trucewatch: Any, demo: Path, tmp_path: Path) -> None:
    from trucewatch.store.sqlite import open_store

    assert trucewatch("publish", tmp_path / "out", "--store", demo).code == 0
    held = [p.read_text(encoding="utf-8", errors="replace") for p in (tmp_path / "out").rglob("*") if p.is_file()]
    everything = " ".join(" ".join(held).split())
    store = open_store(demo)
    texts = [" ".join(d.text.split()) for d in store.documents()]
    store.close()
    assert any(text[:60] in everything for text in texts)  # the search finds what is there
    for text in texts:
        assert not any(text[i : i + 220] in everything for i in range(0, max(1, len(text) - 220), 20))


def test_counts_and_what_is_left_out_are_said(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    assert "2 of 3 incidents shown" in text or "3 of 3 incidents shown" in text
    assert "unknown, not calm" in text
    assert (site / "files" / "left_out.csv").read_text(encoding="utf-8").startswith("file,id,why")


def test_the_same_store_gives_the_same_site_and_a_second_run_replaces_the_first(
    trucewatch: Any, demo: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert trucewatch("publish", out, "--store", demo).code == 0
    first = {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    (out / "old.html").write_text("gone with the next run", encoding="utf-8")
    assert trucewatch("publish", out, "--store", demo).code == 0
    again = {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    assert set(first) == set(again)
    assert [str(p) for p in first if first[p] != again[p] and p.suffix != ".xlsx"] == []
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_folder_that_is_not_ours_is_left_alone(trucewatch: Any, demo: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("years of work", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for name in ("mine", "link", "file", "none/deeper"):
        told = trucewatch("publish", tmp_path / name, "--store", demo)
        assert told.code == 2, name
        assert "Try:" in told.err
    assert (tmp_path / "mine" / "thesis.doc").read_text(encoding="utf-8") == "years of work"


def test_a_run_that_fails_leaves_the_old_site_and_no_rest(tmp_path: Path) -> None:
    def site_of(word: str, fails: bool = False) -> Any:
        yield MARKER, b""
        yield "index.html", word.encode()
        if fails:
            raise UsageError("stopped half way")

    out = tmp_path / "out"
    write_folder(out, site_of("one"))
    with pytest.raises(UsageError):
        write_folder(out, site_of("two", fails=True))
    assert (out / "index.html").read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_reader_never_meets_a_folder_without_its_first_page(tmp_path: Path) -> None:
    out, stop, seen = tmp_path / "out", threading.Event(), []
    site = [(MARKER, b""), ("index.html", b"x" * 1000)]
    write_folder(out, site)

    def read() -> None:
        while not stop.is_set():
            try:
                seen.append(len((out / "index.html").read_bytes()))
            except OSError as error:
                seen.append(-1 if error else 0)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(60):
        write_folder(out, site)
    stop.set()
    reader.join()
    assert set(seen) == {1000}


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/../../b", "/etc/passwd", "..", "x\x00y", "CON:", "a" * 300, ""]
)
def test_no_name_leads_out_of_the_site(tmp_path: Path, name: str) -> None:
    made = page_name(name)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", made)
    assert len(made) <= 80
    assert os.path.normpath(made) == made
    if name.startswith(("..", "/", "a/")):
        with pytest.raises(UsageError):
            write_folder(tmp_path / "out", [(MARKER, b""), (name, b"")])
        assert list(tmp_path.iterdir()) == []
