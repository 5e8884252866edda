"""The whole chain beside its floor and its peers, in one run.

    python benchmarks/scale_speed.py                          all, about four minutes on a quiet machine of two cores
    python benchmarks/scale_speed.py --documents 400 --rounds 3
    python benchmarks/scale_speed.py --petrarch DIR           and PETRARCH's coder, given its parses, from a checkout of it

Every measurement is a process of its own with all that it starts, looked at from outside (`process_tree.py`); kinds take
turns, so that a busy machine slows all. `start` is the same command on an archive of two documents: loading the model and
starting workers; it is taken off, and what remains is divided by the documents. Use CPU seconds where the machine is
shared. The texts are made up (`made_pages.py`).

    spacy          bare spaCy, the reader's model and pipes, whole texts: the floor
    read           the reader over the same texts, in one process
    run            trucewatch scale run, JSONL of relevant texts to Parquet: one worker, two, and two on Ray
    pages          trucewatch scale run over pages of HTML, all of them relevant: extraction is added
    trafilatura    extraction of the same pages alone, as trafilatura.bare_extraction does it
    filter         trucewatch scale run over texts that tell nothing: what is passed over
    filter pages   the same over pages of HTML
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from process_tree import Cost, cost_of

ROOT = Path(__file__).resolve().parents[1]


class Kind(NamedTuple):
    """A command on an archive; `few` is the same on two documents, and `share` which kind its cost is compared with."""

    name: str
    command: list[str]
    few: list[str]
    documents: int


def main() -> int:
    """0 once the figures are printed."""
    args = options()
    if args.one:
        alone(args.one, Path(args.folder))
        return 0
    with tempfile.TemporaryDirectory() as kept:
        kinds = kinds_of(Path(kept), args.documents, args.filtered, args.ray)
        rounds: dict[str, list[tuple[Cost, Cost]]] = {k.name: [] for k in kinds}
        for number in range(args.rounds):
            for kind in kinds:
                few, whole = measured(kind.few, Path(kept), number), measured(kind.command, Path(kept), number)
                rounds[kind.name].append((few, whole))
                print(f"round {number + 1}, {kind.name}: CPU {whole.cpu:.1f} s, start {few.cpu:.1f} s", file=sys.stderr)
        print(f"{args.documents} relevant documents, {args.filtered} others, {args.rounds} rounds; {machine()}")
        report(kinds, rounds)
    if args.petrarch:
        petrarch(Path(args.petrarch), args.rounds)
    return 0


def options() -> argparse.Namespace:
    """What the command line says."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--documents", type=int, default=240, help="relevant documents (default 240)")
    cli.add_argument("--filtered", type=int, default=6000, help="documents that tell nothing (default 6000)")
    cli.add_argument("--rounds", type=int, default=2)
    cli.add_argument("--no-ray", dest="ray", action="store_false", help="without Ray")
    cli.add_argument("--petrarch", help="a checkout of PETRARCH for Python 3, with its dictionaries")
    cli.add_argument("--one", choices=("spacy", "read", "trafilatura"), help=argparse.SUPPRESS)
    cli.add_argument("--folder", help=argparse.SUPPRESS)
    return cli.parse_args()


def kinds_of(folder: Path, documents: int, filtered: int, ray: bool) -> list[Kind]:
    """The measurements, their archives written."""
    from made_pages import write_jsonl, write_pages

    archives = {
        "texts": write_jsonl(folder / "texts", documents, shards=8)[0].parent,
        "two": write_jsonl(folder / "two", 2, shards=2)[0].parent,
        "pages": write_pages(folder / "pages", documents, shards=8)[0].parent,
        "two pages": write_pages(folder / "two-pages", 2, shards=2)[0].parent,
        "other": write_jsonl(folder / "other", filtered, shards=8, relevant=0.0)[0].parent,
        "other pages": write_pages(folder / "other-pages", filtered // 4, shards=8, relevant=0.0)[0].parent,
    }

    def run(archive: str, workers: int, engine: str = "local") -> list[str]:
        command = [sys.executable, "-m", "trucewatch.cli.main", "scale", "run", str(archives[archive]), "--out", "OUT"]
        return [*command, "--workers", str(workers), "--engine", engine]

    def own(what: str, archive: str) -> list[str]:
        return [sys.executable, __file__, "--one", what, "--folder", str(archives[archive])]

    kinds = [
        Kind("spacy", own("spacy", "texts"), own("spacy", "two"), documents),
        Kind("read", own("read", "texts"), own("read", "two"), documents),
        Kind("run, 1 worker", run("texts", 1), run("two", 1), documents),
        Kind("run, 2 workers", run("texts", 2), run("two", 2), documents),
        Kind("pages, 1 worker", run("pages", 1), run("two pages", 1), documents),
        Kind("trafilatura", own("trafilatura", "pages"), own("trafilatura", "two pages"), documents),
        Kind("filter, 2 workers", run("other", 2), run("two", 2), filtered),
        Kind("filter pages, 2", run("other pages", 2), run("two pages", 2), filtered // 4),
    ]
    if ray:
        kinds.insert(4, Kind("run, 2 on Ray", run("texts", 2, "ray"), run("two", 2, "ray"), documents))
    return kinds


def measured(command: list[str], folder: Path, number: int) -> Cost:
    """The cost of one command, its output folder fresh."""
    with tempfile.TemporaryDirectory(dir=folder) as out:
        env = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT / "src"), "TRUCEWATCH_GAZETTEER": "none"}
        cost = cost_of([str(Path(out, "out")) if word == "OUT" else word for word in command], env)
    if cost.code:
        raise SystemExit(f"round {number}: {' '.join(command)} ended with {cost.code}\n{cost.output}")
    return cost


