"""Names, days, ranges, origins, groups: the small parts."""

from __future__ import annotations

import gc
from datetime import date

import pytest

from made_claims import made, text
from trucewatch.model.document import Dateline
from trucewatch.model.incident import Link
from trucewatch.model.span import Span
from trucewatch.reconcile.accounts import accounts_of
from trucewatch.reconcile.cluster import group
from trucewatch.reconcile.days import days_of, edtf, spoken
from trucewatch.reconcile.names import same_place_name, skeleton
from trucewatch.reconcile.origins import group_of, root_of
from trucewatch.reconcile.ranges import agreed
from trucewatch.reconcile.recall import AllFigures
from trucewatch.reconcile.sparing import without_collecting


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Khashgar", "Xaşqar", True),
        ("Avdelka district", "Avdeelka region", True),
        ("Sur", "Sari", False),
        ("Mets Dol", "Hin Dol", False),
        ("Bakhmar", "Bakhnar", False),
        ("the village of Alpha", "Alpha", True),
        ("Alpha", "Omega", False),
    ],
)
def test_spellings_of_one_place_are_known_and_neighbours_are_not(a: str, b: str, same: bool) -> None:
    assert same_place_name(a, b) is same
    assert same_place_name(b, a) is same


def test_a_skeleton_drops_vowels_doubles_and_words_for_kinds_of_place() -> None:
    assert skeleton("Ghappan village") == skeleton("Qapan") == "kpn"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2020-12-11", "11 December 2020"),
        ("2020-12-10/2020-12-11", "10 to 11 December 2020"),
        ("2020-11-30/2020-12-01", "30 November 2020 to 1 December 2020"),
        ("2020-12", "December 2020"),
        ("2020", "2020"),
        ("2020-11-10/..", "since 10 November 2020"),
        ("2019-03-18~/2019-05-02", "18 March 2019 to 2 May 2019"),
    ],
)
def test_days_are_read_from_edtf_and_said_in_words(when: str, words: str) -> None:
    days = days_of(when)
    assert days is not None
    assert spoken(days) == words
    assert days_of(edtf(days)) == days


@pytest.mark.parametrize("when", [None, "", "soon", "2020-13-01", "2020-02-30", "2020-12-12/2020-12-11", "XXXX-12-25"])
def test_what_gives_no_days_is_not_guessed(when: str | None) -> None:
    assert days_of(when) is None


@pytest.mark.parametrize(
    ("ranges", "answer"),
    [
        ([], None),
        ([(1, 9), (3, 4)], (3, 4)),
        ([(1, 3), (2, 5)], (1, 5)),
        ([(1, 1), (4, 4)], (1, 4)),
        ([(1, 9), (3, 4), (8, 8)], (3, 8)),
    ],
)
def test_a_nested_account_makes_it_more_precise_and_a_rival_one_never_does(
    ranges: list[tuple[int, int]], answer: tuple[int, int] | None
) -> None:
    assert agreed(ranges) == answer


def test_a_ministry_and_its_own_peacekeepers_are_one_origin() -> None:
    one = made("a-1", speaker="Eastern ministry (East)")
    two = made("b-1", speaker="Spokesman of the Eastern peacekeepers (East)")
    assert group_of(one, text("a"), {}) == group_of(two, text("b"), {}) == "side:East"


def test_outlets_that_print_one_agency_line_lead_back_to_the_agency() -> None:
    papers = [
        text("a", source="The Daily", agency="Wire One"),
        text("b", source="The Weekly", origin_chain=("The Weekly", "Wire One")),
        text("c", source="The Monthly", dateline=Dateline(span=Span(0, 1), agency="Wire One")),
    ]
    known = {d.id: d for d in papers}
    assert {group_of(made(f"{d.id}-1"), d, known) for d in papers} == {"outlet:wire one"}
    relayed = made("d-1", relay=["Wire One"])
    assert group_of(relayed, text("d", source="The Yearly"), known) == "outlet:wire one"


