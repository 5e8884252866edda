"""Alerts joined to the store: what there is to tell after a change, and what would have been told day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal

from trucewatch.alerts.book import Book, Message
from trucewatch.alerts.facts import find_facts
from trucewatch.alerts.rules import RuleBook
from trucewatch.alerts.send import send_due
from trucewatch.flow.asof import store_as_of
from trucewatch.flow.followed import past_alarms
from trucewatch.flow.stages import Stages
from trucewatch.publish.view import View
from trucewatch.store.shape import Store
from trucewatch.watching.clock import Clock
from trucewatch.watching.memory import IN_MEMORY

LOOK_AGAIN = timedelta(hours=1)  # due dates come nearer without any report


class Alerter:
    """Looks at a store after it changed, and at least once an hour, and sends what is due."""

    def __init__(
        self,
        store: Store,
        rules: RuleBook,
        book: Book,
        clock: Clock,
        *,
        write: Callable[[str], None],
        secrets: Mapping[str, str],
    ) -> None:
        self.store, self.rules, self.book, self.clock = store, rules, book, clock
        self._write, self._secrets = write, secrets
        self._looked: datetime | None = None

    def look(self, *, changed: bool) -> tuple[str, ...]:
        """The faults of sending, after whatever is new was noted and whatever is due was given to its channels."""
        now = self.clock.now()
        if changed or self._looked is None or now - self._looked >= LOOK_AGAIN:
            # nothing is known of a store that was never derived, so that its first happening is told
            facts = find_facts(View(self.store, now), self.rules) if self.store.run() is not None else ()
            self.book.note(facts, self.rules, now)
            self._looked = now
        return send_due(self.book, self.rules, now, write=self._write, secrets=self._secrets)


def would_send(
    store: Store,
    rules: RuleBook,
    since: datetime,
    until: datetime,
    *,
    clock: Literal["system", "published"],
    stages: Stages | None = None,
) -> Iterator[Message]:
    """What the rules would have sent, had they been used from `since` on and looked at once a day; nothing is kept.

    Alarms of sources are those of that time by the log of the watch. Cost: a view of the store as of each day.
    """
    book = Book(IN_MEMORY)
    asks_for_sources = any(r.when == "source_alarm" for r in rules.rules)
    try:
        at = since
        while True:
            then = store_as_of(store, at, clock=clock, stages=stages)
            try:
                if asks_for_sources:
                    for issue in past_alarms(store.path, at):
                        then.put_issues((issue,), place=issue.where)
                yield from book.note(find_facts(View(then, at), rules), rules, at)
            finally:
                then.close()
            if at >= until:
                return
            at = min(at + timedelta(days=1), until)
    finally:
        book.close()
