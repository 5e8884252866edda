"""Addresses of databases: told apart from files, shown without passwords, with a folder of this machine's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.store.address import beside, is_address, shown

SECRET = "s3cr%40t"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://ana:s3cr%40t@db.example:5433/truce", "postgresql://ana@db.example:5433/truce"),
        ("postgres://ana@db.example/truce", "postgres://ana@db.example/truce"),
        ("postgresql:///truce", "postgresql:///truce"),
        ("postgresql:///truce?user=ana&password=s3cr%40t&host=%2Ftmp", "postgresql:///truce?user=ana&host=%2Ftmp"),
        ("postgresql://ana:s3cr%40t@[::1]:5433/truce", "postgresql://ana@[::1]:5433/truce"),
        ("postgresql://ana:s3cr%40t@a.example,b.example:9/truce", "postgresql://ana@a.example,b.example:9/truce"),
        ("postgresql://ana:s3cr%40t@[broken/truce", "postgresql://[broken"),
        ("postgresql://ana:s3c@r%40t@db.example/truce", "postgresql://ana@db.example/truce"),
        ("postgresql://ana:s3cr/t@db.example/truce", "postgresql://db.example"),
    ],
)
def test_what_is_shown_of_an_address_never_holds_its_password(address: str, told: str) -> None:
    assert shown(address) == told
    assert "s3c" not in told
    assert shown(told) == told


def test_files_are_no_addresses(tmp_path: Path) -> None:
    for place in ("store.db", "/a/postgresql.db", "postgresql.sqlite", tmp_path, ":memory:"):
        assert not is_address(place)
        assert shown(place) == str(place)
    assert is_address("postgresql://h/d")


def test_each_database_has_a_folder_of_its_own_on_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRUCEWATCH_HOME", str(tmp_path))
    one = beside("postgresql://ana:s3cr%40t@db.example/truce", ".watch")
    assert one.parent == tmp_path
    assert "s3cr" not in str(one)
    assert one == beside("postgresql://ana:other@db.example/truce", ".watch")
    assert one != beside("postgresql://ana@db.example/other", ".watch")
    assert one != beside("postgresql://ana@db.example/truce?options=-csearch_path%3Db", ".watch")
    monkeypatch.delenv("TRUCEWATCH_HOME")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert beside("postgresql:///truce", ".watch").parent == tmp_path / "state" / "trucewatch"
    assert beside("a/store.db", ".watch") == Path("a/store.db.watch")
