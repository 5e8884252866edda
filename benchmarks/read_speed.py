"""How fast `read` is beside bare spaCy with the same pipes over the same documents, and how it grows with length.

    python benchmarks/read_speed.py                  five rounds of each, taken in turn
    python benchmarks/read_speed.py --rounds 9       more rounds
    python benchmarks/read_speed.py --folder DIR     over your own documents

Each measurement is a process of its own that loads the model, reads one document to warm up, and then times the
reading alone. Three kinds take turns, so that a busy machine slows all: spaCy given whole texts, spaCy given the same
paragraphs in the same batches as the reader gives it, and `read` itself. The figures are medians; use the ratios, not
the seconds, and on a busy machine those in CPU time.

For longer texts, as many reports are joined into one as the factor says: the words stay the same in sum, so a reader
whose work grows with the length alone keeps its seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader
    from trucewatch.model.document import Document

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "src" / "trucewatch" / "data" / "demo"
GOLD = ROOT.parent / "shared" / "gold" / "dev"
KINDS = ("spacy-texts", "spacy-paragraphs", "read")
LENGTHS = (1, 4, 16)


def main() -> int:
    """0 once the figures are printed."""
    args = options()
    if args.measure:
        print(json.dumps(measure(args.measure, args.folder, args.times_length, args.model)))
        return 0
    print(f"documents of {args.folder}")
    for length in LENGTHS:
        rounds: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
        for _ in range(args.rounds if length == 1 else max(1, args.rounds // 2)):
            for kind in KINDS:
                rounds[kind].append(measure_apart(kind, args, length))
        report(length, rounds)
    return 0


def options() -> argparse.Namespace:
    """What the command line says."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--folder", type=Path, default=GOLD if GOLD.is_dir() else DEMO, help="documents to read")
    cli.add_argument("--rounds", type=int, default=5, help="measurements of each kind (default 5)")
    cli.add_argument("--model", help="spaCy model, as for `trucewatch read --model`")
    cli.add_argument("--measure", choices=KINDS, help=argparse.SUPPRESS)
    cli.add_argument("--times-length", type=int, default=1, help=argparse.SUPPRESS)
    return cli.parse_args()


def measure_apart(kind: str, args: argparse.Namespace, length: int) -> dict[str, float]:
    """One measurement in a process of its own, so that peak memory is its own."""
    words = ["--measure", kind, "--folder", str(args.folder), "--times-length", str(length)]
    words += ["--model", args.model] if args.model else []
    done = subprocess.run([sys.executable, __file__, *words], check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def measure(kind: str, folder: Path, length: int, model: str | None) -> dict[str, float]:
    """Seconds of reading alone, words read, documents, and the peak memory of this process in MiB."""
    from trucewatch.extract.reader import Reader

    documents = joined(take_in(folder), length)
    reader = Reader(model)
    read = way_to_read(kind, reader)
    read(documents[0])
    began, began_cpu = time.perf_counter(), time.process_time()
    for document in documents:
        read(document)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - began_cpu,
        "documents": len(documents),
        "words": sum(len(d.body.split()) for d in documents),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def way_to_read(kind: str, reader: Reader) -> Callable[[Document], object]:
    """A function that works through one document in the manner of this kind."""
    from trucewatch.extract.parsing import split_paragraphs

    def whole(document: Document) -> object:
        return reader.nlp(document.body)

    def by_paragraph(document: Document) -> object:
        return list(reader.nlp.pipe((text for _, text in split_paragraphs(document.body)), batch_size=64))

    return {"spacy-texts": whole, "spacy-paragraphs": by_paragraph, "read": reader.read}[kind]


def take_in(folder: Path) -> list[Document]:
    """The documents of a folder."""
    from trucewatch.ingest.documents import read_input
    from trucewatch.ingest.inputs import RawInput, iter_inputs
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.model.document import Document

    raws = (raw for raw in iter_inputs([folder]) if isinstance(raw, RawInput))
    found = [item for raw in raws for item in read_input(raw, IngestOptions())]
    return [item for item in found if isinstance(item, Document)]


def joined(documents: list[Document], length: int) -> list[Document]:
    """The same words in fewer and longer documents, `length` of the given ones in each."""
    import msgspec

    from trucewatch.model.span import OffsetMap

    groups = [documents[i : i + length] for i in range(0, len(documents), length)]
    bodies = ["\n\n".join(d.body for d in group) for group in groups]
    return [
        msgspec.structs.replace(group[0], text=body, body=body, offsets=OffsetMap(), passages=(), dateline=None)
        for group, body in zip(groups, bodies, strict=True)
    ]


def report(length: int, rounds: dict[str, list[dict[str, float]]]) -> None:
    """Nothing; prints one block of figures."""
    middle = {kind: statistics.median(r["seconds"] for r in taken) for kind, taken in rounds.items()}
    cpu = {kind: statistics.median(r["cpu"] for r in taken) for kind, taken in rounds.items()}
    print(f"\ntexts at {length} x their length, {len(rounds['read'])} rounds")
    for kind in KINDS:
        one = rounds[kind][0]
        speed = f"{one['documents'] / middle[kind]:7.1f} documents/s {one['words'] / middle[kind]:9.0f} words/s"
        peak = statistics.median(r["peak_mib"] for r in rounds[kind])
        spread = max(r["cpu"] for r in rounds[kind]) / min(r["cpu"] for r in rounds[kind])
        print(f"  {kind:16} {middle[kind]:6.2f} s (CPU {cpu[kind]:6.2f} s, slowest/fastest {spread:.2f})", end="")
        print(f" {speed}   peak {peak:5.0f} MiB")
    for bare in KINDS[:2]:
        by_cpu, by_clock = cpu["read"] / cpu[bare], middle["read"] / middle[bare]
        print(f"  read / {bare}: {by_cpu:.2f} in CPU time, {by_clock:.2f} by the clock")


if __name__ == "__main__":
    raise SystemExit(main())
