"""Every row of `tests/cases/when.yml`: the expression is found as long as told, and means what is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from trucewatch.extract.when import TimeContext, find_times, resolve_time

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "when.yml").read_text(encoding="utf-8")
)
REPORT = date(2021, 3, 10)


def context_of(case: dict[str, Any]) -> TimeContext:
    """The context that a row tells."""
    on = case.get("reported", REPORT)
    anchor = None if on == "none" else on
    return TimeContext(
        anchor=anchor,
        anchor_source="published" if anchor else "none",
        last_day=case.get("last"),
        future=case.get("future", False),
        utc_offset_minutes=case.get("offset"),
        borrow_day=case.get("borrow", False),
    )


@pytest.mark.parametrize("case", CASES, ids=[c["says"] for c in CASES])
def test_the_row_holds(case: dict[str, Any]) -> None:
    found = find_times(case["text"], case.get("lang", "en"))
    if case["find"] is None:
        assert [m.text for m in found] == []
        return
    mention = next((m for m in found if m.text == case["find"]), None)
    assert mention is not None, [m.text for m in found]
    resolved = resolve_time(mention, context_of(case))
    assert resolved.edtf == case["when"]
    told = {
        "part": resolved.day_part,
        "clock": resolved.clock,
        "zone": resolved.detail.utc_offset_minutes,
        "rule": resolved.detail.rule,
        "kind": mention.kind,
        "names": mention.names_agreement,
        "from": resolved.detail.earliest and resolved.detail.earliest.isoformat(),
        "to": resolved.detail.latest and resolved.detail.latest.isoformat(),
    }
    assert {k: told[k] for k in told if k in case} == {k: case[k] for k in told if k in case}


def test_each_row_says_something_of_its_own() -> None:
    names = [c["says"] for c in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 120
