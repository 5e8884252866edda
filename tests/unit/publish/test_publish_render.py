"""Rendering: nothing added, everything escaped, one file that asks nothing of any other."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest
from publish_world import NOW, TEXTS, claims, small_store, span

from trucewatch.publish.brief import Brief, BriefOptions
from trucewatch.publish.compose import make_brief
from trucewatch.publish.render import escape_markdown, render_brief
from trucewatch.publish.view import View


@pytest.fixture(scope="module")
def brief() -> Brief:
    """The small world, with the hostile sentence as part of a claim."""
    store = small_store()
    hostile = msgspec.structs.replace(
        claims()[2],
        spans=(*claims()[2].spans, span("d3", "regime <script>alert(1)</script> | and *more*.")),
    )
    store.put_claims("d3", "test-reader@1", (hostile,))
    return make_brief(View(store), BriefOptions(as_of=NOW, version="0"))


class Page(HTMLParser):
    """Tags, ids, links and header cells of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


@pytest.fixture(scope="module")
def page(brief: Brief) -> Page:
    return Page(render_brief(brief, "html"))


def test_the_page_asks_nothing_of_any_other(brief: Brief, page: Page) -> None:
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [a for a in page.attributes if a.startswith("on")]
    text = render_brief(brief, "html")
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_hostile_words_are_shown_and_not_obeyed(brief: Brief, page: Page) -> None:
    text = render_brief(brief, "html")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "javascript:" not in text
    assert page.tags.count("script") == 0


def test_only_addresses_of_the_web_become_links(page: Page) -> None:
    outside = [x for x in page.links if not x.startswith("#")]
    assert set(outside) == {"https://birch.example/4"}


def test_every_link_inside_leads_somewhere_and_ids_are_unique(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert {x[1:] for x in page.links if x.startswith("#")} <= set(page.ids)


def test_the_page_can_be_read_by_a_screen_reader(brief: Brief, page: Page) -> None:
    text = render_brief(brief, "html")
    assert '<html lang="en">' in text
    assert page.tags.count("h1") == 1
    assert "main" in page.tags
    assert "nav" in page.tags
    tables = text.count("<table>")
    assert tables == text.count("<caption>")
    assert tables == text.count("<thead>")
    assert text.count('scope="row"') >= tables
    levels = [int(t[1]) for t in page.tags if re.fullmatch(r"h[1-6]", t)]
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_note_that_a_sentence_shows_stands_at_the_end(brief: Brief) -> None:
    text = render_brief(brief, "markdown")
    used = set(re.findall(r"\[\^(\d+)\]", text))
    defined = set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))
    assert used == defined
    assert defined == {str(n.number) for n in brief.notes}


def test_markdown_shows_hostile_words_as_they_are(brief: Brief) -> None:
    text = render_brief(brief, "markdown")
    assert "<script>" not in text
    assert r"\<script\>alert(1)\</script\> \| and \*more\*." in text


def test_table_rows_have_as_many_cells_as_their_heads(brief: Brief) -> None:
    rows: list[int] = []
    for line in [*render_brief(brief, "markdown").splitlines(), ""]:
        if line.startswith("|"):
            rows.append(len(re.findall(r"(?<!\\)\|", line)))
        else:
            assert len(set(rows)) <= 1
            rows = []


def test_quotes_in_both_forms_are_exact_words(brief: Brief) -> None:
    for note in brief.notes:
        for quote in note.claim.quotes:
            assert quote.text in TEXTS[quote.document_id]


def test_json_holds_the_whole_record(brief: Brief) -> None:
    assert msgspec.json.decode(render_brief(brief, "json"), type=Brief) == brief


def test_escaping_leaves_plain_words_alone() -> None:
    assert escape_markdown("three wounded (Alder), 5 March.") == "three wounded (Alder), 5 March."
