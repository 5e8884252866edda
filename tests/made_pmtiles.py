"""A PMTiles archive of our own making: one vector tile of the whole world with land, a border and a line of control."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

EXTENT = 4096


def _number(value: int) -> bytes:
    """A variable-length number as protocol buffers and PMTiles have it."""
    out = b""
    while True:
        low, value = value & 0x7F, value >> 7
        out += bytes([low | (0x80 if value else 0)])
        if not value:
            return out


def _field(number: int, data: bytes) -> bytes:
    return _number(number << 3 | 2) + _number(len(data)) + data


def _whole(number: int, value: int) -> bytes:
    return _number(number << 3) + _number(value)


def _turn(value: int) -> int:
    return (value << 1) ^ (value >> 31)


def _shape(corners: list[tuple[int, int]], *, close: bool) -> bytes:
    """The commands of a line or ring: move, lines, and the end of a ring."""
    steps, at = [], (0, 0)
    for n, (x, y) in enumerate(corners):
        steps += [9] if n == 0 else [(len(corners) - 1) << 3 | 2] if n == 1 else []
        steps += [_turn(x - at[0]), _turn(y - at[1])]
        at = (x, y)
    return b"".join(map(_number, [*steps, *([15] if close else [])]))


def _layer(name: str, corners: list[tuple[int, int]], *, ring: bool, says: str = "") -> bytes:
    tags = _field(2, _number(0) + _number(0)) if says else b""
    feature = tags + _whole(3, 3 if ring else 2) + _field(4, _shape(corners, close=ring))
    words = _field(3, b"class") + _field(4, _field(1, says.encode())) if says else b""
    return _field(3, _whole(15, 2) + _field(1, name.encode()) + _field(2, feature) + words + _whole(5, EXTENT))


def write_pmtiles(path: Path) -> Path:
    """The archive (version 3), one tile at zoom 0."""
    land = _layer("land", [(100, 100), (4000, 100), (4000, 4000), (100, 4000)], ring=True)
    lines = _layer("boundaries", [(2500, 100), (2600, 4000)], ring=False, says="line of control")
    tile = gzip.compress(land + lines, mtime=0)
    about = {"vector_layers": [{"id": "land", "fields": {}}, {"id": "boundaries", "fields": {"class": "String"}}],
             "attribution": "<a href='https://maps.example/'>made for a test</a>"}  # fmt: skip
    folder = gzip.compress(_number(1) + _number(0) + _number(1) + _number(len(tile)) + _number(1), mtime=0)
    told = gzip.compress(json.dumps(about).encode(), mtime=0)
    at = [127, len(folder), 127 + len(folder), len(told), 127 + len(folder) + len(told), 0]
    at += [127 + len(folder) + len(told), len(tile), 1, 1, 1]
    head = b"PMTiles\x03" + b"".join(n.to_bytes(8, "little") for n in at)
    head += bytes([1, 2, 2, 1, 0, 0])  # ordered by tiles; folder and tile gzipped; vector tiles; zoom 0 to 0
    bounds = (-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000)
    head += b"".join(n.to_bytes(4, "little", signed=True) for n in bounds) + bytes([0])
    head += (0).to_bytes(4, "little") * 2
    assert len(head) == 127
    path.write_bytes(head + folder + told + tile)
    return path
