"""What kind of archive a file is: its bytes decide, also those under its packing; never its name alone."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.stream import Unpacked
from trucewatch.errors import ConfigurationError

KindName = Literal["warc", "wacz", "tar", "zip", "parquet", "jsonl", "files"]
Packing = Literal["gzip", "bzip2", "xz", "zstd"]

_HEAD = 4096
_PACKED: tuple[tuple[bytes, Packing], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)


def packing_of(head: bytes) -> Packing | None:
    """What the bytes of a file are packed with, by its first ones."""
    return next((name for magic, name in _PACKED if head.startswith(magic)), None)


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`files`: loose documents, one record each. `packing`: what the whole file is packed with."""

    name: KindName
    packing: Packing | None = None


def find_kind(path: str) -> Kind:
    """The kind of a file; what is no archive is a loose document."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return Kind(name="files")  # reading it will say why
    packing = packing_of(head)
    inner = unpacked_head(path, packing) if packing else head
    name = _by_bytes(inner, path)
    return Kind(name=name, packing=packing)


def _by_bytes(head: bytes, path: str) -> KindName:
    if head.startswith(b"WARC/"):
        return "warc"
    if head[257:262] == b"ustar":
        return "tar"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _of_zip(path)
    first, end, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    lines = first.startswith(b"{") and first.rstrip().endswith(b"}") and (not end or rest.lstrip()[:1] in (b"{", b""))
    named = Path(path).name.lower()
    if lines and not named.endswith(".json"):
        return "jsonl"
    if any(part in (".jsonl", ".ndjson") for part in Path(named).suffixes[-2:]):
        return "jsonl"
    return "files"


def _of_zip(path: str) -> KindName:
    import zipfile

    try:
        with zipfile.ZipFile(path) as parts:
            names = parts.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return "files"
    if any(map(_is_warc_name, names)):
        return "wacz"
    office = "[Content_Types].xml" in names
    return "files" if office else "zip"


def _is_warc_name(name: str) -> bool:
    return name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))


def warcs_within(path: str) -> list[str]:
    """The WARC files inside a WACZ, by name."""
    import zipfile

    with zipfile.ZipFile(path) as parts:
        return sorted(filter(_is_warc_name, parts.namelist()))


def unpacked_head(path: str, packing: str | None) -> bytes:
    """The first bytes under a packing, as many as come out without a fault."""
    try:
        with Path(path).open("rb") as file:
            return Unpacked(file, packing, ArchiveOptions()).read(_HEAD)
    except (OSError, ConfigurationError):
        return b""
