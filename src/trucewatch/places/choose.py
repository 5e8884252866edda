"""All names of one text resolved together: one sense a name, each candidate weighed by itself and by its company."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trucewatch.model.place import POINT_KINDS, Entry
from trucewatch.places.candidates import find_candidates
from trucewatch.places.features import CONTEXT, INDEX, Group, context_features, fixed_features
from trucewatch.places.names import read_name
from trucewatch.places.reference import lies_by, others_of
from trucewatch.places.shape import Candidate, Gazetteer, PlaceQuery
from trucewatch.places.theatre import Theatre
from trucewatch.places.weights import weights

ROUNDS = 3
MOST_WITHIN = 8
_CONTEXT = [INDEX[n] for n in CONTEXT]


def group_names(
    queries: Sequence[PlaceQuery], gazetteer: Gazetteer, theatre: Theatre, home: frozenset[str] = frozenset()
) -> tuple[list[Group], list[int]]:
    """Groups of one name each, with candidates and the features that stand by themselves; and the group of each query."""
    keys: dict[tuple[str, str | None], list[int]] = {}
    for n, q in enumerate(queries):
        name = read_name(q.name, q.kind)
        keys.setdefault((name.core or name.whole, name.kind), []).append(n)
    groups: list[Group] = []
    of = [0] * len(queries)
    for (_, kind), members in keys.items():
        first = queries[members[0]]
        query = PlaceQuery(
            name=first.name,
            kind=first.kind,
            within=tuple(dict.fromkeys(w for m in members for w in queries[m].within)),
            country=first.country,
            at=first.at,
            reference=next((queries[m].reference for m in members if queries[m].reference), None),
        )
        found = find_candidates(query, gazetteer, home=home, wide=bool(theatre) or bool(query.country))
        told = _as_referred(query, found, gazetteer)
        within = [w for name in query.within if (w := _holders(name, gazetteer))]
        vectors, fixed, none = fixed_features(query, kind, told or found, theatre, within)
        if told:  # that the text itself says where it lies weighs like the country told and the district told
            fixed[:, [INDEX["inside"], INDEX["given"]]] = 1.0
            fixed[:, INDEX["outside"]] = 0.0
        for m in members:
            of[m] = len(groups)
        groups.append(
            Group(
                query=query, kind=kind, candidates=told or found, referred=bool(told), vectors=vectors, fixed=fixed, none=none,
                p=np.zeros(len(vectors) + 1), weight=float(len(members)) ** 0.5, at=tuple(queries[m].at for m in members),
            )
        )  # fmt: skip
    return groups, of


def _as_referred(query: PlaceQuery, found: list[Candidate], gazetteer: Gazetteer) -> list[Candidate]:
    """Those candidates that lie where the text says, seen from another place; none where it does not say."""
    if query.reference is None:
        return []
    others = others_of(find_candidates(PlaceQuery(name=query.reference.name), gazetteer))
    return [c for c in found if lies_by(c.entry, query.reference, others)]


def _holders(name: str, gazetteer: Gazetteer) -> list[Entry]:
    """What a larger place's name may be, areas first."""
    found = find_candidates(PlaceQuery(name=name), gazetteer, join_areas=False)
    areas = [c.entry for c in found if c.entry.kind not in POINT_KINDS]
    return (areas or [c.entry for c in found])[:MOST_WITHIN]


def weigh(groups: Sequence[Group], rounds: int = ROUNDS) -> None:
    """Sets every group's probabilities: first each by itself, then in company. Cost: `rounds` times `context_features`."""
    own, none = weights()
    for g in groups:
        g.p = probabilities(g.fixed, g.none, own, none)
    if len(groups) < 2:
        return
    for _ in range(rounds):
        for g, context in zip(groups, context_features(groups), strict=True):
            g.fixed[:, _CONTEXT] = context
        for g in groups:
            g.p = probabilities(g.fixed, g.none, own, none)


def probabilities(
    table: NDArray[np.float64], none: NDArray[np.float64], own: NDArray[np.float64], none_weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Softmax over the candidates and, last, none of them. Shape: (n + 1,)."""
    scores = np.append(table @ own, none @ none_weights)
    e = np.exp(scores - scores.max())
    result: NDArray[np.float64] = e / e.sum()
    return result
