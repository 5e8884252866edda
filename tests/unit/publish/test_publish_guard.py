"""Words that take a side stand inside quotation marks or nowhere."""

from __future__ import annotations

import pytest

from trucewatch.publish.guard import find_loaded, instead_of, loaded_words
from trucewatch.publish.sentence import quoted, words_of


@pytest.mark.parametrize(
    "text",
    [
        "The Terrorists fired.",
        "a village liberated by",
        "an unprovoked act",
        "ethnic  cleansing",
        "the REGIME",
        "neutralised",
    ],
)
def test_a_loaded_word_outside_quotation_marks_is_found(text: str) -> None:
    assert find_loaded(words_of(text))


@pytest.mark.parametrize("text", ["the regimental post", "a regimen", "deliberate fire", "an exchange of fire"])
def test_words_that_only_look_alike_are_not(text: str) -> None:
    assert find_loaded(words_of(text)) == ()


def test_quoted_words_are_somebody_elses() -> None:
    assert find_loaded(words_of("South says that ", quoted("the terrorist regime"), " fired.")) == ()


def test_two_parts_do_not_make_a_word() -> None:
    assert find_loaded(words_of("terror", quoted("x"), "ist")) == ()


def test_every_word_of_the_list_says_what_to_write_instead() -> None:
    for entry in loaded_words():
        sample = entry.word.replace("*", "").replace("?", "s")
        assert find_loaded(words_of(sample)) == (sample,)
        assert instead_of(sample) == entry.instead or instead_of(sample)
