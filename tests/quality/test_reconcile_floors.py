"""Floors of reconciliation on gold claims; they are raised when figures rise and never lowered quietly."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scripts import load_benchmark

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "../shared/gold"
pytestmark = pytest.mark.skipif(
    not (GOLD / "incidents.json").exists(), reason="the gold claims are not beside the checkout"
)


@pytest.fixture(scope="module")
def benchmark_module() -> ModuleType:
    return load_benchmark("reconcile_gold")


@pytest.fixture(scope="module")
def figures(benchmark_module: ModuleType) -> dict[str, Any]:
    return benchmark_module.run(GOLD, None, False)  # type: ignore[no-any-return]


def test_joined_claims_are_right_and_most_are_found(figures: dict[str, Any]) -> None:
    row = figures["all with cross-document gold"]
    assert row["P"] >= 0.98
    assert row["R"] >= 0.85
    assert row["B3 F1"] >= 0.97


@pytest.mark.parametrize("name", ["donbas", "gaza", "india-pakistan"])
def test_within_one_report_joining_stays_right(figures: dict[str, Any], name: str) -> None:
    row = next(v for k, v in figures.items() if k.startswith(name))
    assert row["B3 P"] >= 0.96


@pytest.fixture(scope="module")
def hadrut(benchmark_module: ModuleType) -> Any:
    items = [x for x in benchmark_module.load(GOLD / "dev") if x[0]["doc"].startswith("hd")]
    sides = benchmark_module.SIDES["nagorno-karabakh"]
    return benchmark_module.reconcile([c for x in items for c in x[2]], [x[1] for x in items], theatre_sides=sides)


def test_the_days_of_november_and_december_come_out_apart(hadrut: Any) -> None:
    dated = sorted(i.when for i in hadrut.incidents if i.when)
    assert dated == ["2020-11-26", "2020-12-08", "2020-12-11", "2020-12-13", "2021-01-13"]
    of = {x.claim_id: i.code for i in hadrut.incidents for x in i.claims if x.role != "recalls"}
    assert of["hd02-4"] == of["hd04-3"] == of["hd05-1"]
    assert of["hd02-4"] != of["hd06-1"]


def test_four_killed_fall_on_the_first_two_and_three_and_six_wounded_are_never_added(hadrut: Any) -> None:
    by_day = {i.when: i for i in hadrut.incidents if i.when}
    for day in ("2020-11-26", "2020-12-08"):
        assert {"hd06-6", "hd07-4"} <= {x.claim_id for x in by_day[day].claims if x.role == "recalls"}
    killed = [h.low for i in hadrut.incidents for h in i.harm if h.kind == "killed"]
    assert sorted(killed) == [1, 3]
    eleventh = by_day["2020-12-11"]
    assert sorted({h.low for h in eleventh.harm if h.kind == "wounded"}) == [3, 6]
    assert any(c.startswith("wounded: 3 say") and c.endswith("not added") for c in eleventh.contradictions)


def test_one_report_alone_gives_one_firm_incident_and_one_candidate(benchmark_module: ModuleType) -> None:
    item = next(x for x in benchmark_module.load(GOLD / "dev") if x[0]["doc"] == "hd01")
    found = benchmark_module.reconcile(
        item[2], [item[1]], theatre_sides=benchmark_module.SIDES["nagorno-karabakh"]
    ).incidents
    firm, candidate = sorted(found, key=lambda i: not i.firm)
    assert (firm.when, firm.firm, candidate.firm) == ("2020-12-11", True, False)
    assert (firm.occurrence, firm.attribution) == ("corroborated", "acknowledged")
    assert [(h.kind, h.low) for h in firm.harm] == [("wounded", 3)]
    assert candidate.unsure_with == (firm.code,)
