"""Bytes to documents: every format, its fields, and where dates come from."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from ingest_samples import AFTER, BEFORE, FEED, PAGE, read, read_one

from trucewatch.model.ids import sha256


def test_plain_text_keeps_all_but_carriage_returns() -> None:
    document = read_one(
        b"\xef\xbb\xbf  Two  shots.\r\n\r\n Then silence.\t\n", captured_at=datetime(2021, 1, 1, tzinfo=UTC)
    )
    assert document.text == "  Two  shots.\n\n Then silence.\t\n"
    assert document.body == "Two  shots.\n\nThen silence."
    assert document.sha256_text == sha256(document.text.encode())
    assert document.id.startswith("d-")
    assert document.received_at == document.captured_at == datetime(2021, 1, 1, tzinfo=UTC)


def test_the_same_bytes_give_the_same_document() -> None:
    assert read_one(PAGE, "a.html") == read_one(PAGE, "a.html")


def test_a_page_gives_its_article_and_metadata() -> None:
    document = read_one(PAGE, "a.html")
    assert document.body == f"{BEFORE}\n\n{AFTER}"
    assert document.title == "Shots near the bridge"
    assert (document.byline, document.agency, document.source) == ("Ana Roe", "AFP", "The Daily Test")
    assert (document.published, document.published_how) == (date(2020, 12, 13), "metadata")
    assert document.published_at == datetime.fromisoformat("2020-12-13T09:30:00+04:00")
    assert document.dateline is not None
    assert (document.dateline.place, document.dateline.date) == ("LENDORA", date(2020, 12, 12))
    assert document.anchor == date(2020, 12, 12)
    assert (document.language, document.url) == ("en", "https://l.example/2020/12/13/shots")
    assert "alert" not in document.text


def test_every_entry_of_a_feed_is_a_document() -> None:
    documents, issues = read(FEED, "a.rss")
    assert [(d.title, d.body, d.url, d.source) for d in documents] == [
        ("First", f"{BEFORE}\n\n{AFTER}", "https://w.example/1", "Test Wire")
    ]
    assert (documents[0].published, documents[0].published_how) == (date(2020, 12, 12), "feed")
    assert documents[0].published_at == datetime(2020, 12, 12, 19, 30, tzinfo=UTC)
    assert [i.code for i in issues] == ["empty"]


def test_document_json_keeps_text_and_id_exactly() -> None:
    text = "  Two\r\nshots **near** the bridge.\n"
    record = {
        "id": "x1",
        "text": text,
        "date": "2020-12-13",
        "title": "T",
        "unknown": [1],
        "dateline": "LENDORA, Dec 12",
    }
    document = read_one(json.dumps(record), "a.json")
    assert (document.id, document.text, document.title) == ("x1", text, "T")
    assert (document.published, document.published_how) == (date(2020, 12, 13), "header")
    assert document.dateline is not None
    assert (document.dateline.place, document.dateline.date) == ("LENDORA", date(2020, 12, 12))


def test_a_broken_line_is_an_issue_and_the_rest_goes_on() -> None:
    lines = '{"text": "One shot."}\n{"text": \n\n{"text": "Two shots.", "id": 7}\n{"text": "Others.", "id": "7"}\n[]\n'
    documents, issues = read(lines, "a.jsonl")
    assert [(d.text, d.location) for d in documents] == [("One shot.", "a.jsonl#1"), ("Two shots.", "a.jsonl#4")]
    assert [(i.code, i.where, i.offset) for i in issues] == [
        ("broken_line", "a.jsonl#2", 22),
        ("duplicate_id", "a.jsonl#5", None),
        ("not_a_document", "a.jsonl#6", None),
    ]


def test_documents_before_the_break_of_a_list_are_kept() -> None:
    documents, issues = read('[{"text": "One shot."}, {"text": "Two sh', "a.json")
    assert [d.text for d in documents] == ["One shot."]
    assert [i.code for i in issues] == ["truncated_json"]


def test_where_the_day_of_publication_comes_from() -> None:
    dated = f"December 13, 2020\n\n{BEFORE}\n\n{AFTER}"
    assert read_one(dated).published_how == "text"
    option = read_one(dated, published=date(2020, 12, 13))
    assert (option.published_how, option.anchor) == ("option", date(2020, 12, 13))
    url = json.dumps({"text": BEFORE, "url": "https://l.example/2020/12/13/a"})
    assert (read_one(url, "a.json").published, read_one(url, "a.json").published_how) == (date(2020, 12, 13), "url")
    assert read_one(BEFORE).published is None
    assert read_one(f"LENDORA, December 12, 2020 (AFP) - {BEFORE}").published == date(2020, 12, 12)


def test_the_user_s_date_does_not_move_a_dateline_or_a_printed_day() -> None:
    dateline = f"LENDORA, December 30. /TASS/. {BEFORE}"
    assert read_one(dateline, published=date(2021, 1, 20)).anchor == date(2020, 12, 30)
    documents, issues = read(f"December 13, 2020\n\n{BEFORE}\n\n{AFTER}", published=date(2021, 1, 5))
    assert (documents[0].published, documents[0].anchor) == (date(2021, 1, 5), date(2020, 12, 13))
    assert documents[0].anchor_from == "text"
    both = f"December 31, 2019\n\nLENDORA, December 30. /TASS/. {BEFORE}\n\n{AFTER}"
    assert read_one(both, published=date(2021, 1, 20)).anchor == date(2019, 12, 30)
    assert [i.code for i in issues] == ["dates_differ"]


def test_a_dateline_without_any_year_has_no_day() -> None:
    document = read_one(f"LENDORA, December 12. /TASS/. {BEFORE}")
    assert document.dateline is not None
    assert document.dateline.date is None
    assert document.anchor is None


def test_an_archive_is_known_from_its_days_of_publication() -> None:
    record = json.dumps([{"text": BEFORE, "date": "2020-12-13"}, {"text": AFTER, "date": "2020-12-13T08:00:00+04:00"}])
    documents, _ = read(record, "a.json", received="published", captured_at=datetime(2024, 1, 1, tzinfo=UTC))
    assert [d.received_at for d in documents] == [
        datetime(2020, 12, 13, 23, 59, 59, tzinfo=UTC),
        datetime(2020, 12, 13, 4, 0, tzinfo=UTC),
    ]


def test_language_is_found_given_or_left_open() -> None:
    italian = "Il cessate il fuoco è osservato lungo tutta la linea di contatto, ha detto il ministero."
    assert read_one(italian).language == "it"
    assert read_one("Two shots. 12").language is None
    assert read_one(italian, language="en").language == "en"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"text": BEFORE, "date": "2020-13-45"}, "impossible_date"),
        ({"text": BEFORE, "date": "2020-12"}, "imprecise_date"),
        ({"text": BEFORE, "date": 20201213}, "bad_field"),
        ({"text": BEFORE, "title": ["x"]}, "bad_field"),
        ({"text": BEFORE, "date": "2031-01-01"}, "future_date"),
        ({"text": "a \ud800 b was hit"}, "lone_surrogate"),
    ],
)
def test_a_doubtful_field_is_an_issue_and_the_document_is_read(record: dict[str, Any], code: str) -> None:
    documents, issues = read(json.dumps([record]), "a.json", captured_at=datetime(2021, 1, 1, tzinfo=UTC))
    assert len(documents) == 1
    assert [i.code for i in issues] == [code]
    assert len(documents[0].text) == len(record["text"])
