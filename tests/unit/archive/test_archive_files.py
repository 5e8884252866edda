"""Tars, zips, folders and packed files: bounded, never followed out of the archive, no entry lost."""

from __future__ import annotations

import gzip
import os
import tarfile
from pathlib import Path

import pytest

from archive_files import check_resume, codes, found_in, numbers, page, tar, zipped
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.record import Record, SetAside
from trucewatch.archive.shards import shards
from trucewatch.errors import UsageError

SMALL = ArchiveOptions(max_bytes=100_000)


def entry(name: str, kind: bytes = tarfile.REGTYPE, to: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, to
    return info


PAGES = [(entry(f"pages/{k}.html"), page(k)) for k in range(9)]


@pytest.mark.parametrize("packing", ["", "gzip", "bzip2", "xz"])
def test_a_tar_is_read_however_it_is_packed(packing: str, tmp_path: Path) -> None:
    import bz2
    import lzma

    path = tmp_path / "pages.anything"
    path.write_bytes(
        {"": bytes, "gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress}[packing](tar(PAGES))
    )
    found = found_in(path)
    assert numbers(found) == list(range(9))
    check_resume(path)


def test_a_tar_packed_with_zstd(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    path = tmp_path / "pages.tar.zst"
    with pa.CompressedOutputStream(str(path), "zstd") as out:
        out.write(tar(PAGES))
    assert numbers(found_in(path)) == list(range(9))
    check_resume(path)


def test_tricks_with_names_and_links_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_bytes(page(77))
    tricks = [
        (entry("../../outside.html"), page(0)),
        (entry("/etc/outside.html"), page(1)),
        (entry("link.html", tarfile.SYMTYPE, str(secret)), b""),
        (entry("hard.html", tarfile.LNKTYPE, "../secret.html"), b""),
        (entry("pipe", tarfile.FIFOTYPE), b""),
        (entry("nul\tname.html"), page(2)),
    ]
    path = tmp_path / "in" / "a.tar"
    path.parent.mkdir()
    path.write_bytes(tar(tricks))
    before = sorted(tmp_path.rglob("*"))
    found = found_in(path)
    assert (numbers(found), codes(found)) == ([0, 1, 2], ["not_a_file"] * 3)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_broken_head_costs_no_later_entry(tmp_path: Path) -> None:
    data = bytearray(tar(PAGES))
    at = data.index(b"pages/4.html")
    data[at + 100 : at + 160] = b"\xff" * 60
    path = tmp_path / "a.tar"
    path.write_bytes(data)
    found = found_in(path)
    assert (numbers(found), codes(found)) == ([0, 1, 2, 3, 5, 6, 7, 8], ["broken_tar"])
    check_resume(path)


@pytest.mark.parametrize("packing", ["", "gzip"])
def test_a_tar_that_breaks_off(packing: str, tmp_path: Path) -> None:
    data = tar(PAGES)
    cut = data.index(b"pages/6.html") + 700
    path = tmp_path / "a.tar"
    path.write_bytes(data[:cut] if not packing else gzip.compress(data)[:-100])
    found = found_in(path)
    assert numbers(found) == list(range(len(numbers(found))))
    assert codes(found) == ["truncated"]
    check_resume(path)


def test_a_bomb_ends_the_reading_of_a_packed_file(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    path.write_bytes(gzip.compress(tar([*PAGES[:3], (entry("zeros.html"), b"\0" * 80_000_000)])))
    found = found_in(path, SMALL)
    assert (numbers(found), codes(found)[-1]) == ([0, 1, 2], "bomb")


def test_a_zip_is_read_and_its_bombs_are_not(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    path.write_bytes(
        zipped(
            {"a/1.html": page(1), "zeros.html": b"\0" * 50_000_000, "../2.html": page(2), "i.png": b"\x89PNG\r\n\x1a\n"}
        )
    )
    found = found_in(path, SMALL)
    assert (numbers(found), codes(found)) == ([1, 2], ["too_large", "media_type"])
    check_resume(path, SMALL)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])  # the table at its end is gone
    assert codes(found_in(path)) == ["media_type"]


def test_a_folder_is_walked_by_name_and_archives_in_it_are_shards(tmp_path: Path) -> None:
    for k in range(7):
        (tmp_path / f"{k}.html").write_bytes(page(k))
    (tmp_path / "5.html").write_bytes(b"")
    (tmp_path / "6.html").write_bytes(gzip.compress(page(6)))
    (tmp_path / "table.csv").write_bytes(b"a,b\n1,2\n")
    (tmp_path / "z.tar").write_bytes(tar(PAGES[7:]))
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "lost.html").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / ".hidden").write_bytes(page(30))
    found = found_in(tmp_path)
    assert sorted(numbers(found)) == [0, 1, 2, 3, 4, 6, 7, 8]
    assert sorted(codes(found)) == ["cannot_read", "empty", "media_type"]
    assert len(shards([tmp_path], ArchiveOptions(shard_files=3))) == 4
    with pytest.raises(UsageError, match="neither a file nor a folder"):
        shards([tmp_path / "pipe"])
    check_resume(tmp_path)


def test_an_archive_named_twice_or_copied_is_read_once(tmp_path: Path) -> None:
    first, copy, other = tmp_path / "a.tar", tmp_path / "b.tar", tmp_path / "c.tar"
    first.write_bytes(tar(PAGES))
    copy.write_bytes(tar(PAGES))
    other.write_bytes(tar(PAGES[:8]))
    found = shards([first, copy, other, first])
    assert [s.twin_of for s in found] == [None, found[0].id, None, found[0].id]
    assert found[1].twin_path == str(first)
    assert found[0].id != found[2].id


def test_same_samples_with_other_bytes_between_are_two_shards(tmp_path: Path) -> None:
    one, two = tmp_path / "a.tar", tmp_path / "b.tar"
    data = bytearray(tar([(entry(f"{k}.html"), page(k) * 300) for k in range(9)]))
    assert len(data) > 2_000_000
    one.write_bytes(data)
    data[100_000:100_020] = b"x" * 20  # between two of the sampled stretches
    two.write_bytes(data)
    found = shards([one, two])
    assert found[0].digest == found[1].digest
    assert found[1].twin_of is None
    assert found[0].id != found[1].id


def test_a_name_that_says_something_else_decides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "page.warc.gz"
    path.write_bytes(page(3))
    assert numbers(found_in(path)) == [3]


def test_a_file_that_may_not_be_read_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "gone.html"
    path.write_bytes(page(1))
    from trucewatch.archive.open import records

    (shard,) = shards([path])
    path.unlink()
    (found,) = records(shard)
    assert isinstance(found, SetAside)
    assert found.code == "cannot_read"
    assert not isinstance(found, Record)
