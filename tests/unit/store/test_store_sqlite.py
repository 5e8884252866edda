"""What only the SQLite engine has: the file, its place, its guards."""

from __future__ import annotations

import os
import sqlite3
import sys
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from trucewatch.errors import StoreError
from trucewatch.model.incident import Incident
from trucewatch.model.judgement import Judgement
from trucewatch.model.place import ResolvedPlace
from trucewatch.store.migrate import migrations, newest
from trucewatch.store.sqlite import open_store
from trucewatch.store.trouble import as_store_error
from trucewatch.store.verify import verify

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "contract"))
from test_contract_lasting import add


def test_the_file_uses_a_write_ahead_log_and_waits_for_the_disk(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db")
    assert store._all("PRAGMA journal_mode") == [("wal",)]
    assert store._all("PRAGMA foreign_keys") == [(1,)]
    with store.transaction():
        assert store._all("PRAGMA synchronous") == [(2,)]  # FULL
    with store.transaction(durable=False):
        assert store._all("PRAGMA synchronous") == [(1,)]  # NORMAL
    store.close()


def test_a_file_of_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = open_store(path)
    store._run(f"PRAGMA user_version={newest() + 1}")
    store.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=f"schema {newest() + 1}") as caught:
        open_store(path)
    assert "newer" in (caught.value.try_this or "")
    assert caught.value.where == str(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"these are my notes, and they are longer than one database header would be" * 20)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a store"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE songs (title TEXT)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_truncated_store_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = open_store(path)
    for n in range(50):
        add(store, f"text {n} " * 100)
    store.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StoreError, match="damaged"):
        for _ in open_store(path).documents():
            pass


