"""What linking remembers between two runs: rows by kind and id, found by marks. The store does not look into them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trucewatch.store.engine import Engine

AT_ONCE = 800  # keys of one query


class LinkingTables(Engine):
    """Rows lie beside the derived rows and are no part of them: without them the same rows come out, later."""

    def linked_rows(self, kind: int, ids: Sequence[str]) -> dict[str, bytes]:
        """Those of some ids that are there. Cost: O(log n) each."""
        out: dict[str, bytes] = {}
        for start in range(0, len(ids), AT_ONCE):
            part = ids[start : start + AT_ONCE]
            wanted = ",".join("?" * len(part))
            sql = f"SELECT id, data FROM linking_rows WHERE kind=? AND id IN ({wanted})"
            out.update((i, bytes(data)) for i, data in self._all(sql, [kind, *part]))
        return out

    def linked_ids(self, kind: int, marks: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The ids under some marks, in order; marks that nothing bears are left out. Cost: O(log n) each, and those found."""
        out: dict[int, list[str]] = {}
        for start in range(0, len(marks), AT_ONCE):
            part = marks[start : start + AT_ONCE]
            wanted = ",".join("?" * len(part))
            sql = f"SELECT mark, id FROM linking_marks WHERE kind=? AND mark IN ({wanted}) ORDER BY mark, id"
            for m, i in self._all(sql, [kind, *part]):
                out.setdefault(m, []).append(i)
        return {m: tuple(found) for m, found in out.items()}

    def linked(self, kind: int) -> Iterator[tuple[str, bytes]]:
        """All rows of a kind in order of their ids."""
        for i, data in self._each("SELECT id, data FROM linking_rows WHERE kind=? ORDER BY id", (kind,)):
            yield i, bytes(data)

    def put_linked(
        self,
        kind: int,
        rows: Iterable[tuple[str, bytes]],
        *,
        gone: Iterable[str] = (),
        marked: Iterable[tuple[int, str]] = (),
        unmarked: Iterable[tuple[int, str]] = (),
    ) -> None:
        """Put rows, drop others, and put their marks right. Cost: O(log n) each."""
        with self.transaction(durable=False):
            self._run_many("DELETE FROM linking_marks WHERE kind=? AND mark=? AND id=?", [(kind, *m) for m in unmarked])
            self._run_many("DELETE FROM linking_rows WHERE kind=? AND id=?", [(kind, i) for i in gone])
            self._run_many(
                "INSERT INTO linking_rows VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET data=excluded.data",
                [(kind, *row) for row in rows],
            )
            self._run_many(
                "INSERT INTO linking_marks VALUES (?, ?, ?) ON CONFLICT (kind, mark, id) DO NOTHING",
                [(kind, *m) for m in marked],
            )

    def forget_linked(self, kinds: Iterable[int]) -> None:
        """Drop all rows of some kinds. Cost: O(rows)."""
        with self.transaction(durable=False):
            for kind in kinds:
                self._run("DELETE FROM linking_marks WHERE kind=?", (kind,))
                self._run("DELETE FROM linking_rows WHERE kind=?", (kind,))

    def linking_basis(self) -> str | None:
        """What the rows were made with, None when there are none."""
        row = self._one("SELECT basis FROM linking_basis")
        return str(row[0]) if row else None

    def forget_linking(self, basis: str | None = None) -> None:
        """Drop all rows; `basis`: what new ones will be made with. Cost: O(rows)."""
        with self.transaction(durable=False):
            for table in ("linking_marks", "linking_rows", "linking_basis"):
                self._run(f"DELETE FROM {table}")
            if basis is not None:
                self._run("INSERT INTO linking_basis VALUES (1, ?)", (basis,))
