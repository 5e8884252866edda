"""People hurt: the rows of `tests/cases/harm.yml`, and lists that no walk may get lost in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from trucewatch.extract.harm import find_harm
from trucewatch.extract.parsing import parse

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

CASES = Path(__file__).resolve().parents[2] / "cases/harm.yml"
ROWS: list[dict[str, Any]] = yaml.safe_load(CASES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[r["text"] for r in ROWS])
def test_the_people_hurt_are_those_of_the_row(row: dict[str, Any], reader: Reader) -> None:
    if row.get("medium") and "_md" not in reader.model:
        pytest.skip("told by the parse of the medium model")
    found = [h for s in parse(reader.nlp, row["text"]) for h in find_harm(s) if not h.negated]
    said = sorted(([h.kind, h.amount.low, h.amount.high] for h in found), key=str)
    assert said == sorted(row["harm"], key=str)


def test_a_long_list_of_people_is_read_in_little_time(reader: Reader) -> None:
    text = "In the valley " + "two men and " * 400 + "one boy wounded on Monday were named."
    (sentence, *_) = parse(reader.nlp, text)
    assert len(find_harm(sentence)) < 1000
