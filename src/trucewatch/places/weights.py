"""The weights of the features, learnt by `benchmarks/places_fit.py` and kept in `data/gazetteer/weights.yml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

from trucewatch.places.features import NAMES, NONE_NAMES


@cache
def weights() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of the candidates' features and of those of "none of these"."""
    text = files("trucewatch.data").joinpath("gazetteer", "weights.yml").read_text(encoding="utf-8")
    table: dict[str, float] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return np.array([table[n] for n in NAMES]), np.array([table[n] for n in NONE_NAMES])
