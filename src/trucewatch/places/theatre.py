"""The theatre prior: where a conflict is told of, from the agreement's own places and those lately resolved."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from trucewatch.places.vectors import Vectors, chord_to_km, unit

PACK_WEIGHT = 1.0
RECENT_WEIGHT = 2.0
MOST_RECENT = 200
SCALES_KM = (12.0, 40.0, 200.0)
FLOOR = 1e-3
_TRIPLE = Struct("<3d")


class Theatre:
    """Places of a theatre, each a kernel; the older of the recent ones leave. Order matters: feed it in order of time."""

    def __init__(self, pack: Iterable[tuple[float, float]] = ()) -> None:
        """`pack`: (lat, lon) of the agreement's places."""
        self._pack = [(lat, lon, PACK_WEIGHT) for lat, lon in pack]
        self._recent: deque[tuple[float, float, float]] = deque(maxlen=MOST_RECENT)
        self._packed = b"".join(_TRIPLE.pack(*known) for known in self._pack)
        self._packed_recent: deque[bytes] = deque(maxlen=MOST_RECENT)
        self._vectors: tuple[Vectors, NDArray[np.float64]] | None = None

    def add(self, lat: float, lon: float, weight: float = 1.0) -> None:
        """Notes a place that was resolved, `weight` how surely."""
        self._recent.append((lat, lon, RECENT_WEIGHT * weight))
        self._packed_recent.append(_TRIPLE.pack(lat, lon, RECENT_WEIGHT * weight))
        self._vectors = None

    def state(self) -> bytes:
        """All that its densities depend on, as bytes: equal for theatres that answer alike."""
        return self._packed + b"".join(self._packed_recent)

    def __bool__(self) -> bool:
        return bool(self._pack or self._recent)

    def densities(self, points: Vectors) -> list[NDArray[np.float64]]:
        """Nearness to the theatre on each of `SCALES_KM`, 0 (nowhere near) to 1, for unit vectors of shape (n, 3)."""
        if not self:
            return [np.zeros(len(points)) for _ in SCALES_KM]
        if self._vectors is None:
            known = [*self._pack, *self._recent]
            self._vectors = unit([(a, o) for a, o, _ in known]), np.array([w for _, _, w in known])
        at, weights = self._vectors
        km = chord_to_km(points @ at.T)
        return [_nearness(km, weights, scale) for scale in SCALES_KM]


def _nearness(km: NDArray[np.float64], weights: NDArray[np.float64], scale: float) -> NDArray[np.float64]:
    return scaled((np.exp(-km / scale) * weights).sum(axis=1) / weights.sum())


def scaled(density: NDArray[np.float64]) -> NDArray[np.float64]:
    """A density from 0 to 1 on a logarithmic scale from 0 to 1."""
    result: NDArray[np.float64] = 1 - np.log(density + FLOOR) / np.log(FLOOR)
    return result.clip(0, 1)
