"""Over a large store nothing is looked up incident by incident, and what is written is the same to the byte."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from trucewatch.publish import held
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
