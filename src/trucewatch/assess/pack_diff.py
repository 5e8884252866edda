"""Two packs, or two states of one pack, and every place where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from trucewatch.model.agreement import Agreement

Kind = Literal["added", "removed", "changed"]

# What tells the members of a list apart; lists of plain words are compared as sets.
_KEYS = ("id", "side", "authority", "case", "valid_from", "holder", "to")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One difference: where it stands, and what stood there before and after (None: nothing)."""

    where: str
    kind: Kind
    before: str | None
    after: str | None


def diff_packs(before: Agreement, after: Agreement) -> tuple[Difference, ...]:
    """Every difference, in the order of the pack; provisions, zones and parties are matched by their names."""
    return tuple(_compare("", msgspec.to_builtins(before), msgspec.to_builtins(after)))


def _compare(where: str, a: Any, b: Any) -> Iterator[Difference]:
    if a == b:
        return
    if isinstance(a, dict) and isinstance(b, dict):
        for key in dict.fromkeys((*a, *b)):
            yield from _compare(f"{where}.{key}" if where else key, a.get(key), b.get(key))
        return
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        yield from _compare_lists(where, list(a), list(b))
        return
    kind: Kind = "added" if a is None else "removed" if b is None else "changed"
    yield Difference(where=where, kind=kind, before=_say(a), after=_say(b))


def _compare_lists(where: str, a: list[Any], b: list[Any]) -> Iterator[Difference]:
    key = next((k for k in _KEYS if all(isinstance(x, dict) and k in x for x in (*a, *b))), None)
    if key is not None:
        left, right = _named(a, key), _named(b, key)
        for name in dict.fromkeys((*left, *right)):
            yield from _compare(f"{where}[{name}]", left.get(name), right.get(name))
        return
    for item in a:
        if item not in b:
            yield Difference(where=where, kind="removed", before=_say(item), after=None)
    for item in b:
        if item not in a:
            yield Difference(where=where, kind="added", before=None, after=_say(item))
    if sorted(map(str, a)) == sorted(map(str, b)):
        yield Difference(where=where, kind="changed", before=_say(a), after=_say(b))  # the order alone


def _named(items: list[Any], key: str) -> dict[str, Any]:
    """The members by name; a name that stands twice is numbered on."""
    found: dict[str, Any] = {}
    for item in items:
        name, n = str(item[key]), 2
        while name in found:
            name, n = f"{item[key]} ({n})", n + 1
        found[name] = item
    return found


def _say(value: Any) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
