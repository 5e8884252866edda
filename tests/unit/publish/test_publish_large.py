"""A large store says just what a small one says, though its records are looked up and not held."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from publish_world import small_store

from trucewatch.publish import held
from trucewatch.publish.held import LookedUp, by_id
from trucewatch.publish.questions import QUESTIONS, Wanted, ask
from trucewatch.publish.release import FULL, Released, Tier
from trucewatch.publish.release.tier import SourceTerms
from trucewatch.publish.review import review_items
from trucewatch.publish.review_claims import ClaimsToRead
from trucewatch.publish.source_texts import source_texts
from trucewatch.publish.summary import summarise
from trucewatch.publish.view import View
from trucewatch.store.shape import Run
from trucewatch.store.tables import StoreTables

TIERS = {
    "full": FULL,
    "public": Tier(name="p", decimals=1, quote_characters=10),
    "masked": Tier(name="m", hide_kinds=("person", "official", "forces"), hide_names=("Mission",)),
    "barred": Tier(name="b", sources={"Birch Wire": SourceTerms(release=False)}),
}


def store_with_summary() -> StoreTables:
    store = small_store()
    records = View(store).records
    store.replace_summary(summarise(records, store.reconciliation().incidents))
    known = store.run()
    counted: dict[str, Any] = {
        "documents": len(records.documents), "claims": len(records.claims), "incidents": len(records.incidents)
    }  # fmt: skip
    assert known is not None
    store.put_run(msgspec.structs.replace(known, **counted))
    assert isinstance(store.run(), Run)
    return store


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[View, View]]:
    """The same store with all records held, and with none held."""
    store = store_with_summary()
    whole = View(store)
    assert isinstance(whole.records.claims, dict)
    assert isinstance(whole.records.documents, dict)
    monkeypatch.setattr(held, "MOST_HELD", 0)
    large = View(store)
    assert isinstance(large.records.claims, LookedUp)
    assert isinstance(large.records.documents, LookedUp)
    assert isinstance(large.records.incidents, LookedUp)
    yield whole, large
    store.close()


def said(record: object) -> object:
    return json.loads(msgspec.json.encode(record))


def test_mappings_hold_the_same(both: tuple[View, View]) -> None:
    whole, large = (v.records for v in both)
    for name in ("claims", "documents", "incidents"):
        one, other = getattr(whole, name), getattr(large, name)
        assert dict(other) == one
        assert list(other) == list(one)
        assert list(other.values()) == list(one.values())
        assert len(other) == len(one)
        assert "none" not in other
        assert other.get("none") is None
        with pytest.raises(KeyError):
            other["none"]
    assert dict(large.incident_of) == dict(whole.incident_of)
    assert "none" not in large.incident_of


def test_every_list_and_question_says_the_same(both: tuple[View, View]) -> None:
    whole, large = both
    codes = list(whole.records.incidents)
    for code in codes:
        assert said(large.incident(code)) == said(whole.incident(code))
        assert said(large.why(code)) == said(whole.why(code))
    for document in whole.records.documents:
        assert said(large.claims(document_id=document)) == said(whole.claims(document_id=document))
    for ask_for in ("incidents", "claims", "agreement", "deadlines", "coverage", "sources", "issues", "places"):
        assert said(getattr(large, ask_for)()) == said(getattr(whole, ask_for)()), ask_for
    assert said(source_texts(large)) == said(source_texts(whole))
    assert said(tuple(review_items(large.records))) == said(tuple(review_items(whole.records)))
    assert said(tuple(ClaimsToRead(large.records))) == said(tuple(ClaimsToRead(whole.records)))
    wanted = Wanted(incident=codes[0])
    for name in QUESTIONS:
        assert said(ask(name, large, wanted, before=large)) == said(ask(name, whole, wanted, before=whole)), name


@pytest.mark.parametrize("name", TIERS)
def test_rows_that_leave_are_the_same_with_the_summary_and_without(both: tuple[View, View], name: str) -> None:
    """Without it every claim is read."""
    bare = View(small_store())
    assert not bare.records.store.has_summary()
    plain = Released(bare, TIERS[name])
    for view in both:
        found = Released(view, TIERS[name])
        assert [msgspec.structs.replace(i) for i in found.incidents] == list(plain.incidents)
        assert list(found.claims) == list(plain.claims)
        assert found.left_out == plain.left_out


def test_few_records_are_read_once_and_of_many_only_the_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "MOST_KEPT", 2)
    asked: list[str] = []

    def one(ident: str) -> str | None:
        asked.append(ident)
        return ident if ident in "abcd" else None

    few = by_id(4, every=lambda: "abcd", one=one, key=str)
    assert dict(few) == {k: k for k in "abcd"}
    assert asked == []
    many = by_id(held.MOST_HELD + 1, every=lambda: "abcd", one=one, key=str)
    assert [many[k] for k in "aab"] == ["a", "a", "b"]
    assert asked == ["a", "b"]
    assert [many[k] for k in "cdab"] == ["c", "d", "a", "b"]
    assert len(asked) > 4
    assert len(many._kept) <= 2  # type: ignore[attr-defined]