def report(kinds: list[Kind], rounds: dict[str, list[tuple[Cost, Cost]]]) -> None:
    """Nothing; prints one line a kind, then the ratios."""
    each: dict[str, tuple[float, float]] = {}
    for kind in kinds:
        taken = rounds[kind.name]
        cpu = [(whole.cpu - few.cpu) / kind.documents for few, whole in taken]
        clock = [max(whole.seconds - few.seconds, 1e-6) / kind.documents for few, whole in taken]
        each[kind.name] = (statistics.median(cpu), statistics.median(clock))
        start = statistics.median(few.cpu for few, _ in taken)
        peak = max(whole.peak_mib for _, whole in taken)
        told = f"{1 / each[kind.name][1]:7.1f} documents/s by the clock"
        if all(whole.seconds <= few.seconds * 1.05 for few, whole in taken):
            told = "too few documents to tell from the start"
        print(
            f"  {kind.name:18} {each[kind.name][0] * 1000:8.2f} ms CPU a document"
            f" (from {min(cpu) * 1000:.2f} to {max(cpu) * 1000:.2f})"
            f"  {told}  start {start:5.1f} s CPU  peak {peak:5.0f} MiB",
            flush=True,
        )

    def ratio(words: str, one: str, other: str, column: int = 0) -> None:
        if one in each and other in each:
            print(f"  {words}: {each[one][column] / each[other][column]:.2f}")

    ratio("speed of the whole chain beside bare spaCy (CPU; bar 0.6)", "spacy", "run, 1 worker")
    ratio("the chain's cost beside the reader's (CPU)", "run, 1 worker", "read")
    ratio("two workers beside one, by the clock (bar 1.8)", "run, 1 worker", "run, 2 workers", 1)
    ratio("CPU a document of two workers beside one", "run, 2 workers", "run, 1 worker")
    ratio("CPU a document on Ray beside the same workers here (bar 1.05)", "run, 2 on Ray", "run, 2 workers")


def alone(what: str, folder: Path) -> None:
    """Nothing; works through an archive in this process."""
    from trucewatch.archive.documents import as_input, documents
    from trucewatch.archive.open import records
    from trucewatch.archive.record import Record
    from trucewatch.archive.shards import shards
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.model.document import Document

    found = [r for s in shards([folder]) for r in records(s) if isinstance(r, Record)]
    if what == "trafilatura":
        import trafilatura

        for record in found:
            trafilatura.bare_extraction(as_input(record).data.decode(), with_metadata=True)
        return
    from trucewatch.extract.reader import Reader

    texts = [d for r in found for d in documents(r, IngestOptions()) if isinstance(d, Document)]
    reader = Reader()
    if what == "spacy":
        for _ in reader.nlp.pipe(d.body for d in texts):
            pass
    else:
        for _ in reader.read_many(texts):
            pass


def petrarch(checkout: Path, rounds: int) -> None:
    """Nothing; prints what PETRARCH's coder does with sentences whose parses come with it."""
    script = Path(__file__).with_name("scale_petrarch.py")
    for _ in range(rounds):
        cost = cost_of([sys.executable, str(script), str(checkout)])
        print(f"  petrarch: {cost.output.strip()}; CPU {cost.cpu:.1f} s, peak {cost.peak_mib:.0f} MiB")


def machine() -> str:
    """Cores, load and Python."""
    load: Any = os.getloadavg() if hasattr(os, "getloadavg") else ("?",)
    return f"{os.cpu_count()} cores, load {load[0]:.1f}, Python {sys.version.split()[0]}"


if __name__ == "__main__":
    raise SystemExit(main())
