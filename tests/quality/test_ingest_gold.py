"""Real reports keep every annotated word: nothing that a person logged may be taken for layout."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from trucewatch.ingest.documents import read_input
from trucewatch.ingest.inputs import RawInput, iter_inputs
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document
from trucewatch.model.span import Span

SHARED = Path(__file__).resolve().parents[3] / "shared"
GOLD = sorted((SHARED / "gold" / "dev").glob("*.json"))
SEED = sorted((SHARED / "seed").glob("*.txt"))


def read_file(path: Path, options: IngestOptions | None = None) -> Document:
    found = [
        item
        for raw in iter_inputs([path])
        if isinstance(raw, RawInput)
        for item in read_input(raw, options or IngestOptions())
    ]
    documents = [f for f in found if isinstance(f, Document)]
    assert len(documents) == 1
    return documents[0]


@pytest.mark.skipif(not GOLD, reason="the annotated reports are not beside this checkout")
@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_a_real_report_keeps_its_text_and_every_annotated_word(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    document = read_file(path)
    assert document.text == gold["text"]
    lost = []
    for quote in (q for claim in gold["claims"] for q in (claim["quote"], *claim["more_quotes"])):
        start = document.text.find(quote)
        span = document.offsets.to_body(Span(start, start + len(quote)))
        read = document.body[span.start : span.end] if span else ""
        if "".join(read.split()) != "".join(quote.split()):
            lost.append(quote)
    assert lost == []


@pytest.mark.skipif(not SEED, reason="the first report is not beside this checkout")
@pytest.mark.parametrize("published", [None, date(2020, 12, 13), date(2021, 1, 10)])
def test_the_first_report_is_told_apart_from_its_layout(published: date | None) -> None:
    document = read_file(SEED[0], IngestOptions(published=published))
    kinds = [p.kind for p in document.passages]
    assert kinds == ["title", "byline", "date", "caption", "body", "related", "body", "url", "url"]
    assert "exchanges of fire with automatic weapons" in document.body
    assert (document.agency, document.anchor) == ("AFP", date(2020, 12, 13))
    assert document.published == published or document.published_how == "text"
    assert len(document.body.split("\n\n")) == 15
