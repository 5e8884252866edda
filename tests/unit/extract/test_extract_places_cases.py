"""Every row of `tests/cases/places.yml`: the names of places in a sentence, and which of them hold the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from trucewatch.extract.actors.sides import sides_in
from trucewatch.extract.blind import Blinder
from trucewatch.extract.cast import Cast
from trucewatch.extract.places import find_places
from trucewatch.extract.reader import Piece
from trucewatch.extract.slot_places import actor_words

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "places.yml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[c["text"][:60] for c in CASES])
def test_the_places_are_found(case: dict[str, Any], reader: Reader) -> None:
    text = case["text"]
    cast = Cast(table=reader.table, sides=sides_in(text, reader.table, parties=()), homes=reader.table.homes_in(text))
    found = [
        place
        for sentence in reader._parsed([[Piece(0, 0, Blinder(reader.table).hide(text))]])[0]
        for place in find_places(sentence, cast.name_kind, actor_words(sentence, cast))
    ]
    assert {p.name for p in found if not p.holds} == set(case["where"])
    assert {p.name for p in found if p.holds} == set(case.get("within", []))
