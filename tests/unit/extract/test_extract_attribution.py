"""Who says what: the rows of `tests/cases/attribution.yml`, what the reader of claims is given, and bounds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from trucewatch.extract.attribution import find_attributions
from trucewatch.extract.attribution_spans import SpokenSpans, attributed_spans
from trucewatch.extract.parsing import parse

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

CASES = Path(__file__).resolve().parents[2] / "cases/attribution.yml"
ROWS: list[dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))


def spans_of(text: str, reader: Reader, *, attitudes: bool = True) -> tuple[SpokenSpans, ...]:
    return attributed_spans(parse(reader.nlp, text), text, attitudes=attitudes)


def words_of(text: str, found: tuple[SpokenSpans, ...]) -> list[list[Any]]:
    return [
        [
            text[slice(*one.source[0])] if one.source else None,
            text[slice(*one.cue)],
            [text[start:end] for start, end in one.content],
            one.kind,
        ]
        for one in found
    ]


@pytest.mark.parametrize("row", ROWS, ids=[r["says"] for r in ROWS])
def test_source_cue_and_content_are_those_of_the_row(row: dict[str, Any], reader: Reader) -> None:
    if row.get("medium") and "_md" not in reader.model:
        pytest.skip("needs the medium language model")
    assert words_of(row["text"], spans_of(row["text"], reader)) == row["attributed"]


def test_each_row_says_something_of_its_own() -> None:
    assert len({r["says"] for r in ROWS}) == len({r["text"] for r in ROWS}) == len(ROWS) >= 80


def test_attitudes_are_left_out_unless_asked_for(reader: Reader) -> None:
    text = "The minister hopes that the talks will go on. The minister said that the talks go on."
    assert [one.kind for one in spans_of(text, reader)] == ["attitude", "speech"]
    assert [text[slice(*one.cue)] for one in spans_of(text, reader, attitudes=False)] == ["said"]


def test_the_reader_of_claims_is_given_no_attitude(reader: Reader) -> None:
    (sentence,) = parse(reader.nlp, "The minister hopes that the talks will go on.")
    assert find_attributions(sentence) == ()
    (wider,) = find_attributions(sentence, attitudes=True)
    assert (wider.kind, wider.source.text, wider.cue.text) == ("attitude", "minister", "hopes")
    assert find_attributions(sentence) == ()  # asking for more does not change what is kept


def test_asking_for_attitudes_keeps_what_speech_gives(reader: Reader) -> None:
    (sentence,) = parse(reader.nlp, "The army said it wants peace, according to the paper.")
    plain = find_attributions(sentence)
    wide = find_attributions(sentence, attitudes=True)
    assert {a.cue.i for a in plain} < {a.cue.i for a in wide}
    assert [a for a in wide if a.cue.i in {p.cue.i for p in plain}] == list(plain)


def test_a_cue_within_a_quotation_belongs_to_its_content(reader: Reader) -> None:
    text = '"I said that the road was closed," the guard recalled.'
    assert [text[slice(*one.cue)] for one in spans_of(text, reader)] == ["recalled"]


def test_a_colon_at_the_end_of_a_paragraph_leads_in_the_next(reader: Reader) -> None:
    text = "In a letter to the council, the mayor wrote:\n\nThe road is closed. It will stay so.\n\nIt rained all day."
    (one,) = spans_of(text, reader)
    assert [text[slice(*c)] for c in one.content] == ["The road is closed. It will stay so."]


def test_a_quotation_left_open_goes_on_in_the_next_paragraph(reader: Reader) -> None:
    text = "“We left,” the guard said. “It was dark.\n\n“We came back.”\n\n“Nobody knows,” a nurse said."
    first, second = spans_of(text, reader)
    assert [text[slice(*c)] for c in first.content] == ["“We left,”", "“It was dark.", "“We came back.”"]
    assert [text[slice(*c)] for c in second.content] == ["“Nobody knows,”"]


def test_curly_and_straight_marks_give_the_same_spans(reader: Reader) -> None:
    straight = 'The guard said the hill was "quiet enough" on Monday. "We saw nothing," he added.'
    curly = "The guard said the hill was “quiet enough” on Monday. “We saw nothing,” he added."
    assert spans_of(straight, reader) == spans_of(curly, reader)


@pytest.mark.parametrize(
    "text", ["", '"', "said", "According to", '":"', ", he said, she said, they said", "said " * 300]
)
def test_odd_text_is_survived_and_spans_stay_inside(text: str, reader: Reader) -> None:
    for one in spans_of(text, reader):
        for start, end in (*one.source, one.cue, *one.content):
            assert 0 <= start < end <= len(text)
