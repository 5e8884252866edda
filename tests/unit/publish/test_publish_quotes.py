"""Quotes: exact pieces of the text, cut at word borders, fit for a screen."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publish_world import document

from trucewatch.errors import StoreError
from trucewatch.model.document import Document
from trucewatch.model.ids import sha256
from trucewatch.model.span import OffsetMap, Span
from trucewatch.publish.quotes import one_line, quote, shown


def holding(text: str) -> Document:
    digest = sha256(text.encode())
    return Document(id="x", text=text, sha256_raw=digest, sha256_text=digest, body=text, offsets=OffsetMap())


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])), st.data(), st.integers(5, 60))
def test_a_quote_is_always_an_exact_piece_of_the_passage(text: str, data: st.DataObject, limit: int) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = quote(holding(text), Span(start, end), limit=limit)
    assert found.text == text[found.span.start : found.span.end]
    assert start <= found.span.start < found.span.end <= end
    assert len(found.text) <= limit


def test_a_long_quote_is_cut_where_a_word_ends() -> None:
    found = quote(holding("one two three four five"), Span(0, 23), limit=15)
    assert (found.text, found.cut_after) == ("one two three", True)
    assert shown(found) == "one two three …"


def test_a_word_longer_than_the_limit_is_cut_inside() -> None:
    assert quote(holding("x" * 50), Span(0, 50), limit=20).text == "x" * 20


@pytest.mark.parametrize("span", [Span(-1, 3), Span(0, 10_000), Span(3, 3), Span(5, 2)])
def test_a_span_outside_the_text_is_an_error_of_the_store(span: Span) -> None:
    with pytest.raises(StoreError, match="outside the text"):
        quote(document("d1", "s", date(2021, 3, 6)), span)


def test_control_characters_are_shown_and_not_obeyed() -> None:
    assert one_line("a\x1b[31mred\x07 \u202eback\n\tb") == "a�[31mred� �back b"
