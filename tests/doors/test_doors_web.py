"""The pages: every one is drawn, asks nothing of other hosts, keeps its state in the address, and escapes what it shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from trucewatch.publish.questions import QUESTIONS
from trucewatch.web.app import make_app

PAGES = ["/", "/documents", "/search", "/search?words=a", "/agreement", "/questions", "/sources", "/review", "/report"]


@pytest.fixture(scope="module")
def client(demo_anywhere: Path | str) -> Iterator[TestClient]:
    app = make_app(demo_anywhere)
    with TestClient(app, raise_server_exceptions=False) as held:
        yield held


def first_code(client: TestClient) -> str:
    found = re.search(r"/incidents/([A-Z]+-\d+-\d+)", client.get("/").text)
    assert found
    return found[1]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_drawn_and_asks_nothing_of_other_hosts(client: TestClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200, answer.text[-2000:]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r"<(?:script|link|img|iframe|object)[^>]+(?:src|href)=[\"'](?:https?:)?//", answer.text)
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("name", [q.name for q in QUESTIONS.values() if not q.needs])
def test_questions_are_answered_with_unit_and_caveat(client: TestClient, name: str) -> None:
    answer = client.get(f"/questions/{name}")
    assert answer.status_code == 200
    assert "Unit: " in answer.text
    assert "unknown, not calm" in answer.text


def test_a_question_that_needs_a_time_asks_for_it_and_takes_it(client: TestClient) -> None:
    name = next(q.name for q in QUESTIONS.values() if q.needs == ("since",))
    asked = client.get(f"/questions/{name}").text
    assert "Say since when" in asked
    offered = re.search(r'href="(/questions/[^"]*since=[^"]*)"', asked)
    assert offered
    assert "Unit: " in client.get(offered[1]).text
    answered = client.get(f"/questions/{name}", params={"since": "2020-12-12T18:00+00:00"})
    assert answered.status_code == 200
    assert "Unit: " in answered.text


def test_the_address_filters_and_every_link_keeps_it(client: TestClient) -> None:
    whole, part = client.get("/").text, client.get("/?side=Karabakh&from=2020-12-01").text
    n = [int(re.search(r"<strong>([\d,]+) of", text)[1]) for text in (whole, part)]  # type: ignore[index]
    assert 0 < n[1] < n[0]
    assert "/incidents/NK-2020-0003?side=Karabakh&amp;from=2020-12-01" in part
    assert re.search(r'name="from" value="2020-12-01"', part)


def test_an_incident_sets_the_accounts_side_by_side_with_their_words(client: TestClient) -> None:
    code = first_code(client)
    text = client.get(f"/incidents/{code}").text
    assert "Accounts side by side" in text
    assert "<blockquote>" in text
    assert "Why it stands so" in text


def test_a_document_is_shown_whole_with_its_claims_marked(client: TestClient, demo: Path) -> None:
    name = re.search(r"/documents/([\w-]+)", client.get("/documents").text)
    assert name
    text = client.get(f"/documents/{name[1]}").text
    assert "<mark " in text
    numbers = {n for group in re.findall(r'<mark data-claims="([\d ]+)"', text) for n in group.split()}
    assert numbers == set(re.findall(r'id="k-(\d+)"', text))


def test_words_find_documents_and_claims_with_the_words_marked(client: TestClient) -> None:
    total = int(re.search(r"of (\d+) documents shown", client.get("/documents").text)[1])  # type: ignore[index]
    text = client.get("/search", params={"words": "hadrut WOUND"}).text
    n = int(re.search(r"of (\d+) documents shown", text)[1])  # type: ignore[index]
    assert 0 < n < total
    assert "<mark>Hadrut</mark>" in text
    assert "<mark>wounded</mark>" in text
    assert re.search(r"<strong>\d+ claims? in", text)
    assert re.search(r'href="/incidents/NK-2020-\d+#c-', text)


def test_an_incident_is_found_by_its_code_in_any_case(client: TestClient) -> None:
    assert 'href="/incidents/NK-2020-0003"' in client.get("/search", params={"words": "nk-2020-0003"}).text


def test_an_earlier_time_is_searched_as_it_was(client: TestClient) -> None:
    now = client.get("/search", params={"words": "Hadrut"}).text
    then = client.get("/search", params={"words": "Hadrut", "as_of": "2020-12-12T00:00+00:00"}).text
    counts = [int(re.search(r"of (\d+) documents shown", t)[1]) for t in (now, then)]  # type: ignore[index]
    assert counts[1] < counts[0]


def test_an_earlier_time_knows_less(client: TestClient) -> None:
    now = client.get("/").text
    then = client.get("/", params={"as_of": "2020-12-12T00:00+00:00"})
    assert then.status_code == 200
    assert "back to now" in then.text
    codes = set(re.findall(r'data-code="([^"]+)"', now))
    assert codes - set(re.findall(r'data-code="([^"]+)"', then.text))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nowhere", 404),
        ("/incidents/NK-1999-0001", 404),
        ("/documents/none", 404),
        ("/why/none", 404),
        ("/questions/none", 404),
        ("/?from=yesterday", 400),
        ("/?from=2020-12-31&to=2020-12-01", 400),
        ("/?status=calm", 400),
        ("/?act=magic", 400),
        ("/?as_of=2020-12-12T18:00", 400),  # in which zone?
        ("/?as_of=2020-02-31", 400),
        ("/?start_at=-1", 400),
        ("/?place=" + "x" * 300, 400),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
    ],
)
def test_what_cannot_be_shown_is_said_plainly(client: TestClient, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers


def test_another_host_name_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_hostile_words_are_shown_and_do_nothing(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = 'Ruvian troops <script>alert(1)</script> shelled "Lendora" on Monday, <b>the ministry</b> said & two men were wounded.'
    record = {"id": "x/../y", "title": "<img src=x onerror=alert(1)>", "text": text, "url": "javascript:alert(1)"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    store = tmp_path / "s.sqlite"
    assert trucewatch("ingest", tmp_path / "a.jsonl", "--store", store).code == 0
    app = make_app(store)
    with TestClient(app) as client:
        pages = [client.get(p).text for p in PAGES]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page


def test_new_documents_are_seen_without_a_restart(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text("Ruvian troops shelled Lendora on 7 March 2021, the army said.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Two men were killed at Varn on 9 March 2021, the police said.", encoding="utf-8")
    store = tmp_path / "s.sqlite"
    trucewatch("ingest", tmp_path / "a.txt", "--store", store)
    app = make_app(store)
    with TestClient(app) as client:
        assert "<strong>1 of 1 documents" in client.get("/documents").text
        trucewatch("ingest", tmp_path / "b.txt", "--store", store)
        assert "<strong>2 of 2 documents" in client.get("/documents").text


def test_serve_says_what_is_wrong_with_store_and_port(trucewatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = trucewatch("serve", "--store", tmp_path / "none.sqlite")
    assert told.code == 3
    assert "none.sqlite" in told.err


def test_an_error_names_the_setting_that_it_is_about(client: TestClient) -> None:
    assert "from: &#39;xx&#39; is no day" in client.get("/?from=xx").text


def test_a_form_keeps_what_else_the_address_asks_for(client: TestClient) -> None:
    for page in ("/search", "/documents", "/agreement"):
        said = client.get(page, params={"side": "Karabakh", "from": "2020-12-01"}).text
        form = re.search(r'<form class="filters".*?</form>', said, re.DOTALL)
        assert form, page
        assert '<input type="hidden" name="side" value="Karabakh">' in form[0]
        assert '<input type="hidden" name="from" value="2020-12-01">' in form[0]


def test_more_than_a_page_lists_is_answered_in_short_by_counts(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import trucewatch.web.pages as pages

    monkeypatch.setattr(pages, "ROWS_SHOWN", 4)
    with TestClient(make_app(demo)) as client:
        said = client.get("/", params={"side": "Azerbaijan"}).text
        total = re.search(r"(\d+) of \d+ incidents shown", said)
        assert total
        alone = re.search(rf'(\d+) of {total[1]} told by one side alone\. <a href="([^"]+)">list them</a>', said)
        assert alone
        link = alone[2].replace("&amp;", "&")
        assert "side=Azerbaijan" in link  # it narrows what is asked for already
        assert re.search(rf"{alone[1]} of \d+ incidents shown", client.get(link).text)


def test_a_day_alone_stands_for_what_was_known_at_its_end(client: TestClient) -> None:
    day = client.get("/", params={"as_of": "2020-12-12"}).text
    end = client.get("/", params={"as_of": "2020-12-12T23:59+00:00"}).text
    assert "As of 12 December 2020, 23:59 (UTC)" in day
    assert day == end


def test_the_head_asks_for_an_earlier_time_and_loses_nothing(client: TestClient) -> None:
    said = client.get("/search", params={"words": "hadrut", "side": "Karabakh"}).text
    form = re.search(r'<form action="/search" method="get" aria-label="An earlier time">.*?</form>', said, re.DOTALL)
    assert form
    for name, value in (("words", "hadrut"), ("side", "Karabakh")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in form[0]
    then = client.get("/search", params={"words": "hadrut", "side": "Karabakh", "as_of": "2020-12-14"}).text
    back = re.search(r'<a href="([^"]+)">back to now</a>', then)
    assert back
    assert "words=hadrut" in back[1]
    assert "side=Karabakh" in back[1]


def test_a_question_about_one_incident_offers_their_codes(client: TestClient) -> None:
    said = client.get("/questions/versions").text
    assert f'<option value="{first_code(client)}">' in said
    assert "Say which incident" in said


def test_why_tells_values_in_words(client: TestClient) -> None:
    claim = re.search(r'href="(/why/c-[^"]+)"', client.get("/incidents/NK-2020-0003").text)
    assert claim
    said = client.get(claim[1]).text
    assert "harm = six wounded (Karabakh servicemen)" in said
    assert "&#34;actor_id&#34;" not in said
    assert "speaker = Armenian Foreign Ministry (Armenia)" in said
