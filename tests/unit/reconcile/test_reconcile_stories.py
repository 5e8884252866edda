"""Texts that report one thing, by the rare names and numbers in them."""

from __future__ import annotations

from datetime import date

import msgspec

from made_claims import text
from trucewatch.model.document import Document
from trucewatch.reconcile.stories import stories_of
from trucewatch.reconcile.words import Archive, terms_of

BODIES = {
    "a": "A mortar round fell on the Orlen mill on Tuesday. Baker Tomas Veld, 34, was wounded, the Westland army said.",
    "b": "The miller of Orlen says that a round hit his mill. Tomas Veld, 34, is in hospital in Kessary.",
    "c": "Westland said that two drones were shot down over Port Hamra on Tuesday by Sergeant Ilo Brand's crew.",
    "d": "Ilo Brand shot down two drones over Port Hamra, the Westland army said.",
    "e": "Ministers of Westland and Eastland met in Geneva for talks on fisheries.",
}


def texts(**published: str) -> list[Document]:
    return [
        msgspec.structs.replace(text(k, date.fromisoformat(published.get(k, "2020-12-13"))), body=body)
        for k, body in BODIES.items()
    ]


def groups(documents: list[Document]) -> set[tuple[str, ...]]:
    return {s.documents for s in stories_of(documents)}


def test_texts_that_share_rare_names_are_one_story_and_common_names_join_nothing() -> None:
    assert groups(texts()) == {("a", "b"), ("c", "d"), ("e",)}


def test_the_order_of_texts_never_matters() -> None:
    assert stories_of(texts()) == stories_of(reversed(texts()))


def test_texts_published_months_apart_are_two_stories() -> None:
    assert ("a",) in groups(texts(b="2021-06-01"))


def test_the_least_alike_texts_of_a_story_are_named() -> None:
    (story,) = [s for s in stories_of(texts()) if s.documents == ("a", "b")]
    assert story.weakest is not None
    assert story.weakest[:2] == ("a", "b")
    assert 0 < story.weakest[2] < 1


def test_a_word_that_opens_a_sentence_and_stands_small_elsewhere_is_no_name() -> None:
    assert terms_of("Shots fell near Orlen. The shots killed 3.") == {"orlen": 1, "the": 1, "3": 1}


def test_in_a_script_without_letter_case_every_word_counts() -> None:
    assert set(terms_of("قصف على ميناء")) == {"قصف", "على", "ميناء"}


def test_likeness_is_one_with_itself_none_with_a_stranger_and_the_same_both_ways() -> None:
    archive = Archive(BODIES)
    assert abs(archive.likeness("a", "a") - 1) < 1e-9
    assert archive.likeness("a", "e") < 0.05
    assert archive.likeness("a", "b") == archive.likeness("b", "a")
    assert "orlen" in archive.shared("a", "b")
    assert archive.likeness("a", "not there") == 0
