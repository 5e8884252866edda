"""Why a candidate was preferred, in sentences that a reader understands: one for each thing that told."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trucewatch.model.reason import Reason
from trucewatch.places.features import NAMES, Group
from trucewatch.places.weights import weights

LEAST_TOLD = 0.25
MOST = 4
_SENTENCES = {
    "name": ("{c} bears exactly this name.", "{c} bears the name only in part or in another spelling."),
    "population": ("{c} is the larger or better known place.", "{c} is small and little known."),
    "kind": ("{c} is ground of the kind that is told of.", "{c} is {kind}, which the words do not suggest."),
    "inside": ("{c} lies in the larger place that is named with it.", "{c} does not lie in the larger place that is named."),
    "given": ("{c} lies in the country that is told.", "{c} lies in another country."),
    "country": ("Other names of the text lie in the same country.", "Few other names of the text lie in its country."),
    "near": ("Other names of the text lie close by.", "The other names of the text lie elsewhere."),
    "theatre": ("{c} lies where the conflict is told of.", "{c} lies away from where the conflict is told of."),
}  # fmt: skip
_TOPIC = {
    "label": "name", "name": "name", "variant": "name", "bare": "name", "people": "name", "likeness": "name",
    "beside_exact": "name", "population": "population", "known": "population", "overlay": "theatre", "type_agrees": "kind",
    "type_differs": "kind", "country": "kind", "region": "kind", "district": "kind", "quarter": "kind", "water": "kind",
    "wide": "kind", "seat": "kind", "inside": "inside", "outside": "inside", "given": "given", "share_country": "country",
    "share_admin": "near", "near": "near", "wide_near": "near", "theatre_close": "theatre", "theatre_near": "theatre",
    "theatre_wide": "theatre",
}  # fmt: skip


def reasons_for(group: Group, n: int) -> tuple[Reason, ...]:
    """What tells candidate `n` from the likeliest other one, the weightiest first; scores are bounded to -1 and 1."""
    told = weights()[0] * group.fixed[n]
    rival = _rival(group, n)
    difference: NDArray[np.float64] = told - (weights()[0] * group.fixed[rival] if rival is not None else 0.0)
    topics: dict[str, float] = {}
    for name, value in zip(NAMES, difference, strict=True):
        topics[_TOPIC[name]] = topics.get(_TOPIC[name], 0.0) + float(value)
    entry = group.candidates[n].entry
    kind = f"a {entry.kind.replace('_', ' ')}"
    ranked = sorted(topics.items(), key=lambda t: (-abs(t[1]), t[0]))
    return tuple(
        Reason(
            comparison=f"place {topic}",
            score=round(float(np.tanh(value / 2)), 2),
            sentence=_SENTENCES[topic][value < 0].format(c=entry.name, kind=kind),
        )
        for topic, value in ranked[:MOST]
        if abs(value) >= LEAST_TOLD
    )


def _rival(group: Group, n: int) -> int | None:
    others = [m for m in range(len(group.candidates)) if m != n]
    return max(others, key=lambda m: float(group.p[m])) if others else None
