"""How far two words of a sentence stand apart in its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trucewatch.extract.token import Token


def tree_distance(a: Token, b: Token) -> int:
    """Steps in the dependency tree between two words of one sentence; far where they meet nowhere."""
    up: dict[int, int] = {}
    t, n = a, 0
    while True:
        up[t.i] = n
        if t.head.i == t.i:
            break
        t, n = t.head, n + 1
    t, n = b, 0
    while t.i not in up:
        if t.head.i == t.i:
            return 50
        t, n = t.head, n + 1
    return n + up[t.i]
