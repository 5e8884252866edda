"""Floors of finding sources, cues and contents in news; they are raised when figures rise and never lowered quietly."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from scripts import load_benchmark

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
SET = ROOT / "../shared/bench/polnear_dev.jsonl"
EVERY = 3  # every third article: enough for steady figures, few enough for every run
FLOORS = {"source": 0.74, "cue": 0.64, "content": 0.60}
pytestmark = pytest.mark.skipif(not SET.exists(), reason="the annotated news is not beside the checkout")


@pytest.fixture(scope="module")
def benchmark_module() -> ModuleType:
    return load_benchmark("attribution_polnear")


def test_exact_spans_stay_above_their_floors(benchmark_module: ModuleType, reader: Reader) -> None:
    if "_md" not in reader.model:
        pytest.skip("needs the medium language model")
    rows = benchmark_module.read_set(SET)[::EVERY]
    figures = benchmark_module.score(benchmark_module.parsed_set(rows, nlp=reader.nlp)).figures()
    assert {role: f["F1"] for role, f in figures.items() if f["F1"] < FLOORS[role]} == {}


def test_the_score_itself_tells_right_from_wrong(benchmark_module: ModuleType) -> None:
    text = "The mayor said the road was closed.\nNothing is said here."
    gold = {"source": {(0, 9)}, "cue": {(10, 14)}, "content": {(15, 34)}}
    score = benchmark_module.Score()
    score.add(text, gold, {"source": {(0, 9)}, "cue": {(10, 14), (47, 51)}, "content": {(15, 30)}})
    figures = score.figures()
    assert figures["source"]["F1"] == 1.0
    assert figures["cue"]["F1"] == 1.0  # what is found in a paragraph without annotation does not count
    assert figures["content"]["F1"] == 0.0
    assert figures["content"]["overlap F1"] == 1.0
