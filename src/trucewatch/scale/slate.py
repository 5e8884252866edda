"""A few bytes that a worker writes and its supervisor reads, also after the worker's death: what it is at, and since when.

A memory-mapped file: writing costs a microsecond and wakes nobody, so every record can be told. Times are of the system's
monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import mmap
import os
import struct
import tempfile
import time
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

_SIZE = 1 << 16
_HEAD = struct.Struct("<dI")


class Written(NamedTuple):
    """When it was written (0: nothing stands there), and the places."""

    since: float
    places: tuple[str, ...]


class Slate:
    """One slate; the supervisor makes it and the worker opens it by its path."""

    def __init__(self, path: str | None = None) -> None:
        if path is None:
            handle, self.path = tempfile.mkstemp(prefix="trucewatch-slate-")
            os.truncate(handle, _SIZE)
        else:
            self.path = path
            handle = os.open(path, os.O_RDWR)
        self._map = mmap.mmap(handle, _SIZE)
        os.close(handle)

    def write(self, places: Sequence[str]) -> None:
        """Nothing; the slate then tells these places, begun now. Too many for it: none, so that no one is suspected."""
        told = msgspec.msgpack.encode(places)
        if len(told) > _SIZE - _HEAD.size:
            told = msgspec.msgpack.encode(())
        self._map[_HEAD.size : _HEAD.size + len(told)] = told
        self._map[: _HEAD.size] = _HEAD.pack(time.monotonic(), len(told))

    def read(self) -> Written:
        """What stands there."""
        since, size = _HEAD.unpack(self._map[: _HEAD.size])
        if not since:
            return Written(0.0, ())
        told = self._map[_HEAD.size : _HEAD.size + size]
        try:
            places = msgspec.msgpack.decode(told, type=tuple[str, ...])
        except msgspec.DecodeError:  # looked at while it was being written
            places = ()
        return Written(since, places)

    def clear(self) -> None:
        """Nothing; the slate tells nothing and no time runs."""
        self._map[: _HEAD.size] = _HEAD.pack(0.0, 0)

    def close(self) -> None:
        """Nothing; the slate is gone."""
        self._map.close()
        if os.path.exists(self.path):  # noqa: PTH110 - a string all along
            os.unlink(self.path)  # noqa: PTH108
