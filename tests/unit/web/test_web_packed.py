"""Our own files go out packed to whoever takes gzip, and are the same files."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from trucewatch.web.packed import PackedFiles

WORDS = b"let line = 1;\n" * 400


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    for name, data in {"a.mjs": WORDS, "small.css": b"p {}", "picture.png": WORDS}.items():
        (tmp_path / name).write_bytes(data)
    return TestClient(Starlette(routes=[Mount("/static", PackedFiles(directory=tmp_path))]))


def test_a_script_is_packed_for_who_takes_it_and_plain_for_who_does_not(client: TestClient) -> None:
    packed = client.get("/static/a.mjs", headers={"accept-encoding": "br, gzip"})
    plain = client.get("/static/a.mjs", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(WORDS) / 10
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == WORDS
    assert packed.headers["content-type"] == plain.headers["content-type"]
    assert {r.headers["vary"] for r in (packed, plain)} == {"Accept-Encoding"}


def test_what_has_not_changed_is_not_sent_again_and_what_has_is(client: TestClient, tmp_path: Path) -> None:
    taken = {"accept-encoding": "gzip"}
    tag = client.get("/static/a.mjs", headers=taken).headers["etag"]
    assert client.get("/static/a.mjs", headers={**taken, "if-none-match": tag}).status_code == 304
    (tmp_path / "a.mjs").write_bytes(WORDS + b"// more")
    again = client.get("/static/a.mjs", headers={**taken, "if-none-match": tag})
    assert again.status_code == 200
    assert again.content == WORDS + b"// more"


@pytest.mark.parametrize("name", ["small.css", "picture.png"])
def test_what_gains_nothing_is_left_as_it_is(client: TestClient, name: str) -> None:
    assert "content-encoding" not in client.get(f"/static/{name}", headers={"accept-encoding": "gzip"}).headers


def test_a_part_of_a_file_is_a_part_of_the_plain_file(client: TestClient) -> None:
    part = client.get("/static/a.mjs", headers={"accept-encoding": "gzip", "range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, WORDS[4:8])
