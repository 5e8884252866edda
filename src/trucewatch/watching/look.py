"""Looking at sources: what is due is asked for politely, and every answer is kept before anything is read from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from trucewatch.model.ids import sha256
from trucewatch.watching.address import origin_of
from trucewatch.watching.archive import Archive
from trucewatch.watching.card import Source, SourceCard
from trucewatch.watching.clock import Clock
from trucewatch.watching.fetch import FORBIDDEN, Exchange, Fetched, Fetcher, Limits
from trucewatch.watching.robots import MAX_BYTES as ROBOTS_BYTES
from trucewatch.watching.robots import Rules, rules_text
from trucewatch.watching.schedule import next_look, next_try
from trucewatch.watching.state import State
from trucewatch.watching.state_rows import ResponseRow, Role, SourceState, Wanted

MAX_TRIES = 6  # of one page, before it is given up


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One address to ask: a source's own (`page` None), or a page that its list led to."""

    source: Source
    url: str
    page: Wanted | None = None
    etag: str | None = None
    modified: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a task, and what robots.txt said where it had to be asked first."""

    task: Task
    fetched: Fetched
    robots: tuple[Rules, Fetched] | None = None


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """How many addresses were asked, how many had nothing new, and how many failed."""

    asked: int = 0
    unchanged: int = 0
    failed: int = 0


class Looker:
    """Asks and keeps. The state and the archive are touched by one thread; only asking is done by several."""

    def __init__(
        self, state: State, archive: Archive, fetcher: Fetcher, clock: Clock, *, seed: int = 0, workers: int = 8
    ) -> None:
        self.state, self.archive, self.fetcher, self.clock = state, archive, fetcher, clock
        self.seed, self.workers = seed, workers
        self._last: dict[str, datetime] = {}
        self._elsewhere: dict[str, Rules] = {}

    def due(self, sources: Iterable[Source]) -> tuple[Source, ...]:
        """The sources that should be looked at now."""
        now = self.clock.now()
        states = ((s, self.state.source(s.id)) for s in sources)
        return tuple(s for s, state in states if state.due is None or state.due <= now)

    def look(self, sources: Iterable[Source]) -> Looked:
        """Asks each source's own address, or reads its folder."""
        due = tuple(sources)
        local = [self._read_local(s) for s in due if s.card.local]
        tasks = []
        for s in due:
            if not s.card.local:
                known = self.state.source(s.id)
                tasks.append(Task(source=s, url=s.card.address, etag=known.etag, modified=known.modified))
        return _sum([*local, *(self._keep(a) for a in self._ask_all(tasks))])

    def fetch_pages(self, sources: Iterable[Source]) -> Looked:
        """Asks for the pages that the sources' lists led to, so many of each source a round."""
        now = self.clock.now()
        tasks = []
        for s in sources:
            if s.card.local:
                continue
            most = s.card.pages_a_round
            pages = self.state.wanted(s.id, now, most)
            pages += self.state.wanted(s.id, now, most - len(pages), again=True)  # new ones first
            tasks += [Task(source=s, url=p.url, page=p, etag=p.etag, modified=p.modified) for p in pages]
        return _sum([self._keep(a) for a in self._ask_all(tasks)])

    # -- asking --------------------------------------------------------------------------------------------------
    def _ask_all(self, tasks: list[Task]) -> Iterator[Answer]:
        """Answers in order of host: one host is asked by one thread, one request after another."""
        groups: dict[str, list[Task]] = {}
        for task in tasks:
            groups.setdefault(origin_of(task.url), []).append(task)
        known = {origin: self.state.robots(origin) for origin in groups}
        work = [(origin, group, known[origin]) for origin, group in groups.items()]
        if self.workers <= 1 or len(work) <= 1:
            for one in work:
                yield from self._ask_host(*one)
            return
        with ThreadPoolExecutor(self.workers) as pool:
            for start in range(0, len(work), self.workers * 2):  # so that few answers wait in memory
                for answers in pool.map(lambda one: list(self._ask_host(*one)), work[start : start + self.workers * 2]):
                    yield from answers

    def _ask_host(self, origin: str, tasks: list[Task], rules: Rules | None) -> Iterator[Answer]:
        asked = None
        if rules is None or not rules.fresh(self.clock.now()):
            asked = self._ask_rules(origin, tasks[0].source.card)
            rules = asked[0]
        for task in tasks:
            yield Answer(
                task=task, fetched=self._ask(task, rules, origin, asked[1].fault if asked else None), robots=asked
            )
            asked = None

    def _ask(self, task: Task, rules: Rules, origin: str, why: str | None) -> Fetched:
        """What a task brought. `why`: what was wrong with robots.txt, where it was just asked."""
        if rules.text is None:
            reason = f": {why}" if why else ""
            fault = f"the host does not tell what it allows (robots.txt{reason}), so nothing is fetched for now"
            return Fetched(fault=fault[:300])
        if not rules.allows(task.url):
            return Fetched(fault=FORBIDDEN)
        card = task.source.card
        gap = max(float(card.gap_seconds), rules.delay())
        last = self._last.get(origin)
        if last is not None:
            self.clock.sleep(gap - (self.clock.now() - last).total_seconds())
        try:
            return self.fetcher.fetch(
                task.url,
                limits=Limits(max_bytes=card.max_bytes),
                allow_private=card.allow_private,
                etag=task.etag,
                modified=task.modified,
                may=lambda url: self._may(url, origin, rules, card),
            )
        finally:
            self._last[origin] = self.clock.now()

    def _may(self, url: str, origin: str, rules: Rules, card: SourceCard) -> bool:
        """True if a redirect may be followed; another host is asked for its rules, which are held while this process lives."""
        elsewhere = origin_of(url)
        if elsewhere != origin:
            held = self._elsewhere.get(elsewhere)
            if held is None or not held.fresh(self.clock.now()):
                held = self._ask_rules(elsewhere, card)[0]
                self._elsewhere[elsewhere] = held
            rules = held
        return rules.allows(url)

    def _ask_rules(self, origin: str, card: SourceCard) -> tuple[Rules, Fetched]:
        """What a host's robots.txt says now."""
        address, limits = f"{origin}/robots.txt", Limits(max_bytes=ROBOTS_BYTES)
        fetched = self.fetcher.fetch(address, limits=limits, allow_private=card.allow_private)
        status = fetched.last.status if fetched.last else 0
        return Rules(origin=origin, at=self.clock.now(), text=rules_text(status, fetched.payload)), fetched

    # -- keeping -------------------------------------------------------------------------------------------------
    def _keep(self, answer: Answer) -> Looked:
        """The evidence onto the disk first, then one transaction that makes it count and moves the schedule on."""
        task, fetched, now = answer.task, answer.fetched, self.clock.now()
        rows = []
        if answer.robots is not None:
            rows += [self._row(task.source, e, "robots", read=False) for e in answer.robots[1].exchanges]
        role: Role = "article" if task.page else "source"
        for number, exchange in enumerate(fetched.exchanges, 1):
            whole = number == len(fetched.exchanges) and fetched.payload is not None
            rows.append(self._row(task.source, exchange, role, read=whole, asked=task.url, fault=fetched.fault))
        if not fetched.exchanges:
            rows.append(
                ResponseRow(
                    source=task.source.id,
                    url=task.url,
                    role=role,
                    at=now,
                    status=0,
                    fault=fetched.fault,
                    state="nothing",
                )
            )
        with self.state.transaction():
            if answer.robots is not None:
                self.state.put_robots(answer.robots[0])
            for row in rows:
                self.state.put_response(row)
            if task.page is None:
                self.state.put_source(self._after_look(task.source, fetched, now))
            else:
                self._after_page(task.source, task.page, fetched, now)
        unchanged = fetched.not_modified or (fetched.payload is not None and rows[-1].state == "nothing")
        return Looked(asked=1, unchanged=int(unchanged), failed=int(fetched.fault is not None))

    def _row(
        self, source: Source, exchange: Exchange, role: Role, *, read: bool, asked: str = "", fault: str | None = None
    ) -> ResponseRow:
        digest = sha256(exchange.body)
        known = read and self.state.has_payload(source.id, exchange.url, digest)
        return ResponseRow(
            source=source.id,
            url=exchange.url,
            role=role,
            at=exchange.at,
            status=exchange.status,
            kept=self.archive.keep(exchange, known=known),
            fault=fault,
            state="kept" if read and not known else "nothing",
        )

    def _after_look(self, source: Source, fetched: Fetched, now: datetime) -> SourceState:
        before = self.state.source(source.id)
        begun = before.begun or now
        if fetched.fault is not None:
            failures = before.failures + 1
            due = next_try(now, failures, source=source.id, seed=self.seed, asked=fetched.retry_after)
            return msgspec.structs.replace(
                before, begun=begun, tried=now, failures=failures, fault=fetched.fault, due=due
            )
        last = fetched.last
        fresh = last is not None and not fetched.not_modified
        return msgspec.structs.replace(
            before,
            begun=begun,
            tried=now,
            went_well=now,
            failures=0,
            fault=None,
            round=before.round + 1,
            etag=last.header("ETag") if fresh and last else before.etag,
            modified=last.header("Last-Modified") if fresh and last else before.modified,
            due=self._next(source, before, now),
        )

    def _next(self, source: Source, before: SourceState, now: datetime) -> datetime:
        every = timedelta(minutes=source.card.every_minutes)
        return next_look(now, every, source=source.id, seed=self.seed, round_=before.round)

    def _after_page(self, source: Source, page: Wanted, fetched: Fetched, now: datetime) -> None:
        forbidden = fetched.fault is not None and fetched.fault.startswith(FORBIDDEN)
        if fetched.payload is not None or fetched.not_modified:
            self._look_again(source, page, fetched, now)
        elif fetched.gone or forbidden or (page.fetched is None and page.tries + 1 >= MAX_TRIES):
            self.state.done_with(page, "gone")
        elif page.fetched is None:
            wait = next_try(now, page.tries + 1, source=page.url, seed=self.seed, asked=fetched.retry_after)
            self.state.put_off(page, wait)
        else:
            self._look_again(source, page, fetched, now)

    def _look_again(self, source: Source, page: Wanted, fetched: Fetched, now: datetime) -> None:
        """Notes the next look at an article that was had; after the last one it is left alone."""
        first = page.fetched or now
        later = [first + timedelta(hours=h) for h in source.card.again_after_hours]
        # one look makes up for all that fell due meanwhile, such as while nothing was watching
        due = next((at for at in later if at > now), None)
        if due is None:
            self.state.done_with(page, "fetched")
            return
        last = fetched.last
        fresh = last is not None and fetched.payload is not None
        self.state.look_again(
            msgspec.structs.replace(
                page,
                due=due,
                fetched=first,
                looks=page.looks + 1,
                etag=last.header("ETag") if fresh and last else page.etag,
                modified=last.header("Last-Modified") if fresh and last else page.modified,
            )
        )

    # -- what lies on this machine -------------------------------------------------------------------------------
    def _read_local(self, source: Source) -> Looked:
        """Files of a watched place that are new or have changed, each kept like a response."""
        now, place = self.clock.now(), source.place
        if not place.exists():
            with self.state.transaction():
                fault = Fetched(fault=f"there is nothing at {place}")
                self.state.put_source(self._after_look(source, fault, now))
            return Looked(asked=1, failed=1)
        files = [place] if place.is_file() else sorted(_files(place))
        new = sum(self._keep_file(source, path, now) for path in files)
        with self.state.transaction():
            self.state.put_source(self._after_look(source, Fetched(payload=b""), now))
        return Looked(asked=1, unchanged=int(not new))

    def _keep_file(self, source: Source, path: Path, now: datetime) -> bool:
        """True if the file is new or has changed since it was kept."""
        try:
            found = path.stat()
            stamp = f"{found.st_size}:{found.st_mtime_ns}"
            name = f"file:{source.id}:{path}"
            if self.state.note(name) == stamp:
                return False
            with path.open("rb") as file:
                data = file.read(source.card.max_bytes + 1)
        except OSError as error:
            fault = f"cannot be read: {error.strerror}"
            self._note_fault(source, path, now, fault)
            return False
        if len(data) > source.card.max_bytes:
            self._note_fault(source, path, now, f"larger than the limit of {source.card.max_bytes:,} bytes")
            return False
        exchange = Exchange(url=f"file://{path}", at=now, status=200, reason="OK", headers=(), body=data)
        row = self._row(source, exchange, "source", read=True)
        with self.state.transaction():
            self.state.put_response(row)
            self.state.put_note(name, stamp)
        return row.state == "kept"

    def _note_fault(self, source: Source, path: Path, now: datetime, fault: str) -> None:
        row = ResponseRow(
            source=source.id, url=f"file://{path}", role="source", at=now, status=0, fault=fault, state="nothing"
        )
        with self.state.transaction():
            self.state.put_response(row)


def _files(place: Path) -> Iterator[Path]:
    """The files of a folder and of those in it; hidden ones (half-written, by custom) and links to folders left out."""
    for path in place.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        elif path.is_file():
            yield path


def _sum(parts: Iterable[Looked]) -> Looked:
    found = list(parts)
    return Looked(
        asked=sum(p.asked for p in found),
        unchanged=sum(p.unchanged for p in found),
        failed=sum(p.failed for p in found),
    )
