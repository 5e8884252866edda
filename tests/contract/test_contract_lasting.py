"""What holds of a store that lasts, on every engine: it is there again, others may read and judge, kept rows stay as they are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fake_stages import OPTIONS, read_input
from trucewatch.errors import StoreBusyError, StoreError
from trucewatch.ingest.inputs import RawInput
from trucewatch.model.document import Document
from trucewatch.model.judgement import Judgement
from trucewatch.store.migrate import newest
from trucewatch.store.opening import open_store
from trucewatch.store.tables import StoreTables
from trucewatch.store.verify import verify

Place = Callable[[], str]
KEPT = ("captures", "intakes", "judgements", "anchors", "agreements", "sources")
WRITER = """
import sys
sys.path[:0] = sys.argv[2:]
from test_contract_lasting import add
from trucewatch.store.opening import open_store
store = open_store(sys.argv[1], create=False)
with store.writing("a test"):
    for n in range(100_000):
        print(add(store, f"text {n}").id, flush=True)
"""


def add(store: StoreTables, text: str) -> Document:
    raw = RawInput(data=text.encode(), location="a.txt", media_type="text/plain")
    (document,) = read_input(raw, OPTIONS)
    assert isinstance(document, Document)
    store.put_capture(text.encode(), document)
    return document


def judgement(n: int) -> Judgement:
    made_at = datetime(2020, 1, 1, hour=n, tzinfo=UTC)
    return Judgement(id=f"j-{n}", kind="accept", subject="s", by="b", reason="r", made_at=made_at)


def test_what_was_written_is_there_when_the_store_is_opened_again(lasting_place: Place) -> None:
    place = lasting_place()
    with closing(open_store(place)) as store:
        document = add(store, "one")
    with closing(open_store(place, create=False)) as again:
        assert again.document(document.id) == document


def test_one_may_read_while_another_writes_and_sees_what_was_committed(lasting_place: Place) -> None:
    place = lasting_place()
    with closing(open_store(place)) as writer, closing(open_store(place)) as reader:
        before = reader.mark()
        with writer.transaction():
            add(writer, "one")
            assert list(reader.documents()) == []
            assert reader.mark() == before
        assert reader.mark() != before
        assert len(list(reader.documents())) == 1


def test_the_mark_stays_while_nothing_changes(lasting_place: Place) -> None:
    with closing(open_store(lasting_place())) as store:
        before = store.mark()
        list(store.documents())
        assert store.mark() == before
        add(store, "one")
        assert store.mark() != before


def test_the_second_who_wants_to_write_is_told_who_does_and_for_what(lasting_place: Place) -> None:
    place = lasting_place()
    with closing(open_store(place)) as first, closing(open_store(place)) as second:
        with first.writing("derive"), pytest.raises(StoreBusyError, match=rf"process {os.getpid()} .*\(derive\)"):
            second.writing("ingest").__enter__()
        with second.writing("ingest"):
            add(second, "one")


def test_rows_come_one_by_one_while_others_are_asked(lasting_place: Place) -> None:
    with closing(open_store(lasting_place())) as store:
        for n in range(5):
            add(store, f"text {n}")
        seen = []
        for (key,) in store._each("SELECT id FROM documents ORDER BY id"):
            seen.append(key)
            assert store.document(key) is not None
        assert seen == sorted(d.id for d in store.documents())


def test_people_may_judge_while_another_process_takes_in(lasting_place: Place) -> None:
    place = lasting_place()
    with closing(open_store(place)) as takes_in, closing(open_store(place)) as judges:
        with takes_in.writing("ingest"):
            add(takes_in, "one")
            assert judges.append_judgements([judgement(1)]) == 1
        assert takes_in.append_judgements([judgement(1), judgement(2)]) == 1
        assert judges.last_written() == takes_in.last_written()


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("statement", ["DELETE FROM {table}", "UPDATE {table} SET {column}={column}"])
def test_rows_kept_for_ever_refuse_to_change(table: str, statement: str, lasting_place: Place) -> None:
    with closing(open_store(lasting_place())) as store:
        add(store, "one")
        store.append_judgements([judgement(1)])
        store._run("INSERT INTO anchors VALUES ('c', 'd', '{}')")
        store._run("INSERT INTO agreements (id, sha256, data) VALUES ('a', 'b', '{}')")
        store._run("INSERT INTO sources (id, data) VALUES ('a', '{}')")
        column = "size" if table == "captures" else "data"
        with pytest.raises(StoreError, match=r"kept for ever|append-only") as caught:
            store._run(statement.format(table=table, column=column))
        assert "append" in (caught.value.try_this or "")
        assert len(store._all(f"SELECT 1 FROM {table}")) == 1


def test_a_store_of_a_newer_schema_is_refused(lasting_place: Place) -> None:
    place = lasting_place()
    with closing(open_store(place)) as store:
        newer = "UPDATE trucewatch_store SET schema=?" if "://" in place else "PRAGMA user_version=?"
        store._run(newer.replace("?", str(newest() + 1)))
    with pytest.raises(StoreError, match=f"schema {newest() + 1}") as caught:
        open_store(place)
    assert "newer" in (caught.value.try_this or "")


def test_a_store_that_must_be_there_is_not_made(lasting_place: Place) -> None:
    with pytest.raises(StoreError, match="there is no store") as caught:
        open_store(lasting_place(), create=False)
    assert "trucewatch ingest" in (caught.value.try_this or "")


def test_a_writer_that_is_killed_loses_nothing_it_acknowledged(lasting_place: Place) -> None:
    place = lasting_place()
    open_store(place).close()
    here = Path(__file__).parent
    command = [sys.executable, "-c", WRITER, place, str(here), str(here.parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline().strip() for _ in range(60)]
        writer.send_signal(signal.SIGKILL)
        told += [line.strip() for line in writer.stdout if line.endswith("\n")]
    with closing(open_store(place, create=False)) as store:
        assert all(told)
        assert set(told) <= {d.id for d in store.documents()}
        assert verify(store) == ()
        for _ in range(100):  # a server notices after a moment that nobody is there any more
            try:
                with store.writing("ingest"):
                    add(store, "afterwards")
                return
            except StoreBusyError:
                signal.sigtimedwait([], 0.05)
        pytest.fail("the lock of a process that is gone was never free")
