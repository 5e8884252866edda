"""Floors of reading on the annotated reports; they are raised when figures rise and never lowered quietly.

Pinned on 22 November 2026, a little under the figures of that day with the medium model (in brackets).
"""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from scripts import load_script
from trucewatch.ingest.documents import read_input
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

GOLD = Path(__file__).resolve().parents[2] / "../shared/gold"
GIVEN = ("title", "date", "text", "url", "language", "dateline")
pytestmark = pytest.mark.skipif(
    not (GOLD / "score.py").exists(), reason="the annotated reports are not beside the checkout"
)
FLOORS = {
    "precision": 0.86,  # (0.874)
    "recall": 0.815,  # (0.832)
    "f1": 0.84,  # (0.853)
    "strict_f1": 0.65,  # (0.667)
}
SLOT_FLOORS = {
    "act": 0.92,  # (0.935)
    "acts (set)": 0.88,  # (0.895)
    "speaker": 0.87,  # (0.886)
    "speaker's side": 0.885,  # (0.902)
    "polarity": 0.98,  # (0.989)
    "modality": 0.97,  # (0.984)
    "initiator's side": 0.835,  # (0.853)
    "target's side": 0.82,  # (0.837)
    "when": 0.85,  # (0.864)
    "where": 0.75,  # (0.763)
    "count": 0.75,  # (0.793, of 29)
    "weapons": 0.87,  # (0.894)
    "harm": 0.70,  # (0.750, of 40)
}


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    return load_script(GOLD / "score.py")


@pytest.fixture(scope="module")
def figures(scorer: Any, reader: Reader) -> dict[str, Any]:
    """What the scorer says of every document; only what a reader is given is handed over."""
    if "_md" not in reader.model:
        pytest.skip("the floors are those of the medium language model")
    parts = []
    for path in sorted((GOLD / "dev").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        given = {"id": gold["doc"], **{k: gold[k] for k in GIVEN if gold.get(k) is not None}}
        raw = RawInput(data=json.dumps(given).encode(), location=path.name, media_type="application/json")
        (document,) = (d for d in read_input(raw, IngestOptions()) if isinstance(d, Document))
        claims = msgspec.to_builtins(reader.read(document))
        parts.append(scorer.score_document(gold, gold["text"], claims))  # what was missed: benchmarks/score_gold.py
    totals: dict[str, Any] = scorer.totals(parts)
    print({k: round(totals[k], 3) for k in FLOORS})
    print({k: (round(v, 3), n) for k, (v, n) in totals["slots"].items()})
    return totals


def test_every_document_is_scored(figures: dict[str, Any]) -> None:
    assert figures["documents"] >= 50
    assert figures["required"] >= 200


@pytest.mark.parametrize("name", FLOORS)
def test_claims_found_stay_above_their_floor(name: str, figures: dict[str, Any]) -> None:
    assert figures[name] >= FLOORS[name]


@pytest.mark.parametrize("name", SLOT_FLOORS)
def test_slots_stay_above_their_floor(name: str, figures: dict[str, Any]) -> None:
    assert figures["slots"][name][0] >= SLOT_FLOORS[name]


def test_every_slot_has_its_floor(figures: dict[str, Any]) -> None:
    assert set(figures["slots"]) == set(SLOT_FLOORS)
