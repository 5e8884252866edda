"""What a format hands on: a text and what the input says about it, before it is read for layout."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from trucewatch.model.document import PublishedHow


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One captured text with what its container says of it; None = the container does not say.

    Offsets: all later spans count characters of `text`. `id` is set only where the input names the document itself.
    `dateline` is a dateline that stands in a field of its own, outside the text.
    """

    text: str
    location: str
    media_type: str
    id: str | None = None
    title: str | None = None
    byline: str | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    dateline: str | None = None
    published: date | None = None
    published_at: datetime | None = None
    published_how: PublishedHow | None = None
