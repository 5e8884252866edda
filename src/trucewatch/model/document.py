"""Captured texts and where they come from."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal

import msgspec

from trucewatch.model.span import OffsetMap, Span

SourceKind = Literal[
    "party_military",
    "party_government",
    "de_facto_authority",
    "monitoring_mission",
    "peacekeeping_force",
    "guarantor",
    "mediator",
    "igo",
    "ngo",
    "wire_agency",
    "news_outlet",
    "state_media",
    "witness",
    "unknown",
]
PassageKind = Literal[
    "body",
    "title",
    "byline",
    "dateline",
    "date",
    "caption",
    "related",
    "url",
    "share",
    "boilerplate",
]
Publish = Literal["nothing", "facts", "excerpts", "full_text"]
PublishedHow = Literal["option", "metadata", "feed", "header", "text", "url"]


class Source(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """An organisation or channel that publishes or speaks.

    `independence_group` joins those who cannot corroborate one another (a ministry and its own peacekeepers).
    `reliability` is the Admiralty letter A-F with the date and reason of its grading, None until somebody graded it.
    Of a source with a card: `publish` is how much of its texts its licence lets others see; `theatres` are ids of the
    agreements that it covers, all where none is named; after `silent_after_hours` hours without anything new its coverage
    is unknown; `followed` is False once it has no card any more, `followed_since` when it was first looked at.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: SourceKind = "unknown"
    aligned_with: str | None = None
    independence_group: str | None = None
    reliability: str | None = None
    reliability_date: date | None = None
    reliability_reason: str | None = None
    licence: str | None = None
    publish: Publish | None = None
    theatres: tuple[str, ...] = ()
    silent_after_hours: int | None = None
    followed: bool = False
    followed_since: datetime | None = None


class Passage(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A stretch of the captured text and what it is; only `body` passages are read for claims."""

    span: Span
    kind: PassageKind


class Dateline(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """The place, date and agency that an article opens with ("YEREVAN, December 12. /TASS/."), each None if not given."""

    span: Span
    place: str | None = None
    date: date | None = None
    agency: str | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One captured text.

    Offsets: every span elsewhere that names this document counts characters of `text`. `body` is what is read: the body
    passages of `text`, with sentences that a paragraph or page break cut in two mended; `offsets` leads back.
    `published` is the calendar date of publication in the publisher's zone and `published_how` says how it was found;
    `published_at` is the instant, when a time with a zone was given. `received_at` is when the document counts as known
    (system time): the moment of capture, unless an archive was taken in under its dates of publication.
    `republication_of`, `near_duplicate_of`: document ids of the earlier text; `origin_chain`: names from the publisher
    back to the first speaker ("The News", "AFP").
    `anchor_date`: the day that relative dates count from where the text's own date line, or the original of a reprint,
    knows better than `published`; `anchor_from` says which ("text", or "origin:" and the original's id).
    """

    id: str
    text: str
    sha256_raw: str
    sha256_text: str
    body: str
    offsets: OffsetMap
    passages: tuple[Passage, ...] = ()
    media_type: str = "text/plain"
    location: str | None = None
    source: str | None = None
    title: str | None = None
    byline: str | None = None
    agency: str | None = None
    dateline: Dateline | None = None
    published: date | None = None
    published_at: datetime | None = None
    published_how: PublishedHow | None = None
    captured_at: datetime | None = None
    received_at: datetime | None = None
    language: str | None = None
    url: str | None = None
    republication_of: str | None = None
    near_duplicate_of: str | None = None
    origin_chain: tuple[str, ...] = ()
    anchor_date: date | None = None
    anchor_from: str | None = None

    @property
    def is_copy(self) -> bool:
        """True for a reprint of another text, or one that is nearly the same."""
        return bool(self.republication_of or self.near_duplicate_of)

    @property
    def in_english(self) -> bool:
        """True if the text is taken to be English, or its language is not known."""
        return speaks_english(self.language)

    @property
    def anchor(self) -> date | None:
        """The day that relative dates count from: `anchor_date`, else the dateline's day, else the day of publication."""
        if self.anchor_date:
            return self.anchor_date
        return self.dateline.date if self.dateline and self.dateline.date else self.published


class DocumentHead(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A document without its words: what lists and counts over a large store need. The fields are those of `Document`."""

    id: str
    source: str | None = None
    agency: str | None = None
    dateline: Dateline | None = None
    published: date | None = None
    republication_of: str | None = None
    near_duplicate_of: str | None = None

    @property
    def is_copy(self) -> bool:
        """True for a reprint of another text, or one that is nearly the same."""
        return bool(self.republication_of or self.near_duplicate_of)


def speaks_english(language: str | None) -> bool:
    """True for English in any form of its code ("en", "en-GB", "EN_us", "eng") and where no language is known."""
    return language is None or re.split(r"[-_]", language.strip().lower())[0] in ("", "en", "eng", "english")
