"""Archives for tests, whole and broken: all sentences our own."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from random import Random

from trucewatch.archive.open import records
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Found, Position, Record
from trucewatch.archive.shards import shards

WORDS = (
    "shelling",
    "ministry",
    "village",
    "harvest",
    "council",
    "bridge",
    "mortar",
    "school",
    "market",
    "truce",
    "river",
)


def page(number: int) -> bytes:
    """A page that says its number, of varied length."""
    random = Random(number)
    words = " ".join(random.choice(WORDS) for _ in range(150 + number))
    return f"<html><body><article><p>Report {number}. {words}.</p></article></body></html>".encode()


def warc_record(
    number: int, *, body: bytes | None = None, length: int | None = None, kind: str = "response", **head: str
) -> bytes:
    """One answer as WARC has it, unpacked; `length` is what its head states where that shall not be the truth."""
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + (page(number) if body is None else body)
    named = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>",
        "WARC-Target-URI": f"https://outlet.example/{number}",
        "WARC-Date": "2021-05-04T03:02:01Z",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(http) if length is None else length),
    } | {k.replace("_", "-"): v for k, v in head.items()}
    lines = "".join(f"{k}: {v}\r\n" for k, v in named.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + http + b"\r\n\r\n"


def packed(number: int, **how: object) -> bytes:
    """The same, packed by itself."""
    return gzip.compress(warc_record(number, **how), mtime=0)  # type: ignore[arg-type]


def rows(count: int) -> list[dict[str, str]]:
    """Rows of texts."""
    return [
        {"id": f"r{k}", "text": f"Report {k}. Two soldiers were killed by shelling near Arvan.", "url": f"https://outlet.example/{k}",
         "date": "2021-05-04"}
        for k in range(count)
    ]  # fmt: skip


def jsonl(items: Iterable[object]) -> bytes:
    """One object a line."""
    return b"".join(json.dumps(i).encode() + b"\n" for i in items)


def tar(entries: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """A tar of entries."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for info, data in entries:
            info.size = len(data) if info.isreg() else 0
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in files.items():
            file.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return out.getvalue()


def found_in(path: Path, options: ArchiveOptions | None = None) -> list[Found]:
    """All that the archive holds, twins left out."""
    return [f for s in shards([path], options) if s.twin_of is None for f in records(s, options)]


def numbers(found: Iterable[Found]) -> list[int]:
    """The numbers that the records were made with."""
    return [int((f.text or f.data.decode()).split("Report ")[1].split(".")[0]) for f in found if isinstance(f, Record)]


def codes(found: Iterable[Found]) -> list[str]:
    """Why the others are no records."""
    return [f.code for f in found if not isinstance(f, Record)]


def check_resume(path: Path, options: ArchiveOptions | None = None) -> None:
    """From behind any of its finds, a shard gives what came after it, and positions rise."""
    for shard in shards([path], options):
        whole = list(records(shard, options))
        positions: list[Position] = [f.position for f in whole]
        assert positions == sorted(set(positions))
        for number, position in enumerate(positions):
            assert list(records(shard, options, after=position)) == whole[number + 1 :]
