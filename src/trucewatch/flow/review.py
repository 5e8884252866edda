"""A walk through the pairs that a person should look at, written down answer by answer.

Every answer is in the ledger before the next pair is shown, so that a walk can stop anywhere and go on another day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from trucewatch.flow.judge import record_judgement
from trucewatch.publish.records import Records
from trucewatch.publish.review import ReviewItem, review_items
from trucewatch.store.shape import Store

Answer = Literal["same", "different", "unsure"]
REASON = "Read both passages side by side in review."


class Review:
    """The pairs still to be looked at, and what was answered in this walk.

    `clock` gives the time of each answer; `limit` ends the walk after so many pairs. An answer is written down at once;
    the caller derives when the walk is over.
    """

    def __init__(self, store: Store, *, by: str, clock: Callable[[], datetime], limit: int | None = None) -> None:
        self._store, self._by, self._clock = store, by, clock
        self._items = tuple(review_items(Records(store)))[:limit]
        self._at = 0
        self._answers: list[tuple[int, str | None]] = []

    @property
    def total(self) -> int:
        """How many pairs this walk has."""
        return len(self._items)

    @property
    def place(self) -> int:
        """Which pair stands next, from 1."""
        return self._at + 1

    @property
    def answered(self) -> int:
        """How many answers of this walk stand in the ledger."""
        return sum(1 for _, written in self._answers if written is not None)

    def next(self) -> ReviewItem | None:
        """The pair to look at now, None when the walk is over."""
        return self._items[self._at] if self._at < len(self._items) else None

    def answer(self, kind: Answer, reason: str = REASON) -> str:
        """Write the answer down and go on; the id of the judgement. Raises: UsageError as `record_judgement` does."""
        item = self._items[self._at]
        made = record_judgement(
            self._store,
            kind,
            item.a.claim.id,
            object=item.b.claim.id,
            by=self._by,
            reason=reason,
            now=self._clock(),
        )
        self._answers.append((self._at, made.id))
        self._at += 1
        return made.id

    def skip(self) -> None:
        """Leave the pair for another day."""
        self._answers.append((self._at, None))
        self._at += 1

    def undo(self) -> str | None:
        """Go back one pair and take its answer back: the id of the judgement undone, None after a skip or at the start."""
        if not self._answers:
            return None
        self._at, written = self._answers.pop()
        if written is not None:
            record_judgement(
                self._store, "undo", written, by=self._by, reason="Taken back in review.", now=self._clock()
            )
        return written
