"""Search by words in the store: any case and accents, words by their beginnings, and nothing left behind."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.store.tables import StoreTables
from trucewatch.store.words import as_match

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "publish"))


@pytest.fixture(scope="module", params=["memory", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[StoreTables]:
    from publish_world import small_store

    held = small_store(":memory:" if request.param == "memory" else request.getfixturevalue("postgres").schema())
    yield held
    held.close()


def ids(store: StoreTables, words: str) -> set[str]:
    return {h.document_id for h in store.search_documents(words, limit=100)[1]}


def test_every_document_is_found_by_any_word_of_its_own(store: StoreTables) -> None:
    for document in store.documents():
        for word in document.text.split()[:6]:
            plain = "".join(c for c in word if c.isalnum())
            if plain:
                assert document.id in ids(store, plain.upper())
                assert document.id in ids(store, plain[:3])


def test_all_words_are_wanted_and_the_count_is_of_all(store: StoreTables) -> None:
    every = len(tuple(store.documents()))
    total, some = store.search_documents("the", limit=1)
    assert len(some) <= 1 <= total <= every
    assert ids(store, "the xyzzy") == set()
    assert ids(store, "") == ids(store, "!?") == set()


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_search(store: StoreTables, words: str) -> None:
    total, found = store.search_documents(words, limit=3)
    assert len(found) <= total


@pytest.mark.parametrize(
    "words", ['" OR *', "NEAR(a b)", "title:x", "a*b", "col : y", "NOT", "AND OR", "'; DROP TABLE"]
)
def test_the_language_of_the_index_is_not_spoken(store: StoreTables, words: str) -> None:
    store.search_documents(words, limit=3)
    assert "(" not in as_match(words)


def test_what_is_cleared_is_not_found_and_what_comes_again_is(place: str) -> None:
    from publish_world import small_store

    store = small_store(place)
    documents = [(store.intake_of(d.id), d) for d in store.documents()]
    word = documents[0][1].text.split()[0]
    before = ids(store, word)
    assert before
    store.clear_derived()
    assert ids(store, word) == set()
    for intake, document in documents:
        assert intake is not None
        store.put_documents(intake, (document,))
    assert ids(store, word) == before
    store.close()
