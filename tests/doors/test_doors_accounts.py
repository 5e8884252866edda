"""Pages with accounts: nobody in without one, each role its own, forms of the session only, every write on record."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from trucewatch.model.judgement import Judgement
from trucewatch.store.opening import open_store
from trucewatch.web.accounts.book import AccountBook, book_place
from trucewatch.web.accounts.guard import COOKIE
from trucewatch.web.accounts.limits import Rate
from trucewatch.web.accounts.shape import Role
from trucewatch.web.app import make_app

PASSWORD = "four plain words here"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
CLOSED = ["/", "/review", "/documents", "/map.json", "/questions/harm", "/audit", "/basemap.pmtiles"]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
PAGE = {"accept": "text/html"}


@pytest.fixture
def book(store: Path | str) -> Iterator[AccountBook]:
    made = AccountBook(book_place(store), create=True)
    for name, role in (
        ("Rosa", Role.READER),
        ("Ana", Role.ANALYST),
        ("Ben", Role.ANALYST),
        ("Sam", Role.SECOND_READER),
    ):
        made.add(name, role, PASSWORD, NOW)
    made.add("Ada", Role.ADMIN, PASSWORD, NOW)
    yield made
    made.close()


@pytest.fixture
def client(store: Path | str, book: AccountBook) -> Iterator[TestClient]:
    with TestClient(make_app(store, book=book), raise_server_exceptions=False) as held:
        yield held


def log_in(client: TestClient, name: str, password: str = PASSWORD, **more: str) -> int:
    """The status of a log-in as the page's own form sends it, without following it."""
    client.cookies.clear()
    fields = dict(HIDDEN.findall(client.get("/login").text))
    answer = client.post("/login", data={**fields, "name": name, "password": password, **more}, follow_redirects=False)
    return answer.status_code


def fields_of(text: str) -> dict[str, str]:
    form = re.search(r'<form class="answers[^>]*>(.*?)</form>', text, re.DOTALL)
    assert form, text[-1500:]
    return {k: html.unescape(v) for k, v in HIDDEN.findall(form[1])}


def ledger(store: Path | str) -> list[Judgement]:
    opened = open_store(store)
    try:
        return [j for j in opened.judgements() if j.kind != "code"]
    finally:
        opened.close()


@pytest.mark.parametrize("path", CLOSED)
def test_without_an_account_nothing_is_shown(client: TestClient, path: str) -> None:
    sent_on = client.get(path, headers=PAGE, follow_redirects=False)
    assert sent_on.status_code == 303
    assert sent_on.headers["location"].startswith("/login?next=")
    program = client.get(path, headers={"accept": "application/json"})
    assert program.status_code == 401
    assert program.headers["www-authenticate"] == "Bearer"
    assert client.post("/review/pairs", data={"kind": "same"}).status_code == 401


def test_the_right_password_opens_the_page_that_was_asked_for(client: TestClient) -> None:
    there = client.get("/documents?text=Hadrut", headers=PAGE)
    fields = dict(HIDDEN.findall(there.text))
    assert html.unescape(fields["next"]) == "/documents?text=Hadrut"
    answer = client.post("/login", data={**fields, "name": "Rosa", "password": PASSWORD}, follow_redirects=False)
    assert answer.headers["location"] == "/documents?text=Hadrut"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/documents", headers=PAGE).status_code == 200


def test_behind_tls_the_cookie_travels_over_tls_only(store: Path | str, book: AccountBook) -> None:
    with TestClient(make_app(store, book=book, secure=True), base_url="https://testserver") as held:
        fields = dict(HIDDEN.findall(held.get("/login").text))
        answer = held.post("/login", data={**fields, "name": "Rosa", "password": PASSWORD}, follow_redirects=False)
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_a_log_in_leads_to_no_other_site(client: TestClient, there: str) -> None:
    fields = dict(HIDDEN.findall(client.get("/login").text))
    answer = client.post(
        "/login", data={**fields, "next": there, "name": "Rosa", "password": PASSWORD}, follow_redirects=False
    )
    assert answer.headers["location"] == "/"


def test_who_guesses_must_wait_and_the_right_password_does_not_help_meanwhile(client: TestClient) -> None:
    assert [log_in(client, "Rosa", "wrong password no. x") for _ in range(5)] == [403] * 5
    assert log_in(client, "Rosa") == 429
    assert log_in(client, "Ana") == 303  # another name is not made to wait


def test_a_reader_decides_nothing_and_an_analyst_signs_with_the_account(client: TestClient, store: Path | str) -> None:
    before = len(ledger(store))
    log_in(client, "Ana")
    fields = fields_of(client.get("/review/pairs").text)
    log_in(client, "Rosa")
    assert client.post("/review/pairs", data={**fields, "kind": "different"}).status_code == 403
    assert "<button" not in client.get("/review/pairs").text.split("<main")[1]
    log_in(client, "Ana")
    fields = fields_of(client.get("/review/pairs").text)
    assert client.post("/review/pairs", data={**fields, "by": "Somebody Else", "kind": "different"}).status_code == 200
    made = ledger(store)[before:]
    assert [(j.kind, j.by) for j in made] == [("different", "Ana")]