def test_a_missing_store_is_not_made_when_it_must_exist(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store here"):
        open_store(tmp_path / "store.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder of the store does not exist"):
        open_store(tmp_path / "nowhere" / "store.db")
    with pytest.raises(StoreError, match="this is a folder"):
        open_store(tmp_path)


def test_a_place_where_nothing_can_be_made_is_a_store_error() -> None:
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        open_store("/proc/trucewatch.db")
    assert "folder" in (caught.value.try_this or "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_a_store_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError):
        open_store(tmp_path / "store.db")
    tmp_path.chmod(0o700)


def test_writing_where_only_reading_is_allowed_is_a_store_error(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db")
    store._run("PRAGMA query_only=ON")  # the engine then answers as it does for a file without write permission
    with pytest.raises(StoreError, match="may be read but not written") as caught:
        add(store, "one")
    assert "permissions" in (caught.value.try_this or "")
    store.close()


def test_a_store_held_by_another_process_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    open_store(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = open_store(path, busy_timeout_s=0.01)
    with pytest.raises(StoreError, match="another process is writing"):
        add(store, "one")
    other.execute("ROLLBACK")
    add(store, "one")
    store.close()
    other.close()


def test_a_full_disk_keeps_what_was_acknowledged_and_says_what_to_do(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db")
    document = add(store, "one")
    ((pages,),) = store._all("PRAGMA page_count")
    store._run(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(StoreError, match="disk is full") as caught:
        add(store, "".join(f"{n} words that do not compress " for n in range(20_000)))
    assert caught.value.where == str(tmp_path / "store.db")
    assert "free some space" in (caught.value.try_this or "")
    assert caught.value.exit_code == 3
    assert list(store.documents()) == [document]
    store._run("PRAGMA max_page_count=1000000")
    add(store, "two")  # and it goes on once there is space
    assert len(list(store.documents())) == 2
    assert verify(store) == ()
    store.close()


@pytest.mark.parametrize("table", ["captures", "intakes", "judgements", "anchors", "agreements"])
@pytest.mark.parametrize("statement", ["DELETE FROM {table}", "UPDATE {table} SET rowid=rowid"])
def test_rows_kept_for_ever_refuse_to_change(table: str, statement: str, tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db")
    add(store, "one")
    store.append_judgements(
        [Judgement(id="j", kind="accept", subject="s", by="b", reason="r", made_at=datetime(2020, 1, 1, tzinfo=UTC))]
    )
    store._run("INSERT INTO anchors VALUES ('c', 'd', '{}')")
    store._run("INSERT INTO agreements (id, sha256, data) VALUES ('a', 'b', '{}')")
    with pytest.raises(StoreError, match=r"kept for ever|append-only"):
        store._run(statement.format(table=table))
    assert len(store._all(f"SELECT 1 FROM {table}")) == 1
    store.close()


def test_verify_tells_bytes_that_were_changed_behind_our_back(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db")
    first, second = add(store, "one"), add(store, "two")
    store._run("DROP TRIGGER captures_fixed")
    store._run("UPDATE captures SET packed=? WHERE sha256_raw=?", (zlib.compress(b"other"), first.sha256_raw))
    store._run("UPDATE captures SET packed=? WHERE sha256_raw=?", (b"rubbish", second.sha256_raw))
    found = {i.where: i.code for i in verify(store)}
    assert found == {first.sha256_raw: "capture-changed", second.sha256_raw: "capture-damaged"}
    store.close()


def test_verify_tells_a_row_that_points_to_nothing(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.db")
    add(store, "one")
    store._run("PRAGMA foreign_keys=OFF")
    store._run("UPDATE documents SET intake_id='i-nowhere'")
    assert {i.code for i in verify(store)} == {"engine-fault"}
    store.close()


def test_migrations_are_numbered_without_gaps() -> None:
    assert [number for number, _ in migrations()] == list(range(1, newest() + 1))


def test_a_schema_that_could_not_be_finished_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import trucewatch.store.migrate as migrate

    good = migrations()
    broken = ((1, good[0][1] + "CREATE TABLE captures (twice TEXT);\n"),)
    monkeypatch.setattr(migrate, "migrations", lambda: broken)
    with pytest.raises(StoreError):
        open_store(tmp_path / "store.db")
    monkeypatch.setattr(migrate, "migrations", lambda: good)
    store = open_store(tmp_path / "store.db")
    add(store, "one")
    store.close()


def test_an_engine_error_that_nobody_foresaw_still_says_where() -> None:
    error = as_store_error(sqlite3.OperationalError("no such table: x"), "/data/store.db")
    assert str(error).startswith("/data/store.db: the engine refused: no such table: x")


# -- finding incidents by where and when ------------------------------------------------------------------------------
def test_a_store_of_the_first_schema_gets_its_index_of_where_and_when(tmp_path: Path) -> None:
    from trucewatch.store import migrate
    from trucewatch.store.shape import IncidentSearch

    path = tmp_path / "old.db"
    db = sqlite3.connect(path, isolation_level=None)
    for statement in migrate.statements(dict(migrate.migrations())[1]):
        db.execute(statement)
    db.execute("PRAGMA user_version=1")
    db.execute(f"PRAGMA application_id={migrate.APPLICATION_ID}")
    made = (located("A-1", 10.0, 20.0), located("A-2", None, None))
    for n, incident in enumerate(made):
        row = (
            incident.code,
            n,
            1,
            incident.when,
            None,
            None,
            "reported",
            "none",
            msgspec.json.encode(incident).decode(),
        )
        db.execute("INSERT INTO incidents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    db.close()
    with closing(open_store(path)) as store:
        found = store.find_incidents(IncidentSearch(boxes=((19.0, 9.0, 21.0, 11.0),), placed_only=True), limit=9)
        assert found == ((0, made[0]),)
        assert len(store.find_incidents(IncidentSearch(boxes=((0.0, 0.0, 1.0, 1.0),)), limit=9)) == 1


def located(code: str, lat: float | None, lon: float | None, when: str | None = "2021-03-05") -> Incident:
    """An incident at a point, or without one."""
    ground = () if lat is None else (ResolvedPlace(name="X", lat=lat, lon=lon, radius_m=500, precision="exact"),)
    return Incident(code=code, title="", acts=("shelling",), claims=(), when=when, ground=ground)


def test_every_migration_has_a_number_of_its_own() -> None:
    """Two files of one number would leave one of them out of every store, silently."""
    numbers = [number for number, _ in migrations()]
    assert numbers == list(range(1, len(numbers) + 1))
