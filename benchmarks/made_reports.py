"""Made news reports and archives of them: all sentences of our own making, seeded, so that one seed gives the same bytes.

    python benchmarks/made_reports.py OUT.jsonl[.gz] OUT.parquet OUT.warc.gz --records 10000

One report in eight tells of fighting; the others are of markets, sport, courts, weather and councils, and some of those
use words of war in passing.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import msgspec

FIRST = datetime(2021, 3, 1, 6, tzinfo=UTC)
OUTLETS = ("harbour-post", "valley-herald", "river-times", "border-observer", "morning-ledger")
PLACES = (
    "Arvan",
    "Belmor",
    "Cedrin",
    "Dulovan",
    "Esker",
    "Farhol",
    "Gorsk",
    "Halmir",
    "Ivrana",
    "Jelmo",
    "Korvin",
    "Lendora",
)
NAMES = (
    "Adela Brandt",
    "Boris Camm",
    "Clara Dorn",
    "Emil Farkas",
    "Greta Holm",
    "Ivo Jansa",
    "Karel Lund",
    "Mira Novak",
)
SIDES = ("Westland", "Eastland")
FIGHTING = (
    "{a} forces shelled the village of {p} with mortars late on Friday, the {b} defence ministry said.",
    "{n} soldiers were killed and {m} wounded when a drone struck a position near {p}, according to the district head.",
    "The {a} army denied that its troops had fired at {p} and accused {b} of violating the ceasefire.",
    "Monitors recorded {n} explosions and {m} bursts of machine-gun fire south of {p}.",
    "A civilian was injured by small-arms fire while working in a field outside {p}, {who} told reporters.",
    "Artillery fire damaged {n} houses and a school in {p} overnight.",
    "Both sides agreed to withdraw heavy weapons from the line of contact around {p} by the end of the month.",
    "A mine exploded under a truck on the road from {p} to {q}; the driver died on the way to the hospital.",
)
PEACE = {
    "markets": (
        "Shares on the {p} exchange rose by {n} percent after the central bank left rates as they were.",
        "{who}, an analyst, said that exporters would gain most from the weaker currency.",
        "The harbour of {q} handled {m} thousand containers in the last quarter, a little less than a year before.",
        "The price war between the two largest grocers went on for a second week.",
        "A shell company was named in the filing, which {who} called a matter of routine.",
    ),
    "sport": (
        "{p} beat {q} {n} to {m} in a match that had been put off twice because of snow.",
        "The striker shot wide in the last minute, and {who} made no secret of his disappointment.",
        "The defence was under attack for most of the second half but held its line.",
        "{who} will miss the next two rounds after an injury to her left knee.",
    ),
    "court": (
        "A court in {p} sentenced the former director of the waterworks to {n} years for fraud.",
        "{who} told the judge that the documents had been lost when the office moved to {q}.",
        "The hearing goes on next week with {m} more witnesses.",
        "The lawyer said that her client would appeal.",
    ),
    "weather": (
        "Up to {m} centimetres of snow fell in the hills above {p}, and the road to {q} was closed for {n} hours.",
        "{who} of the weather service said that the thaw would begin at the weekend.",
        "Farmers fear that the frost has killed the blossom of the apricot trees.",
        "A fire in a barn was put out by the volunteers of {q} within an hour.",
    ),
    "council": (
        "The council of {p} voted by {m} to {n} for the new tram line to {q}.",
        "{who}, who heads the committee for schools, asked for another {n} million for repairs.",
        "Residents complained about the noise of the building site beside the library.",
        "The museum opens its exhibition of old maps on the first Sunday of the month.",
    ),
}
FILLER = (
    "People who live nearby said that they had expected as much.",
    "No further details were given on the day, and calls to the office were not answered.",
    "It is the third time this year that the matter has come before the public.",
    "Observers had different views of what would follow from it in the coming months.",
    "The figures could not be checked independently at the time of writing.",
    "Work is to go on until the summer, when a first summing up is planned.",
)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One made report. `fighting`: what its maker knows of it."""

    number: int
    url: str
    title: str
    text: str
    at: datetime
    fighting: bool


def reports(count: int, *, seed: int = 11, paragraphs: int = 9, share: float = 0.125) -> Iterator[Report]:
    """So many reports of about 2,000 characters, one in eight about fighting."""
    random = Random(seed)
    for number in range(count):
        fighting = random.random() < share
        topic = "fighting" if fighting else random.choice(sorted(PEACE))
        sentences = FIGHTING if fighting else PEACE[topic]
        text = "\n\n".join(
            " ".join(_fill(random, random.choice(sentences if k else FILLER)) for k in (1, 0, random.randrange(2)))
            for _ in range(paragraphs)
        )
        at = FIRST + timedelta(minutes=7 * number)
        place, outlet = random.choice(PLACES), random.choice(OUTLETS)
        yield Report(
            number=number, title=f"{topic.capitalize()}: news from {place}", text=text, at=at, fighting=fighting,
            url=f"https://{outlet}.example/{at:%Y/%m/%d}/{topic}-{number}.html",
        )  # fmt: skip


