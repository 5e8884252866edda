"""Long answers are worked out in a second process: the same answers, shared, and nobody else waits for them."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from trucewatch.web import lane
from trucewatch.web.app import make_app
from trucewatch.web.lane import Worker, is_long

LONG = ("/questions/harm", "/sources", "/report", "/files/incidents.csv", "/review?by=A", "/review/claims?by=A",
        "/api/questions/trend", "/?as_of=2020-12-12T18:00%2B04:00", "/documents?as_of=2020-12-12T18:00%2B04:00",
        "/questions/no-such", "/?as_of=rubbish", "/api/collections/incidents/items?as_of=2020-12-12T18:00%2B04:00")  # fmt: skip


@pytest.fixture
def client(demo_anywhere: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(lane, "FEW_CLAIMS", 0)
    with TestClient(make_app(demo_anywhere), raise_server_exceptions=False) as held:
        yield held


def worker_of(client: TestClient) -> Worker:
    found: Worker = client.app.user_middleware[-1].kwargs["worker"]  # type: ignore[attr-defined]
    return found


def plain(text: str) -> str:
    """Without the word that each run of the program gives to its forms."""
    import re

    return re.sub(r'name="token" value="[^"]*"', "", text)


def test_the_answers_are_the_same_and_forms_of_them_are_taken(client: TestClient, demo_anywhere: Path) -> None:
    with TestClient(make_app(demo_anywhere, lane=False), raise_server_exceptions=False) as direct:
        for address in LONG:
            one, other = client.get(address), direct.get(address)
            assert one.status_code == other.status_code, address
            assert plain(one.text) == plain(other.text), address
            for name in ("content-type", "content-security-policy", "content-disposition"):
                assert one.headers.get(name) == other.headers.get(name), (address, name)
    assert client.app.state.token in client.get("/review/claims?by=A").text  # type: ignore[attr-defined]


def test_who_has_waited_long_is_told_so_and_gets_the_answer_later(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "PATIENCE_S", 0.0)
    for address, kind in (("/sources", "text/html"), ("/api/questions/harm", "application/json")):
        first = client.get(address)
        assert first.status_code == 503
        assert first.headers["retry-after"] == "5"
        assert first.headers["content-type"].startswith(kind)
        assert "being worked out" in first.text
        for _ in range(300):
            later = client.get(address)
            if later.status_code == 200:
                break
            time.sleep(0.1)
        assert later.status_code == 200
        assert "being worked out" not in later.text


def test_others_are_answered_meanwhile(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    held, go = threading.Event(), threading.Event()

    def slow(self: Worker, job: object) -> object:
        held.set()
        assert go.wait(60)
        return {"type": "http.response.start", "status": 200, "headers": []}, b"at last"

    monkeypatch.setattr(Worker, "_exchange", slow)
    answers: list[str] = []
    asks = threading.Thread(target=lambda: answers.append(client.get("/sources").text))
    asks.start()
    assert held.wait(60)
    assert client.get("/").status_code == 200
    assert client.get("/documents").status_code == 200
    assert answers == []
    go.set()
    asks.join(60)
    assert answers == ["at last"]


def test_a_process_that_dies_is_told_and_the_next_question_has_a_new_one(client: TestClient) -> None:
    assert client.get("/sources").status_code == 200
    worker = worker_of(client)
    assert worker._process is not None
    first = worker._process.pid
    assert first
    os.kill(first, 9)
    worker._process.join(10)
    assert client.get("/questions/harm").status_code == 200
    assert worker._process is not None
    assert worker._process.pid != first


def test_the_process_goes_with_the_server(demo_anywhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "FEW_CLAIMS", 0)
    with TestClient(make_app(demo_anywhere)) as client:
        client.get("/questions/harm")
        process = worker_of(client)._process
        assert process is not None
        assert process.is_alive()
    assert not process.is_alive()


def test_no_more_than_a_few_wait(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(self: Worker, scope: object, token: str) -> None:
        await asyncio.sleep(600)

    monkeypatch.setattr(Worker, "ask", never)
    monkeypatch.setattr(lane, "PATIENCE_S", 0.0)
    told = [client.get(f"/questions/harm?place={n}").text for n in range(lane.MOST_WAITING + 3)]
    assert sum("already" in t for t in told) == 3


@pytest.mark.parametrize(
    ("method", "path", "query", "long"),
    [
        ("GET", "/", b"", False),
        ("GET", "/", b"side=North&as_of=2020-12-12T18:00Z", True),
        ("GET", "/", b"text=as_of=", False),
        ("GET", "/incidents/NK-2020-0001", b"", False),
        ("GET", "/report", b"", True),
        ("POST", "/review/claims", b"", False),
        ("GET", "/review/claims", b"", True),
        ("GET", "/questions", b"", False),
    ],
)
def test_what_counts_as_long(method: str, path: str, query: bytes, long: bool) -> None:
    assert is_long({"type": "http", "method": method, "path": path, "query_string": query}) is long


def test_a_large_answer_lies_on_the_disk_and_goes_when_the_server_ends(
    demo_anywhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither process holds it whole, and the next who asks gets the same bytes."""
    monkeypatch.setattr(lane, "FEW_CLAIMS", 0)
    monkeypatch.setattr(lane, "MOST_CARRIED", 100)

    async def work() -> tuple[object, list[Path]]:
        app = make_app(demo_anywhere, lane=False)
        with tempfile.TemporaryDirectory() as room:
            async with app.router.lifespan_context(app):
                asked = {"method": "GET", "path": "/files/incidents.csv", "query_string": b""}
                scope = {"type": "http", "headers": [(b"host", b"testserver")], **asked}
                start, body = await lane._answer(app, scope, Path(room))
                assert isinstance(body, Path)
                assert dict(start["headers"])[b"content-length"] == str(body.stat().st_size).encode()
                return body.read_bytes(), list(Path(room).iterdir())

    with ThreadPoolExecutor(1) as elsewhere:  # where no browser of another test keeps a loop running
        data, lying = elsewhere.submit(asyncio.run, work()).result()
    assert len(lying) == 1
    with TestClient(make_app(demo_anywhere), raise_server_exceptions=False) as client:
        assert client.get("/files/incidents.csv").content == data
        room = worker_of(client)._room
        assert room is not None
        assert Path(room.name).is_dir()
    assert not Path(room.name).exists()
