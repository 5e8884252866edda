"""Notes: answers of pure functions, kept so that what did not change is not worked out again."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from trucewatch.store.engine import Engine


class NoteTables(Engine):
    """Notes lie beside the derived rows and are no part of them: without them the same rows come out, later."""

    def note(self, stage: str, key: bytes) -> bytes | None:
        """The note under a key, None where there is none. Cost: O(log n)."""
        row = self._one("SELECT value FROM notes WHERE stage=? AND key=?", (stage, key))
        return bytes(row[0]) if row else None

    def put_notes(self, stage: str, new: Mapping[bytes, bytes], used: Collection[bytes]) -> None:
        """Add notes, and drop those of the stage that are neither new nor were used. Cost: O(notes of the stage)."""
        with self.transaction(durable=False):
            held = [bytes(key) for (key,) in self._all("SELECT key FROM notes WHERE stage=?", (stage,))]
            stale = [(stage, key) for key in held if key not in used and key not in new]
            self._run_many("DELETE FROM notes WHERE stage=? AND key=?", stale)
            self.add_notes(stage, new)

    def add_notes(self, stage: str, new: Mapping[bytes, bytes]) -> None:
        """Add notes and drop none. Cost: O(log n) each."""
        with self.transaction(durable=False):
            self._run_many(
                "INSERT INTO notes VALUES (?, ?, ?) ON CONFLICT (stage, key) DO UPDATE SET value=excluded.value",
                [(stage, k, v) for k, v in sorted(new.items())],
            )

    def clear_notes(self) -> None:
        """Drop all notes, and what linking remembers."""
        with self.transaction(durable=False):
            self._run("DELETE FROM notes")
            for table in ("linking_marks", "linking_rows", "linking_basis"):
                self._run(f"DELETE FROM {table}")
