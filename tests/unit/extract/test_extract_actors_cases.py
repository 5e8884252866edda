"""The sentence-named rows of `tests/cases/actors.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from trucewatch.extract.actors import describe, load_table, other_side, resolve_side, sides_in

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "actors.yml").read_text(encoding="utf-8")
)


def rows(section: str) -> list[Any]:
    return [pytest.param(row, id=row["case"]) for row in CASES[section]]


@pytest.mark.parametrize("row", rows("phrases"))
def test_a_phrase_names(row: dict[str, Any]) -> None:
    table = load_table()
    homes = table.homes_in(row["text"]) if "text" in row else None
    said = describe(row["phrase"], table, homes)
    assert said.side == row["side"]
    assert said.deictic == row.get("deictic")
    for field in ("kind", "name", "community", "person"):
        if field in row:
            assert getattr(said, field) == row[field]
    if "members" in row:
        assert list(said.members) == row["members"]


@pytest.mark.parametrize("row", rows("texts"))
def test_a_text_holds(row: dict[str, Any]) -> None:
    found = load_table().find(row["text"])
    assert [[m.span.words(row["text"]), m.side, m.form, m.qualifier or "-"] for m in found] == row["names"]


@pytest.mark.parametrize("row", rows("other_sides"))
def test_the_other_side_is(row: dict[str, Any]) -> None:
    sides = sides_in(row["text"], load_table(), parties=row.get("parties", ()))
    assert other_side(row["speaker"], sides) == row["other"]


@pytest.mark.parametrize("row", rows("pointing"))
def test_the_text_settles(row: dict[str, Any]) -> None:
    table = load_table()
    said = describe(row["phrase"], table)
    assert resolve_side(said, row["speaker"], sides_in(row["text"], table), table) == row["side"]


def test_the_file_holds_enough_and_no_case_twice() -> None:
    names = [row["case"] for section in CASES.values() for row in section]
    assert len(CASES["phrases"]) >= 120
    assert len(names) == len(set(names))
