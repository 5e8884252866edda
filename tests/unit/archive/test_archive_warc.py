"""WARC: every whole record is read, and what is broken is said."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random
import sys
import zlib
from pathlib import Path

import pytest

from archive_files import check_resume, codes, found_in, numbers, packed, page, warc_record, zipped
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Record, SetAside

GOOD = [packed(k) for k in range(12)]
PLAIN = [warc_record(k) for k in range(12)]
WITHOUT_5 = [k for k in range(12) if k != 5]
SMALL = ArchiveOptions(max_bytes=100_000)


def broken_inside(member: bytes) -> bytes:
    cut = len(member) // 2
    return member[:cut] + b"\xff" * 20 + member[cut + 20 :]


FILES: dict[str, tuple[bytes, list[int], list[str]]] = {
    "whole and packed": (b"".join(GOOD), list(range(12)), []),
    "whole and not packed": (b"".join(PLAIN), list(range(12)), []),
    "packed as one": (gzip.compress(b"".join(PLAIN)), list(range(12)), []),
    "two records packed together": (gzip.compress(PLAIN[0] + PLAIN[1]) + b"".join(GOOD[2:]), list(range(12)), []),
    "broken off in the last record": (b"".join(GOOD)[:-60], list(range(11)), ["truncated"]),
    "not packed, broken off": (b"".join(PLAIN)[:-60], list(range(11)), ["truncated"]),
    "garbage between two records": (
        b"".join(GOOD[:5]) + b"\x01no record" * 50 + b"".join(GOOD[5:]), list(range(12)), ["broken_packing"]),
    "zeros between two records": (b"".join(GOOD[:5]) + b"\0" * 5000 + b"".join(GOOD[5:]), list(range(12)), []),
    "a packing that breaks": (b"".join([*GOOD[:5], broken_inside(GOOD[5]), *GOOD[6:]]), WITHOUT_5, ["broken_packing"]),
    "a length too long": (b"".join([*GOOD[:5], packed(5, length=9_000), *GOOD[6:]]), WITHOUT_5, ["length_lies"]),
    "a length too short": (b"".join([*GOOD[:5], packed(5, length=100), *GOOD[6:]]), WITHOUT_5, ["length_lies"]),
    "a length beyond all": (b"".join([*GOOD[:5], packed(5, length=10**15), *GOOD[6:]]), WITHOUT_5, ["truncated"]),
    "a length below nothing": (b"".join([*GOOD[:5], packed(5, length=-4), *GOOD[6:]]), WITHOUT_5, ["broken_head"]),
    "not packed, too long": (b"".join([*PLAIN[:5], warc_record(5, length=3_000), *PLAIN[6:]]), WITHOUT_5, ["length_lies"]),
    "not packed, too short": (b"".join([*PLAIN[:5], warc_record(5, length=100), *PLAIN[6:]]), WITHOUT_5, ["length_lies"]),
    "not packed, beyond all": (b"".join([*PLAIN[:5], warc_record(5, length=10**15), *PLAIN[6:]]), WITHOUT_5, ["length_lies"]),
    "a record above the limit": (b"".join([*GOOD[:5], packed(5, body=b"x y " * 30_000), *GOOD[6:]]), WITHOUT_5, ["too_large"]),
    "a bomb": (b"".join([*GOOD[:5], packed(5, body=b"\0" * 50_000_000), *GOOD[6:]]), WITHOUT_5, ["bomb"]),
    "a request and a revisit": (b"".join([packed(1, kind="request"), packed(2, kind="revisit"), *GOOD[3:]]), list(range(3, 12)),
                                ["request", "revisit"]),
    "nothing but garbage behind": (b"".join(GOOD) + b"more bytes", list(range(12)), ["broken_packing"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_whole_record_is_read(name: str, tmp_path: Path) -> None:
    data, read, told = FILES[name]
    path = tmp_path / "news.warc.gz"
    path.write_bytes(data)
    found = found_in(path, SMALL)
    assert numbers(found) == read
    assert codes(found) == told
    check_resume(path, SMALL)


@pytest.mark.parametrize("kind", ["packed", "plain"])
def test_cut_anywhere_all_before_is_read_and_the_rest_is_told(kind: str, tmp_path: Path) -> None:
    parts = GOOD if kind == "packed" else PLAIN
    whole, path = b"".join(parts), tmp_path / "news.warc"
    ends = [sum(map(len, parts[: k + 1])) for k in range(len(parts))]
    chance = random.Random(4)
    for cut in (*chance.sample(range(20, len(whole)), 60), ends[3], ends[3] + 1):
        path.write_bytes(whole[:cut])
        found = found_in(path, SMALL)
        sure = [k for k, end in enumerate(ends) if end <= cut]
        # only the blank lines or the checksum behind the last record may be what is missing
        assert numbers(found)[: len(sure)] == sure
        assert len(numbers(found)) <= len(sure) + 1
        if cut not in ends and len(numbers(found)) == len(sure):
            assert codes(found)


def test_what_the_archive_says_of_a_page_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(GOOD[3])
    (record,) = found_in(path)
    assert isinstance(record, Record)
    assert record.id == "<urn:uuid:00000000-0000-4000-8000-000000000003>"
    assert record.url == "https://outlet.example/3"
    assert record.captured_at is not None
    assert record.captured_at.isoformat() == "2021-05-04T03:02:01+00:00"
    assert (record.data, record.media_type) == (page(3), "text/html")


def test_a_moment_that_no_calendar_has_is_told_and_not_used(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(packed(1, WARC_Date="2021-13-45T00:00:00Z"))
    (record,) = found_in(path)
    assert isinstance(record, Record)
    assert record.captured_at is None
    assert record.notes[0][0] == "impossible_date"


def test_bytes_with_another_digest_are_set_aside(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(1)
    true = base64.b32encode(hashlib.sha1(block).digest()).decode()
    path = tmp_path / "a.warc.gz"
    path.write_bytes(packed(1, WARC_Block_Digest=f"sha1:{true}") + packed(2, WARC_Block_Digest=f"sha1:{true}"))
    found = found_in(path)
    assert (numbers(found), codes(found)) == ([1], ["digest_differs"])
    assert isinstance(found[1], SetAside)
    assert found[1].url == "https://outlet.example/2"


def test_a_packed_page_inside_is_bounded(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + bomb
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://outlet.example/\r\nContent-Length: {len(http)}\r\n\r\n"
    path = tmp_path / "a.warc"
    path.write_bytes(head.encode() + http + b"\r\n\r\n" + PLAIN[1])
    found = found_in(path, SMALL)
    assert (numbers(found), codes(found)) == ([1], ["bomb"])


def packed_answer(body: bytes, packing: str) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {packing}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://outlet.example/\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def chunks(body: bytes) -> bytes:
    pieces = [body[k : k + 500] for k in range(0, len(body), 500)]
    return b"".join(f"{len(p):x}\r\n".encode() + p + b"\r\n" for p in (*pieces, b""))


def test_answers_that_are_packed_themselves(tmp_path: Path) -> None:
    brotli = pytest.importorskip("brotli")
    raw = zlib.compressobj(wbits=-15)
    forms = [
        packed_answer(gzip.compress(page(1)), "gzip"),
        packed_answer(page(2), "gzip"),  # unpacked by the crawler, which left the head
        packed_answer(zlib.compress(page(3)), "deflate"),
        packed_answer(raw.compress(page(4)) + raw.flush(), "deflate"),
        packed_answer(brotli.compress(page(5)), "br"),
        packed_answer(page(6), "br"),
        packed_answer(chunks(gzip.compress(page(7))), "gzip\r\nTransfer-Encoding: chunked"),
        packed_answer(b"\x28\xb5", "zstd"),
        packed_answer(gzip.compress(page(8))[:-40], "gzip"),
        packed_answer(brotli.compress(page(9))[:-40], "br"),
        packed_answer(zlib.compress(page(10))[:-40], "deflate"),
        packed_answer(brotli.compress(b"\0" * 30_000_000), "br"),
        packed_answer(zlib.compress(b"\0" * 30_000_000), "deflate"),
    ]
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(forms))
    found = found_in(path, SMALL)
    assert numbers(found) == [1, 2, 3, 4, 5, 6, 7]
    assert codes(found) == ["packed_answer", "truncated", "truncated", "truncated", "too_large", "too_large"]


def test_without_brotli_its_pages_are_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(packed_answer(b"\x0b\x02\x80hello\x03", "br") + PLAIN[2])
    monkeypatch.setitem(sys.modules, "brotli", None)
    aside, record = found_in(path)
    assert isinstance(aside, SetAside)
    assert (aside.code, aside.try_this) == ("packed_answer", "pip install 'trucewatch[files]'")
    assert numbers([record]) == [2]


def test_a_wacz_is_read_file_by_file(tmp_path: Path) -> None:
    path = tmp_path / "crawl.wacz"
    path.write_bytes(
        zipped(
            {
                "datapackage.json": b"{}",
                "archive/b.warc.gz": b"".join(GOOD[6:]),
                "archive/a.warc.gz": b"".join(GOOD[:6]),
            },
            0,
        )
    )
    assert numbers(found_in(path)) == list(range(12))
    check_resume(path)


def test_texts_files_and_newer_answers(tmp_path: Path) -> None:
    def plain(number: int, kind: str, media: str, data: bytes, url: str) -> bytes:
        head = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": "2021-05-04T03:02:01Z", "Content-Type": media}
        lines = "".join(f"{k}: {v}\r\n" for k, v in head.items())
        return f"WARC/1.0\r\n{lines}Content-Length: {len(data)}\r\n\r\n".encode() + data + b"\r\n\r\n"

    def http(number: int, first: str, media: str) -> bytes:
        body = f"{first}\r\n{media}\r\n\r\n".encode() + page(number)
        return plain(number, "response", "application/http", body, f"https://outlet.example/{number}")

    path = tmp_path / "a.wet"
    path.write_bytes(
        plain(1, "conversion", "text/plain", b"Report 1. Shelling near Arvan.", "https://outlet.example/1")
        + plain(2, "resource", "text/html; charset=utf-8", page(2), "file:///reports/2.html")
        + http(3, "HTTP/2 200", "content-type: text/html")
        + http(4, "HTTP/1.1 200", "Content-Type: application/octet-stream")
        + http(5, "HTTP/1.1 200 OK", "X-Nothing: stated")
        + http(6, "HTTP/1.1 404 Not Found", "Content-Type: text/html")
        + http(7, "HTTP/1.1 200 OK", "Content-Type: image/png")
        + http(8, "no answer at all", "Content-Type: text/html")
    )
    found = found_in(path)
    assert numbers(found) == [1, 2, 3, 4, 5]
    assert [f.media_type for f in found if isinstance(f, Record)] == ["text/plain", *["text/html"] * 4]
    assert codes(found) == ["status", "media_type", "status"]
