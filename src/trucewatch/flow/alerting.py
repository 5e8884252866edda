"""Alerts joined to the store: what there is to tell after a change, and what would have been told day by day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal

from trucewatch.alerts.book import Book, Message
from trucewatch.alerts.facts import SOURCE_ALARMS, find_facts
from trucewatch.alerts.rules import RuleBook
from trucewatch.alerts.send import send_due
from trucewatch.flow.asof import known_from, store_as_of
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

    Alarms of sources are those of that time by the log of the watch. Cost: a view of the store as of each day on which
    something came to be known or a date fell due; the days between cost a look at that view.
    """
    book = Book(IN_MEMORY)
    asked = {r.when for r in rules.rules}
    news = _news(store, clock)
    then: Store | None = None
    before, at = since, since
    try:
        while True:
            if then is None or _stale(then, news, before, at):
                if then is not None:
                    then.close()
                then = store_as_of(store, at, clock=clock, stages=stages)
                fresh = True
            else:
                fresh = False
            if "source_alarm" in asked:
                _set_alarms(then, store.path, at)
            if fresh or asked & {"source_alarm", "deadline"}:
                yield from book.note(find_facts(View(then, at), rules), rules, at)
            if at >= until:
                return
            before, at = at, min(at + timedelta(days=1), until)
    finally:
        if then is not None:
            then.close()
        book.close()


def _news(store: Store, clock: Literal["system", "published"]) -> list[datetime]:
    """When something came to be known: documents by that clock, judgements when they were made. In order."""
    known = [at for d in store.documents() if (at := known_from(d, clock)) is not None]
    return sorted([*known, *(j.made_at for j in store.judgements())])


def _stale(then: Store, news: list[datetime], before: datetime, at: datetime) -> bool:
    """True if more is known at an instant than in a view of an earlier one, or a date has fallen due since."""
    if bisect_right(news, before) < bisect_right(news, at):
        return True
    return any(before.date() <= d.due <= at.date() for d in then.deadlines())


def _set_alarms(then: Store, path: str, at: datetime) -> None:
    """The alarms that sources raised at an instant as the issues of a view, in place of those of another instant."""
    for issue in then.issues():
        if issue.code in SOURCE_ALARMS:
            then.settle_issues(issue.where)
    for issue in past_alarms(path, at):
        then.put_issues((issue,), place=issue.where)
