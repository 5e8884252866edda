"""What a day's texts are worked in by, on every engine: rows looked up and changed one by one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from day_world import START, MarkedReader, furnish, stages, take, texts
from fake_stages import NOON, OPTIONS, read_input
from trucewatch.flow import day_basis
from trucewatch.flow.derive import derive
from trucewatch.flow.rebuild import rebuild
from trucewatch.ingest.inputs import RawInput
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.finding import Coverage, Finding
from trucewatch.model.incident import ClaimLink, Episode, Incident, Link, Reconciliation
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement
from trucewatch.model.span import Span
from trucewatch.store.opening import open_store
from trucewatch.store.shape import Store
from trucewatch.store.summary_rows import MapPlace, SummaryRow


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    opened = open_store(place)
    yield opened
    opened.close()


def incident(n: int, *claims: str, **more: object) -> Incident:
    links = tuple(ClaimLink(claim_id=c) for c in claims)
    return msgspec.structs.replace(
        Incident(code=f"NK-2020-{n:04}", title=f"number {n}", acts=("shelling",), claims=links), **more
    )


def link(a: str, b: str, score: float = 0.5) -> Link:
    return Link(a=a, b=b, judgement="same", score=score, by="rule:test@1")


def finding(code: str, n: int, as_of: datetime = NOON) -> Finding:
    return Finding(
        id=f"f-{code}-{n}",
        agreement_id="a",
        provision_id=f"p{n}",
        incident_code=code,
        compliance="cannot_tell",
        as_of=as_of,
    )


def watched(day: int, state: str = "partial") -> Coverage:
    found = date(2020, 12, day)
    return Coverage(id=f"cov-{day}", observer="Mission", area="Here", start=found, end=found, state=state, means="post")  # type: ignore[arg-type]


def test_changed_rows_are_those_of_everything_put_anew(store: Store) -> None:
    old = [incident(1, "c1", "c2", "c3"), incident(2, "c4"), incident(4, "c5", contested=True)]
    new = [incident(1, "c1", "c2", "c3"), incident(3, "c6", "c7"), incident(4, "c5", "c4", contested=True)]
    links, more = [link("c1", "c2"), link("c2", "c3"), link("c4", "c5")], [link("c1", "c2", 0.9), link("c4", "c5")]
    episodes = [Episode(id="e1", title="one", incidents=("NK-2020-0001",)), Episode(id="e2", title="two", incidents=())]
    store.replace_reconciliation(
        Reconciliation(incidents=tuple(new), links=tuple(more), episodes=tuple(episodes[:1])), ()
    )
    store.replace_findings([finding("NK-2020-0003", 1)], (), [watched(3), watched(5, "watching")])
    store.replace_derived_issues([Issue(id="x-2", stage="assess", code="c", where="w", reason="r")])
    wanted = store.derived_digest()
    store.replace_reconciliation(
        Reconciliation(incidents=tuple(old), links=tuple(links), episodes=tuple(episodes[1:])), ()
    )
    store.replace_findings(
        [finding("NK-2020-0002", n, NOON - timedelta(days=1)) for n in (1, 2)], (), [watched(3), watched(4), watched(5)]
    )
    store.replace_derived_issues([Issue(id="x-1", stage="assess", code="c", where="w", reason="r")])
    store.change_incidents(["NK-2020-0002"], new[1:])
    store.change_links([("c2", "c3")], more[:1])
    store.change_episodes(["e2"], episodes[:1])
    store.change_findings(["NK-2020-0002", "NK-2020-0003"], [finding("NK-2020-0003", 1)], NOON)
    store.change_coverage(["cov-4"], [watched(5, "watching")])
    store.change_derived_issues(["x-1"], [Issue(id="x-2", stage="assess", code="c", where="w", reason="r")])
    assert list(store.incidents()) == new
    assert store.reconciliation().links == tuple(more)
    assert store.findings() == (finding("NK-2020-0003", 1),)
    assert store.derived_digest() == wanted
    assert store.largest(2) == ("NK-2020-0001", "NK-2020-0003")
    assert store.contested() == ("NK-2020-0004",)
    assert store.number_of_findings() == 1
    assert store.told_in(["c4", "c6", "c9"]) == {
        "c4": (("NK-2020-0004", "tells"),),
        "c6": (("NK-2020-0003", "tells"),),
    }


def row(position: int, *places: MapPlace) -> SummaryRow:
    return SummaryRow(
        position=position, sort=f"{position}", first_day=None, reach=None, firm=True, one_sided=False, statuses=("firm",),
        sides=(), acts=("shelling",), places=(), data=b"{}", on_map=places, sources=(), speakers=(), words=("w",),
    )  # fmt: skip


def test_a_place_of_the_map_bears_the_name_that_its_first_incident_gives_it(store: Store) -> None:
    here, there = (MapPlace(name=n, lat=1.5, lon=2.5, radius_m=500, area=False) for n in ("Here", "There"))
    far = MapPlace(name="Far", lat=9.0, lon=9.0, radius_m=500, area=False)
    store.replace_summary([row(20, there, far), row(30, here)])
    wanted = store.derived_digest()
    store.replace_summary([row(10, here), row(20, far), row(30, here, far)])
    store.change_summary([10], [row(20, there, far), row(30, here)])
    assert store.derived_digest() == wanted


def test_texts_are_fresh_until_they_are_worked_in(store: Store) -> None:
    raw = RawInput(data=b"words", location="a.txt", media_type="text/plain")
    (document,) = read_input(raw, OPTIONS)
    assert isinstance(document, Document)
    store.put_capture(b"words", document)
    assert store.fresh_texts() == (document.id,)
    store.settle_fresh((document.id,))
    assert store.fresh_texts() == ()
    store.put_claims(
        document.id, "fake@1", [Claim(id="c", document_id=document.id, spans=(Span(0, 5),), acts=("shelling",))]
    )
    assert store.fresh_texts() == (document.id,)
    store.settle_fresh()
    assert store.fresh_texts() == ()
    changed = msgspec.structs.replace(document, title="Another")
    store.change_effective({document.id: changed}, {}, {"c": True})
    assert store.document(document.id) == changed
    assert list(store.documents_by_id([document.id], as_read=True)) == [document]
    assert list(store.claims_of([document.id])) == []
    assert [c.id for c in store.claims_of([document.id], as_read=True)] == ["c"]
    store.change_effective({document.id: None}, {"c": None}, {"c": False})
    assert store.document(document.id) == document
    assert [c.id for c in store.claims_of([document.id])] == ["c"]
    assert store.readings_of([document.id, "d-none"])[document.id].reader == "fake@1"


def test_codes_are_found_by_claim_and_by_code_and_decisions_without_them(store: Store) -> None:
    def given(code: str, n: int, claim: str) -> Judgement:
        return Judgement(
            id=f"{code}.{n:05}", kind="code", subject=claim, value=code, by="rule:codes@1", reason="r",
            made_at=datetime(2021, 1, 1, tzinfo=UTC),
        )  # fmt: skip

    rows = [given("NK-2020-0001", 1, "c1"), given("NK-2020-0001", 2, "c2"), given("NK-2020-00011", 1, "c1")]
    said = Judgement(
        id="j-1", kind="accept", subject="c1", by="A", reason="r", made_at=datetime(2021, 1, 2, tzinfo=UTC)
    )
    store.append_judgements([*rows, said])
    assert store.decisions() == (said,)
    assert sorted(j.id for j in store.code_rows("NK-2020-0001")) == ["NK-2020-0001.00001", "NK-2020-0001.00002"]
    assert sorted(j.id for j in store.codes_given(["c1"])) == ["NK-2020-0001.00001", "NK-2020-00011.00001"]


def test_days_one_after_another_give_what_a_rebuild_gives(
    lasting_place: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_basis, "LEAST_REMEMBERED", 0)
    monkeypatch.setattr(day_basis, "LARGE_SHARE", 0)
    chance = random.Random(5)
    steps, every = stages(tmp_path), list(enumerate(texts(chance, 30)))
    chance.shuffle(every)
    with closing(open_store(lasting_place())) as store:
        furnish(store)
        anew = []
        for day, start in enumerate(range(0, len(every), 8)):
            take(store, tmp_path, every[start : start + 8], START + timedelta(days=day), steps)
            anew.append(bool(derive(store, MarkedReader(), as_of=START + timedelta(days=day), stages=steps).anew))
        digest, ledger = store.derived_digest(), store.judgements()
        rebuild(store, MarkedReader(), as_of=START + timedelta(days=day), stages=steps)
        assert (store.derived_digest(), store.judgements()) == (digest, ledger)
        assert anew == [True] + [False] * (len(anew) - 1)