def test_a_copy_leads_back_to_the_first_text_even_around_a_ring() -> None:
    known = {
        "a": text("a", source="The Daily"),
        "b": text("b", near_duplicate_of="a", source="The Weekly"),
        "c": text("c", republication_of="b"),
        "x": text("x", near_duplicate_of="y"),
        "y": text("y", near_duplicate_of="x"),
    }
    assert root_of("c", known) == "a"
    assert root_of("x", known) == root_of("y", known) == "x"
    assert group_of(made("c-1"), known["c"], known) == group_of(made("a-1"), known["a"], known)


def test_a_speaker_of_no_side_is_an_origin_by_name() -> None:
    speaker = made("a-1", speaker="Town doctors (civilians)")
    assert group_of(speaker, text("a"), {}) == "speaker:town doctors"


def link(a: str, b: str, judgement: str, score: float = 0.9) -> Link:
    return Link(a=a, b=b, judgement=judgement, score=score, by="rule:test@1")  # type: ignore[arg-type]


def test_a_chain_that_would_join_a_different_pair_breaks_at_its_weakest_link() -> None:
    links = [link("a", "b", "same", 0.7), link("b", "c", "same", 0.9), link("a", "c", "different", 0.0)]
    found = group("abc", links)
    assert found.groups == (("a",), ("b", "c"))
    assert [(x.a, x.b) for x in found.refused] == [("a", "b")]
    assert found.refusing == (("a", "c"),)
    assert not found.contested


def test_a_persons_same_joins_against_the_machine_and_a_persons_different_holds_a_chain_apart() -> None:
    people = frozenset({("a", "b")})
    assert group("ab", [link("a", "b", "same")], people=people).groups == (("a", "b"),)
    chain = [link("a", "c", "same", 0.8), link("b", "c", "same", 0.9), link("a", "b", "different", 0.0)]
    found = group("abc", chain, people=people)
    assert found.groups == (("a",), ("b", "c"))
    assert found.contested == frozenset("abc")


def test_people_who_contradict_one_another_leave_one_contested_group() -> None:
    links = [link("a", "b", "same"), link("b", "c", "same"), link("a", "c", "different")]
    people = frozenset({("a", "b"), ("b", "c"), ("a", "c")})
    found = group("abc", links, people=people)
    assert found.groups == (("a", "b", "c"),)
    assert found.contested == frozenset("abc")


def test_unsure_links_join_nothing() -> None:
    assert group("ab", [link("a", "b", "unsure", 0.59)]).groups == (("a",), ("b",))


def test_a_date_of_publication_is_the_first_texts() -> None:
    known = {"a": text("a", date(2020, 12, 12)), "b": text("b", date(2021, 1, 5), republication_of="a")}
    assert known[root_of("b", known)].anchor == date(2020, 12, 12)


@pytest.mark.parametrize(("one", "other"), [("Sana'a", "Sanaa"), ("Dara’a", "Daraa"), ("Luhans'ka", "Luhanska")])
def test_an_apostrophe_within_a_name_is_no_gap(one: str, other: str) -> None:
    assert same_place_name(one, other)


def test_figures_of_some_days_are_found_by_their_ends() -> None:
    told = [
        made(f"a-{n}", when=f"2020-12-{d:02}", against="Northern army (North)", harm=[f"{n + 1} killed"])
        for n, d in enumerate((1, 3, 3, 7))
    ]
    figures = AllFigures([(a,) for a in accounts_of(told, {"a": text("a")})])
    key, first = ("killed", "North", "text:a"), date(2020, 12, 1).toordinal()
    assert [f.n for f in figures.between(key, first + 2, first + 5)] == [2, 3]
    assert [f.n for f in figures.between(key, first, first + 9)] == [1, 2, 3, 4]
    assert figures.between(key, first + 3, first + 5) == []


def test_the_collector_rests_inside_and_works_again_after_a_failure() -> None:
    @without_collecting()
    def fail() -> None:
        assert not gc.isenabled()
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert gc.isenabled()
