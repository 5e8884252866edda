"""Paths to shards: pieces of archives that can be read apart from one another, each with a name that lasts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from trucewatch.archive.kinds import Kind, find_kind, warcs_within
from trucewatch.archive.options import ArchiveOptions
from trucewatch.archive.parquet import row_groups
from trucewatch.archive.shard import Shard
from trucewatch.errors import UsageError
from trucewatch.model.ids import sha256, short_id

_SAMPLES = 16  # stretches of a file that its fingerprint is made of
_SAMPLE = 65_536


def shards(paths: Iterable[str | Path], options: ArchiveOptions | None = None) -> list[Shard]:
    """The shards of archives and folders, in the order given, folders by name; those read once already bear `twin_of`.

    Raises: UsageError when a path does not exist or none is given.
    """
    told = options or ArchiveOptions()
    named = [str(p) for p in paths]
    if not named:
        raise UsageError("no archive was named", try_this="name files or folders")
    missing = [p for p in named if not os.path.lexists(p)]
    if missing:
        raise UsageError(
            f"no such file or folder: {', '.join(missing)}", try_this="check the spelling; nothing was read"
        )
    odd = [p for p in named if os.path.exists(p) and not os.path.isdir(p) and not os.path.isfile(p)]  # noqa: PTH110, PTH112, PTH113
    if odd:
        raise UsageError(
            f"neither a file nor a folder: {', '.join(odd)}", try_this="write what comes in to a file first"
        )
    return _known_twins([s for path in named for s in _of_path(path, told)])


def _of_path(path: str, options: ArchiveOptions) -> Iterator[Shard]:
    if not Path(path).is_dir():
        yield from _of_file(path, options)
        return
    loose: list[str] = []
    size = 0
    for file in _walk(path):
        kind = find_kind(file)
        if kind.name != "files":
            yield from _of_file(file, options)
            continue
        loose.append(file)
        size += _size(file)
        if len(loose) >= options.shard_files or size >= options.shard_bytes:
            yield _loose(path, loose)
            loose, size = [], 0
    if loose:
        yield _loose(path, loose)


def _walk(top: str) -> Iterator[str]:
    for folder, below, files in os.walk(top):  # links to folders are not followed
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(folder, name)  # noqa: PTH118 - millions of names
            # a link that leads nowhere is read as well, which says what is wrong with it; pipes and devices are not
            if not name.startswith(".") and (os.path.isfile(path) or not os.path.exists(path)):  # noqa: PTH110, PTH113
                yield path


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0  # reading it will say why


def _loose(top: str, files: Sequence[str]) -> Shard:
    """Files of a folder that are read together. They are known by names and sizes: reading all to tell them costs as much
    as reading them."""
    rows = [f"{os.path.relpath(f, top)}\x1f{_size(f)}" for f in files]
    digest = sha256("\x1e".join(rows).encode("utf-8", "surrogateescape"))
    size = sum(map(_size, files))
    return Shard(
        id=short_id("s", digest), path=top, kind=Kind(name="files"), digest=digest, size=size, files=tuple(files)
    )


def _of_file(path: str, options: ArchiveOptions) -> Iterator[Shard]:
    kind = find_kind(path)
    size = _size(path)
    if kind.name == "files":
        yield _loose(str(Path(path).parent), [path])
        return
    digest = fingerprint(path)
    if kind.name == "wacz":
        for name in warcs_within(path):
            yield Shard(id=short_id("s", digest, name), path=path, kind=kind, digest=digest, size=size, member=name)
        return
    for start, end in _cuts(path, kind, size, options):
        ident = short_id("s", digest, str(start), str(end))
        yield Shard(id=ident, path=path, kind=kind, digest=digest, size=size, start=start, end=end)


def _cuts(path: str, kind: Kind, size: int, options: ArchiveOptions) -> list[tuple[int, int | None]]:
    """Where a file that can be entered anywhere is cut; one piece for the others."""
    pieces = -(-size // options.shard_bytes)
    if pieces < 2 or kind.packing:
        return [(0, None)]
    if kind.name == "jsonl":
        step = -(-size // pieces)
        return [(at, min(at + step, size)) for at in range(0, size, step)]
    if kind.name == "parquet":
        groups = row_groups(path)
        step = max(1, -(-groups // pieces))
        return [(at, min(at + step, groups)) for at in range(0, groups, step)]
    return [(0, None)]


def fingerprint(path: str) -> str:
    """SHA-256 over the size of a file and sixteen stretches of it: different fingerprints are different files."""
    size = Path(path).stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with Path(path).open("rb") as file:
        if size <= _SAMPLES * _SAMPLE:
            digest.update(file.read())
        else:
            for k in range(_SAMPLES):
                file.seek(k * (size - _SAMPLE) // (_SAMPLES - 1))
                digest.update(file.read(_SAMPLE))
    return digest.hexdigest()


def _known_twins(found: list[Shard]) -> list[Shard]:
    """The shards with those told that hold the bytes of an earlier one; the same fingerprint is looked into to the last
    byte, and where the bytes differ after all the later one gets an id of its own."""
    first: dict[str, Shard] = {}
    out: list[Shard] = []
    whole: dict[str, str] = {}
    for shard in found:
        earlier = first.setdefault(shard.id, shard)
        if earlier is shard:
            out.append(shard)
        elif _same_bytes(earlier, shard, whole):
            out.append(msgspec.structs.replace(shard, twin_of=earlier.id, twin_path=earlier.path))
        else:
            ident = short_id("s", shard.digest, _whole(shard.path, whole), str(shard.start), str(shard.end))
            out.append(msgspec.structs.replace(shard, id=ident))
    return out


def _same_bytes(one: Shard, other: Shard, whole: dict[str, str]) -> bool:
    pairs = zip(one.files, other.files, strict=True) if one.files else [(one.path, other.path)]
    return all(os.path.realpath(a) == os.path.realpath(b) or _whole(a, whole) == _whole(b, whole) for a, b in pairs)


def _whole(path: str, known: dict[str, str]) -> str:
    if path not in known:
        with Path(path).open("rb") as file:
            known[path] = hashlib.file_digest(file, "sha256").hexdigest()
    return known[path]
