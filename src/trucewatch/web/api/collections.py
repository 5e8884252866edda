"""The four collections: what each is, and a page or an item of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

import msgspec
from shapely import Polygon
from shapely import box as box_of

from trucewatch.model.incident import Incident
from trucewatch.model.shape import meets
from trucewatch.publish.release.make import bounds
from trucewatch.publish.release.rows import (
    AnyRow,
    LeftOut,
    ReleasedClaim,
    ReleasedIncident,
    ReleasedPlace,
    ReleasedZone,
)
from trucewatch.publish.release.view import Released
from trucewatch.store.index import EARLIEST, LATEST
from trucewatch.store.shape import IncidentSearch
from trucewatch.web.api.parameters import Page

Items = tuple[tuple[AnyRow, ...], str | None]  # the rows, and where the next page begins
MARGIN = 0.51  # of the last decimal: what rounding can move a place, so that its rounded form is found too
LEAST_READ = 50
MOST_LOOKED_AT = 2_000


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """One collection: its class on the wire, a page of it, and one item."""

    id: str
    title: str
    description: str
    row: type[AnyRow]
    page: Callable[[Released, Page], Items]
    item: Callable[[Released, str], AnyRow | None]


def incidents_page(released: Released, page: Page) -> Items:
    """Incidents in the order of the store."""
    store = released.view.records.store
    wide = _wide(released, page.search)
    after = int(page.cursor) if page.cursor.isdigit() and len(page.cursor) < 20 else -1

    def found() -> Iterator[tuple[str, Incident]]:
        at, step = after, max(LEAST_READ, page.limit + 1)
        while rows := store.find_incidents(wide, after=at, limit=step):
            released.fetch_for(i for _, i in rows)
            yield from ((str(position), i) for position, i in rows)
            if len(rows) < step:
                return
            at = rows[-1][0]

    return _take(((key, _shown(released.incident(i))) for key, i in found()), page)


def incident_item(released: Released, ident: str) -> AnyRow | None:
    """One incident, None where there is none or it stays."""
    found = released.find(ident)
    row = released.incident(found) if found else None
    return None if isinstance(row, LeftOut) else row


def claims_page(released: Released, page: Page) -> Items:
    """Claims in order of their ids."""
    store = released.view.records.store

    def found() -> Iterator[tuple[str, AnyRow | None]]:
        at, step = page.cursor, max(LEAST_READ, page.limit + 1)
        while rows := store.page_of_claims(page.search, after=at, limit=step):
            yield from ((claim.id, _shown(released.claim(claim))) for claim in rows)
            if len(rows) < step:
                return
            at = rows[-1].id

    return _take(found(), page)


def _shown(made: AnyRow | LeftOut) -> AnyRow | None:
    return None if isinstance(made, LeftOut) else made


def claim_item(released: Released, ident: str) -> AnyRow | None:
    """One claim, None where there is none or it stays."""
    store = released.view.records.store
    found = store.claim(ident)
    row = released.claim(found) if found and ident not in store.retracted() else None
    return None if isinstance(row, LeftOut) else row


def _listed(rows: Callable[[Released], Iterable[ReleasedPlace | ReleasedZone]]) -> Callable[[Released, Page], Items]:
    def page_of(released: Released, page: Page) -> Items:
        start = int(page.cursor) + 1 if page.cursor.isdigit() and len(page.cursor) < 16 else 0
        return _take(((str(n), r) for n, r in enumerate(rows(released)) if n >= start), page)

    return page_of


def _one_listed(
    rows: Callable[[Released], Iterable[ReleasedPlace | ReleasedZone]],
) -> Callable[[Released, str], AnyRow | None]:
    return lambda released, ident: next((r for r in rows(released) if r.id == ident), None)


def _take(rows: Iterable[tuple[str, AnyRow | None]], page: Page) -> Items:
    """The rows of the page, and the cursor if there may be more.

    After MOST_LOOKED_AT rows the page ends, however few it holds: the next one goes on from there. It never ends with none,
    since GDAL takes an empty page for the last.
    """
    kept: list[AnyRow] = []
    last = ""
    for n, (key, row) in enumerate(rows):
        wanted = row is not None and _wanted(row, page.search)
        if (wanted and len(kept) == page.limit) or (kept and n >= MOST_LOOKED_AT):
            return tuple(kept), last
        if wanted and row is not None:
            kept.append(row)
        last = key
    return tuple(kept), None


def _wanted(row: AnyRow, search: IncidentSearch) -> bool:
    """True if the row meets the box and the time. Without ground, or without a date, it meets any (17-069r4, 7.15)."""
    circles = row.ground.circles
    rings = row.outline if isinstance(row, ReleasedZone) else ()
    if search.placed_only and not circles and not rings:
        return False
    if search.boxes and circles and not any(meets(c, b) for c in circles for b in search.boxes):
        return False
    if search.boxes and rings and not any(Polygon(r).intersects(box_of(*b)) for r in rings for b in search.boxes):
        return False
    if search.begins is None and search.ends is None:
        return True
    begins, ends = _time(row)
    if begins is None and ends is None:
        return True
    return (EARLIEST if begins is None else begins) < (LATEST if search.ends is None else search.ends) and (
        LATEST if ends is None else ends
    ) > (EARLIEST if search.begins is None else search.begins)


def _time(row: AnyRow) -> tuple[int | None, int | None]:
    if isinstance(row, ReleasedPlace):
        return None, None
    if isinstance(row, ReleasedZone):
        first, last = row.first_day, row.last_day
        start = datetime.combine(first, time(), tzinfo=UTC) if first else None
        end = datetime.combine(last, time(), tzinfo=UTC) + timedelta(days=1) if last else None
    else:
        start, end = bounds(row.first_day, row.last_day, row.earliest, row.latest)
    return (int(start.timestamp()) if start else None, int(end.timestamp()) if end else None)


def _wide(released: Released, search: IncidentSearch) -> IncidentSearch:
    """The search with boxes that hold every place which the tier may show inside the boxes asked for."""
    return msgspec.structs.replace(search, boxes=tuple(_widened(b, released.tier.decimals) for b in search.boxes))


def _widened(box: tuple[float, float, float, float], decimals: int) -> tuple[float, float, float, float]:
    step = 10**-decimals * (1 + MARGIN)  # of the middle, and of the radius that grows by as much
    west, south, east, north = box
    reach = (
        3 * step / max(0.02, 1 - min(89.0, max(abs(south), abs(north))) / 90)
    )  # degrees of longitude are shorter there
    return (west - reach, south - 3 * step, east + reach, north + 3 * step)


COLLECTIONS: dict[str, Collection] = {
    c.id: c
    for c in (
        Collection(
            id="incidents",
            title="Incidents",
            description="Happenings as told by their claims, each status axis by itself. A point only where the place is exact; "
            "else the whole circle that it lies in. Unit: incidents.",
            row=ReleasedIncident,
            page=incidents_page,
            item=incident_item,
        ),
        Collection(
            id="claims",
            title="Claims",
            description="What one speaker says in one document, with short words where the publisher allows them.",
            row=ReleasedClaim,
            page=claims_page,
            item=claim_item,
        ),
        Collection(
            id="places",
            title="Places",
            description="Ground that accounts name, with how many incidents are told there.",
            row=ReleasedPlace,
            page=_listed(lambda released: released.places),
            item=_one_listed(lambda released: released.places),
        ),
        Collection(
            id="zones",
            title="Zones",
            description="Zones of the agreements, each version by its days, as its pack draws it; `doubt_km` says how far off "
            "the true edge may lie. A zone that nobody has drawn has no geometry.",
            row=ReleasedZone,
            page=_listed(lambda released: released.zones),
            item=_one_listed(lambda released: released.zones),
        ),
    )
}
