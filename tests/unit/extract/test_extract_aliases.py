"""Short names that a text makes for its bodies."""

from __future__ import annotations

import time

import pytest

from trucewatch.extract.aliases import short_names


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("The Joint Truce Watch (JTW) met.", {"JTW": "Joint Truce Watch"}),
        ("the Office for Peace and Security of Valdia (“OPSV”)", {"OPSV": "Office for Peace and Security of Valdia"}),
        ("The Council for Co-operation in Europe (the CCE) met.", {"CCE": "Council for Co-operation in Europe"}),
        ("It met on Monday (AB) and left.", {}),
        ("A body of the army there (BA) met.", {}),
        ("It left Alba. Bodies Came (ABC).", {}),
        ("The Alba Bank (AB) and Another Body (AB).", {"AB": "Alba Bank"}),
    ],
)
def test_short_names(text: str, made: dict[str, str]) -> None:
    assert dict(short_names(text)) == made


def test_the_cost_grows_with_the_length_alone() -> None:
    began = time.process_time()
    for hostile in ("(AB" * 60_000, "Aa " * 60_000 + "(AB)", "Aa Bb (AB) " * 20_000):
        short_names(hostile)
    assert time.process_time() - began < 5
