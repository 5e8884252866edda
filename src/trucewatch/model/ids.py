"""Identifiers: made of what a record says, so that the same record has the same id on every machine."""

from __future__ import annotations

import hashlib


def sha256(data: bytes) -> str:
    """Hex SHA-256 of some bytes."""
    return hashlib.sha256(data).hexdigest()


def short_id(prefix: str, *parts: str, length: int = 12) -> str:
    """`prefix-` and the first hex digits of the SHA-256 over the parts, joined by a byte that no part holds."""
    return f"{prefix}-{sha256(chr(31).join(parts).encode())[:length]}"
