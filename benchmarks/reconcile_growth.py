"""Measures how the cost of `reconcile` grows with the number of claims, on synthetic archives.

Usage: python benchmarks/reconcile_growth.py [SIZES...] [--hot] [--splink]   (default 1000 10000 100000)

The archives are of our own making (`made_archive.py`): copies, rival accounts, spellings, late reports. With --hot all
claims are of one day. With --splink the named peer runs on the same claims in the same process: Splink on DuckDB
(`pip install splink`; Fellegi and Sunter's model, trained on the archive itself, with blocking rules and comparisons of
the same slots). Prints claims, seconds by the clock and of all processors, claims a second, peak memory so far, and
pairwise and B3 figures against the fights that were drawn. Times are of matching and grouping, which is all that the peer does,
and then with the records of incidents; making the archive is not counted.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from made_archive import FIRST, archive
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Reconciliation
from trucewatch.reconcile import reconcile as linking

SIDES = ("Westland", "Eastland")


def on_one_day(claims: list[Claim], documents: list[Document]) -> tuple[list[Claim], list[Document]]:
    """The same archive with every dated claim on the first day."""
    day = FIRST.isoformat()
    return (
        [msgspec.structs.replace(c, when=day if c.when else None) for c in claims],
        [msgspec.structs.replace(d, published=FIRST) for d in documents],
    )


def figures(said: Mapping[str, object], truth: Mapping[str, int]) -> dict[str, float]:
    """Pairwise and B3 figures over claims; a claim that is put nowhere stands alone."""
    at = {c: said.get(c, c) for c in truth}
    cells = Counter((at[c], t) for c, t in truth.items())
    ours, theirs = Counter(at.values()), Counter(truth.values())

    def pairs(counts: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in counts.values())

    both = pairs(Counter(cells))
    p, r = both / max(1, pairs(Counter(ours))), both / max(1, pairs(Counter(theirs)))
    bp = sum(n * n / ours[s] for (s, _), n in cells.items()) / len(truth)
    br = sum(n * n / theirs[t] for (_, t), n in cells.items()) / len(truth)
    return {"P": p, "R": r, "F1": f1(p, r), "B3 F1": f1(bp, br)}


def f1(p: float, r: float) -> float:
    """Harmonic mean."""
    return 2 * p * r / (p + r) if p + r else 0.0


def clusters_of(result: Reconciliation) -> dict[str, object]:
    """The incident of each claim that tells or denies one."""
    return {x.claim_id: i.code for i in result.incidents for x in i.claims if x.role != "recalls"}


def memory_mb() -> int:
    """The most memory that this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def show(name: str, claims: int, seconds: tuple[float, float], row: Mapping[str, float]) -> None:
    """One line of the table; `seconds` by the clock and of processor time."""
    clock, cpu = seconds
    figures_ = (f"{v:.3f}" for v in row.values())
    cells = (claims, round(clock, 2), round(cpu, 2), round(claims / clock), memory_mb(), *figures_)
    print(f"{name:24}" + "".join(f"{c:>11}" for c in cells), flush=True)


def ours(claims: list[Claim], documents: list[Document], truth: Mapping[str, int]) -> None:
    """Our own lines: as far as groups, which is what the peer does, and with the records of incidents."""
    start, cpu = time.perf_counter(), time.process_time()
    grouped: list[tuple[float, float]] = []
    build = linking._incidents

    def noting(*args: Any) -> Any:
        grouped.append((time.perf_counter() - start, time.process_time() - cpu))
        return build(*args)

    linking._incidents = noting
    try:
        result = linking.reconcile(claims, documents, theatre_sides=SIDES)
    finally:
        linking._incidents = build
    seconds = (time.perf_counter() - start, time.process_time() - cpu)
    row = figures(clusters_of(result), truth)
    show("trucewatch, groups", len(claims), grouped[0], row)
    show("trucewatch, records too", len(claims), seconds, row)


def main() -> None:
    """Run all sizes and print one line each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--hot", action="store_true")
    parser.add_argument("--splink", action="store_true")
    options = parser.parse_args()
    head = ("claims", "seconds", "cpu s", "claims/s", "peak MB", "P", "R", "F1", "B3 F1")
    print(f"{'':24}" + "".join(f"{h:>11}" for h in head))
    for size in options.sizes or [1000, 10000, 100000]:
        claims, documents, truth = archive(size)
        if options.hot:
            claims, documents = on_one_day(claims, documents)
        ours(claims, documents, truth)
        if options.splink:
            from reconcile_splink import by_splink

            for name, seconds, said in by_splink(claims, documents):
                show(name, len(claims), seconds, figures(said, truth))


if __name__ == "__main__":
    main()
