"""A text in another language is said to be one: no claims from it would otherwise look like calm."""

from __future__ import annotations

import pytest

from trucewatch.ingest.language import find_language, is_surely_foreign
from trucewatch.model.document import speaks_english

SENTENCE = "Two men were hurt near the bridge."
ITALIAN = (
    "Due soldati sono rimasti uccisi lunedì nei bombardamenti vicino al villaggio, ha detto il ministero della Difesa."
)
RUSSIAN = "Двое военных погибли при обстреле села."


@pytest.mark.parametrize("text", [ITALIAN, RUSSIAN])
def test_another_language_is_noticed(text: str) -> None:
    assert is_surely_foreign(text, find_language(text))


@pytest.mark.parametrize("text", [SENTENCE, "Fire at Varn.", "7 x 7", ""])
def test_english_and_what_is_too_short_to_tell_are_not(text: str) -> None:
    assert not is_surely_foreign(text, find_language(text))


@pytest.mark.parametrize(
    ("code", "english"),
    [(None, True), ("en", True), ("en-GB", True), ("EN_us", True), ("eng", True), ("it", False), ("enm", False)],
)
def test_codes_of_english(code: str | None, english: bool) -> None:
    assert speaks_english(code) is english
