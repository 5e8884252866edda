"""Rows of derived tables looked up by their keys."""

from __future__ import annotations

from publish_world import small_store


def test_links_are_found_from_either_end_and_once() -> None:
    store = small_store()
    every = store.reconciliation().links
    assert every
    for link in every:
        assert link in store.links_of((link.a,))
        assert link in store.links_of((link.b,))
        assert store.links_of((link.a, link.b)).count(link) == 1
    assert store.links_of(()) == store.links_of(("none",)) == ()


def test_incidents_are_found_by_their_codes_and_others_are_not_there() -> None:
    store = small_store()
    every = {i.code: i for i in store.reconciliation().incidents}
    assert store.incidents_by_code([*every, "NO-SUCH"]) == every
