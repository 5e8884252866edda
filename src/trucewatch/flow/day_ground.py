"""Places of a day's names: texts are settled one after another in each theatre, from the first that changed until the next
finds its theatre as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date, timedelta

from trucewatch.flow.day_rows import PlacedRow, order_there
from trucewatch.flow.ground import digest_of, place_texts
from trucewatch.flow.place_theatres import Theatres
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.places.shape import Gazetteer
from trucewatch.places.theatre import MOST_RECENT
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.memory_rows import mark

Text = tuple[Document, Sequence[Claim]]
Order = tuple[bool, date, str]
DAYS_AT_ONCE = 32


def place_again(
    draft: Draft,
    changed: Mapping[str, Text | None],
    fetch: Callable[[Sequence[str]], Mapping[str, Text]],
    theatres: Theatres,
    gazetteer: Gazetteer,
    notes: MutableMapping[bytes, bytes],
    days: tuple[date, date] | None,
) -> tuple[set[str], tuple[date, date] | None]:
    """The texts with other places than before, and the first and last day of texts with places.

    `changed`: texts that are new or others now, with their claims; None for one that tells nothing any more. `fetch`: other
    texts. Cost: the texts changed, and behind each those of which it may help to settle the names (`MOST_RECENT` places).
    """
    starts: dict[str, dict[str, Order]] = {}
    before = draft.rows(PlacedRow, changed)
    for row in before.values():
        starts.setdefault(row.theatre, {})[row.id] = row.order
        draft.drop(PlacedRow, row.id)
    coming: dict[str, dict[str, Text]] = {}
    for key, text in changed.items():
        if text is not None:
            theatre = theatres.key_of(text[0])
            coming.setdefault(theatre, {})[key] = text
            starts.setdefault(theatre, {})[key] = order_there(text[0].published, key)
            days = _with(days, text[0].published)
    moved: set[str] = set()
    for theatre in sorted(starts):
        lane = _Lane(draft, theatre, days)
        waiting = coming.get(theatre, {})
        done: Order | None = None
        for key, start in sorted(starts[theatre].items(), key=lambda s: s[1]):
            if done is None or start > done:
                moved |= _follow(lane, start, key, waiting, fetch, theatres, gazetteer, notes)
                done = lane.reached
    return moved | before.keys(), days


def _with(days: tuple[date, date] | None, day: date | None) -> tuple[date, date] | None:
    if day is None:
        return days
    return (min(days[0], day), max(days[1], day)) if days else (day, day)


class _Lane:
    """The texts of one theatre in their order. `reached`: the last that was settled."""

    def __init__(self, draft: Draft, theatre: str, days: tuple[date, date] | None) -> None:
        self._draft, self._theatre, self._days = draft, theatre, days
        self.reached: Order = order_there(date.min, "")

    def before(self, order: Order) -> list[PlacedRow]:
        """Texts before one, the last `MOST_RECENT` places of them at least."""
        found: list[PlacedRow] = []
        for part in self._stretches(order, back=True):
            found = [*(r for r in self._rows(part) if r.order < order), *found]
            if sum(len(r.given) for r in found) >= MOST_RECENT:
                break
        return found

    def after(self, order: Order) -> Iterator[PlacedRow]:
        """Texts behind one."""
        for part in self._stretches(order, back=False):
            yield from (r for r in self._rows(part) if r.order > order)

    def put(self, row: PlacedRow) -> None:
        """This text from now on."""
        self._draft.put(row)

    def _stretches(self, order: Order, *, back: bool) -> Iterator[list[date | None]]:
        """Days from one on, some at a time, then those without a day; or the other way round."""
        if back and order[0]:
            yield [None]
        if self._days is not None:
            low, high = self._days
            start = min(max(order[1], low), high) if not order[0] else high
            if not back and order[0]:
                start = high + timedelta(days=1)
            n = (start - low).days if back else (high - start).days
            for at in range(0, n + 1, DAYS_AT_ONCE):
                steps = range(at, min(at + DAYS_AT_ONCE, n + 1))
                yield [start - timedelta(days=k) if back else start + timedelta(days=k) for k in steps]
        if not back:
            yield [None]

    def _rows(self, days: list[date | None]) -> list[PlacedRow]:
        found = self._draft.marked(PlacedRow, [mark("told", self._theatre, d) for d in days])
        mine = (r for r in found.values() if r.theatre == self._theatre and r.day in days)
        return sorted(mine, key=lambda r: r.order)


def _follow(
    lane: _Lane,
    start: Order,
    key: str,
    waiting: dict[str, Text],
    fetch: Callable[[Sequence[str]], Mapping[str, Text]],
    theatres: Theatres,
    gazetteer: Gazetteer,
    notes: MutableMapping[bytes, bytes],
) -> set[str]:
    """Settle the texts of a lane from one on, until one finds its theatre as it was. Those with other places than before."""
    given = [k for row in lane.before(start) for k in row.given][-MOST_RECENT:]
    coming = sorted((order_there(d.published, i), i) for i, (d, _) in waiting.items())
    coming = [c for c in coming if c[0] >= start]
    moved: set[str] = set()
    begun = False
    behind = lane.after(start)
    row = next(behind, None)
    lane.reached = start
    while row is not None or coming:
        mine = bool(coming) and (row is None or coming[0][0] <= row.order)
        if mine:
            order, ident = coming.pop(0)
            text = waiting[ident]
        else:
            assert row is not None
            order, ident = row.order, row.id
            text = fetch((ident,))[ident]
        if not begun:
            theatres.begin(text[0], given)
            begun = True
        theatre, _ = theatres.for_text(text[0])
        if not mine and row is not None and digest_of(theatre) == row.before:
            return moved  # all that comes behind finds it as before, up to the next text that changed
        (placed,) = place_texts([text], theatres, gazetteer, notes)
        if mine or row is None or placed.found != row.found:
            moved.add(ident)
        lane.put(placed)
        lane.reached = order
        if mine:
            del waiting[ident]
        else:
            row = next(behind, None)
    return moved


def told_texts(documents: Iterable[Document], claims: Mapping[str, Sequence[Claim]]) -> dict[str, Text]:
    """Texts with their claims, those that have some."""
    return {d.id: (d, claims[d.id]) for d in documents if claims.get(d.id)}
