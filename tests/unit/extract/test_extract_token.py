"""Our tokens say what spaCy's say."""

from __future__ import annotations

import pytest

from trucewatch.extract.parsing import load_model, parse, words_between
from trucewatch.extract.token import take_over

TEXT = (
    'The ministry, which "saw nothing", said on Sunday that five soldiers were killed.  It denied firing near Aknet.\n'
    "Ok 12 well-armed THE Men of the 3rd Brigade, who are said to have opened fire at 7.30 p.m., left."
)
SAME = ("i", "idx", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "whitespace_", "is_punct",
        "like_num", "is_alpha", "is_title", "is_space")  # fmt: skip


@pytest.fixture(scope="module")
def nlp():
    return load_model()[0]


def test_every_word_has_the_attributes_and_the_tree_that_spacy_gives(nlp):
    doc = nlp(TEXT)
    ours, sentences = take_over(doc, 40)
    assert [(s.start, s.end) for s in sentences] == [(s.start, s.end) for s in doc.sents]
    assert (len(ours), ours.text, ours.base) == (len(doc), doc.text, 40)
    for theirs, mine in zip(doc, ours, strict=True):
        assert {k: getattr(mine, k) for k in SAME} == {k: getattr(theirs, k) for k in SAME}
        assert mine.head.i == theirs.head.i
        assert mine.left_edge.i == theirs.left_edge.i
        assert (mine.sent.start, mine.sent.end) == (theirs.sent.start, theirs.sent.end)
        for branch in ("children", "subtree", "ancestors"):
            assert [t.i for t in getattr(mine, branch)] == [t.i for t in getattr(theirs, branch)], branch
    pairs = [(a, b) for a in range(len(doc)) for b in range(len(doc))]
    assert [ours[a].is_ancestor(ours[b]) for a, b in pairs] == [doc[a].is_ancestor(doc[b]) for a, b in pairs]


def test_a_neighbour_beyond_the_paragraph_is_an_error(nlp):
    ours, _ = take_over(nlp("Shots fell."), 0)
    assert ours[0].nbor().text == "fell"
    for word, step in ((ours[0], -1), (ours[2], 1)):
        with pytest.raises(IndexError):
            word.nbor(step)


def test_the_words_of_a_stretch_and_of_a_sentence_stand_as_in_the_text(nlp):
    body = "First came calm.\n\nThen  three shells fell. All was quiet."
    sentences = parse(nlp, body)
    assert [s.text for s in sentences] == [body[s.start : s.end] for s in sentences]
    second = sentences[1].tokens
    assert words_between(second[0], second[-1]) == "Then  three shells fell."
