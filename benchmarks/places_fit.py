"""Learns the weights of place resolution (`data/gazetteer/weights.yml`) by maximum likelihood, with "none of these" as a choice.

    python benchmarks/places_fit.py --gazetteer FILE [--half] [--write]

Trains on LGL, GeoVirus and the UCDP list of Ukraine; `--half` only on every second text, so that the other half measures.
The company that a name keeps depends on the weights, so features are computed anew in each of a few rounds.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec
import numpy as np
import yaml

import places_data
from trucewatch.gazetteer.lookup import GazetteerFile
from trucewatch.places import choose
from trucewatch.places.features import NAMES, NONE_NAMES
from trucewatch.places.folding import fold
from trucewatch.places.names import split_type_words
from trucewatch.places.theatre import Theatre
from trucewatch.places.weights import weights

WEIGHTS = Path(__file__).resolve().parents[1] / "src/trucewatch/data/gazetteer/weights.yml"
ROUNDS, STEPS, RATE, RIDGE = 4, 400, 0.05, 2e-4
# Not learnt: the sets do not tell a town from the district of its name, since both lie within their tolerance; and the
# one set with a theatre has no name from elsewhere.
HELD = {"seat": -4.0, "none_theatre": 0.0}


def examples(gazetteer, half):
    """Rows of (features, none features, which are right, weight) over all sets."""
    out = []
    for name, share in (("lgl", 1.0), ("geovirus", 1.0)):
        for n, text in enumerate(places_data.texts(name)):
            if half and n % 2:
                continue
            groups, of = choose.group_names(text.queries, gazetteer, Theatre())
            choose.weigh(groups)
            for g, gold in zip(of, text.points, strict=True):
                out.append((groups[g], places_data.meant(groups[g], gold, 161), share))
    theatre = Theatre()
    for n, row in enumerate(places_data.ucdp()):
        if not (half and n % 2):
            bare = msgspec.structs.replace(row.query, name=split_type_words(fold(row.query.name))[0])
            alone = msgspec.structs.replace(bare, within=())
            free = msgspec.structs.replace(row.query, country=(), within=())
            # as coded; without its type word; alone with its country; alone without
            shares = ((row.query, theatre, 0.5), (bare, theatre, 0.5), (alone, Theatre(), 0.4), (free, Theatre(), 0.1))
            for query, prior, share in shares:
                group = choose.group_names([query], gazetteer, prior)[0][0]
                out.append((group, places_data.right(group, row.point, 10), share))
        theatre.add(*row.point)
    return [(g.fixed, g.none, r, s) for g, r, s in out]


def fit(rows, own, none):
    """Weights after gradient ascent (Adam) on the log-likelihood of the right candidates, or of none."""
    x = np.concatenate([f for f, _, _, _ in rows])
    sizes = np.array([len(f) for f, _, _, _ in rows])
    owner = np.repeat(np.arange(len(rows)), sizes)
    z = np.stack([n for _, n, _, _ in rows])
    right = np.concatenate([r for _, _, r, _ in rows]).astype(float)
    share = np.array([s for _, _, _, s in rows])
    any_right = np.bincount(owner, right, len(rows)) > 0
    w = np.concatenate([own, none])
    m, v = np.zeros_like(w), np.zeros_like(w)
    k, first = len(own), w.copy()
    for step in range(1, STEPS + 1):
        s, t = x @ w[:k], z @ w[k:]
        top = t.copy()
        np.maximum.at(top, owner, s)
        es, et = np.exp(s - top[owner]), np.exp(t - top)
        total = np.bincount(owner, es, len(rows)) + et
        p, pn = es / total[owner], et / total
        mass = np.bincount(owner, p * right, len(rows))
        target = np.where(any_right[owner], p * right / np.maximum(mass[owner], 1e-12), 0.0)
        gs = (target - p) * share[owner]
        gn = ((~any_right).astype(float) - pn) * share
        grad = np.concatenate([x.T @ gs, z.T @ gn]) / len(rows) - RIDGE * w
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        w = w + RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        for name, value in HELD.items():
            w[(*NAMES, *NONE_NAMES).index(name)] = value
    loss = -np.mean(share * np.log(np.where(any_right, mass, pn).clip(1e-9)))
    print(f"loss {loss:.4f}, largest change {np.abs(w - first).max():.2f}")
    return w[:k], w[k:]


def main():
    """Fits and prints, or writes, the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gazetteer", type=Path, required=True)
    parser.add_argument("--half", action="store_true")
    parser.add_argument("--write", action="store_true")
    words = parser.parse_args()
    gazetteer = GazetteerFile(words.gazetteer)
    own, none = weights()
    for _ in range(ROUNDS):
        choose.weights = lambda own=own, none=none: (own, none)
        own, none = fit(examples(gazetteer, words.half), own, none)
    table = {n: round(float(w), 3) for n, w in zip((*NAMES, *NONE_NAMES), (*own, *none), strict=True)}
    text = "# Written by benchmarks/places_fit.py; the names are those of places/features.py.\n" + yaml.safe_dump(
        table, sort_keys=False
    )
    if words.write:
        WEIGHTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
