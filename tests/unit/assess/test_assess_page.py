"""The page on agreements names every field, finding and state, and its example runs."""

from __future__ import annotations

import re
from importlib.resources import as_file, files
from pathlib import Path
from typing import get_args

import pytest

from trucewatch.model.agreement import Agreement, Extension, Provision, Quantity, WorkedCase, Zone, ZoneVersion
from trucewatch.model.finding import Compliance, DeadlineState

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "agreements.md").read_text(encoding="utf-8")
FIELDS = {f for r in (Agreement, Provision, Zone, ZoneVersion, WorkedCase) for f in r.__struct_fields__} - {
    "case",  # the sentence itself
    "description",
    "source",
}


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_of_a_pack_is_explained(field: str) -> None:
    assert re.search(rf"`{field}`", PAGE)


@pytest.mark.parametrize("state", [*get_args(Compliance), *get_args(DeadlineState)])
def test_every_finding_and_state_is_explained(state: str) -> None:
    assert f"`{state}`" in PAGE


def test_small_records_are_explained() -> None:
    assert all(f"`{f}`" in PAGE for f in Quantity.__struct_fields__)
    assert {"to", "announced", "by", "form", "source"} == set(Extension.__struct_fields__)


def test_the_example_runs_on_a_bundled_pack(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    with as_file(files("trucewatch.data").joinpath("agreements/nagorno-karabakh-2020.yml")) as pack:
        exec(compile(example.replace("my-pack.yml", str(pack)), "docs/agreements.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 50
    assert all(line.startswith("holds | ") for line in lines)
