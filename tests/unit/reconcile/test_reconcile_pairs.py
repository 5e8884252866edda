"""Pairs of claims, as sentence-named rows in tests/cases/reconcile_pairs.yml."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from made_claims import accounts, made
from trucewatch.model.claim import Claim
from trucewatch.model.when import TimeDetail
from trucewatch.reconcile.score import judge_pair
from trucewatch.reconcile.settings import settings

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/reconcile_pairs.yml").read_text(encoding="utf-8"))


def claim_of(row: dict[str, Any]) -> Claim:
    fields = dict(row)
    hours = fields.pop("hours", None)
    claim = made(fields.pop("id"), fields.pop("acts", "ground_assault"), **fields)
    if hours is None:
        return claim
    first, last = (datetime(2020, 12, 11, h, tzinfo=UTC) for h in hours)
    return msgspec.structs.replace(claim, time=TimeDetail(text="", rule="test", earliest=first, latest=last))


@pytest.mark.parametrize("row", CASES, ids=[r["case"] for r in CASES])
def test_the_pair_is_judged_as_the_case_says(row: dict[str, Any]) -> None:
    found, context = accounts(claim_of(row["one"]), claim_of(row["two"]))
    one, two = found
    link = judge_pair(one, two, context)
    assert (link.judgement if link else "nothing") == row["expect"], link


@pytest.mark.parametrize("row", CASES, ids=[r["case"] for r in CASES])
def test_the_order_of_the_two_does_not_matter(row: dict[str, Any]) -> None:
    (one, two), context = accounts(claim_of(row["one"]), claim_of(row["two"]))
    assert judge_pair(one, two, context) == judge_pair(two, one, context)


def test_every_link_is_signed_with_the_rule_and_its_version_and_gives_sentences() -> None:
    (one, two), context = accounts(claim_of(CASES[0]["one"]), claim_of(CASES[0]["two"]))
    link = judge_pair(one, two, context)
    assert link is not None
    assert link.by == f"rule:reconcile@{settings().version}"
    assert all(r.sentence.endswith(".") and -1 <= r.score <= 1 for r in link.reasons)
