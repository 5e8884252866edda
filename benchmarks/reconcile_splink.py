"""The named peer of `reconcile_growth.py --splink`: Splink (Fellegi and Sunter, trained without labels) on DuckDB.

One record a claim with the same slots that our comparisons see: day, place, district, act, doer, target, wounded, text
copied from. Blocking: same day; same place; same text copied from. Clusters are connected components above a threshold;
several thresholds are tried and each reported, so that the best can be taken for the peer.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Iterator
from typing import Any

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document

THRESHOLDS = (0.5, 0.9, 0.99, 0.999)


def rows_of(claims: list[Claim], documents: list[Document]) -> list[dict[str, Any]]:
    """Flat records."""
    known = {d.id: d for d in documents}
    return [
        {
            "unique_id": c.id,
            "day": (c.when or "")[:10] or None,
            "place": c.where[0].name if c.where else None,
            "district": c.within[0].name if c.within else None,
            "act": c.acts[0],
            "doer": c.initiator.side if c.initiator else None,
            "target": c.target.side if c.target else None,
            "wounded": str(c.harm[0].low) if c.harm else None,
            "copied": known[c.document_id].near_duplicate_of or c.document_id,
        }
        for c in claims
    ]


def by_splink(
    claims: list[Claim], documents: list[Document]
) -> Iterator[tuple[str, tuple[float, float], dict[str, object]]]:
    """Name, seconds and cluster of each claim, for each threshold. Seconds: training, predicting and one clustering."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    warnings.filterwarnings("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = pd.DataFrame(rows_of(claims, documents))
    start, cpu = time.perf_counter(), time.process_time()
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on("day", "district"), block_on("place"), block_on("copied")],
        comparisons=[
            cl.ExactMatch("day"),
            cl.JaroWinklerAtThresholds("place", [0.92, 0.85]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("district"),
            cl.ExactMatch("act"),
            cl.ExactMatch("doer"),
            cl.ExactMatch("target"),
            cl.ExactMatch("wounded"),
            cl.ExactMatch("copied"),
        ],
    )
    linker = Linker(DuckDBAPI().register(frame), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("day", "place")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("day", "district"), block_on("place")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    trained = (time.perf_counter() - start, time.process_time() - cpu)
    for threshold in THRESHOLDS:
        start, cpu = time.perf_counter(), time.process_time()
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
        rows = found.as_pandas_dataframe()
        seconds = (trained[0] + time.perf_counter() - start, trained[1] + time.process_time() - cpu)
        yield f"splink at {threshold}", seconds, dict(zip(rows["unique_id"], rows["cluster_id"], strict=True))