def test_a_form_of_another_session_or_site_writes_nothing(client: TestClient, store: Path | str) -> None:
    before = len(ledger(store))
    log_in(client, "Ben")
    foreign = fields_of(client.get("/review/pairs").text)
    log_in(client, "Ana")
    own = fields_of(client.get("/review/pairs").text)
    for fields, headers in (
        ({**own, "token": foreign["token"]}, {}),
        ({k: v for k, v in own.items() if k != "token"}, {}),
        (own, {"sec-fetch-site": "cross-site"}),
    ):
        assert client.post("/review/pairs", data={**fields, "kind": "same"}, headers=headers).status_code == 403
    assert len(ledger(store)) == before


def test_what_one_has_accepted_is_confirmed_by_a_second_reader_only(client: TestClient, store: Path | str) -> None:
    log_in(client, "Ana")
    fields = fields_of(client.get("/review/claims").text)
    assert client.post("/review/claims", data={**fields, "kind": "accept"}).status_code == 200
    log_in(client, "Ben")
    token = fields_of(client.get("/review/claims").text)["token"]
    refused = client.post("/review/claims", data={**fields, "token": token, "kind": "accept"})
    assert refused.status_code == 403
    assert "second-reader" in refused.text
    log_in(client, "Sam")
    token = fields_of(client.get("/review/claims").text)["token"]
    assert client.post("/review/claims", data={**fields, "token": token, "kind": "accept"}).status_code == 200
    assert [j.by for j in ledger(store) if j.kind == "accept" and j.subject == fields["subject"]] == ["Ana", "Sam"]


def test_a_token_reads_for_a_program_and_ends_with_its_account(client: TestClient, book: AccountBook) -> None:
    word = book.add_token("Rosa", "feed", NOW)
    headers = {"authorization": f"Bearer {word}"}
    assert client.get("/map.json", headers=headers).status_code == 200
    assert client.get("/map.json", headers={"authorization": f"Bearer {word}x"}).status_code == 401
    assert client.post("/review/pairs", data={"kind": "same"}, headers=headers).status_code == 403
    book.set_active("Rosa", False)
    assert client.get("/map.json", headers=headers).status_code == 401


def test_every_write_and_every_refusal_is_on_record_for_the_admin_alone(client: TestClient, book: AccountBook) -> None:
    log_in(client, "Rosa", "wrong password no. 1")
    log_in(client, "Ana")
    fields = fields_of(client.get("/review/pairs").text)
    client.post("/review/pairs", data={**fields, "kind": "unsure"})
    log_in(client, "Rosa")
    client.post("/review/pairs", data={"kind": "same"})
    assert client.get("/audit", headers=PAGE).status_code == 403
    said = [(row.account, row.said) for row in book.audit()]
    assert ("Ana", "POST /review/pairs") in said
    assert ("Rosa", "refused POST /review/pairs") in said
    assert ("Rosa", "refused: wrong name or password") in said
    assert PASSWORD not in str(book.audit())
    log_in(client, "Ada")
    assert "POST /review/pairs" in client.get("/audit", headers=PAGE).text


def test_leaving_ends_the_session_for_every_copy_of_the_cookie(client: TestClient) -> None:
    log_in(client, "Rosa")
    kept = client.cookies[COOKIE]
    token = dict(HIDDEN.findall(client.get("/").text))["token"]
    assert client.post("/logout", data={"token": token}, follow_redirects=False).status_code == 303
    client.cookies.set(COOKIE, kept)
    assert client.get("/map.json").status_code == 401


def test_too_many_requests_are_told_when_to_come_back(
    store: Path | str, book: AccountBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Rate(clock=lambda: 0.0)  # a slow machine would fill the bucket again between two requests
    monkeypatch.setattr("trucewatch.web.accounts.guard.Rate", lambda: stopped)
    with TestClient(make_app(store, book=book), raise_server_exceptions=False) as held:
        answers = [held.get("/map.json") for _ in range(230)]
    assert {a.status_code for a in answers} == {401, 429}
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_the_commands_make_change_and_list_accounts(store: Path | str) -> None:
    def run(*words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "trucewatch.cli.main", "account", *words, "--store", str(store)],
            input=said, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert run("list").returncode == 3
    assert run("add", "Ada", "--role", "chief", "--password-stdin", said=PASSWORD).returncode == 2
    assert run("add", "Ada", "--role", "admin", "--password-stdin", said=PASSWORD + "\n").returncode == 0
    assert run("close", "Ada").returncode == 2  # the only admin
    token = run("token", "Ada", "--label", "nightly").stdout.strip()
    assert token.startswith("tw_")
    listed = run("list").stdout
    assert "Ada\tadmin" in listed
    assert "token nightly" in listed
    assert token not in listed + run("audit").stdout
    assert "token nightly made" in run("audit").stdout


@pytest.mark.parametrize(("name", "sees"), [("Rosa", False), ("Ana", False), ("Ada", True)])
def test_where_a_text_lies_on_the_disk_is_told_to_an_admin_alone(client: TestClient, name: str, sees: bool) -> None:
    log_in(client, name)
    document = re.search(r'href="(/documents/d-[^"]+)"', client.get("/documents").text)
    assert document
    said = client.get(document[1].replace("/documents/", "/why/")).text
    assert re.search(r"from \S*\.(?:txt|md|html)", said)
    assert bool(re.search(r"from /\S+\.(?:txt|md|html)", said)) == sees
