"""What is told of several places, days or occasions at once, beside accounts of one of them: never joined to just one."""

from __future__ import annotations

import msgspec

from made_claims import made, text
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Reconciliation
from trucewatch.reconcile.reconcile import reconcile

SIDES = ("North", "South")
ON_ALPHA = made(
    "a-1", "drone_strike", speaker="Town doctors", by="Southern army (South)", when="2020-12-11", where=["Alpha"]
)
ON_BETA = made(
    "b-1", "drone_strike", speaker="Relief body", by="Southern army (South)", when="2020-12-11", where=["Beta"]
)
ON_BOTH = made(
    "c-1", "drone_strike", speaker="Northern ministry (North)", by="Southern army (South)", when="2020-12-11",
    where=["Alpha", "Beta"],
)  # fmt: skip


def made_of(*claims: Claim, documents: list[Document] | None = None) -> Reconciliation:
    return reconcile(claims, documents or [text(d) for d in "abcd"], theatre_sides=SIDES)


def groups(*claims: Claim, documents: list[Document] | None = None) -> set[frozenset[str]]:
    found = made_of(*claims, documents=documents)
    return {frozenset(x.claim_id for x in i.claims if x.role != "recalls") for i in found.incidents}


def test_what_is_told_of_two_villages_is_not_joined_to_one_of_two_accounts() -> None:
    assert groups(ON_ALPHA, ON_BETA, ON_BOTH) == {frozenset({"a-1"}), frozenset({"b-1"}), frozenset({"c-1"})}
    both = next(
        i for i in made_of(ON_ALPHA, ON_BETA, ON_BOTH).incidents if {p.name for p in i.places} == {"Alpha", "Beta"}
    )
    assert len(both.unsure_with) == 2


def test_with_nobody_to_tell_them_apart_an_account_of_one_of_the_villages_is_the_same() -> None:
    assert groups(ON_ALPHA, ON_BOTH) == {frozenset({"a-1", "c-1"})}


def test_two_accounts_of_both_villages_are_one_whatever_is_told_of_each() -> None:
    again = made(
        "d-1", "drone_strike", speaker="Southern ministry (South)", by="Southern army (South)", when="2020-12-11",
        where=["Alpha", "Beta"],
    )  # fmt: skip
    assert frozenset({"c-1", "d-1"}) in groups(ON_ALPHA, ON_BETA, ON_BOTH, again)


def test_fire_resumed_in_the_same_town_is_told_apart_by_one_voice_that_gives_no_day() -> None:
    words = "Southern forces shelled Alpha for half an hour. Later they resumed shelling, and a school burned."
    page = msgspec.structs.replace(text("a"), text=words, body=words)
    cut = words.index("Later")
    first = made("a-1", "shelling", by="Southern army (South)", where=["Alpha"], at=0)
    second = made("a-2", "shelling", by="Southern army (South)", where=["Alpha"], at=cut)
    assert groups(first, second, documents=[page]) == {frozenset({"a-1"}), frozenset({"a-2"})}


def test_a_denial_without_a_day_that_fits_two_days_fits_neither() -> None:
    south = {"acts": "shelling", "by": "Southern army (South)", "where": ["Alpha"]}
    first = made("a-1", speaker="Northern ministry (North)", when="2020-12-11", **south)
    second = made("b-1", speaker="Northern ministry (North)", when="2020-12-12", **south)
    denial = made("c-1", speaker="Southern ministry (South)", polarity="denies", **south)
    (of_one,) = made_of(first, denial).incidents
    assert of_one.denied_by == ("South",)
    assert [i.denied_by for i in made_of(first, second, denial).incidents] == [(), ()]
