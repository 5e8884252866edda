"""Review in the browser: the same queues and the same ledger as the commands, one answer a form, and nobody else may write."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from trucewatch.publish.records import Records
from trucewatch.publish.review import review_items
from trucewatch.store.opening import open_store
from trucewatch.web.app import make_app

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
FORM = re.compile(r'<form class="answers[^>]*>(.*?)</form>', re.DOTALL)


@pytest.fixture
def client(store: Path | str) -> Iterator[TestClient]:
    with TestClient(make_app(store), raise_server_exceptions=False) as held:
        yield held


def fields_of(text: str) -> dict[str, str]:
    """The hidden fields of the page's first form of answers."""
    form = FORM.search(text)
    assert form, text[-1500:]
    return {k: html.unescape(v) for k, v in HIDDEN.findall(form[1])}


def ledger(store: Path | str) -> list[tuple[str, str, str]]:
    opened = open_store(store)
    try:
        return [(j.kind, j.subject, j.by) for j in opened.judgements() if j.kind != "code"]
    finally:
        opened.close()


def test_the_pairs_are_those_of_the_command_in_its_order(client: TestClient, store: Path | str) -> None:
    opened = open_store(store)
    first = next(iter(review_items(Records(opened))))
    opened.close()
    fields = fields_of(client.get("/review/pairs?by=A.+Reader").text)
    assert (fields["subject"], fields["object"]) == (first.a.claim.id, first.b.claim.id)


def test_an_answer_is_written_at_once_and_can_be_taken_back(client: TestClient, store: Path | str) -> None:
    fields = fields_of(client.get("/review/pairs?by=A.+Reader").text)
    after = client.post("/review/pairs", data={**fields, "kind": "different"})
    assert after.status_code == 200
    assert after.url.path == "/review/pairs"
    assert [k for k, _, _ in ledger(store)] == ["different"]
    assert "1 decision is written down and not yet worked into" in after.text
    done = after.url.params["done"]
    assert fields_of(after.text)["subject"] + fields_of(after.text)["object"] != fields["subject"] + fields["object"]
    back = client.post("/review/pairs", data={**fields, "kind": "undo", "subject": done})
    assert fields_of(back.text)["object"] == fields["object"]
    assert ledger(store)[-1] == ("undo", done, "A. Reader")


def test_skipping_leaves_a_pair_for_another_day(client: TestClient, store: Path | str) -> None:
    one = fields_of(client.get("/review/pairs?by=A").text)
    two = fields_of(client.get("/review/pairs?by=A&skip=1").text)
    assert one["subject"] + one["object"] != two["subject"] + two["object"]
    assert "1 skipped" not in client.get("/review/pairs?by=A&skip=1").text
    assert "skipped. <a" in client.get("/review/pairs?by=A&skip=9999").text
    assert ledger(store) == []


def test_deaths_civilians_and_perpetrators_need_two_different_people(client: TestClient) -> None:
    def waiting(by: str) -> list[str]:
        found = []
        while "answers" in (text := client.get(f"/review/claims?by={by}&skip={len(found)}").text) and FORM.search(text):
            found.append(fields_of(text)["subject"])
        return found

    first = fields_of(client.get("/review/claims?by=Anna").text)
    client.post("/review/claims", data={**first, "kind": "accept"})
    assert first["subject"] not in waiting("anna")  # the same person in other letters
    second = client.get("/review/claims?by=Bela").text
    assert fields_of(second)["subject"] == first["subject"]  # what waits for a second reader comes first
    assert "accepted by Anna: you are the second reader" in second
    client.post("/review/claims", data={**fields_of(second), "kind": "accept"})
    assert first["subject"] not in waiting("Chloe")


def test_decisions_are_worked_in_on_demand(client: TestClient, store: Path | str) -> None:
    page = client.get("/incidents/NK-2020-0003").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    said = {"token": token[1], "by": "A. Reader", "reason": "read", "kind": "accept"}
    assert "A. Reader decided: accept" in client.post("/incidents/NK-2020-0003", data=said).text
    after = client.post("/review/apply", data={"token": token[1], "back": "/incidents/NK-2020-0003"})
    assert after.url.path == "/incidents/NK-2020-0003"
    assert 'class="mark">accepted</span>' in after.text
    assert "not yet worked" not in after.text


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"token": ""}, 403),
        ({"token": "guessed"}, 403),
        ({"kind": "code"}, 400),
        ({"kind": "correct"}, 400),
        ({"by": ""}, 400),
        ({"by": "rule:mine@1"}, 400),
        ({"subject": "c-none"}, 404),
        ({"subject": "x" * 20_000}, 413),
    ],
)
def test_what_is_no_answer_of_ours_is_refused_and_nothing_written(
    client: TestClient, store: Path | str, change: dict[str, str], status: int
) -> None:
    fields = fields_of(client.get("/review/pairs?by=A").text)
    answer = client.post("/review/pairs", data={**fields, "kind": "same", **change})
    assert answer.status_code == status, answer.text
    assert ledger(store) == []


def test_another_site_cannot_write(client: TestClient, store: Path | str) -> None:
    fields = fields_of(client.get("/review/pairs?by=A").text)
    answer = client.post(
        "/review/pairs",
        data={**fields, "kind": "same"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://x.example"},
    )
    assert answer.status_code == 403
    assert ledger(store) == []


def test_a_store_shown_to_others_takes_no_decisions(store: Path | str) -> None:
    with TestClient(make_app(store, writable=False)) as client:
        assert "Decisions are not taken here" in client.get("/review").text
        assert client.post("/review/pairs", data={"kind": "same"}).status_code == 403
        assert "<form method" not in client.get("/incidents/NK-2020-0003").text


@pytest.mark.parametrize("back", ["//evil.example/x", "https://evil.example", "/\\evil.example", "", "javascript:1"])
def test_the_way_back_never_leads_elsewhere(back: str) -> None:
    from trucewatch.web.forms import local_path

    assert local_path(back, "/review") == "/review"
    assert local_path("/incidents/X?by=a", "/review") == "/incidents/X?by=a"


def test_a_version_that_is_cited_is_found_again_and_another_is_said(client: TestClient) -> None:
    codes = re.findall(r'data-code="([^"]+)"', client.get("/").text)
    assert codes
    for code in codes:
        address = re.search(r'class="permalink" href="([^"]+)"', client.get(f"/incidents/{code}").text)
        assert address
        again = client.get(html.unescape(address[1]))
        assert again.status_code == 200
        assert "asks for version" not in again.text
    other = client.get(html.unescape(address[1]).replace("version=", "version=0"))
    assert "asks for version" in other.text


def test_the_history_names_each_document_when_it_became_known(client: TestClient) -> None:
    page = client.get("/incidents/NK-2020-0003").text
    rows = re.findall(r"<li><time datetime=\"([^\"]+)\">", page)
    assert len(rows) >= 3
    assert rows == sorted(rows)
    assert "as it stood then" in page


def test_every_state_of_a_slot_has_a_word() -> None:
    from typing import get_args

    from trucewatch.publish.rows import SlotState
    from trucewatch.web.draw import SLOT_STATES

    assert set(SLOT_STATES) == set(get_args(SlotState))


def test_every_incident_and_document_of_the_demonstration_is_drawn(client: TestClient, store: Path | str) -> None:
    opened = open_store(store)
    names = [f"/incidents/{i.code}" for i in opened.reconciliation().incidents]
    names += [f"/documents/{d.id}" for d in opened.documents()]
    opened.close()
    assert len(names) > 20
    assert [n for n in names if client.get(n).status_code != 200] == []
