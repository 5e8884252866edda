"""What is worth parsing, told from the words alone."""

from __future__ import annotations

import pytest

from trucewatch.extract.relevance import is_relevant, relevant_paragraphs

TOLD = (
    "Three shells fell near the village of Aknet, the ministry said.",
    "NORTHERN TROOPS OPENED FIRE ON AN OUTPOST.",
    "Both sides kept to the ceasefire overnight.",
    "Two soldiers were wounded by a landmine.",
    "Gunmen fought for an hour before they withdrew from the hill.",
    "A cease-fire violation was recorded at noon.",
    "Envoys met to discuss the truce.",
    "The army called the report false and said that its men had not been there.",
)
NOT_TOLD = (
    "",
    "   \n\n 12 \n",
    "The ministry said on Sunday that the budget would be read in spring.",
)
OTHERWISE_MEANT = (
    "Officials met the president to discuss taxes on milk.",
    "The club fired its coach after a third defeat, the agency reported.",
    "She shot the film on location and the critics praised it.",
)
CALM = "The museum opens its new wing in spring, and the curator said that tickets are cheap. " * 5
SHOTS = "On Monday three shells fell near the village of Aknet, the ministry said, and two soldiers were wounded. " * 4


@pytest.mark.parametrize("text", TOLD)
def test_a_text_that_tells_something_is_relevant(text):
    assert is_relevant(text)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_a_text_without_fighting_is_not(text):
    assert not is_relevant(text)


@pytest.mark.parametrize("text", OTHERWISE_MEANT)
def test_words_of_acts_tell_nothing_in_a_text_about_something_else(text):
    assert not is_relevant(f"{text} {CALM}")
    assert is_relevant(f"{text} {CALM} The army was there.")


def test_speech_alone_makes_nothing_relevant():
    assert not is_relevant("The general said, claimed, denied and insisted, according to the agency.")


def test_a_paragraph_is_kept_with_its_neighbours_and_the_lead():
    texts = [CALM] * 3 + [SHOTS] + [CALM] * 3
    assert relevant_paragraphs(texts) == (True, False, True, True, True, False, False)


def test_no_paragraph_is_kept_where_none_tells():
    assert relevant_paragraphs([CALM] * 4) == (False,) * 4
    assert relevant_paragraphs([]) == ()


def test_the_lines_of_a_list_are_judged_together():
    lines = ["Ceasefire", "violations", "recorded", "at noon: 12"]
    assert relevant_paragraphs(lines) == (True,) * 4


def test_a_text_is_relevant_just_where_one_of_its_paragraphs_is():
    for text in (*TOLD, *NOT_TOLD):
        assert is_relevant(text) == any(relevant_paragraphs(text.split("\n")))
