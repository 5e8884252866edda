"""Files that are whole or not there, and chunks that tell by themselves whether they are sound."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import zlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from trucewatch.errors import StoreError

_DIGEST = 64
_PART = re.compile(r"\..+\.\d+")  # as `write_whole` names them, by the process
T = TypeVar("T")


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one stretch of a shard. `last`: the place of its last item; `end`: True for the last chunk of the shard."""

    items: int
    last: str | None
    end: bool
    rows: dict[str, list[list[Any]]]


def write_whole(path: Path, data: bytes) -> None:
    """Nothing; the file then holds these bytes and lies on the disk, or is as it was. Raises: OSError."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def work_folder(folder: str | Path, shard_id: str) -> Path:
    """Where the chunks of an unfinished shard lie."""
    return Path(folder, "work", shard_id)


def write_chunk(folder: Path, number: int, chunk: Chunk) -> None:
    """Nothing; the chunk then lies on the disk under its number."""
    body = zlib.compress(msgspec.msgpack.encode(chunk), level=1)
    digest = hashlib.sha256(body).hexdigest().encode()
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(_chunk_path(folder, number), digest + body)


def read_chunk(folder: Path, number: int) -> Chunk | None:
    """A chunk, None when it is not there or not what was written: then it is made again."""
    try:
        data = _chunk_path(folder, number).read_bytes()
    except FileNotFoundError:
        return None
    digest, body = data[:_DIGEST], data[_DIGEST:]
    if hashlib.sha256(body).hexdigest().encode() != digest:
        return None
    return msgspec.msgpack.decode(zlib.decompress(body), type=Chunk)


def finished_chunks(folder: Path) -> tuple[int, Chunk | None]:
    """How many chunks are sound from the first on, and the last of them."""
    number, last = 0, None
    while (chunk := read_chunk(folder, number)) is not None:
        number, last = number + 1, chunk
        if chunk.end:
            break
    return number, last


def _chunk_path(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.chunk"


def drop(folder: Path) -> None:
    """Nothing; the folder is gone."""
    shutil.rmtree(folder, ignore_errors=True)


def drop_parts(folder: Path) -> None:
    """Nothing; no half-written file of a process that died is left in the folder or in those right below."""
    for part in (*folder.glob(".*"), *folder.glob("*/.*")):
        if _PART.fullmatch(part.name) and part.is_file():
            part.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def decoded(path: Path, kind: type[T]) -> T:
    """A record of this run's folder. Raises: StoreError when the file is not what was written."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoreError(f"is damaged: {error}", where=str(path), try_this="remove it and run again") from error
