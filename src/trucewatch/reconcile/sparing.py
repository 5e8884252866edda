"""Memory: what many incidents say in the same words is held once."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def one_of(value: T) -> T:
    """An equal value that was seen before, if it was seen lately, else this one; for values that never change."""
    return _seen(value)  # type: ignore[return-value]


@lru_cache(maxsize=32768)
def _seen(value: Hashable) -> Hashable:
    return value
