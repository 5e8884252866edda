"""A store copied from engine to engine: every row as it was, and the same rows made of it again."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fake_stages import NOON, OPTIONS, FakeReader, fake_stages
from trucewatch.errors import StoreBusyError, StoreError
from trucewatch.flow.derive import derive
from trucewatch.flow.intake import ingest_paths
from trucewatch.flow.rebuild import rebuild
from trucewatch.model.judgement import Judgement
from trucewatch.store import copy as copying
from trucewatch.store.copy import OWN, copy_store, tables
from trucewatch.store.opening import open_store
from trucewatch.store.tables import StoreTables
from trucewatch.store.verify import verify

if TYPE_CHECKING:
    from postgres_server import Places

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "publish"))


def filled(place: str | Path, texts: Path) -> StoreTables:
    """A store with documents, claims, incidents, judgements, issues and notes."""
    texts.mkdir(exist_ok=True)
    for n in range(40):
        said = f"#published 2020-12-{1 + n % 28:02}\n@claim North shelling 2020-12-{1 + n % 5:02} Hill {n % 7}\n"
        said += f"École {n} «Йод» \x00\n"
        (texts / f"{n:02}.txt").write_text(said, encoding="utf-8")
    (texts / "empty.txt").write_text("", encoding="utf-8")
    store = open_store(place)
    ingest_paths(store, [texts], OPTIONS, stages=fake_stages())
    derive(store, FakeReader(), as_of=NOON, stages=fake_stages())
    claims = [c.id for c in store.claims()]
    store.append_judgements(
        Judgement(id=f"j-{n}", kind="retract", subject=claims[n], by="B", reason="r", made_at=NOON + timedelta(hours=n))
        for n in range(3)
    )
    derive(store, FakeReader(), as_of=NOON, stages=fake_stages())
    store.put_notes("places", {b"\x00\xff": b"1"}, ())
    return store


def rows_of(store: StoreTables) -> dict[str, list[tuple[object, ...]]]:
    return {t: sorted(store._all(f"SELECT * FROM {t}"), key=repr) for t in tables()}


def test_from_a_file_to_a_database_and_back_nothing_is_lost(postgres: Places, tmp_path: Path) -> None:
    address, file = postgres.schema(), tmp_path / "back.db"
    with closing(filled(tmp_path / "first.db", tmp_path / "in")) as first, closing(open_store(address)) as team:
        there = copy_store(first, team)
        with closing(open_store(file)) as back:
            again = copy_store(team, back)
            assert there == again
            assert rows_of(first) == rows_of(team) == rows_of(back)
            assert first.derived_digest() == team.derived_digest() == back.derived_digest()
            assert len(first.judgements()) > 3  # codes are judgements too
            for store in (team, back):
                assert verify(store) == ()
                for words in ("ecole", "йод", "hill 3"):
                    assert store.search_documents(words, limit=99)[0] == first.search_documents(words, limit=99)[0] > 0
                rebuild(store, FakeReader(), as_of=NOON, stages=fake_stages())
            rebuild(first, FakeReader(), as_of=NOON, stages=fake_stages())
            assert first.derived_digest() == team.derived_digest() == back.derived_digest()


def test_a_copy_goes_on_as_the_store_would_have(postgres: Places, tmp_path: Path) -> None:
    later = tmp_path / "later"
    later.mkdir()
    (later / "new.txt").write_text("#published 2020-12-20\n@claim South shelling 2020-12-20 Ford\n")
    with (
        closing(filled(tmp_path / "first.db", tmp_path / "in")) as first,
        closing(open_store(postgres.schema())) as team,
    ):
        copy_store(first, team)
        for store in (first, team):
            ingest_paths(store, [later], OPTIONS, stages=fake_stages())
            derive(store, FakeReader(), as_of=NOON, stages=fake_stages())
        assert rows_of(first) == rows_of(team)


def test_a_place_that_is_not_empty_is_left_as_it_is(lasting_place: object, tmp_path: Path) -> None:
    with closing(filled(tmp_path / "a.db", tmp_path / "in")) as one, closing(open_store(lasting_place())) as other:  # type: ignore[operator]
        copy_store(one, other)
        before = rows_of(other)
        with pytest.raises(StoreError, match="something in this store already"):
            copy_store(one, other)
        assert rows_of(other) == before
        with pytest.raises(StoreError, match="onto itself"):
            copy_store(other, other)


def test_what_arrives_otherwise_is_not_kept(postgres: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(filled(tmp_path / "a.db", tmp_path / "in")) as one, closing(open_store(postgres.schema())) as other:
        monkeypatch.setattr(
            copying, "_documents", lambda target, rows: target._run("UPDATE documents SET source='X'") and ()
        )
        with pytest.raises(StoreError, match="rows of documents did not arrive as they were"):
            copy_store(one, other)
        assert list(other.documents()) == list(other.intakes()) == []


def test_a_store_that_is_written_to_is_not_copied(postgres: Places, tmp_path: Path) -> None:
    address = postgres.schema()
    with (
        closing(filled(tmp_path / "a.db", tmp_path / "in")) as one,
        closing(open_store(address)) as other,
        closing(open_store(address)) as busy,
        busy.writing("derive"),
        pytest.raises(StoreBusyError, match=r"\(derive\) is writing"),
    ):
        copy_store(one, other)


def test_every_table_is_copied_or_known_as_an_index() -> None:
    with closing(open_store(":memory:")) as store:
        there = {name for (name,) in store._all("SELECT name FROM sqlite_master WHERE type='table'")}
    shadows = {n for n in there if n.startswith(("document_words", "incident_ground", "sqlite_"))}
    assert there - shadows - OWN == set(tables())
