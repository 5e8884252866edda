"""Layout: lines around the body, datelines, mending; the rows are in tests/cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from trucewatch.ingest.layout.dateline import find_dateline
from trucewatch.ingest.layout.find import find_layout
from trucewatch.ingest.layout.mend import mend_body

CASES = Path(__file__).resolve().parents[2] / "cases"
BEFORE = "Two men of the border guard were wounded near the bridge on Friday, the ministry said."
AFTER = "The other side denied that its men had fired, and said that the truce was being kept."


def rows(name: str) -> list[Any]:
    return [pytest.param(row, id=row["case"]) for row in yaml.safe_load((CASES / name).read_text(encoding="utf-8"))]


@pytest.mark.parametrize("row", rows("ingest_layout.yml"))
def test_a_line_is_told_by_how_it_is_written(row: dict[str, str]) -> None:
    around = {"head": ("", AFTER), "foot": (f"{BEFORE}\n\n{AFTER}\n\n{BEFORE}\n\n", "")}
    before, after = around.get(row.get("zone", ""), (f"{BEFORE}\n\n", AFTER))
    text = f"{before}{row['line']}\n\n{after}\n\n{BEFORE if after else ''}"
    layout = find_layout(text, "A title of its own")
    at = text.index(row["line"])
    kinds = {p.kind for p in layout.passages if p.span.start < at + len(row["line"]) and p.span.end > at}
    assert kinds == {row["kind"]}
    body, _ = mend_body(text, layout.segments)
    assert AFTER in body
    assert BEFORE in body


@pytest.mark.parametrize("row", rows("ingest_datelines.yml"))
def test_a_dateline_is_read(row: dict[str, Any]) -> None:
    found = find_dateline(row["words"])
    if row.get("none"):
        assert found is None
        return
    assert found is not None
    day = found.written and "-".join(
        str(n) for n in (found.written.day, found.written.month, found.written.year) if n is not None
    )
    assert (found.place, found.agency, day) == (row.get("place"), row.get("agency"), row.get("day"))
    assert row["words"][found.length :] == row["rest"]


@pytest.mark.parametrize("row", rows("ingest_mending.yml"))
def test_a_body_is_mended(row: dict[str, str]) -> None:
    layout = find_layout(row["text"], "A title of its own")
    assert mend_body(row["text"], layout.segments)[0] == row["body"]


def test_head_of_an_article_is_told_apart_and_its_fields_found() -> None:
    text = (
        "World\n\nShots Near the Bridge, Says Army\n\nBy Ana Roe\n\nDecember 13, 2020\n\n"
        f"LENDORA, December 12 (AFP) - {BEFORE}\n\n{AFTER}\n\nOriginal url:\n\n<https://l.example/a>\n"
    )
    layout = find_layout(text)
    assert [p.kind for p in layout.passages] == [
        *("boilerplate", "title", "byline", "date", "dateline", "body", "url", "url")
    ]
    assert layout.title == "Shots Near the Bridge, Says Army"
    assert (layout.byline, layout.agency, layout.original_url) == ("Ana Roe", "AFP", "https://l.example/a")
    assert layout.written is not None
    assert str(layout.written.date) == "2020-12-13"
    assert mend_body(text, layout.segments)[0] == f"{BEFORE}\n\n{AFTER}"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Army reports shots near the bridge\n\n{BEFORE}", "Army reports shots near the bridge"),
        (f"# Army reports shots\n\n{BEFORE}\n\n## What is known\n\n{AFTER}", "Army reports shots"),
        (f"Army reports shots near the bridge\nBy Ana Roe\n\n{BEFORE}", "Army reports shots near the bridge"),
        (f"Army reports shots\n{BEFORE}\n{AFTER}\n{BEFORE}\n{AFTER}\n{BEFORE}", "Army reports shots"),
        (f"{BEFORE}\n\n{AFTER}", None),
        ("Two shots near the bridge\n\nNobody was hurt", None),
        (f"Two men of the guard were wounded near the old bridge\n\nof Varn, said the army.\n\n{AFTER}", None),
        (f"- Two shots near the bridge\n\n{AFTER}", None),
    ],
)
def test_a_first_line_is_a_title_only_when_nothing_speaks_against_it(text: str, title: str | None) -> None:
    layout = find_layout(text)
    assert layout.title == title
    body, _ = mend_body(text, layout.segments)
    assert title is None or title not in body
    assert body.strip()


def test_a_given_title_leaves_other_first_lines_in_the_body() -> None:
    text = f"Summary of the day\n\n{BEFORE}"
    layout = find_layout(text, "Another title")
    assert layout.title == "Another title"
    assert mend_body(text, layout.segments)[0] == f"Summary of the day\n\n{BEFORE}"


def test_a_list_of_links_under_a_heading_is_left_out_and_prose_after_it_is_not() -> None:
    text = f"{BEFORE}\n\nRelated articles\n\n- Talks resume\n- Envoy travels to the capital\n\n{AFTER}"
    layout = find_layout(text, "A title of its own")
    assert mend_body(text, layout.segments)[0] == f"{BEFORE}\n\n{AFTER}"


def test_heads_of_pages_that_come_again_are_left_out() -> None:
    text = "\n\n".join(["Daily report of the mission", BEFORE] * 3)
    assert mend_body(text, find_layout(text, "T").segments)[0] == "\n\n".join([BEFORE] * 3)


def test_a_dateline_behind_a_summary_is_found() -> None:
    text = f"{AFTER}\n\nLENDORA: {BEFORE}"
    layout = find_layout(text, "T")
    assert layout.dateline is not None
    assert layout.dateline.place == "LENDORA"
    assert mend_body(text, layout.segments)[0] == f"{AFTER}\n\n{BEFORE}"


def test_published_stands_above_updated() -> None:
    text = f"Updated: December 20, 2020\nPublished: December 13, 2020\n\n{BEFORE}"
    written = find_layout(text, "T").written
    assert written is not None
    assert str(written.date) == "2020-12-13"


def test_a_dated_byline_dates_the_text_and_a_note_of_sources_does_not() -> None:
    dated = find_layout(f"AFP - December 13, 2020\n\n{BEFORE}\n\n{AFTER}", "T")
    assert dated.written is not None
    assert (str(dated.written.date), dated.agency) == ("2020-12-13", "AFP")
    noted = find_layout(f"{BEFORE}\n\n{AFTER}\n\n{BEFORE}\n\nSources: AFP, 12 December 2020", "T")
    assert (noted.written, noted.agency) == (None, None)


def test_a_name_alone_below_the_title_is_the_byline() -> None:
    layout = find_layout(f"Shots Near the Bridge, Says Army\n\nAna Roe\n\nDecember 13, 2020\n\n{BEFORE}\n\n{AFTER}")
    assert [p.kind for p in layout.passages] == ["title", "byline", "date", "body"]
    assert layout.byline == "Ana Roe"


def test_the_day_under_a_statement_dates_it() -> None:
    layout = find_layout(f"{BEFORE}\n\n{AFTER}\n\n12.12.2020\n", "T")
    assert layout.written is not None
    assert str(layout.written.date) == "2020-12-12"


def test_an_image_between_paragraphs_joins_nothing() -> None:
    text = (
        "The truce held.\n\n![soldiers](a.jpg)\nTwo men were hurt.\nThe army said so in a short note on Friday at noon."
    )
    assert mend_body(text, find_layout(text, "T").segments)[0].startswith("The truce held.\n\nTwo men were hurt.")
