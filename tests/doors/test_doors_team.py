"""A team's database at the command line: the same commands, the same answers, and the way there and back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from trucewatch.web.accounts.book import AccountBook
from trucewatch.web.app import make_app

if TYPE_CHECKING:
    from conftest import Run
    from postgres_server import Places

TEXT = (
    "Azerbaijani forces shelled positions near Hadrut on 8 December 2020, the Karabakh army said. "
    "Azerbaijan denied that its forces had opened fire."
)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("TRUCEWATCH_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def rows(trucewatch: Run, command: str, store: str | Path, *more: str) -> object:
    done = trucewatch(command, "--store", store, "--format", "json", *more)
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_the_main_path_of_a_desk_runs_on_a_database(
    trucewatch: Run, postgres: Places, tmp_path: Path, home: Path
) -> None:
    address = postgres.schema()
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = trucewatch("ingest", tmp_path / "a.txt", "--store", address, "--published", "2020-12-09")
    assert done.code == 0, done.err
    assert "1 documents added" in done.out
    listed = trucewatch("incidents", "--store", address)
    code = re.search(r"[A-Z]{2}-\d{4}-\d{4}", listed.out)
    assert code, listed.out
    assert "Hadrut" in trucewatch("show", code[0], "--store", address).out
    judged = trucewatch("judge", "accept", code[0], "--store", address, "--by", "A. Person", "--reason", "read it")
    assert judged.code == 0, judged.err
    again = trucewatch("rebuild", "--store", address)
    assert "the same to the byte" in again.out
    sound = trucewatch("verify", "--store", address)
    assert (sound.code, sound.out[:6]) == (0, "Sound:")
    assert trucewatch("brief", "--store", address).code == 0
    assert code[0] in trucewatch("export", "csv", "--store", address, "--tier", "full").out


def test_listings_say_the_same_of_a_file_and_of_a_database(
    trucewatch: Run, demo: Path, postgres: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.holding(demo)
    for command, *more in (
        ("incidents",),
        ("incidents", "--side", "Azerbaijan"),
        ("incidents", "--as-of", "2020-12-13"),
        ("calendar",),
        ("issues",),
    ):
        assert rows(trucewatch, command, demo, *more) == rows(trucewatch, command, address, *more)
    monkeypatch.setenv("TRUCEWATCH_STORE", address)
    assert trucewatch("verify").code == 0


def test_a_copy_goes_there_and_back_with_its_accounts(
    trucewatch: Run, demo: Path, postgres: Places, tmp_path: Path
) -> None:
    first = tmp_path / "first.sqlite"
    assert trucewatch("store", "copy", demo, first).code == 0
    added = trucewatch(
        "account",
        "add",
        "Ana",
        "--role",
        "admin",
        "--password-stdin",
        "--store",
        first,
        stdin=b"four plain words here\n",
    )
    assert added.code == 0, added.err
    token = trucewatch("account", "token", "Ana", "--label", "nightly", "--store", first).out.strip()
    address, back = postgres.schema(), tmp_path / "back.sqlite"
    there = trucewatch("store", "copy", first, address, "--accounts")
    assert there.code == 0, there.err
    home = trucewatch("store", "copy", address, back, "--accounts")
    digests = [re.search(r"digest (\w+)", r.out) for r in (there, home)]
    assert digests[0]
    assert digests[1]
    assert digests[0][1] == digests[1][1]
    for place in (address, back):
        assert "Ana\tadmin" in trucewatch("account", "list", "--store", place).out
        assert "token nightly made" in trucewatch("account", "audit", "--store", place).out
        assert trucewatch("verify", "--store", place).code == 0
        later = trucewatch("account", "role", "Ana", "--role", "reader", "--store", place)
        assert "only admin" in later.err
    refused = trucewatch("store", "copy", first, address)
    assert refused.code == 3
    assert "something in this store already" in refused.err
    with TestClient(make_app(address, book=AccountBook(address))) as client:
        assert client.get("/api").status_code == 401
        assert client.get("/api", headers={"Authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.parametrize("command", [("incidents",), ("verify",), ("serve", "--port", "0"), ("account", "list")])
def test_no_command_repeats_a_password(trucewatch: Run, command: tuple[str, ...]) -> None:
    pytest.importorskip("psycopg")
    done = trucewatch(*command, "--store", "postgresql://ana:s3cret@127.0.0.1:1/truce")
    assert done.code == 3
    assert "s3cret" not in done.out + done.err
    assert "ana@127.0.0.1:1/truce" in done.err
    assert "Try:" in done.err


def test_a_database_without_a_store_tells_the_first_step(trucewatch: Run, postgres: Places) -> None:
    done = trucewatch("incidents", "--store", postgres.schema())
    assert done.code == 3
    assert "trucewatch ingest" in done.err


def test_the_memory_of_the_watch_stays_on_the_machine_that_watches(postgres: Places, home: Path) -> None:
    from trucewatch.flow.watch_home import watch_home

    address = postgres.schema()
    with watch_home(address):
        assert (next(home.glob("*.watch")) / "state.sqlite").exists()
