"""The report as PDF: the same bytes twice, pages with words in them, and a clear word where it cannot be made."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest


def test_the_pdf_has_the_words_of_the_report_and_the_same_bytes_twice(
    trucewatch: Any, small: Path, tmp_path: Path
) -> None:
    pytest.importorskip("weasyprint")
    import pypdfium2

    paths = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    for path in paths:
        told = trucewatch("brief", "--store", small, "--format", "pdf", "--out", path)
        assert told.code == 0, told.err
    assert paths[0].read_bytes() == paths[1].read_bytes()
    pages = pypdfium2.PdfDocument(paths[0])
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "Ceasefire report" in text
    assert "TT-2021-0001" in text
    assert "Coverage and limits" in text


def test_without_the_extra_the_door_says_what_to_install(
    trucewatch: Any, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    told = trucewatch("brief", "--store", small, "--format", "pdf", "--out", tmp_path / "a.pdf")
    assert told.code == 2
    assert "trucewatch[pdf]" in told.err
    assert not list(tmp_path.iterdir())


def test_a_page_that_asks_for_something_outside_is_withheld() -> None:
    pytest.importorskip("weasyprint")
    from trucewatch.errors import WithheldError
    from trucewatch.publish.pdf import pdf_of

    with pytest.raises(WithheldError, match="asks for"):
        pdf_of('<html lang="en"><img src="https://example.org/x.png" alt=""></html>')
