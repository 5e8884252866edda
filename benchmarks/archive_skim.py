"""How fast an archive is skimmed, beside a bare pass over the file and beside extraction alone; and what memory that takes.

    python benchmarks/archive_skim.py                           10,000 and 100,000 texts, one and two workers; 2,000 pages
    python benchmarks/archive_skim.py --records 1000000 --pages 0

Archives are made up (`made_pages.py`), one text in seven about fighting. Rows of the table:

- *bare pass*: the lines of the file, counted; *and decoded*: JSON as well. The bound for anything that looks at each text.
- *filter*: the relevance filter over the decoded texts in this process.
- *skim*: `trucewatch archive skim`, from start to the finished files, processes and all.
- of pages: *WARC pass* (records cut out, answers unpacked), by our reader, by warcio and, where installed, FastWARC;
  *words*: the sieve's first look; *trafilatura*: extraction alone, on the same pages.

Documents a second are by CPU time, so that a busy machine does not blur them; skim is told by the clock as well. Memory: the
largest sum of proportional shares of all its processes.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from made_pages import as_page, made_texts
from process_tree import cost_of
from trucewatch.archive.open import records
from trucewatch.archive.record import Record
from trucewatch.archive.shards import shards
from trucewatch.archive.sieve import page_words
from trucewatch.extract.relevance import can_tell, is_relevant

RELEVANT = 1 / 7
POOL = 20_000
FIRST = datetime(2021, 1, 4, 6)


def main(words: Sequence[str] | None = None) -> int:
    """0 once the tables are printed."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000])
    cli.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    cli.add_argument("--characters", type=int, default=100_000, help="texts are cut to so many")
    cli.add_argument("--pages", type=int, default=2_000)
    args = cli.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="trucewatch-skim-") as folder:
        for count in args.records:
            skim_texts(Path(folder), count, args.workers, args.characters)
        if args.pages:
            skim_pages(Path(folder), args.pages)
    return 0


def skim_texts(folder: Path, count: int, workers: list[int], characters: int) -> None:
    """Nothing; prints the figures of texts already extracted, in two files of equal length."""
    paths = [folder / f"texts-{count}-{part}.jsonl" for part in (0, 1)]
    made = rows(count, characters)
    for path in paths:
        with path.open("wb") as file:
            for line in islice(made, count // 2):
                file.write(line)
    size = sum(p.stat().st_size for p in paths)
    print(f"{count:,} texts, {size / 1e6:,.0f} MB of JSONL in two files", flush=True)
    told("bare pass", count, lambda: sum(1 for p in paths for _ in p.open("rb")))
    told("and decoded", count, lambda: sum(1 for p in paths for line in p.open("rb") if json.loads(line)))
    if count <= 20_000:
        texts = [json.loads(line)["text"] for p in paths for line in p.open("rb")]
        is_relevant("warm")
        told("filter", count, lambda: sum(map(is_relevant, texts)))
    for n in workers:
        skim(folder / f"out-{count}-{n}", paths, count, n)
    for path in paths:
        path.unlink()


def rows(count: int, characters: int) -> Iterator[bytes]:
    """So many lines; beyond 20,000 the texts come again under other ids and addresses."""
    pool = list(made_texts(min(count, POOL), relevant=RELEVANT))
    for number in range(count):
        record = pool[number % POOL]
        told = {"id": f"made-{number:09d}", "url": f"{record['url']}?{number}", "text": record["text"][:characters]}
        yield json.dumps(record | told).encode() + b"\n"


def skim(out: Path, paths: list[Path], count: int, workers: int) -> None:
    """Nothing; prints what a whole run costs."""
    program = "from trucewatch.cli.main import run; run()"
    cost = cost_of([sys.executable, "-c", program, "archive", "skim", *map(str, paths), "--out", str(out),
                    "--workers", str(workers)])  # fmt: skip
    if cost.code or f"{count:,} records" not in cost.output:
        raise SystemExit(f"the skim failed: {cost.output}")
    print(
        f"  skim, {workers} worker{'s' if workers > 1 else ''}: {cost.seconds:.1f} s, CPU {cost.cpu:.1f} s:"
        f" {count / cost.seconds:,.0f} documents/s by the clock, {count / cost.cpu:,.0f} a CPU second;"
        f" peak {cost.peak_mib:,.0f} MiB",
        flush=True,
    )


def skim_pages(folder: Path, count: int) -> None:
    """Nothing; prints the figures of pages in a WARC file."""
    path = folder / "pages.warc.gz"
    write_warc(path, count)
    print(f"{count:,} pages, {path.stat().st_size / 1e6:,.0f} MB of WARC")
    (shard,) = shards([path])
    found: list[bytes] = []
    told("WARC pass, ours", count, lambda: found.extend(r.data for r in records(shard) if isinstance(r, Record)))
    told("WARC pass, warcio", count, lambda: sum(1 for _ in by_warcio(path)))
    try:
        told("WARC pass, FastWARC", count, lambda: sum(1 for _ in by_fastwarc(path)))
    except ImportError:
        print("  WARC pass, FastWARC: not installed")
    told("words", count, lambda: sum(can_tell(page_words(p.decode())[0]) for p in found))
    from trafilatura import bare_extraction

    some = found[: min(count, 500)]
    bare_extraction(some[0], with_metadata=True)
    told("trafilatura", len(some), lambda: sum(1 for p in some if bare_extraction(p, with_metadata=True)))
    skim(folder / "out-pages", [path], 2 * count + 1, 2)


def told(name: str, count: int, work: Callable[[], Any]) -> None:
    """Nothing; prints documents a CPU second of some work."""
    began = time.process_time()
    work()
    spent = time.process_time() - began
    print(f"  {name}: {count / spent:,.0f} documents a CPU second")


def write_warc(path: Path, count: int) -> None:
    """A request and an answer for each page, as CC-News has them, packed record by record."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "made"}))
        for number, record in enumerate(made_texts(count, relevant=RELEVANT)):
            told_at = {"WARC-Date": (FIRST + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%SZ")}
            asked = StatusAndHeaders(f"GET {record['url']} HTTP/1.1", [], is_http_request=True)
            answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            for kind, head, body in (("request", asked, b""), ("response", answer, as_page(record).encode())):
                writer.write_record(
                    writer.create_warc_record(
                        record["url"], kind, payload=io.BytesIO(body), http_headers=head, warc_headers_dict=told_at
                    )
                )


def by_warcio(path: Path) -> Iterator[bytes]:
    """The pages as warcio reads them."""
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                yield record.content_stream().read()


def by_fastwarc(path: Path) -> Iterator[bytes]:
    """The pages as FastWARC reads them."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.record_type == WarcRecordType.response:
                yield record.reader.read()


if __name__ == "__main__":
    raise SystemExit(main())
