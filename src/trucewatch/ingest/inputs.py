"""Paths to bytes: files, folders and standard input, one input at a time."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from trucewatch.errors import UsageError
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import guess_media_type
from trucewatch.ingest.options import MAX_BYTES
from trucewatch.model.intake import Custody
from trucewatch.model.issue import Issue

STDIN = "-"
STDIN_NAME = "<stdin>"


class RawInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The bytes of one input as captured, where they came from, and what they look like.

    `url`, `captured_at` and `source` are what an archive says of the record, `custody` where it lay there.
    """

    data: bytes
    location: str
    media_type: str
    url: str | None = None
    captured_at: datetime | None = None
    source: str | None = None
    custody: Custody | None = None


class PackedFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that holds many documents and is read elsewhere, record by record."""

    path: str


def iter_inputs(
    paths: Iterable[str | Path], *, max_bytes: int = MAX_BYTES, stdin: BinaryIO | None = None
) -> Iterator[RawInput | Issue]:
    """The inputs that the paths name, in the order given, folders sorted by name; what cannot be read is an Issue.

    Raises: UsageError before anything is read when a named path does not exist, or when no path is named.
    """
    found = iter_inputs_and_packed(paths, lambda _: False, max_bytes=max_bytes, stdin=stdin)
    return (item for item in found if not isinstance(item, PackedFile))


def iter_inputs_and_packed(
    paths: Iterable[str | Path],
    is_packed: Callable[[str], bool],
    *,
    max_bytes: int = MAX_BYTES,
    stdin: BinaryIO | None = None,
) -> Iterator[RawInput | PackedFile | Issue]:
    """The same, but files that `is_packed` knows by their path are named and not read. Raises: UsageError."""
    named = [str(p) for p in paths]
    if not named:
        raise UsageError("no input was named", try_this="name a file or folder, or - for standard input")
    missing = [p for p in named if p != STDIN and not os.path.lexists(p)]
    if missing:
        raise UsageError(
            f"no such file or folder: {', '.join(missing)}", try_this="check the spelling; nothing was read"
        )
    return _walk_all(named, _Reading(max_bytes, is_packed), stdin)


class _Reading(NamedTuple):
    """How files are read."""

    max_bytes: int
    is_packed: Callable[[str], bool]


def _walk_all(named: list[str], how: _Reading, stdin: BinaryIO | None) -> Iterator[RawInput | PackedFile | Issue]:
    for path in named:
        if path == STDIN:
            yield _read_stream(stdin or sys.stdin.buffer, how.max_bytes)
        elif Path(path).is_dir():
            yield from _walk_folder(path, how)
        else:
            yield _read_file(path, how, named=True)


def _walk_folder(top: str, how: _Reading) -> Iterator[RawInput | PackedFile | Issue]:
    # an own stack, not recursion: a hostile tree may be deeper than Python's
    seen: set[str] = set()
    todo: list[str] = [top]
    is_folder = {top}
    while todo:
        path = todo.pop()
        if path not in is_folder:
            yield _read_file(path, how, named=False)
            continue
        real = os.path.realpath(path)
        if real in seen:
            yield note_issue("folder_seen", _name_of(path), "a link to a folder that was read already; not followed")
            continue
        seen.add(real)
        try:
            with os.scandir(path) as entries:
                found = sorted(entries, key=lambda e: e.name)
        except OSError as error:
            yield _cannot_read(path, error)
            continue
        hidden = [e.name for e in found if e.name.startswith(".")]
        if hidden:
            yield note_issue(
                "hidden_skipped", _name_of(path), f"{len(hidden)} hidden entries skipped, the first {hidden[0]!r}"
            )
        shown = [e for e in found if not e.name.startswith(".")]
        for entry in shown:
            if _is_folder(entry):
                is_folder.add(entry.path)
        todo.extend(e.path for e in reversed(shown))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # reading it will say why


def _read_file(path: str, how: _Reading, *, named: bool) -> RawInput | PackedFile | Issue:
    max_bytes = how.max_bytes
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            if not named:
                return note_issue("not_a_file", _name_of(path), "neither a regular file nor a folder; not read")
        elif how.is_packed(path):
            return PackedFile(path=path)
        if status.st_size > max_bytes:
            return _too_large(path, max_bytes)
        # one byte more than allowed tells a growing file or a pipe that has no size
        with Path(path).open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        return _cannot_read(path, error)
    return _accept(data, path, max_bytes)


def _read_stream(stream: BinaryIO, max_bytes: int) -> RawInput | Issue:
    try:
        data = stream.read(max_bytes + 1)
    except OSError as error:
        return _cannot_read(STDIN_NAME, error)
    return _accept(data, STDIN_NAME, max_bytes)


def _name_of(path: str) -> str:
    """The path as text that can be kept: bytes of a name that are not UTF-8 are written as \\xe9."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")


def _accept(data: bytes, path: str, max_bytes: int) -> RawInput | Issue:
    location = _name_of(path)
    if len(data) > max_bytes:
        return _too_large(location, max_bytes)
    return RawInput(data=data, location=location, media_type=guess_media_type(location, data))


def _too_large(location: str, max_bytes: int) -> Issue:
    return note_issue(
        "too_large",
        _name_of(location),
        f"larger than the limit of {max_bytes:,} bytes; not read",
        try_this="split it, or raise the limit",
    )


def _cannot_read(location: str, error: OSError) -> Issue:
    return note_issue(
        "cannot_read",
        _name_of(location),
        f"cannot be read: {error.strerror or error}",
        try_this="check the permissions and that it still exists",
    )
