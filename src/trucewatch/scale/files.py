"""Chunks that tell by themselves whether they are sound, and records of a run's folder."""

from __future__ import annotations

import hashlib
import shutil
import zlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from trucewatch.errors import StoreError
from trucewatch.whole import write_whole

_DIGEST = 64
T = TypeVar("T")


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one stretch of a shard. `last`: the place of its last item; `end`: True for the last chunk of the shard."""

    items: int
    last: str | None
    end: bool
    rows: dict[str, list[list[Any]]]


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
