"""Reprints: which documents are copies, of what, and what follows for their anchor."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from ingest_samples import read_one

from trucewatch.ingest.reprints import Reprint, anchor_of, find_reprints, with_origins
from trucewatch.model.document import Document

SENTENCES = (
    "The army of Lendora said on Saturday that the truce had been broken near the old bridge of Varn.",
    "Three of its men were wounded late on Friday when a group crossed the river and opened fire with rifles.",
    "The ministry of the other side denied this and said that its soldiers had only answered shots at a post.",
    "Peacekeepers who watch over the valley confirmed the shots and asked both commands to keep to the terms.",
    "It was the first report of its kind since the agreement of 10 November ended six weeks of fighting.",
    "Envoys of the group that leads the talks met the president on Saturday and will travel on to Lendora.",
)
STORY = "\n\n".join(SENTENCES)
QUOTE = (
    '"We shall answer every shot that falls on our villages, and we shall do so at once and without mercy, whoever '
    "asks us to wait and whatever is written in papers that nobody on the other bank of the river has ever cared to "
    'read or to honour, so let no one come to us later and say that he had not been warned of what follows," he said.'
)
OTHER = (
    "Shells fell on the market of Orsk at noon, residents told reporters by telephone from their cellars.",
    "A doctor in the town's only hospital counted eleven patients, most of them with wounds from splinters.",
    "Trains to the coast stopped running and the road through the pass was closed until further notice.",
)
BULLETIN = (
    "Over the past day the ceasefire was broken {n} times along the whole line of contact, the staff of the joint "
    "force said. On {day} small arms were used near Varn and no man of the force was hurt in any of the shellings. The "
    "force holds its positions, watches the other bank day and night, and answers fire only where lives are at risk. "
    "The breaches were reported to the centre for coordination, which has asked the other side to keep to the terms."
)


def document(identity: str, text: str, **fields: Any) -> Document:
    return read_one(json.dumps({"id": identity, "text": text, **fields}), "a.json")


def find(*documents: Document) -> Mapping[str, Reprint]:
    return find_reprints(documents)


ORIGIN = document("origin", f"MOSCOW, December 12 (AFP) - {STORY}", date="2020-12-12", url="https://wire.example/a")


def test_an_exact_reprint_is_joined_to_the_earliest_text() -> None:
    copy = document("copy", STORY, date="2020-12-20", url="https://paper.example/b")
    found = find(copy, ORIGIN)
    assert found["origin"].republication_of is None
    assert found["origin"].origin_chain == ("wire.example", "AFP")
    assert found["copy"].republication_of == "origin"
    assert found["copy"].origin_chain == ("paper.example", "wire.example", "AFP")


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_reprint_days_later_keeps_the_anchor_of_its_original(days: int) -> None:
    late = date.fromordinal(date(2020, 12, 12).toordinal() + days)
    copy = document("copy", STORY, date=late.isoformat())
    assert copy.anchor == late
    filled = {d.id: d for d in with_origins([copy, ORIGIN])}
    assert filled["copy"].anchor == date(2020, 12, 12)
    assert filled["copy"].anchor_from == "origin:origin"
    assert filled["copy"].published == late
    assert anchor_of(filled["copy"], filled) == date(2020, 12, 12)


def test_a_reprint_without_its_original_keeps_its_own_day_until_the_original_comes() -> None:
    copy = document("copy", STORY, date="2020-12-20")
    alone = with_origins([copy])
    assert alone[0].anchor == date(2020, 12, 20)
    assert with_origins([*alone, ORIGIN])[0].anchor == date(2020, 12, 12)
    assert with_origins(with_origins([*alone, ORIGIN])[:1])[0].anchor == date(2020, 12, 20)


def test_the_day_in_a_reprint_s_own_dateline_stands() -> None:
    copy = document("copy", f"VARN, December 14 (AP) - {STORY}", date="2020-12-20")
    filled = {d.id: d for d in with_origins([copy, ORIGIN])}
    assert filled["copy"].republication_of is None
    assert filled["copy"].anchor == date(2020, 12, 14)


def test_a_shortened_reprint_is_a_republication() -> None:
    short = document("short", "\n\n".join(SENTENCES[:3]), date="2020-12-13")
    assert find(ORIGIN, short)["short"].republication_of == "origin"


def test_an_edited_copy_is_a_near_duplicate_and_keeps_its_own_anchor() -> None:
    edited = document("edited", "\n\n".join((*SENTENCES[:4], *OTHER[:1])), date="2020-12-13")
    found = find(ORIGIN, edited)
    assert (found["edited"].republication_of, found["edited"].near_duplicate_of) == (None, "origin")
    assert with_origins([ORIGIN, edited])[1].anchor == date(2020, 12, 13)


def test_another_figure_makes_another_report() -> None:
    changed = document("changed", STORY.replace("Three", "Four"), date="2020-12-13")
    found = find(ORIGIN, changed)
    assert (found["changed"].republication_of, found["changed"].near_duplicate_of) == (None, "origin")


def test_two_reports_that_share_one_quotation_are_not_copies() -> None:
    one = document("one", f"{SENTENCES[0]}\n\n{QUOTE}\n\n{SENTENCES[2]}", date="2020-12-13")
    other = document("other", f"{OTHER[0]}\n\n{QUOTE}\n\n{OTHER[1]}", date="2020-12-13")
    found = find(one, other)
    assert all(r.republication_of is None and r.near_duplicate_of is None for r in found.values())


def test_the_bulletins_of_two_days_are_two_reports() -> None:
    one = document("one", BULLETIN.format(n=11, day="Monday"), date="2020-07-13", url="https://staff.example/1")
    two = document("two", BULLETIN.format(n=4, day="Tuesday"), date="2020-07-14", url="https://staff.example/2")
    same = document("same", BULLETIN.format(n=11, day="Monday"), date="2020-07-20", url="https://staff.example/3")
    found = find(one, two, same)
    assert all(r.republication_of is None for r in found.values())
    assert found["two"].near_duplicate_of is None


def test_the_same_form_with_other_figures_elsewhere_is_another_report() -> None:
    filled = [
        document("one", BULLETIN.format(n=11, day="Monday"), date="2020-07-13", url="https://staff.example/1"),
        document("two", BULLETIN.format(n=4, day="Tuesday"), date="2020-07-14", url="https://paper.example/2"),
    ]
    assert all(r.near_duplicate_of is None for r in find(*filled).values())


def test_the_order_of_documents_makes_no_difference() -> None:
    copies = [
        ORIGIN,
        document("copy", STORY, date="2020-12-20"),
        document("undated", STORY),
        document("short", "\n\n".join(SENTENCES[:3]), date="2020-12-13"),
        document("own", "\n\n".join(OTHER), date="2020-12-13"),
    ]
    answers = [dict(sorted(find(*order).items())) for order in itertools.permutations(copies)]
    assert all(a == answers[0] for a in answers)
    assert {r.republication_of for r in answers[0].values()} == {None, "origin"}
    assert answers[0]["undated"].republication_of == "origin"


def test_empty_and_short_texts_are_nobody_s_copies() -> None:
    one, two = document("one", "Two shots.", date="2020-12-13"), document("two", "Three shots.", date="2020-12-13")
    assert all(r.republication_of is None for r in find(one, two).values())
