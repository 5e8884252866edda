"""Swap the sides' names in a text and the labels swap with them; nothing else changes."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.extract.actors import ActorEntry, describe, load_table, other_side, sides_in
from trucewatch.extract.actors.rivals import load_rivals

TABLE = load_table()
APART = load_rivals().militants  # peoples whose fighters the table names apart
STATES = tuple(
    e for e in TABLE.entries.values() if e.kind == "state" and e.adjective not in (None, e.name) and e.side not in APART
)
PHRASES = (
    "the {a} army",
    "{name}'s Defence Ministry",
    "a spokesman for the {a} Foreign Ministry",
    "three {a} soldiers",
    "{a} gunmen",
    "the armed forces of {name}",
    "{a} occupation forces",
    "{a}-led forces",
    "{name}-backed militants",
    "two {a} villagers",
    "{a}-occupied heights",
    "the {a} side",
    "several {a} terrorists",
    "{a} rebels",
)
TEXTS = (
    "The {a} army said that {b} troops shelled {a} positions. {name_b} denied it.",
    "{name}'s ministry accused the {b} side of firing at a {a} post; {b} gunners had opened up first.",
    "{name} and {name_b} blamed each other after {b} drones crossed the line held by {a} forces.",
)

pairs = st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)).filter(
    lambda p: p[0].side != p[1].side and p[0].adjective != p[1].adjective
)


def fill(pattern: str, a: ActorEntry, b: ActorEntry) -> str:
    return pattern.format(a=a.adjective, name=a.name, b=b.adjective, name_b=b.name)


@settings(max_examples=400, deadline=None)
@given(pair=pairs, phrase=st.sampled_from(PHRASES))
def test_a_phrase_changes_its_side_with_the_name_and_nothing_else(
    pair: tuple[ActorEntry, ActorEntry], phrase: str
) -> None:
    one, other = (describe(fill(phrase, a, a), TABLE) for a in pair)
    assert (one.kind, one.deictic, one.person) == (other.kind, other.deictic, other.person)
    rebels = "rebels" in phrase
    for said, state in zip((one, other), pair, strict=True):
        if not rebels and said.side not in (None, "civilians"):
            assert said.side == state.side
        assert said.community in (None, state.side)
    assert (one.side is None, one.side == "civilians") == (other.side is None, other.side == "civilians")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_read_with_swapped_names_has_swapped_sides(text: str) -> None:
    """Over every pair of states."""
    for a, b in combinations(STATES, 2):
        if a.side == b.side or a.adjective == b.adjective:
            continue
        swap = {a.side: b.side, b.side: a.side}
        straight = TABLE.find(fill(text, a, b))
        swapped = TABLE.find(fill(text, b, a))
        assert [(swap[m.side], m.kind, m.qualifier) for m in straight] == [
            (m.side, m.kind, m.qualifier) for m in swapped
        ]


@settings(max_examples=300, deadline=None)
@given(pair=pairs, text=st.sampled_from(TEXTS))
def test_each_of_two_sides_is_the_other_side_of_the_other(pair: tuple[ActorEntry, ActorEntry], text: str) -> None:
    a, b = pair
    sides = sides_in(fill(text, a, b), TABLE)
    if a.side in sides.disputants() and b.side in sides.disputants() and not load_rivals().are_allied(a.side, b.side):
        assert other_side(a.side, sides) == b.side
        assert other_side(b.side, sides) == a.side


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=200))
def test_mentions_stand_in_order_and_do_not_overlap(text: str) -> None:
    found = TABLE.find(text + " Armenian " + text)
    assert found
    assert all(x.span.end <= y.span.start for x, y in pairwise(found))


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=80))
def test_any_phrase_gets_an_answer(text: str) -> None:
    assert isinstance(describe(text, TABLE).name, str)


LOADED = (("fighters", "terrorists"), ("government", "regime"), ("soldiers", "occupiers"), ("gunmen", "bandits"))


@settings(max_examples=200, deadline=None)
@given(state=st.sampled_from(STATES), words=st.sampled_from(LOADED))
def test_loaded_words_change_no_side(state: ActorEntry, words: tuple[str, str]) -> None:
    plain, loaded = (describe(f"the {state.adjective} {word}", TABLE) for word in words)
    assert (plain.side, plain.kind, plain.deictic) == (loaded.side, loaded.kind, loaded.deictic)
