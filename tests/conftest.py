"""Stands here so that tests in every room can import what lies beside it (`fake_stages`, `read_rows`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

# a busy machine draws examples slowly: that says nothing of the code, and tests assert no times
_ANY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same-examples", _ANY_MACHINE, derandomize=True)  # a run fails by what changed, not by chance
settings.register_profile("new-examples", _ANY_MACHINE)
settings.load_profile("new-examples" if os.environ.get("TRUCEWATCH_NEW_EXAMPLES") else "same-examples")

if TYPE_CHECKING:
    from postgres_server import Places
    from trucewatch.extract.reader import Reader


os.environ["TRUCEWATCH_GAZETTEER"] = "none"  # tests that need places build a gazetteer of their own


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader with the best language model that is installed."""
    from trucewatch.errors import ConfigurationError
    from trucewatch.extract.reader import Reader

    try:
        return Reader()
    except ConfigurationError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Places]:
    """Places for stores on a real server; skips, saying why, where none can be had."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'trucewatch[postgres]'")
    from postgres_server import NoServerError, Places, server

    try:
        with server() as address:
            yield Places(address)
    except NoServerError as error:
        pytest.skip(str(error))


@pytest.fixture(params=["file", "memory", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty store may be, on every engine."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres").schema())
    return str(tmp_path / "store.db") if request.param == "file" else ":memory:"


@pytest.fixture(params=["file", "postgres"])
def lasting_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes places where a store may be and last, all on one engine; each engine in turn."""
    if request.param == "postgres":
        return lambda: str(request.getfixturevalue("postgres").schema())
    names = iter(range(100))
    return lambda: str(tmp_path / f"store{next(names)}.db")
