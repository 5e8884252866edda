"""The sieve keeps what the filter would keep, and says of the rest why it does not."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import UTC, datetime

import pytest

from trucewatch.archive.record import Position, Record, SetAside, Skipped
from trucewatch.archive.sieve import Sifted, page_words, sift
from trucewatch.extract.relevance import can_tell, is_relevant
from trucewatch.ingest.options import IngestOptions

OPTIONS = IngestOptions(captured_at=datetime(2021, 5, 6, tzinfo=UTC))
WAR = "Two soldiers were killed when mortars hit their post near Arvan, the ministry said on Friday. " * 3
PEACE = "The council voted for the new tram line, and the library will be open on Sundays from the spring. " * 3
FOREIGN = (
    "El consejo aprobó la nueva línea de tranvía y la biblioteca abrirá los domingos a partir de la primavera. " * 3
)


def text_record(text: str) -> Record:
    return Record(archive="a.jsonl", position=Position(5), media_type="application/json", text=text, id="r1",
                  captured_at=datetime(2021, 5, 4, tzinfo=UTC), url="https://outlet.example/1")  # fmt: skip


def page_record(article: str, *, before: str = "", head: str = "") -> Record:
    body = f"{before}<article><p>{article}</p><p>{PEACE}</p></article>"
    page = f"<html><head><title>News</title>{head}</head><body>{body}</body></html>"
    return Record(archive="a.warc.gz", position=Position(9), media_type="text/html", data=page.encode(),
                  url="https://outlet.example/2021/05/04/a.html")  # fmt: skip


def test_a_relevant_text_is_kept_with_where_it_came_from() -> None:
    kept = sift(text_record(WAR), OPTIONS)
    assert isinstance(kept, Sifted)
    (row,) = kept.rows
    assert row.text == WAR
    assert row.origin is not None
    assert (row.origin.archive, row.origin.position, row.origin.record) == ("a.jsonl", "5", "r1")
    assert row.captured_at == "2021-05-04T00:00:00+00:00"
    assert row.origin.sha256 == hashlib.sha256(WAR.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "code"),
    [(PEACE, "not_relevant"), (FOREIGN, "other_language"), ("市議会は新しい路線を承認した。" * 100, "other_language")],
)
def test_another_text_is_skipped_and_why(text: str, code: str) -> None:
    for record in (text_record(text), page_record(text) if text is PEACE else text_record(text)):
        skipped = sift(record, OPTIONS)
        assert isinstance(skipped, Skipped)
        assert skipped.code == code


def test_a_page_is_read_when_its_words_leave_it_open() -> None:
    kept = sift(page_record(WAR), OPTIONS)
    assert isinstance(kept, Sifted)
    assert "mortars hit" in kept.rows[0].text
    assert kept.rows[0].url == "https://outlet.example/2021/05/04/a.html"


def test_words_of_war_in_a_menu_alone_keep_no_page() -> None:
    skipped = sift(
        page_record(PEACE, before="<nav><a href='/'>Soldiers killed by mortars in the war</a></nav>"), OPTIONS
    )
    assert isinstance(skipped, Skipped)


@pytest.mark.parametrize(
    "page",
    [
        "<p>Two soldiers were <b>k</b>illed by <i>mor</i>tars near Arvan.</p>",
        "<p>Two soldiers were&nbsp;killed by mortars<br>near Arvan.</p>",
        "<script>var a = 1</script><p>Two soldiers were killed by mortars.</p><script>unclosed",
        '<script type="application/ld+json">' + json.dumps({"articleBody": WAR}) + "</script>",
        "<SCRIPT>x</SCRIPT><p>Two soldiers were killed by mortars.</p>",
        "İ<script>x</script><p>Two soldiers were killed by mortars.</p>",
    ],
)
def test_no_word_of_an_article_is_lost_to_the_first_look(page: str) -> None:
    assert can_tell(page_words(page)[0], excerpt=True)


def test_code_on_a_page_is_not_its_words() -> None:
    assert not can_tell(page_words("<script>fire(soldier.killed)</script><p>Trams.</p>")[0], excerpt=True)


def test_a_short_article_is_not_asked_what_it_is_about() -> None:
    words = "Three men were shot in Arvan on Friday evening. "
    assert is_relevant(words)
    page = f"<html><body><nav>{'<a>Weather</a>' * 40}</nav><article><p>{words}</p></article></body></html>"
    kept = sift(Record(archive="a", position=Position(0), media_type="text/html", data=page.encode()), OPTIONS)
    assert isinstance(kept, Sifted)


def test_a_page_that_cannot_be_read_is_set_aside() -> None:
    page = "<html><body>" + "<div>" * 700 + WAR + "</div>" * 700 + "</body></html>"
    aside = sift(Record(archive="a", position=Position(0), media_type="text/html", data=page.encode()), OPTIONS)
    assert isinstance(aside, SetAside)
    assert aside.code == "hostile_html"


def test_hostile_pages_take_time_in_proportion() -> None:
    for piece in ("<script>", "<", "<b>", "<!--", "&#x"):
        began = time.process_time()
        page_words(piece * 200_000)
        assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "text", [WAR, PEACE, FOREIGN, "Shots were fired.", "", "killed " * 90, "A cease‑fire was agreed. " * 30]
)
def test_the_look_at_all_words_never_loses_a_text(text: str) -> None:
    from trucewatch.extract.parsing import split_paragraphs
    from trucewatch.extract.relevance import relevant_paragraphs

    assert is_relevant(text) == any(relevant_paragraphs([p for _, p in split_paragraphs(text)]))
