"""A body's words stand in the captured text where the offset map says, whatever the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.ingest.layout.find import find_layout
from trucewatch.ingest.layout.mend import mend_body
from trucewatch.model.span import Span

PARTS = st.sampled_from(
    [
        *("Shots were heard.", "He said the", "truce holds", "and left,", "an anti-", "tank post", "**Ana Roe/TASS**"),
        *("\n", "\n\n", "\r\n", " ", "\x0c", "- item", "# Head", "[link](u)", "**bold**", "_x_", "\u00ad", "\u200b"),
        *(
            "By Ana Roe",
            "Read also: x",
            "LENDORA, Dec 12 (AFP) - ",
            "December 13, 2020",
            "https://l.example/a",
            '"',
            "(",
            "é",
        ),
    ]
)
TEXTS = st.one_of(st.lists(PARTS, max_size=25).map("".join), st.text(max_size=200))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_piece_gives_back_its_words(text: str) -> None:
    body, offsets = mend_body(text, find_layout(text).segments)
    at = 0
    for piece in offsets.pieces:
        assert piece.length > 0
        assert piece.body >= at
        # what stands between pieces was put in: blanks only
        assert body[at : piece.body].strip() == ""
        assert body[piece.body : piece.body + piece.length] == text[piece.text : piece.text + piece.length]
        at = piece.body + piece.length
    assert at == len(body)
    starts = [p.text for p in offsets.pieces]
    assert starts == sorted(starts)


@given(TEXTS, st.integers(0, 400), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_a_span_of_the_body_leads_to_the_same_words(text: str, start: int, length: int) -> None:
    body, offsets = mend_body(text, find_layout(text).segments)
    span = Span(start, min(start + length, len(body)))
    inside = any(p.body <= span.start and span.end <= p.body + p.length for p in offsets.pieces)
    if span.start >= span.end or not inside:
        return
    assert text[offsets.to_text(span).start : offsets.to_text(span).end] == body[span.start : span.end]
    assert offsets.to_body(offsets.to_text(span)) == span


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_passages_stand_in_order_and_apart_and_hold_all_words(text: str) -> None:
    layout = find_layout(text)
    at = 0
    for passage in layout.passages:
        assert at <= passage.span.start <= passage.span.end <= len(text)
        at = passage.span.end
    for segment in layout.segments:
        for start, end in segment.ranges:
            assert any(p.kind == "body" and p.span.covers(Span(start, end)) for p in layout.passages)
