"""Deriving what a day's texts touch gives the rows of everything made anew, to the byte, whatever comes in what order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from day_world import START, MarkedReader, copied, furnish, pack, stages, take, texts
from trucewatch.flow import day_basis
from trucewatch.flow.day_basis import kept_basis
from trucewatch.flow.derive import derive
from trucewatch.flow.judge import record_judgement
from trucewatch.flow.rebuild import rebuild
from trucewatch.store import derived
from trucewatch.store.sqlite import SqliteStore, open_store


@pytest.fixture(autouse=True)
def remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few texts are remembered too, and many new ones are worked in."""
    monkeypatch.setattr(day_basis, "LEAST_REMEMBERED", 0)
    monkeypatch.setattr(day_basis, "LARGE_SHARE", 0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "store.db")
    furnish(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize("seed", range(10))
def test_days_one_after_another_give_what_a_rebuild_gives(seed: int, store: SqliteStore, tmp_path: Path) -> None:
    chance = random.Random(seed)
    steps, every = stages(tmp_path), list(enumerate(texts(chance, 36)))
    chance.shuffle(every)
    cuts = sorted({0, 12, len(every), *chance.sample(range(13, len(every)), 6)})
    followed = 0
    for day, (start, end) in enumerate(pairwise(cuts)):
        now = START + timedelta(days=day)
        take(store, tmp_path, every[start:end], now, steps)
        done = derive(store, MarkedReader(), as_of=now, stages=steps)
        followed += not done.anew
        same_as_rebuilt(store, done, now, steps)
    assert followed > 3


@pytest.mark.parametrize("seed", range(6))
def test_decisions_in_between_are_followed_and_days_go_on_after_them(
    seed: int, store: SqliteStore, tmp_path: Path
) -> None:
    chance = random.Random(100 + seed)
    steps, every = stages(tmp_path), list(enumerate(texts(chance, 34)))
    chance.shuffle(every)
    followed = 0
    for day, start in enumerate((0, *range(10, len(every), 4))):
        now = START + timedelta(days=day)
        take(store, tmp_path, every[start : start + (4 if start else 10)], now, steps)
        decided = day > 0 and day % 3 > 0 and judge(store, chance, now)
        done = derive(store, MarkedReader(), as_of=now, stages=steps)
        followed += bool(decided) and not done.anew
        same_as_rebuilt(store, done, now, steps)
    assert followed


def judge(store: SqliteStore, chance: random.Random, now: datetime) -> bool:
    """Somebody decides something about a claim, a text or an incident, or takes it back; False where there is too little."""
    claims = [c.id for c in store.claims()]
    incidents = [i.code for i in store.incidents()]
    documents = [d.id for d in store.documents()]
    if len(claims) < 2 or not incidents:
        return False
    some = chance.choice(claims)
    which: list[tuple[str, str, dict[str, str]]] = [
        ("same", some, {"object": chance.choice([c for c in claims if c != some])}),
        ("different", some, {"object": chance.choice([c for c in claims if c != some])}),
        ("retract", some, {}),
        ("retract", chance.choice(documents), {}),
        ("accept", chance.choice(incidents), {}),
        ("correct", some, {"field": "when", "value": '"2020-12-11"'}),
        ("correct", chance.choice(documents), {"field": "published", "value": '"2020-12-12"'}),
        ("assess", chance.choice(incidents), {"field": "agreement", "value": '"far"'}),
        ("assess", chance.choice(incidents), {"field": "occurrence", "value": '"verified"'}),
    ]
    named = [(i.code, i.places[0].name) for i in store.incidents() if i.places]
    if named:
        code, name = chance.choice(named)
        which.append(("place", code, {"field": name, "value": "[10.2, 10.1, 5.0]"}))
    for kind, subject, more in chance.sample(which, 2):
        record_judgement(store, kind, subject, by="A Person", reason="because", now=now, **more)
    made = [j for j in store.decisions() if j.kind != "undo"]
    if chance.random() < 0.3:
        record_judgement(store, "undo", chance.choice(made).id, by="A Person", reason="no", now=now)
    return True


STEPS = ("append_judgements", "put_linked", "change_effective", "change_incidents", "change_links", "change_findings")


@pytest.mark.parametrize("step", [*STEPS, "change_coverage", "change_summary", "put_run", "settle_fresh"])
def test_a_day_that_is_broken_off_leaves_the_rows_of_the_one_before(
    step: str, store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)
    steps, every = stages(tmp_path), list(enumerate(texts(chance, 24)))
    take(store, tmp_path, every[:16], START, steps)
    derive(store, MarkedReader(), as_of=START, stages=steps)
    take(store, tmp_path, every[16:], START, steps)
    before, ledger = rows(store), store.judgements()
    with monkeypatch.context() as patched:
        patched.setattr(SqliteStore, step, broken)
        with pytest.raises(KeyboardInterrupt):
            derive(store, MarkedReader(), as_of=START, stages=steps)
    made_by_reading = ("claims", "readings")
    assert {k: v for k, v in rows(store).items() if k not in made_by_reading} == {
        k: v for k, v in before.items() if k not in made_by_reading
    }
    assert store.judgements() == ledger
    done = derive(store, MarkedReader(), as_of=START, stages=steps)
    assert not done.anew
    same_as_rebuilt(store, done, START, steps)


def broken(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_the_words_say_why_everything_was_made_anew(store: SqliteStore, tmp_path: Path) -> None:
    steps, every = stages(tmp_path), list(enumerate(texts(random.Random(3), 12)))
    take(store, tmp_path, every[:10], START, steps)

    def derived(at: datetime = START + timedelta(days=2), reader: MarkedReader | None = None) -> str:
        return derive(store, reader or MarkedReader(), as_of=at, stages=steps).anew

    assert "nothing is remembered" in derived()
    assert derived() == ""
    assert "as-of time" in derived(START + timedelta(days=1))
    assert derived() == ""
    store.put_agreement(pack("near", "NR", ("North", "South"), ("Hill",)))
    assert "a pack" in derived()
    assert "the program" in derived(reader=MarkedReader("fake@2"))
    run = store.run()
    assert run is not None
    store.put_run(msgspec.structs.replace(run, claims=1))
    assert "another run" in derived(reader=MarkedReader("fake@2"))
    take(store, tmp_path, every[10:], START, steps)
    assert derived(reader=MarkedReader("fake@2")) == ""


def test_what_costs_less_to_make_anew_is_not_remembered(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_basis, "LEAST_REMEMBERED", 1_000)
    steps = stages(tmp_path)
    take(store, tmp_path, list(enumerate(texts(random.Random(3), 10))), START, steps)
    for _ in range(2):
        assert derive(store, MarkedReader(), as_of=START, stages=steps).anew == ""
        assert kept_basis(store) is None
    assert store.linking_basis() is None
    assert store._all("SELECT count(*) FROM linking_rows") == [(0,)]


def same_as_rebuilt(store, done, now, steps) -> None:  # type: ignore[no-untyped-def]
    """The rows, the ledger and what is told at the end are those of a rebuild."""
    other = copied(store)
    again = rebuild(other, MarkedReader(), as_of=now, stages=steps)
    assert rows(store) == rows(other)
    assert store.derived_digest() == other.derived_digest()
    assert store.judgements() == other.judgements()
    assert (done.documents, done.claims, done.incidents, done.findings) == (
        again.documents,
        again.claims,
        again.incidents,
        again.findings,
    )
    assert (done.groups, done.contested) == (again.groups, again.contested)
    other.close()


def rows(store: SqliteStore) -> dict[str, list[object]]:
    """Every derived row, by table, so that a difference shows where it lies."""
    return {table: list(store._rows_of(table, order)) for table, order in derived._DERIVED}
