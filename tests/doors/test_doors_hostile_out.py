"""Hostile documents, from intake to every page, file, feed and the published site: they are words, and do no harm."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from trucewatch.publish.files import FORMATS
from trucewatch.publish.tables import FORMULA_STARTS
from trucewatch.web.app import make_app

SCRIPT = "<script>alert('pwned')</script>"
FORMULA = "=cmd|' /C calc'!A0"
REPORT = "Ruvian troops shelled Lendora on 7 March 2021 and two soldiers were killed, the Velian army said. "
SECRET = "root-secret-of-this-machine"


def hostile_folder(folder: Path) -> Path:
    """Reports of our own that carry what an attacker would put into them."""
    folder.mkdir()
    (folder.parent / "secret.txt").write_text(SECRET, encoding="utf-8")
    page = (
        f"<html><head><title>{SCRIPT}</title><meta name='author' content='{FORMULA}'></head>"
        f"<body onload=\"alert('pwned')\"><article>"
        f"<h1>{FORMULA}</h1><p>{REPORT}{SCRIPT}<img src=x onerror=\"alert('pwned')\">"
        f"<a href=\"javascript:alert('pwned')\">more</a></p>"
        f"<p>{REPORT.replace('Lendora', 'Karsk')}</p></article></body></html>"
    )
    (folder / "page.html").write_text(page, encoding="utf-8")
    records = [
        {
            "id": "../../../etc/passwd",
            "title": FORMULA,
            "url": "javascript:alert('pwned')",
            "text": REPORT.replace("Lendora", "Osk")
            + "Four men were wounded at Osk on 6 March 2021, the Velian army said.",
        },
        {
            "id": "a/b\\c",
            "title": SCRIPT,
            "url": "file:///etc/passwd",
            "text": REPORT.replace("Lendora", "Varn"),
        },
        {
            "id": "ok",
            "url": "https://wire.example/1?a=1&b=<2>",
            "text": REPORT.replace("Velian army", "=Army of 1+1 command"),
        },
    ]
    (folder / "records.jsonl").write_text(
        "".join(json.dumps({**r, "date": "2021-03-08"}) + "\n" for r in records), encoding="utf-8"
    )
    feed = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]><rss version="2.0">'
        "<channel><title>F</title><item><title>Told</title><description>&x; {report}</description></item></channel></rss>"
    )
    (folder / "outside.xml").write_text(
        feed.format(secret=folder.parent / "secret.txt", report=REPORT), encoding="utf-8"
    )
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss version="2.0"><channel><title>&l11;</title></channel></rss>'
    (folder / "laughs.xml").write_text(bomb, encoding="utf-8")
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", b" " * 400_000_000)
        packed.writestr("../../climb.txt", b"out of the folder")
    return folder


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The store that these texts leave, and what intake said."""
    from typer.testing import CliRunner

    from trucewatch.cli.main import app

    place = tmp_path_factory.mktemp("hostile")
    folder = hostile_folder(place / "in")
    done = CliRunner().invoke(
        app,
        ["ingest", str(folder), "--store", str(place / "s.sqlite"), "--published", "2021-03-08", "--source", FORMULA],
    )
    assert done.exit_code == 0, done.output
    return place / "s.sqlite", done.stderr


@pytest.fixture(scope="module")
def client(world: tuple[Path, str]) -> Iterator[TestClient]:
    with TestClient(make_app(world[0]), raise_server_exceptions=False) as held:
        yield held


def test_bombs_are_set_aside_and_the_reports_beside_them_are_read(world: tuple[Path, str], trucewatch: Any) -> None:
    store, said = world
    for name in ("bomb.docx", "laughs.xml"):
        assert name in said
    rows = json.loads(trucewatch("incidents", "--store", store, "--format", "json").out)["rows"]
    assert rows
    assert not (store.parent.parent / "climb.txt").exists()
    assert not (store.parent / "climb.txt").exists()


