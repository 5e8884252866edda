"""The engines beside one another: the same tables, the same rows to the byte, the same answers."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_stages import OPTIONS, read_input
from trucewatch.ingest.inputs import RawInput
from trucewatch.model.document import Document
from trucewatch.store.opening import open_store
from trucewatch.store.shape import Store
from trucewatch.store.tables import StoreTables

if TYPE_CHECKING:
    from postgres_server import Places

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "publish"))
# how each engine keeps what it looks words and places up in; no rows of the store
OWN = {"document_numbers", "document_texts", "document_words", "incident_ground", "trucewatch_store", "incident_points"}


@pytest.fixture
def both(postgres: Places) -> Iterator[tuple[StoreTables, StoreTables]]:
    with closing(open_store(":memory:")) as one, closing(open_store(postgres.schema())) as other:
        yield one, other


def columns_of(store: StoreTables) -> dict[str, list[str]]:
    """The columns of every table of the store, in order."""
    if store.path == ":memory:":
        names = [name for (name,) in store._all("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {n: [row[1] for row in store._all(f"PRAGMA table_info({n})")] for n in names}
    else:
        rows = store._all(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " ORDER BY table_name, ordinal_position"
        )
        found = {}
        for table, column in rows:
            found.setdefault(str(table), []).append(str(column))
    return {
        t: c
        for t, c in found.items()
        if t not in OWN and not re.match(r"sqlite_|(?:document_words|incident_ground)_", t)
    }


def test_both_engines_have_the_same_tables_with_the_same_columns(both: tuple[StoreTables, StoreTables]) -> None:
    one, other = both
    assert columns_of(one) == columns_of(other)
    assert "claims" in columns_of(one)


def test_the_same_records_give_the_same_derived_rows_to_the_byte(both: tuple[StoreTables, StoreTables]) -> None:
    import test_contract_store

    for store in both:
        test_contract_store.fill(store)
    assert both[0].derived_digest() == both[1].derived_digest()


def test_what_lists_and_maps_ask_of_the_summary_has_one_answer(postgres: Places) -> None:
    from publish_world import small_store

    from trucewatch.publish.summary import summarise
    from trucewatch.publish.view import View
    from trucewatch.store.summary_rows import SummarySearch

    with closing(small_store()) as one, closing(small_store(postgres.schema())) as other:
        for store in (one, other):
            records = View(store).records
            store.replace_summary(summarise(records, store.reconciliation().incidents))
        sides, acts = one.summary_choices()
        assert (sides, acts) == other.summary_choices()
        assert acts
        searches = [
            SummarySearch(),
            SummarySearch(one_sided=True),
            *(SummarySearch(words=w) for w in ("army", "%", "xyzzy", "")),
            SummarySearch(start="2021-03-05", end="2021-03-06"),
            SummarySearch(place="a"),
            *(SummarySearch(side=s) for s in sides),
            *(SummarySearch(act=a) for a in acts),
        ]
        for wanted in searches:
            assert one.summary_page(wanted, skip=0, limit=9) == other.summary_page(wanted, skip=0, limit=9)
            assert sorted(one.summary_days(wanted), key=str) == sorted(other.summary_days(wanted), key=str)
            assert sorted(one.summary_voices(wanted), key=str) == sorted(other.summary_voices(wanted), key=str)
            for told in (0, 3):
                assert one.summary_places(wanted, told=told) == other.summary_places(wanted, told=told)
        assert one.summary_total() == other.summary_total()
        codes = [i.code for i in one.reconciliation().incidents]
        assert one.told_by_code(codes) == other.told_by_code(codes)
        assert len(one.told_by_code(codes)) == len(codes) > 0
        assert one.incidents_by_code([*codes, "none"]) == other.incidents_by_code([*codes, "none"])
        assert one.links_of(("c1", "c2")) == other.links_of(("c1", "c2")) != ()
        assert one.page_of_documents(skip=1, limit=2) == other.page_of_documents(skip=1, limit=2)
        for ask in sorted(plain_questions()):
            answers = [getattr(store, ask)() for store in (one, other)]
            told = [sorted(a, key=repr) if isinstance(a, Iterator) else a for a in answers]
            assert told[0] == told[1], ask


def plain_questions() -> set[str]:
    """Every method of a store that needs to be told nothing and changes nothing, whoever adds it."""
    others = {"close", "mark", "transaction", "engine_faults", "clear_derived", "clear_notes", "forget_linking"}
    methods = {n: m for n, m in inspect.getmembers(Store, inspect.isfunction) if not n.startswith("_")}
    wanted = {n: list(inspect.signature(m).parameters.values())[1:] for n, m in methods.items()}
    found = {n for n, asked in wanted.items() if all(p.default is not p.empty for p in asked)} - others
    assert {"findings", "tallies", "incidents", "speaker_sides", "finding_counts", "derived_digest"} <= found
    return found


_VOCABULARY = "Straße ÉCOLE école Йод йод иод o'clock pre-war 10,5 2020 mine_field a\\b ﬁre ١٢ naïve x"
WORDS = st.lists(st.sampled_from(_VOCABULARY.split()), max_size=8).map(" ".join)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.fixture(scope="module")
def searched(postgres: Places) -> Iterator[tuple[StoreTables, StoreTables]]:
    with closing(open_store(":memory:")) as one, closing(open_store(postgres.schema())) as other:
        yield one, other


@given(texts=st.lists(WORDS | ANY, max_size=4), words=WORDS | ANY)
def test_a_search_finds_the_same_documents_with_the_same_excerpts(
    searched: tuple[StoreTables, StoreTables], texts: list[str], words: str
) -> None:
    answers = []
    for store in searched:
        store.clear_derived()
        for n, text in enumerate(texts):
            store.put_capture(str(n).encode(), document(n, text))
        total, hits = store.search_documents(words, limit=20)
        answers.append((total, sorted((h.document_id, h.excerpt) for h in hits)))
    assert answers[0] == answers[1]


def document(n: int, text: str) -> Document:
    raw = RawInput(data=str(n).encode(), location="a.txt", media_type="text/plain")
    (found,) = read_input(raw, OPTIONS)
    assert isinstance(found, Document)
    return msgspec.structs.replace(found, id=f"d{n}", text=text, title=text[::2])


def test_a_word_in_the_title_counts_more_than_one_in_the_text(place: str) -> None:
    with closing(open_store(place)) as store:
        plain = msgspec.structs.replace(document(1, "the bridge stood and the road was open"), title="Roads")
        named = msgspec.structs.replace(document(2, "the ford stood and the road was open"), title="Bridge")
        for one in (plain, named):
            store.put_capture(one.id[1:].encode(), one)
        assert [h.document_id for h in store.search_documents("bridge", limit=9)[1]] == ["d2", "d1"]