def _fill(random: Random, sentence: str) -> str:
    a, b = random.sample(SIDES, 2)
    p, q = random.sample(PLACES, 2)
    return sentence.format(
        a=a, b=b, p=p, q=q, n=random.randint(2, 9), m=random.randint(10, 60), who=random.choice(NAMES)
    )


def row_of(report: Report) -> dict[str, Any]:
    """The report as a row of JSONL or Parquet."""
    return {
        "id": f"r{report.number}", "url": report.url, "title": report.title, "text": report.text,
        "date": report.at.date().isoformat(), "warc_date": report.at.isoformat(),
    }  # fmt: skip


def page_of(report: Report) -> bytes:
    """The report as a page with the menus, scripts and lists of other stories that pages have."""
    menu = "".join(f'<li><a href="/section/{k}">Section {k}</a></li>' for k in range(24))
    other = "".join(
        f'<div class="teaser"><a href="/story/{k}"><h4>Another story, number {k}</h4></a></div>' for k in range(20)
    )
    script = "var settings = {" + ",".join(f'"key{k}": "value{k}"' for k in range(150)) + "};"
    body = "".join(f"<p>{p}</p>\n" for p in report.text.split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{report.title}</title>'
        f'<meta property="article:published_time" content="{report.at.isoformat()}">'
        f'<link rel="canonical" href="{report.url}"><script>{script}</script></head><body><nav><ul>{menu}</ul></nav>'
        f"<main><article><h1>{report.title}</h1>{body}</article></main><aside>{other}</aside>"
        f"<footer><p>All rights reserved.</p></footer></body></html>\n"
    ).encode()


def write_jsonl(path: Path, rows: Iterator[Report]) -> None:
    """One row a line, packed if the name ends in .gz."""
    with gzip.GzipFile(path, "wb", 6, mtime=0) if path.suffix == ".gz" else path.open("wb") as file:
        for report in rows:
            file.write(json.dumps(row_of(report), ensure_ascii=False).encode() + b"\n")


def write_parquet(path: Path, rows: Iterator[Report], *, group: int = 10_000) -> None:
    """Row groups of so many rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    while batch := [row_of(r) for r in islice(rows, group)]:
        table = pa.Table.from_pylist(batch)
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


def write_warc(path: Path, rows: Iterator[Report], *, requests: bool = True) -> None:
    """A request and an answer for each report, as CC-News has them, packed record by record if the name ends in .gz."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz", warc_version="1.0")
        writer.write_record(_dated(writer.create_warcinfo_record(path.name, {"software": "made"}), FIRST, "info"))
        for report in rows:
            if requests:
                head = StatusAndHeaders(f"GET {report.url} HTTP/1.1", [("Host", "made.example")], is_http_request=True)
                asked = writer.create_warc_record(report.url, "request", payload=io.BytesIO(b""), http_headers=head)
                writer.write_record(_dated(asked, report.at, f"q{report.number}"))
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            page = io.BytesIO(page_of(report))
            answer = writer.create_warc_record(report.url, "response", payload=page, http_headers=http)
            writer.write_record(_dated(answer, report.at, f"r{report.number}"))


def _dated(record: Any, at: datetime, name: str) -> Any:
    """The record with the time and name that its maker gives it: the writer would take the clock and chance."""
    record.rec_headers.replace_header("WARC-Date", at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    number = int.from_bytes(name.encode(), "big")
    record.rec_headers.replace_header("WARC-Record-ID", f"<urn:uuid:00000000-0000-4000-8000-{number:012x}>")
    return record


def write(path: Path, rows: Iterator[Report]) -> None:
    """The archive that the name asks for."""
    if ".warc" in path.suffixes:
        write_warc(path, rows)
    elif path.suffix == ".parquet":
        write_parquet(path, rows)
    else:
        write_jsonl(path, rows)


def main(words: Sequence[str] | None = None) -> int:
    """0 once the archives are written."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("out", nargs="+", type=Path)
    cli.add_argument("--records", type=int, default=10_000)
    cli.add_argument("--seed", type=int, default=11)
    args = cli.parse_args(words)
    for path in args.out:
        write(path, reports(args.records, seed=args.seed))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