def test_no_entity_of_a_feed_reads_a_file_of_this_machine(world: tuple[Path, str]) -> None:
    assert SECRET.encode() not in world[0].read_bytes()
    assert SECRET not in world[1]


def every_page(client: TestClient) -> list[str]:
    """Every page that can be met by following links from the first."""
    import re

    seen, left = {"/"}, ["/", "/review/claims", "/api", "/api/collections"]
    texts = []
    while left and len(seen) < 120:
        answer = client.get(left.pop())
        assert answer.status_code < 500
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        texts.append(answer.text)
        for target in re.findall(r'href="(/[^"#]*)"', answer.text):
            path = target.replace("&amp;", "&")
            if path not in seen and not path.startswith(("/static", "/files")):
                seen.add(path)
                left.append(path)
    return texts


def test_no_page_runs_or_links_what_a_text_holds(client: TestClient) -> None:
    texts = every_page(client)
    assert len(texts) > 8
    for text in texts:
        assert "<script>alert" not in text
        assert 'href="javascript:' not in text
        assert 'href="file:' not in text
        assert "<img src=x" not in text
        assert 'onload="alert' not in text


@pytest.mark.parametrize("name", list(FORMATS))
def test_no_file_holds_a_formula_a_script_or_a_false_address(client: TestClient, name: str) -> None:
    answer = client.get(f"/files/{FORMATS[name].file}")
    if FORMATS[name].extra and answer.status_code == 400:
        pytest.skip(answer.text)
    assert answer.status_code == 200
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "attachment" in answer.headers["content-disposition"]
    kind = FORMATS[name].media_type
    if kind.startswith("text/csv"):
        for row in csv.reader(io.StringIO(answer.text, newline="")):
            assert not any(c.startswith(FORMULA_STARTS) and not _number(c) for c in row), row
    if "atom" in kind:
        ET.fromstring(answer.content)
        assert b"<script" not in answer.content
    if name not in ("geoparquet", "xlsx"):
        assert "javascript:" not in answer.text
        assert "file:///" not in answer.text
        assert "/etc/passwd" not in answer.text or name.startswith(("csv-claims", "jsonld", "plover", "csv"))
    if name == "xlsx":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            assert not any(
                b"<f>" in book.read(n) or b"<hyperlink" in book.read(n) for n in book.namelist() if "sheet" in n
            )


def test_the_words_did_come_that_far(client: TestClient) -> None:
    cells = [c for row in csv.reader(io.StringIO(client.get("/files/claims.csv").text, newline="")) for c in row]
    for start in (FORMULA, "=Army of 1+"):
        assert any(c.startswith(f"'{start}") for c in cells), start


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_a_file_that_is_none_is_refused_and_no_path_leads_elsewhere(client: TestClient) -> None:
    for name in ("passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/s.sqlite", "incidents.geojson%00.html"):
        assert client.get(f"/files/{name}").status_code in (400, 404)


def test_the_api_says_hostile_words_as_json(client: TestClient) -> None:
    for name in ("incidents", "claims", "places", "zones"):
        answer = client.get(f"/api/collections/{name}/items")
        assert answer.headers["content-type"] == "application/geo+json"
        held = answer.json()
        addresses = [f["properties"].get("url") for f in held["features"]]
        assert all(a is None or a.startswith(("http://", "https://")) for a in addresses)


def test_the_site_holds_only_what_it_names_and_nothing_runs(
    trucewatch: Any, world: tuple[Path, str], tmp_path: Path
) -> None:
    assert trucewatch("publish", tmp_path / "deep" / "site", "--store", world[0]).code == 2  # no such folder above
    assert trucewatch("publish", tmp_path / "site", "--store", world[0]).code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    for path in (tmp_path / "site").rglob("*"):
        assert path.resolve().is_relative_to((tmp_path / "site").resolve())
        if path.suffix == ".html":
            text = path.read_text(encoding="utf-8")
            assert not any(mark in text for mark in ("<script", 'href="javascript:', "<img", 'onload="alert'))
        if path.suffix == ".atom":
            ET.parse(path)
