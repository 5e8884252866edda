"""How fast `read` is beside bare spaCy with the same pipes over the same documents, and how it grows with length.

    python benchmarks/read_speed.py                               five rounds of each, taken in turn
    python benchmarks/read_speed.py --rounds 9                    more rounds
    python benchmarks/read_speed.py --folder DIR                  over your own documents
    python benchmarks/read_speed.py --model A --model B           with each of these models in turn
    python benchmarks/read_speed.py --hostile                     over made-up texts that are hard to bear instead

Each measurement is a process of its own that loads the model, reads one document to warm up, and then times the
reading alone. The kinds take turns, so that a busy machine slows all: spaCy given whole texts, spaCy given the same
paragraphs in the same batches as the reader gives it, `read` with every paragraph parsed, `read` as it is run (many
documents at a time, hopeless paragraphs left out), and the skim that only says which documents are worth reading. The
figures are medians; use the ratios, not the seconds, and on a busy machine those in CPU time.

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
KINDS = ("spacy-texts", "spacy-paragraphs", "read-every", "read", "skim")
SENTENCE = "On Monday the ministry said that three shells fell near the village of Aknet, wounding one soldier. "
LENGTHS = (1, 4, 16)


def main() -> int:
    """0 once the figures are printed."""
    args = options()
    if args.measure:
        print(json.dumps(measure(args.measure, args.folder, args.times_length, (args.model or [None])[0])))
        return 0
    for model in args.model or [None]:
        print(
            f"\nmodel {model or 'that comes first'}, {'hostile texts' if args.hostile else f'documents of {args.folder}'}"
        )
        if args.hostile:
            for name in hostile_texts(1):
                for length in LENGTHS:
                    report_hostile(name, length, measure_apart("read-every", args, length, model, f"hostile:{name}"))
            continue
        for length in LENGTHS:
            rounds: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
            for _ in range(args.rounds if length == 1 else max(1, args.rounds // 2)):
                for kind in KINDS:
                    rounds[kind].append(measure_apart(kind, args, length, model, str(args.folder)))
            report(length, rounds)
    return 0


def options() -> argparse.Namespace:
    """What the command line says."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--folder", default=str(GOLD if GOLD.is_dir() else DEMO), help="documents to read")
    cli.add_argument("--rounds", type=int, default=5, help="measurements of each kind (default 5)")
    cli.add_argument("--model", action="append", help="spaCy model, as for `trucewatch read --model`; may be repeated")
    cli.add_argument("--hostile", action="store_true", help="over made-up texts that are hard to bear")
    cli.add_argument("--measure", choices=KINDS, help=argparse.SUPPRESS)
    cli.add_argument("--times-length", type=int, default=1, help=argparse.SUPPRESS)
    return cli.parse_args()


def measure_apart(kind: str, args: argparse.Namespace, length: int, model: str | None, folder: str) -> dict[str, float]:
    """One measurement in a process of its own, so that peak memory is its own."""
    words = ["--measure", kind, "--folder", folder, "--times-length", str(length)]
    words += ["--model", model] if model else []
    done = subprocess.run([sys.executable, __file__, *words], check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def measure(kind: str, folder: str, length: int, model: str | None) -> dict[str, float]:
    """Seconds of reading alone, words read, documents, and the peak memory of this process in MiB."""
    from trucewatch.extract.reader import Reader

    if folder.startswith("hostile:"):
        documents = [made_document(hostile_texts(length)[folder.removeprefix("hostile:")])]
        first = made_document(SENTENCE)
    else:
        documents = joined(take_in(Path(folder)), length)
        first = documents[0]
    reader = Reader(model, skim=kind != "read-every")
    read = way_to_read(kind, reader)
    read([first])
    began, began_cpu = time.perf_counter(), time.process_time()
    read(documents)
    return {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - began_cpu,
        "documents": len(documents),
        "words": sum(len(d.body.split()) for d in documents),
        "characters": sum(len(d.body) for d in documents),
        "peak_mib": peak_mib(),
    }


def peak_mib() -> float:
    """Peak memory of this process, by the kernel's own mark where there is one."""
    status = Path("/proc/self/status")
    if status.is_file():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def hostile_texts(length: int) -> dict[str, str]:
    """Texts of our own that are long in one way each; at 16 times: a 5 MB article, a 50,000-character sentence, 10^5 lines."""
    clause = "three shells fell near the village of Aknet and the ministry said that the other side opened fire, "
    article = "\n\n".join([SENTENCE * 5] * (10 * length))
    return {
        "article": "\n\n".join([article] * 64),
        "sentence": "On Monday " + clause * (31 * length),
        "lines": "\n".join(f"{i} shots at {i % 12} p.m." for i in range(6_250 * length)),
        "quotes": '"We saw ' + ('nothing," he said. "It was the enemy who fired at ' * (250 * length)) + 'us."',
        "no-blanks": "ceasefire" * (5_000 * length) + " shells fell.",
    }


def made_document(text: str) -> Document:
    """A document of these words."""
    from trucewatch.ingest.documents import read_input
    from trucewatch.ingest.inputs import RawInput
    from trucewatch.ingest.options import IngestOptions
    from trucewatch.model.document import Document

    raw = RawInput(location="made-up.txt", data=text.encode(), media_type="text/plain")
    return next(item for item in read_input(raw, IngestOptions()) if isinstance(item, Document))


def report_hostile(name: str, length: int, found: dict[str, float]) -> None:
    """Nothing; prints one line of figures."""
    each = found["cpu"] / found["characters"] * 1e6
    print(f"  {name:10} {length:3} x {found['characters']:9.0f} characters  CPU {found['cpu']:7.2f} s", end="")
    print(f"  {each:7.1f} s a million characters  peak {found['peak_mib']:5.0f} MiB")


def way_to_read(kind: str, reader: Reader) -> Callable[[list[Document]], object]:
    """A function that works through documents in the manner of this kind."""
    from trucewatch.extract.parsing import split_paragraphs

    def whole(documents: list[Document]) -> object:
        return [len(reader.nlp(d.body)) for d in documents]

    def by_paragraph(documents: list[Document]) -> object:
        texts = (text for d in documents for _, text in split_paragraphs(d.body))
        return sum(len(doc) for doc in reader.nlp.pipe(texts, batch_size=64))

    def by_reader(documents: list[Document]) -> object:
        return sum(len(claims) for _, claims in reader.read_many(documents))

    def by_skim(documents: list[Document]) -> object:
        return sum(reader.is_relevant(d) for d in documents)

    ways = {"spacy-texts": whole, "spacy-paragraphs": by_paragraph, "skim": by_skim}
    return ways.get(kind, by_reader)


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
    for kind in ("read-every", "read"):
        for bare in KINDS[:2]:
            by_cpu, by_clock = cpu[kind] / cpu[bare], middle[kind] / middle[bare]
            print(f"  {kind} / {bare}: {by_cpu:.2f} in CPU time, {by_clock:.2f} by the clock")
    print(f"  skim: {cpu['read'] / cpu['skim']:.0f} times as fast as read")


if __name__ == "__main__":
    raise SystemExit(main())
