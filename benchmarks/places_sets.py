"""Measures place resolution on LGL, GeoVirus (given spans) and the UCDP list of Ukraine, with calibration and cost.

    python benchmarks/places_sets.py --gazetteer FILE [--odd] [--misses N]

`--odd` measures on every second text only, those that `places_fit.py --half` does not learn from. A text set can also be
given as a file of the same form: --texts PATH.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections import Counter
from pathlib import Path

import places_data
from trucewatch.gazetteer.lookup import GazetteerFile
from trucewatch.places import choose
from trucewatch.places.ground import distance_km
from trucewatch.places.settle import LEAST
from trucewatch.places.theatre import Theatre


def measure_texts(name, gazetteer, odd, misses, path=None):
    """Prints accuracy within 161 km in both ways of counting; returns (probability, right) of each answer."""
    n = found = reach = right = answered = answered_right = 0
    pairs, spent, wrong = [], [], Counter()
    for i, text in enumerate(places_data.texts(name, path)):
        if odd and not i % 2:
            continue
        start = time.perf_counter()
        groups, of = choose.group_names(text.queries, gazetteer, Theatre())
        choose.weigh(groups)
        if text.queries:
            spent.append((time.perf_counter() - start) / len(text.queries))
        for q, g, gold in zip(text.queries, of, text.points, strict=True):
            group = groups[g]
            n += 1
            if not group.candidates:
                wrong[f"none: {q.name}"] += 1
                continue
            best = int(group.p[:-1].argmax())
            entry, p = group.candidates[best].entry, float(group.p[best])
            ok = distance_km(entry.lat, entry.lon, *gold) <= 161
            can = bool(places_data.right(group, gold, 161).any())
            found, reach, right = found + 1, reach + can, right + ok
            sure = p >= LEAST
            answered, answered_right = answered + sure, answered_right + (sure and ok)
            pairs.append((p, ok))
            if not ok:
                wrong[
                    f"{'choice' if can else 'absent'}: {q.name} -> {entry.name} {entry.kind} {entry.country} {p:.2f}"
                ] += 1
    print(
        f"{name}: {n} names; candidate {found / n:.3f}, right one among them {reach / n:.3f}; within 161 km: best candidate "
        f"of all names {right / n:.3f}, of names with a candidate {right / max(1, found):.3f}; "
        f"answered (p >= {LEAST}) {answered / n:.3f}, "
        f"right of these {answered_right / max(1, answered):.3f}, right and answered of all {answered_right / n:.3f}; "
        f"ECE {places_data.calibration_error(pairs):.3f}; {statistics.median(spent) * 1000:.2f} ms a name (median of texts)"
    )
    for line, times in wrong.most_common(misses):
        print(f"   {times:3d} {line}")
    return pairs


def measure_ucdp(gazetteer, odd, misses):
    """Prints recall of candidates, first choice within 10 km, and the same given a candidate; theatre from own answers."""
    theatre, n, reach, right, pairs, wrong, spent = Theatre(), 0, 0, 0, [], Counter(), []
    for i, row in enumerate(places_data.ucdp()):
        start = time.perf_counter()
        groups, _ = choose.group_names([row.query], gazetteer, theatre)
        choose.weigh(groups)
        spent.append(time.perf_counter() - start)
        group = groups[0]
        best = int(group.p[:-1].argmax()) if group.candidates else None
        ok = False
        if best is not None:
            entry, p = group.candidates[best].entry, float(group.p[best])
            ok = distance_km(entry.lat, entry.lon, *row.point) <= 10
            if p >= LEAST:
                theatre.add(entry.lat, entry.lon, p)
        if odd and not i % 2:
            continue
        can = bool(places_data.right(group, row.point, 10).any())
        n, reach, right = n + 1, reach + can, right + ok
        if best is not None:
            pairs.append((p, ok))
        if not ok:
            got = "nothing" if best is None else entry.name
            wrong[f"{'choice' if can else 'absent'}: {row.query.name} {row.query.within} {row.point} -> {got}"] += 1
    print(
        f"ucdp: {n} names; right one among candidates {reach / n:.3f}; first choice within 10 km {right / n:.3f}; given a "
        f"candidate {right / max(1, reach):.3f}; ECE {places_data.calibration_error(pairs):.3f}; "
        f"{statistics.median(spent) * 1000:.2f} ms a name (median)"
    )
    for line, times in wrong.most_common(misses):
        print(f"   {times:3d} {line}")
    return pairs


def main():
    """Every set in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gazetteer", type=Path, required=True)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--odd", action="store_true")
    parser.add_argument("--misses", type=int, default=0)
    words = parser.parse_args()
    start = time.perf_counter()
    gazetteer = GazetteerFile(words.gazetteer)
    opened = time.perf_counter() - start
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if words.texts:
        measure_texts(words.texts.stem, gazetteer, words.odd, words.misses, words.texts)
        return
    pairs = measure_texts("lgl", gazetteer, words.odd, words.misses)
    pairs += measure_texts("geovirus", gazetteer, words.odd, words.misses)
    pairs += measure_ucdp(gazetteer, words.odd, words.misses)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"all: ECE {places_data.calibration_error(pairs):.3f}; opened in {opened * 1000:.0f} ms; "
        f"memory {(after - before) / 1024:.0f} MiB above the start"
    )


if __name__ == "__main__":
    main()
