"""The relevance filter loses next to nothing of the annotated reports and skips most of what is unrelated."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import load_benchmark
from trucewatch.extract.relevance import is_relevant

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "../shared/gold/dev"
LGL = ROOT / "../shared/bench/geo_lgl.jsonl"
MOST_LOST = 0.005
LEAST_SKIPPED = 0.72  # (0.747)


@pytest.mark.skipif(not GOLD.is_dir(), reason="the annotated reports are not beside the checkout")
def test_hardly_any_annotated_claim_is_lost():
    benchmark = load_benchmark("relevance")
    lost, claims, _, _ = benchmark.lost_claims(GOLD)
    assert claims > 300
    assert len(lost) <= MOST_LOST * claims, lost


@pytest.mark.skipif(not LGL.is_file(), reason="the public sets are not beside the checkout")
def test_most_local_news_is_skipped():
    with LGL.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    assert sum(not is_relevant(text) for text in texts) >= LEAST_SKIPPED * len(texts)
