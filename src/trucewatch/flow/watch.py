"""One round of the watch: look, keep, read what was kept, take it in, derive. A kill at any moment loses and doubles nothing.

The order makes it so: a response is on the disk before the schedule moves on; it is marked as read only after the store
has its items; an item is told from an earlier one by its bytes, so that reading a response twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from trucewatch.errors import RecordError, StoreBusyError
from trucewatch.flow.derive import DeriveSummary, derive
from trucewatch.flow.edits import changed_items, note_edits, settle_edits
from trucewatch.flow.intake import Acknowledged, ingest_inputs
from trucewatch.flow.stages import DocumentReader, Stages
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.issue import Issue
from trucewatch.store.shape import Store
from trucewatch.watching.archive import Archive
from trucewatch.watching.card import Source
from trucewatch.watching.clock import Clock
from trucewatch.watching.contents import LAYOUT, Item, Link, read_response
from trucewatch.watching.fetch import Fetcher, unpack
from trucewatch.watching.followed import drop_card, followed_ids, put_card
from trucewatch.watching.health import Health, alarm_issue, alarm_place, health_of, layout_note
from trucewatch.watching.look import Looked, Looker
from trucewatch.watching.state import State
from trucewatch.watching.state_rows import ItemRow, ResponseRow

TO_DERIVE = "to derive"
REST = 4  # deriving rests for so many times as long as it took: at most a fifth of a core goes into it
HEALTH_EVERY = timedelta(minutes=1)
BUSY_SECONDS = 5.0
LONGEST_SLEEP = timedelta(seconds=30)


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """What one round did. `fresh`: items of which no version was known; `derived` None: nothing was to derive, or not yet.

    `failures`: ids of the sources that could not be had in this round, and why.
    """

    looked: Looked
    pages: Looked
    items: int
    fresh: int
    issues: tuple[Issue, ...] = ()
    derived: DeriveSummary | None = None
    alarms: tuple[Health, ...] = ()
    alarms_changed: bool = False
    failures: tuple[tuple[str, str], ...] = ()


class _Read(msgspec.Struct, frozen=True, kw_only=True):
    items: int = 0
    fresh: int = 0
    issues: tuple[Issue, ...] = ()


class Watcher:
    """Follows sources into a store. `reader` is asked for only when there is something to read."""

    def __init__(
        self,
        store: Store,
        sources: tuple[Source, ...],
        state: State,
        archive: Archive,
        *,
        clock: Clock,
        fetcher: Fetcher,
        reader: Callable[[], DocumentReader],
        seed: int = 0,
        workers: int = 8,
        stages: Stages | None = None,
    ) -> None:
        self.store, self.state, self.archive, self.clock = store, state, archive, clock
        self.sources: dict[str, Source] = {}
        self.looker = Looker(state, archive, fetcher, clock, seed=seed, workers=workers)
        self._reader, self.stages = reader, stages
        self._may_derive: datetime | None = None
        self._health: tuple[Health, ...] = ()
        self._health_at: datetime | None = None
        archive.cut(state.ends())
        self.follow(sources)

    def follow(self, sources: tuple[Source, ...], *, with_card: frozenset[str] | None = None) -> None:
        """Follows these from now on. What their cards say is kept in the store, by which origins are counted and licences
        kept to; a change makes the next round derive. `with_card`: ids of all sources that have a card, sound or not, so
        that the others count as followed no more; None: nothing is said of others.
        """
        self.sources = {s.id: s for s in sources}
        now = self.clock.now()
        gone = () if with_card is None else tuple(i for i in followed_ids(self.state) if i not in with_card)
        if _keep_cards(self.store, sources, gone, now):
            self.state.put_note(TO_DERIVE, "yes")
        with self.state.transaction():
            for source in sources:
                put_card(self.state, source)
            for ident in gone:
                drop_card(self.state, ident)
        for ident in gone:
            self._note_alarm(ident, "", ())
        self._health_at = None

    def round(self, *, at_once: bool = False) -> Round:
        """Looks at what is due and brings the store up to date. `at_once`: derive now, however short ago the last was."""
        sources = tuple(self.sources.values())
        before = self._read_kept()  # what an interrupted round left
        due = self.looker.due(sources)
        asked = [s.id for s in due]
        looked = self.looker.look(due)
        listed = self._read_kept()
        pages = self.looker.fetch_pages(sources)
        read = self._read_kept()
        health, changed = self._raise_alarms()
        return Round(
            looked=looked,
            pages=pages,
            items=before.items + listed.items + read.items,
            fresh=before.fresh + listed.fresh + read.fresh,
            issues=(*before.issues, *listed.issues, *read.issues),
            derived=self._derive(at_once=at_once),
            alarms=tuple(h for h in health if h.alarm),
            alarms_changed=changed,
            failures=tuple((i, s.fault) for i in asked if (s := self.state.source(i)).fault is not None),
        )

    def health(self) -> tuple[Health, ...]:
        """How every source does now."""
        now = self.clock.now()
        return tuple(health_of(s, self.state, now) for s in self.sources.values())

    def _raise_alarms(self) -> tuple[tuple[Health, ...], bool]:
        """How every source does, once its alarm stands in the store, or has been taken back, as an issue; True if any
        has.
        """
        now = self.clock.now()
        if self._health_at is not None and now - self._health_at < HEALTH_EVERY:
            return self._health, False
        found, changed = self.health(), False
        self._health, self._health_at = found, now
        for h in found:
            told = f"{h.condition}: {h.why}" if h.alarm else ""
            before = self.state.note(f"alarm:{h.id}") or ""
            if before == told:
                continue
            self._note_alarm(h.id, told, (alarm_issue(h.id, h.publisher, h.condition, h.why),) if told else ())
            if h.condition == "silent" or before.startswith("silent"):
                self.state.put_note(TO_DERIVE, "yes")  # its coverage becomes unknown, or is known again
            changed = True
        return found, changed

    def _note_alarm(self, ident: str, told: str, issues: tuple[Issue, ...]) -> None:
        """The alarm of a source in the store, in place of the one that stood there."""
        place = alarm_place(ident)
        with self.store.writing("watch"), self.store.transaction():
            self.store.settle_issues(place)
            if issues:
                self.store.put_issues(issues, place=place)
        self.state.put_note(f"alarm:{ident}", told)

    def next_due(self) -> datetime:
        """When the next round has something to do."""
        now = self.clock.now()
        times = [self.state.source(s).due or now for s in self.sources]
        wanted = self.state.next_wanted(self.sources)
        if wanted is not None:
            times.append(wanted)
        if self.state.note(TO_DERIVE) and self._may_derive is not None:
            times.append(self._may_derive)
        return max(now, min(times, default=now + LONGEST_SLEEP))

    def _read_kept(self) -> _Read:
        found = [self._read_one(row) for row in self.state.waiting() if row.source in self.sources]
        return _Read(
            items=sum(f.items for f in found),
            fresh=sum(f.fresh for f in found),
            issues=tuple(i for f in found for i in f.issues),
        )

    def _read_one(self, row: ResponseRow) -> _Read:
        assert row.kept is not None
        source = self.sources[row.source]
        exchange = self.archive.read(row.kept)
        try:
            payload = unpack(exchange, source.card.max_bytes)
        except RecordError:  # it was unpacked when it came, so the card's limit has been lowered since
            payload = b""
        found = list(read_response(source, row.role, exchange, payload))
        items = [f for f in found if isinstance(f, Item)]
        issues = tuple(f for f in found if isinstance(f, Issue))
        new = changed_items(self.state, source.id, items)
        taken, issues_now = self._take_in(source, exchange.url, [*(i.raw for i in new), *issues], exchange.at)
        rows = [
            ItemRow(
                source=source.id,
                key=item.key,
                sha256=item.digest,
                at=exchange.at,
                published=item.published,
                response=row.n,
                documents=done.added or done.known,
            )
            for item, done in zip(new, taken, strict=False)  # behind the items come the issues
        ]
        earlier = [self.state.versions(source.id, r.key) for r in rows]
        fresh = 0
        with self.state.transaction():
            links = [f.url for f in found if isinstance(f, Link)]
            self.state.want(source.id, links, exchange.at)
            for item in rows:
                fresh += self.state.put_item(item)
            if source.card.form != "folder":  # a file that is written over may hold another report
                note_edits(self.store, self.state, zip(rows, earlier, strict=True), source.card.publisher)
            changed = next((i.reason for i in issues if i.code == LAYOUT), "") if row.role == "source" else ""
            if row.role == "source":
                self.state.put_note(layout_note(source.id), changed)
            counts = {"items": len(items) + len(links), "fresh": fresh, "faults": len(issues_now)}
            self.state.settle(row.n, **counts, layout=changed)
            if fresh:
                state = self.state.source(source.id)
                self.state.put_source(msgspec.structs.replace(state, brought=exchange.at))
        same = sum(1 for r, before in zip(rows, earlier, strict=True) if before and before[-1].documents == r.documents)
        return _Read(items=len(new) - same, fresh=fresh, issues=issues_now)

    def _take_in(
        self, source: Source, url: str, inputs: list[RawInput | Issue], at: datetime
    ) -> tuple[list[Acknowledged], tuple[Issue, ...]]:
        """What became of each input, in order, and the Issues that taking in brought. Whatever is taken in is to be derived,
        which is noted before.
        """
        if any(isinstance(i, RawInput) for i in inputs):
            self.state.put_note(TO_DERIVE, "yes")
        with self.store.writing("watch"), self.store.transaction():
            self.store.settle_issues(url)
        card = source.card
        options = IngestOptions(source=card.publisher, language=card.language, captured_at=at, max_bytes=card.max_bytes)
        done: list[Acknowledged] = []
        summary = ingest_inputs(self.store, inputs, options, done.append, stages=self.stages)
        return done, summary.issues

    def _derive(self, *, at_once: bool) -> DeriveSummary | None:
        now = self.clock.now()
        if not self.state.note(TO_DERIVE) or (self._may_derive is not None and now < self._may_derive and not at_once):
            return None
        done = derive(self.store, self._reader(), as_of=now, stages=self.stages)
        if settle_edits(self.store, self.state):  # a kill before the next line but one derives again
            done = derive(self.store, self._reader(), as_of=now, stages=self.stages)
        self.state.put_note(TO_DERIVE, "")
        self._may_derive = self.clock.now() + REST * (self.clock.now() - now)
        return done


def _keep_cards(store: Store, sources: tuple[Source, ...], gone: tuple[str, ...], now: datetime) -> bool:
    """True if some card says otherwise than the store knew."""
    known = {s.id: s for s in store.sources()}
    since = {i: s.followed_since for i, s in known.items() if s.followed}
    wanted = [msgspec.structs.replace(s.standing, followed_since=since.get(s.id) or now) for s in sources]
    wanted += [msgspec.structs.replace(known[i], followed=False) for i in gone if i in known]
    new = [s for s in wanted if known.get(s.id) != s]
    if new:
        with store.writing("watch"), store.transaction():
            for one in new:
                store.put_source(one)
    return bool(new)


def keep_watching(
    watcher: Watcher,
    clock: Clock,
    tell: Callable[[Round], None],
    *,
    say: Callable[[str], None],
    until: Callable[[], bool] = lambda: False,
    refresh: Callable[[], None] = lambda: None,
) -> None:
    """Rounds for ever, or until told to stop; sleeps between them until something is due. `refresh` is called before each
    round: it hands the watcher cards that were added or changed.

    While another process writes to the store, answers wait where they are kept, and reading them is tried again.
    """
    while not until():
        try:
            refresh()
            tell(watcher.round())
        except StoreBusyError as error:
            say(f"{error.what}; going on in {BUSY_SECONDS:.0f} seconds")
            clock.sleep(BUSY_SECONDS)
            continue
        wait = watcher.next_due() - clock.now()
        clock.sleep(max(0.2, min(wait, LONGEST_SLEEP).total_seconds()))
