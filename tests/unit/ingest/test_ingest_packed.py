"""PDF and Word files: paragraphs, running heads, tables, and what is broken, locked or empty."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from ingest_samples import AFTER, BEFORE, read, read_one

from trucewatch.model.span import Span

WORDS = f"{BEFORE} {AFTER}".split()


def pdf(pages: list[list[tuple[str, int, int]]]) -> bytes:
    """A PDF of lines with their size and upper edge in points; latin letters only."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for lines in pages:
        drawn = "".join(f"BT /F {size} Tf 72 {top} Td ({words}) Tj ET\n" for words, size, top in lines)
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}endstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/Contents {len(objects)} 0 R>>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{at:010} 00000 n \n" for at in offsets)
    size = len(objects) + 1
    out += (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    )
    return out.encode("latin-1")


def wrapped(words: list[str], top: int, each: int = 8) -> list[tuple[str, int, int]]:
    return [(" ".join(words[i : i + each]), 11, top - 14 * n) for n, i in enumerate(range(0, len(words), each))]


def test_wrapped_lines_of_a_pdf_are_one_paragraph_and_a_gap_starts_another() -> None:
    document = read_one(pdf([[*wrapped(BEFORE.split(), 700), *wrapped(AFTER.split(), 600)]]), "a.pdf")
    assert document.body == f"{BEFORE}\n\n{AFTER}"
    assert document.media_type == "application/pdf"
    assert document.published is None
    at = document.body.index("wounded")
    assert document.offsets.to_text(Span(at, at + 7)).words(document.text) == "wounded"


def test_a_sentence_goes_on_over_a_page_and_running_heads_are_left_out() -> None:
    pages = []
    for number in range(4):
        part = WORDS[number * 8 : (number + 1) * 8]
        pages.append(
            [("Daily bulletin of the mission", 9, 760), (" ".join(part), 11, 700), (f"Page {number + 1} of 4", 9, 40)]
        )
    document = read_one(pdf(pages), "a.pdf")
    assert "bulletin" not in document.text
    assert "Page" not in document.text
    assert " ".join(WORDS[:16]) in document.body


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "broken_pdf"),
        (pdf([[("Two men were hurt near the bridge.", 11, 700)]])[:300], "broken_pdf"),
        (pdf([[]]), "no_text_layer"),
    ],
    ids=["a head alone", "cut off", "no words"],
)
def test_a_pdf_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    documents, issues = read(data, "a.pdf")
    assert documents == []
    assert [i.code for i in issues] == [code]
    assert issues[0].try_this


def word_file(*, table: bool = True) -> bytes:
    file = docx.Document()
    file.add_paragraph(BEFORE)
    if table:
        rows = file.add_table(rows=2, cols=3)
        for cell, words in zip(
            (*rows.rows[0].cells, *rows.rows[1].cells),
            ("Position", "Event", "Number", "Lendora bridge", "Explosion", "2"),
            strict=True,
        ):
            cell.text = words
    file.add_paragraph(AFTER)
    held = io.BytesIO()
    file.save(held)
    return held.getvalue()


def test_a_word_file_keeps_its_order_and_its_table() -> None:
    document = read_one(word_file(), "bulletin.docx")
    assert document.text.split("\n\n") == [BEFORE, "Position | Event | Number\nLendora bridge | Explosion | 2", AFTER]
    assert document.published is None


def test_a_word_file_is_known_by_its_bytes_not_its_name() -> None:
    assert read_one(word_file(table=False), "bulletin.bin").body == f"{BEFORE}\n\n{AFTER}"


def test_a_broken_word_file_is_an_issue() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", "<not xml")
    documents, issues = read(held.getvalue(), "a.docx")
    assert documents == []
    assert [i.code for i in issues] == ["broken_docx"]


def test_a_word_file_that_unpacks_without_end_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.ingest.formats.docx.MAX_UNPACKED", 1000)
    documents, issues = read(word_file(), "a.docx")
    assert documents == []
    assert [i.code for i in issues] == ["too_large"]
