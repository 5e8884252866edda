"""The trial of engines: one function from a file of texts to a table of rows, on a process pool, Ray, Spark and Daft.

    python benchmarks/scale_engines.py                                   every engine that is installed here, two workers
    python benchmarks/scale_engines.py --python ray=VENV/bin/python      an engine that lives in an environment of its own
    python benchmarks/scale_engines.py --documents 1000 --rounds 3       more documents and rounds

Each run is a process of its own with all that it starts, measured from outside (`process_tree.py`): seconds by the clock
and of all processors, and the most memory. `start` runs the engine on files that hold nothing, `read` reads every document
and writes its claims as Parquet, `kill` ends a worker with SIGKILL at its second file and says whether every row came all
the same. Each worker loads the model once; what an engine adds is best seen in CPU seconds of `read`, beside the pool's.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ENGINES = ("pool", "ray", "spark", "daft")
_reader: Any = None


def rows_of(path: str, out: str, kill: str = "") -> int:
    """The function: reads a file of texts, writes its claims as a Parquet file of the same name, and says how many rows."""
    global _reader
    if kill and path.endswith(kill) and not Path(out, "killed").exists():
        Path(out, "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    rows = []
    if records:
        sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]
        import msgspec

        from scale_texts import document_of
        from trucewatch.extract.reader import Reader

        _reader = _reader or Reader()
        for document, claims in _reader.read_many([document_of(r) for r in records]):
            rows += [
                {"document": document.id, "claim": c.id, "record": msgspec.json.encode(c).decode()} for c in claims
            ]
    import pyarrow as pa
    import pyarrow.parquet as pq

    shape = pa.schema([("document", pa.string()), ("claim", pa.string()), ("record", pa.string())])
    pq.write_table(pa.Table.from_pylist(rows, shape), str(Path(out, Path(path).stem + ".parquet")))
    return len(rows)


def by_pool(paths: list[str], out: str, workers: int, kill: str) -> list[int]:
    """The standard library's pool."""
    import multiprocessing

    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(rows_of, paths, [out] * len(paths), [kill] * len(paths)))


def by_ray(paths: list[str], out: str, workers: int, kill: str) -> list[int]:
    """Ray core: one task a file."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray

    ray.init(num_cpus=workers, object_store_memory=100 << 20, include_dashboard=False, log_to_driver=False)
    task = ray.remote(num_cpus=1, max_retries=2)(rows_of)
    found = ray.get([task.remote(path, out, kill) for path in paths])
    ray.shutdown()
    return list(found)


def by_spark(paths: list[str], out: str, workers: int, kill: str) -> list[int]:
    """Spark: one partition a file, an own function over each."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(f"local[{workers}, 3]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.log.level", "OFF")
        .getOrCreate()
    )
    found = session.sparkContext.parallelize(paths, len(paths)).map(lambda path: rows_of(path, out, kill)).collect()
    session.stop()
    return list(found)


def by_daft(paths: list[str], out: str, workers: int, kill: str) -> list[int]:
    """Daft's own runner: a user function over a column of paths, in processes of its own."""
    import daft

    @daft.udf(return_dtype=daft.DataType.int64(), batch_size=1, concurrency=workers, use_process=True)
    def counted(path: Any) -> list[int]:
        return [rows_of(p, out, kill) for p in path.to_pylist()]

    frame = daft.from_pydict({"path": paths}).with_column("rows", counted(daft.col("path")))
    return list(frame.to_pydict()["rows"])


BY = {"pool": by_pool, "ray": by_ray, "spark": by_spark, "daft": by_daft}


def main() -> int:
    """0 once the figures are printed."""
    args = options()
    if args.one:
        found = BY[args.one](sorted(map(str, Path(args.folder).glob("*.gz"))), args.out, args.workers, args.kill)
        print(json.dumps({"rows": sum(found), "files": len(found)}))
        return 0
    from made_pages import write_jsonl

    pythons = dict(p.split("=", 1) for p in args.python)
    with tempfile.TemporaryDirectory() as kept:
        full, empty = Path(kept, "full"), Path(kept, "empty")
        write_jsonl(full, args.documents, shards=args.files)
        write_jsonl(empty, 0, shards=args.files)
        print(
            f"{args.documents} documents in {args.files} files, {args.workers} workers, medians of {args.rounds} rounds"
        )
        for engine in args.engine or ENGINES:
            python = pythons.get(engine, sys.executable)
            for what, folder, kill in (("start", empty, ""), ("read", full, ""), ("kill", full, "part-00001.jsonl.gz")):
                report(
                    engine,
                    what,
                    [
                        measured(python, engine, folder, args.workers, kill)
                        for _ in range(args.rounds if not kill else 1)
                    ],
                )
    return 0


def options() -> argparse.Namespace:
    """What the command line says."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--documents", type=int, default=400)
    cli.add_argument("--files", type=int, default=8)
    cli.add_argument("--workers", type=int, default=2)
    cli.add_argument("--rounds", type=int, default=3)
    cli.add_argument("--engine", action="append", choices=ENGINES, help="only this; may be repeated")
    cli.add_argument("--python", action="append", default=[], help="ENGINE=PATH of the Python that has the engine")
    for hidden in ("--one", "--folder", "--out", "--kill"):
        cli.add_argument(hidden, default="", help=argparse.SUPPRESS)
    return cli.parse_args()


def measured(python: str, engine: str, folder: Path, workers: int, kill: str) -> dict[str, Any]:
    """One run in a process of its own, measured from another."""
    with tempfile.TemporaryDirectory() as out:
        words = [python, __file__, "--one", engine, "--folder", str(folder), "--out", out, "--workers", str(workers)]
        words += ["--kill", kill] if kill else []
        tree = [sys.executable, str(ROOT / "benchmarks" / "process_tree.py"), *words]
        env = os.environ | {
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "benchmarks")]),
        }
        done = subprocess.run(tree, capture_output=True, text=True, env=env, check=False)
        lines = done.stdout.splitlines()
        told = json.loads(next((x for x in lines if x.startswith('{"rows"')), "{}"))
        last = lines[-1].replace(",", "").split() if lines else []
        if not told or len(last) < 9:
            return {
                "failed": (done.stderr.strip().splitlines() or ["no answer"])[-1][:120],
                "cpu": 0.0,
                "seconds": 0.0,
                "peak": 0.0,
            }
        return {"seconds": float(last[0]), "cpu": float(last[3]), "peak": float(last[6]), **told}


def report(engine: str, what: str, runs: list[dict[str, Any]]) -> None:
    """Nothing; prints one line."""
    failed = next((r["failed"] for r in runs if "failed" in r), None)
    if failed:
        print(f"  {engine:6} {what:6} failed: {failed}", flush=True)
        return
    middle = {k: statistics.median(r[k] for r in runs) for k in ("seconds", "cpu", "peak", "rows")}
    spread = max(r["cpu"] for r in runs) / max(0.01, min(r["cpu"] for r in runs))
    print(
        f"  {engine:6} {what:6} {middle['seconds']:7.1f} s  CPU {middle['cpu']:7.1f} s (slowest/fastest {spread:.2f})"
        f"  peak {middle['peak']:6.0f} MiB  {middle['rows']:.0f} rows",
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
