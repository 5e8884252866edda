"""Points as unit vectors, so that many distances are one product of matrices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trucewatch.places.ground import EARTH_KM

Vectors = NDArray[np.float64]


def unit(points: Sequence[tuple[float, float]]) -> Vectors:
    """Unit vectors of (lat, lon) in degrees. Shape: (n, 3)."""
    a = np.radians(np.array(points, dtype=np.float64).reshape(-1, 2))
    near = np.cos(a[:, 0])
    result: Vectors = np.stack([near * np.cos(a[:, 1]), near * np.sin(a[:, 1]), np.sin(a[:, 0])], axis=1)
    return result


def chord_to_km(cosines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle kilometres from the cosines between unit vectors."""
    km: NDArray[np.float64] = EARTH_KM * np.arccos(cosines.clip(-1, 1))
    return km
