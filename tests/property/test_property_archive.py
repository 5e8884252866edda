"""Whatever is done to an archive's bytes: nothing is raised, positions rise, and a resume gives what came after."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_files import jsonl, packed, page, rows, tar, warc_record, zipped
from trucewatch.archive.open import records
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.shards import shards
from trucewatch.errors import UsageError

OPTIONS = ArchiveOptions(max_bytes=200_000)
FORMS = ("warc.gz", "warc", "warc as one", "tar", "tar.gz", "tar.bz2", "jsonl", "jsonl.gz", "zip", "wacz", "parquet")


@cache
def whole(form: str) -> bytes:
    """An archive of a few records."""
    kept = b"".join(packed(k) for k in range(8))
    plain = b"".join(warc_record(k) for k in range(8))
    pages = tar([(tarfile.TarInfo(f"{k}.html"), page(k)) for k in range(8)])
    if form == "parquet":
        pa, out = pytest.importorskip("pyarrow"), io.BytesIO()
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(rows(60)), out, row_group_size=16)
        return out.getvalue()
    return {
        "warc.gz": kept,
        "warc": plain,
        "warc as one": gzip.compress(plain, mtime=0),
        "tar": pages,
        "tar.gz": gzip.compress(pages, mtime=0),
        "tar.bz2": bz2.compress(pages),
        "jsonl": jsonl(rows(30)),
        "jsonl.gz": gzip.compress(jsonl(rows(30)), mtime=0),
        "zip": zipped({f"{k}.html": page(k) for k in range(8)}),
        "wacz": zipped({"archive/a.warc.gz": kept, "datapackage.json": b"{}"}, 0),
    }[form]


KINDS = ("noise", "cut out", "zeros", "again", "end")
HARM = st.tuples(
    st.sampled_from(KINDS), st.floats(0, 1), st.sampled_from((1, 4, 30, 600)), st.binary(min_size=1, max_size=8)
)


def harmed(data: bytes, harms: list[tuple[str, float, int, bytes]]) -> bytes:
    """The bytes after some harm."""
    for kind, where, size, noise in harms:
        at = int(where * len(data))
        rest = data[at + size :]
        middle = {
            "noise": (noise * size)[:size],
            "cut out": b"",
            "zeros": b"\0" * size,
            "again": data[at : at + size] * 2,
        }
        data = data[:at] + (middle[kind] + rest if kind in middle else b"")
    return data


@given(form=st.sampled_from(FORMS), harms=st.lists(HARM, min_size=1, max_size=3), pick=st.floats(0, 0.999))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_harm_is_raised_and_a_resume_goes_on(
    tmp_path: Path, form: str, harms: list[tuple[str, float, int, bytes]], pick: float
) -> None:
    path = tmp_path / "archive"
    path.write_bytes(harmed(whole(form), harms))
    for shard in shards([path], OPTIONS):
        try:
            found = list(records(shard, OPTIONS))
        except UsageError:  # a table whose columns have other names now
            continue
        positions = [f.position for f in found]
        assert positions == sorted(set(positions))
        if found:
            number = int(pick * len(found))
            assert list(records(shard, OPTIONS, after=positions[number])) == found[number + 1 :]
