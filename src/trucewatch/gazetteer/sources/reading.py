"""What the sources share: digests of files and folders, and numbers in text."""

from __future__ import annotations

import hashlib
from math import isfinite
from pathlib import Path


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes, read piece by piece; of a folder, over names, sizes and times of its files."""
    digest = hashlib.sha256()
    if path.is_dir():
        for f in sorted(p for p in path.rglob("*") if p.is_file() and ".git" not in p.parts):
            stat = f.stat()
            digest.update(f"{f.relative_to(path)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
        return digest.hexdigest()
    with path.open("rb") as data:
        while piece := data.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def number(text: str) -> float | None:
    """The number in a text, None when there is none or it is no finite one."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None
