"""Over a large store nothing is looked up incident by incident, and what is written is the same to the byte."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from made_release import write_file
from trucewatch.publish import held
from trucewatch.publish.files import FORMATS, write_into
from trucewatch.publish.questions import QUESTIONS, Wanted, ask
from trucewatch.publish.questions.harm import Told, _clusters
from trucewatch.publish.release import FULL, Released, public_tier
from trucewatch.publish.site import make, make_site
from trucewatch.publish.site.folder import write_folder
from trucewatch.publish.source_texts import source_texts
from trucewatch.publish.view import View
from trucewatch.publish.written import brief_text
from trucewatch.store.sqlite import SqliteStore, open_store

ROOT = Path(__file__).resolve().parents[3]
FEW, MANY = 450, 1350  # incidents: the report tells 40 of them and lists 400 whatever their number


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The benchmark that makes stores."""
    spec = importlib.util.spec_from_file_location("report_scale", ROOT / "benchmarks" / "report_scale.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def paths(bench: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("scale")
    made = {}
    for size in (FEW, MANY):
        made[size] = folder / f"{size}.sqlite"
        bench.make_store(made[size], size)
    return made


@pytest.fixture
def opened(paths: dict[int, Path]) -> Iterator[Callable[[int], View]]:
    """A view of the store of that size."""
    stores: list[SqliteStore] = []

    def view(size: int) -> View:
        stores.append(open_store(paths[size], create=False))
        return View(stores[-1])

    yield view
    for store in stores:
        store.close()


def count_queries(store: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query put to the store from now on."""
    asked: list[str] = []
    for name in ("_all", "_each"):
        real = getattr(store, name)

        def counted(sql: str, *values: Any, real: Any = real) -> Any:
            asked.append(sql)
            return real(sql, *values)

        monkeypatch.setattr(store, name, counted)
    return asked


def queries(view: View, work: Callable[[View], object], monkeypatch: pytest.MonkeyPatch) -> int:
    with monkeypatch.context() as patch:
        asked = count_queries(view.records.store, patch)
        work(view)
        return len(asked)


@pytest.mark.parametrize("form", ["markdown", "json"])
def test_the_report_is_the_same_whether_records_are_held_or_looked_up(
    opened: Callable[[int], View], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    whole = brief_text(opened(FEW), form, clock="system")
    monkeypatch.setattr(held, "MOST_HELD", 0)
    assert brief_text(opened(FEW), form, clock="system") == whole


def test_the_report_asks_in_slices(opened: Callable[[int], View], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "MOST_HELD", 0)
    few, many = (
        queries(opened(n), lambda v: brief_text(v, "markdown", clock="system"), monkeypatch) for n in (FEW, MANY)
    )
    assert many - few < (MANY - FEW) / 5  # slices; one by one it would be several an incident


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_is_the_same_whether_records_are_held_or_looked_up(
    opened: Callable[[int], View], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if name == "xlsx":  # a ZIP archive keeps times of its own
        pytest.skip("has times of its own")
    whole = write_file(name, Released(opened(FEW), FULL))
    assert whole.rows > 0 or name in ("acled", "ged", "atom-corrections", "ics")  # no ground, no deaths
    monkeypatch.setattr(held, "MOST_HELD", 0)
    assert write_file(name, Released(opened(FEW), FULL)) == whole


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_asks_in_slices_and_holds_no_row(
    opened: Callable[[int], View], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(held, "MOST_HELD", 0)
    seen: list[Released] = []

    def work(view: View) -> None:
        seen.append(Released(view, public_tier()))
        write_into(io.BytesIO(), name, seen[-1])

    few, many = (queries(opened(n), work, monkeypatch) for n in (FEW, MANY))
    assert many - few < (MANY - FEW) / 5
    assert all("incidents" not in r.__dict__ and "claims" not in r.__dict__ for r in seen)


def test_a_site_is_made_in_slices_with_months_in_parts_and_no_workbook_of_too_many(
    opened: Callable[[int], View], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(held, "MOST_HELD", 0)
    monkeypatch.setattr(make, "ROWS_A_PAGE", 10)
    monkeypatch.setattr(make, "MOST_IN_WORKBOOK", 2 * FEW)
    asked = {}
    for size in (FEW, MANY):
        released = Released(opened(size), FULL)
        asked[size] = queries(
            released.view,
            lambda _, r=released, n=size: write_folder(tmp_path / str(n), lambda room: make_site(r, room)),  # type: ignore[misc]
            monkeypatch,
        )
        assert len(list((tmp_path / str(size) / "incidents").iterdir())) == size
        assert "incidents" not in released.__dict__
    assert asked[MANY] - asked[FEW] < (MANY - FEW) / 5
    site = tmp_path / str(MANY)
    assert (tmp_path / str(FEW) / "files" / "trucewatch.xlsx").is_file()
    assert not (site / "files" / "trucewatch.xlsx").exists()
    assert "too many claims for a workbook" in (site / "files" / "left_out.csv").read_text()
    first = (site / "months" / "2021-03.html").read_text()
    assert 'href="2021-03-part2.html"' in first
    rows = sum(p.read_text().count("<tr><td><a") for p in (site / "months").iterdir())
    assert rows == MANY
    assert not list(tmp_path.glob(".*"))


def test_a_half_made_site_of_a_process_that_was_killed_is_taken_away(tmp_path: Path) -> None:
    dead, living = tmp_path / ".site.999999999-x.new", tmp_path / ".site.1-x.new"
    other = tmp_path / ".site2.999999999-x.new"
    for folder in (dead, living, other):
        folder.mkdir()
        (folder / "index.html").touch()
    write_folder(tmp_path / "site", [(make.MARKER, b"")])
    assert not dead.exists()
    assert living.exists()
    assert other.exists()


@pytest.mark.parametrize("name", [*(q for q in QUESTIONS if "since" not in QUESTIONS[q].needs), "page of sources"])
def test_every_question_asks_in_slices(
    opened: Callable[[int], View], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(held, "MOST_HELD", 0)

    def work(view: View) -> None:
        if name in QUESTIONS:
            ask(name, view, Wanted(incident="NK-2021-000001"))
        else:
            source_texts(view)

    few, many = (queries(opened(n), work, monkeypatch) for n in (FEW, MANY))
    assert many - few < (MANY - FEW) / 5


def test_incidents_that_may_be_one_are_found_together_in_the_order_of_the_first() -> None:
    told = {
        "A": Told(None, ("C",)),
        "B": Told(None, ()),
        "C": Told(None, ()),
        "D": Told(None, ("C", "elsewhere")),
        "E": Told(None, ("B",)),
    }
    assert _clusters(("A", "B", "C", "D", "E", "no row"), told) == [("A", "C", "D"), ("B", "E"), ("no row",)]
