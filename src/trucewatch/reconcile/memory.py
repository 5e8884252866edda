"""Where linking keeps what it remembers, and a draft of what changes, in which both the old and the new are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

import msgspec

from trucewatch.reconcile.memory_rows import Row

R = TypeVar("R", bound=Row)


class Change(msgspec.Struct, frozen=True):
    """A row that is another now; `old` or `new` None where there was or is none. The old one tells which marks fall away."""

    kind: type[Any]
    id: str
    old: Any
    new: Any


class Memory(Protocol):
    """Rows by id and by mark."""

    def rows(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """Those of some ids that are there."""
        ...

    def ids(self, kind: type[Row], marks: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The ids under each mark; marks that nothing bears are left out."""
        ...

    def write(self, changes: Iterable[Change]) -> None:
        """Make the changes."""
        ...


class PlainMemory:
    """A memory for as long as the process lasts."""

    def __init__(self) -> None:
        self._rows: dict[type, dict[str, Any]] = defaultdict(dict)
        self._marked: dict[tuple[type, int], set[str]] = defaultdict(set)

    def rows(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """Cost: O(ids)."""
        held = self._rows[kind]
        return {i: held[i] for i in ids if i in held}

    def ids(self, kind: type[Row], marks: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Cost: O(marks + ids found)."""
        return {m: tuple(found) for m in marks if (found := self._marked.get((kind, m)))}

    def write(self, changes: Iterable[Change]) -> None:
        """Cost: O(changes)."""
        for change in changes:
            if change.old is not None:
                for m in change.old.marks():
                    found = self._marked[change.kind, m]
                    found.discard(change.id)
                    if not found:
                        del self._marked[change.kind, m]
                del self._rows[change.kind][change.id]
            if change.new is not None:
                self._rows[change.kind][change.id] = change.new
                for m in change.new.marks():
                    self._marked[change.kind, m].add(change.id)

    def every(self) -> dict[tuple[str, str], Any]:
        """All rows by kind and id."""
        return {(kind.__name__, i): row for kind, held in self._rows.items() for i, row in held.items()}


class Draft:
    """A memory with changes that are not written yet; what was read once is kept."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._old: dict[type, dict[str, Any]] = defaultdict(dict)
        self._new: dict[type, dict[str, Any]] = defaultdict(dict)
        self._marked: dict[type, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))

    def before(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """Rows as they were."""
        known = self._old[kind]
        wanted = list(dict.fromkeys(ids))
        missing = [i for i in wanted if i not in known]
        if missing:
            known.update(dict.fromkeys(missing))
            known.update(self._memory.rows(kind, missing))
        return {i: row for i in wanted if (row := known[i]) is not None}

    def ids_before(self, kind: type[Row], marks: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Ids under marks as they were."""
        return self._memory.ids(kind, marks)

    def rows(self, kind: type[R], ids: Iterable[str]) -> dict[str, R]:
        """Rows as they are now."""
        new = self._new[kind]
        wanted = list(dict.fromkeys(ids))
        found = self.before(kind, [i for i in wanted if i not in new])
        return {i: row for i in wanted if (row := new[i] if i in new else found.get(i)) is not None}

    def row(self, kind: type[R], id: str) -> R | None:
        """One row as it is now."""
        return self.rows(kind, (id,)).get(id)

    def ids(self, kind: type[Row], marks: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Ids under marks as they are now."""
        wanted = list(dict.fromkeys(marks))
        new, marked = self._new[kind], self._marked[kind]
        found = self._memory.ids(kind, wanted)
        if not new:
            return found
        out: dict[int, tuple[str, ...]] = {}
        for m in wanted:
            ids = (*(i for i in found.get(m, ()) if i not in new), *marked.get(m, ()))
            if ids:
                out[m] = ids
        return out

    def marked(self, kind: type[R], marks: Iterable[int]) -> dict[str, R]:
        """Rows under any of some marks as they are now, in order of their ids."""
        found = {i for ids in self.ids(kind, marks).values() for i in ids}
        return self.rows(kind, sorted(found))

    def put(self, row: Row) -> None:
        """This row from now on."""
        kind = type(row)
        self._unmark(kind, row.id)
        self._new[kind][row.id] = row
        for m in row.marks():
            self._marked[kind][m].add(row.id)

    def drop(self, kind: type[Row], id: str) -> None:
        """No such row from now on."""
        self._unmark(kind, id)
        self._new[kind][id] = None

    def _unmark(self, kind: type[Row], id: str) -> None:
        row = self._new[kind].get(id)
        for m in row.marks() if row is not None else ():
            self._marked[kind][m].discard(id)

    def changes(self) -> Iterator[Change]:
        """What is other than it was, in order."""
        for kind, rows in self._new.items():
            old: dict[str, Any] = self.before(kind, rows)
            for i in sorted(rows):
                if rows[i] != old.get(i):
                    yield Change(kind, i, old.get(i), rows[i])
