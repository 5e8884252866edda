"""What linking an archive costs with its pairs compared here or in workers; the answers are held against one another.

    python benchmarks/scale_link.py                 10^3, 10^4 and 10^5 claims
    python benchmarks/scale_link.py 10000 --workers 2 --engine ray

Claims and texts are made up (`made_archive.py`). Copies (fingerprints in workers) and pairs (compared in workers) are timed apart
from what stays in one process. The named peer, Splink, runs on the same claims in `reconcile_growth.py --splink`.
"""

from __future__ import annotations

import argparse
import os
import time

import msgspec

from made_archive import archive
from trucewatch.flow.archive_linking import Spread, Told, with_copies
from trucewatch.ingest.reprints import with_origins
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.scale.engines import Engine, engine_of

SIDES = ("Westland", "Eastland")


def main() -> int:
    """0 if both ways give the same."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("sizes", nargs="*", type=int)
    cli.add_argument("--workers", type=int, default=2)
    cli.add_argument("--engine", default="local", choices=("local", "ray"))
    args = cli.parse_args()
    print(f"{args.engine}, {args.workers} workers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    engine = engine_of(args.engine, args.workers)
    try:
        same = [compared(size, engine) for size in args.sizes or [1_000, 10_000, 100_000]]
        return 0 if all(same) else 1
    finally:
        engine.close()


def compared(size: int, engine: Engine) -> bool:
    """True if workers give the same incidents; prints seconds by the clock and CPU seconds of this process."""
    claims, documents, _ = archive(size)
    plain = [msgspec.structs.replace(d, near_duplicate_of=None) for d in documents]
    told = Told(documents=tuple(plain), claims=tuple(claims))
    copies, copies_here = timed(lambda: with_origins(told.documents))
    spread_copies, copies_there = timed(lambda: with_copies(told, engine, None)[0])
    here, linked_here = timed(lambda: reconcile(claims, documents, theatre_sides=SIDES))
    there, linked_there = timed(lambda: reconcile(claims, documents, theatre_sides=SIDES, deciding=Spread(engine)))
    same = copies == spread_copies and msgspec.json.encode(here) == msgspec.json.encode(there)
    print(
        f"  {len(claims):9,} claims  copies {copies_here}, in workers {copies_there}"
        f"  linking {linked_here}, in workers {linked_there}  {'the same' if same else 'DIFFERENT'}",
        flush=True,
    )
    return same


def timed(work):  # type: ignore[no-untyped-def]
    """What some work gives, and its seconds as text."""
    began, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, f"{time.perf_counter() - began:.1f} s (CPU here {time.process_time() - cpu:.1f})"


if __name__ == "__main__":
    raise SystemExit(main())
