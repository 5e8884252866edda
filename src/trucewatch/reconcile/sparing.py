"""Memory: what many incidents say in the same words is held once, and the collector of rings rests meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def one_of(value: T) -> T:
    """An equal value that was seen before, if it was seen lately, else this one; for values that never change."""
    return _seen(value)  # type: ignore[return-value]


@lru_cache(maxsize=32768)
def _seen(value: Hashable) -> Hashable:
    return value


@contextmanager
def without_collecting() -> Iterator[None]:
    """Python's search for rings of objects is off inside: no record refers back to what holds it, so it would walk all of
    them again and again and find nothing (a tenth of the time at 100,000 claims). Counting of references frees as ever."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
