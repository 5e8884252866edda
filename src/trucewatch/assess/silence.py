"""Followed sources that have fallen silent: what they would have told is *unknown*, and a row says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta

from trucewatch.assess.days import zone_of
from trucewatch.model.agreement import Agreement
from trucewatch.model.document import Document, Source
from trucewatch.model.finding import Coverage
from trucewatch.model.ids import short_id
from trucewatch.model.sources import name_key


def heard_last(documents: Iterable[Document], as_of: datetime) -> dict[str, datetime]:
    """When the last text of each source came in, by its name as names are compared; texts of a later time do not count."""
    heard: dict[str, datetime] = {}
    for d in documents:
        at = came_in(d)
        if d.source and at is not None and at <= as_of:
            key = name_key(d.source)
            heard[key] = max(heard.get(key, at), at)
    return heard


def silences(
    agreement: Agreement, sources: Iterable[Source], heard: Mapping[str, datetime], as_of: datetime
) -> tuple[Coverage, ...]:
    """A row of state *unknown* for each followed source of this theatre from which nothing came for longer than its card allows.

    It lasts from the day after the last text came in (of a source never heard: from when it was first followed) to the day
    of `as_of`. `heard`: as `heard_last` has it. Whether the source said nothing or could not be asked makes no difference.
    """
    zone = zone_of(agreement)
    rows = []
    for source in sources:
        if not source.followed or source.silent_after_hours is None or not _covers(source, agreement):
            continue
        last = heard.get(name_key(source.name))
        since = last or source.followed_since
        if since is None or as_of - since <= timedelta(hours=source.silent_after_hours):
            continue
        end, begun = as_of.astimezone(zone).date(), since.astimezone(zone).date()
        what = "nothing has come in since" if last else "nothing at all has come in since it was first followed on"
        rows.append(
            Coverage(
                id=silence_id(agreement, source),
                observer=source.name,
                area=next(iter(agreement.theatre_places), agreement.names[0]),
                start=min(begun + timedelta(days=1), end),
                end=end,
                state="unknown",
                means=f"{what} {since.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
            )
        )
    return tuple(rows)


def silence_id(agreement: Agreement, source: Source) -> str:
    """The id of the row of a source in a theatre."""
    return short_id("cov", agreement.id, "silent", source.id)


def _covers(source: Source, agreement: Agreement) -> bool:
    return not source.theatres or agreement.id in source.theatres


def came_in(document: Document) -> datetime | None:
    """When a text was taken in; where nobody noted it, the end of its day of publication."""
    if document.received_at is not None:
        return document.received_at
    if document.published is None:
        return None
    return datetime.combine(document.published, time(23, 59, 59), tzinfo=UTC)
