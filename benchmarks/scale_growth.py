"""How cost and memory of `trucewatch scale run` grow with the archive: 10^3, 10^4 and 10^5 texts with the filter on.

    python benchmarks/scale_growth.py                      three sizes, two workers, 3 relevant texts in a thousand
    python benchmarks/scale_growth.py 1000 10000 --relevant 0.02 --workers 1
    python benchmarks/scale_growth.py 1000000 --curve      memory at ten moments of the run as well

The mix is said, since relevant texts cost a hundred times what the others do. Each run is a process with all that it
starts, measured from outside (`process_tree.py`). The texts are made up (`made_pages.py`), JSON lines, 2,500 in a file.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from made_pages import write_jsonl
from process_tree import cost_of

ROOT = Path(__file__).resolve().parents[1]
A_FILE = 2_500


def main() -> int:
    """0 once the figures are printed."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("sizes", nargs="*", type=int)
    cli.add_argument(
        "--relevant", type=float, default=0.003, help="share of texts that tell of fighting (default 0.003)"
    )
    cli.add_argument("--workers", type=int, default=2)
    cli.add_argument("--curve", action="store_true", help="memory over the run")
    args = cli.parse_args()
    print(
        f"{args.relevant:.1%} relevant, {args.workers} workers, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    for size in args.sizes or [1_000, 10_000, 100_000]:
        with tempfile.TemporaryDirectory() as kept:
            write_jsonl(Path(kept, "in"), size, shards=max(args.workers, -(-size // A_FILE)), relevant=args.relevant)
            command = [sys.executable, "-m", "trucewatch.cli.main", "scale", "run", str(Path(kept, "in"))]
            command += ["--out", str(Path(kept, "out")), "--workers", str(args.workers)]
            env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1", "TRUCEWATCH_GAZETTEER": "none"}
            cost = cost_of(command, env)
            written = sum(p.stat().st_size for p in Path(kept, "out").rglob("*.parquet"))
        said = " | ".join(line.strip() for line in cost.output.splitlines()[1:])
        print(
            f"  {size:9,} texts  {cost.seconds:8.1f} s  CPU {cost.cpu:8.1f} s  {cost.cpu / size * 1000:6.2f} ms CPU a text"
            f"  peak {cost.peak_mib:5.0f} MiB in all  {written / 1e6:7.1f} MB written  {said}",
            flush=True,
        )
        if args.curve:
            tenth = max(1, len(cost.memory) // 10)
            print("    MiB over the run: " + " ".join(f"{m / 1024:.0f}" for m in cost.memory[::tenth]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
