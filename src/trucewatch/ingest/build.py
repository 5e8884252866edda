"""A draft to a document: layout, body, dates, language, id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from trucewatch.ingest.dates import Stamp, find_date_in_url, parse_stamp
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.language import find_language, is_surely_foreign
from trucewatch.ingest.layout.dateline import find_dateline
from trucewatch.ingest.layout.find import Layout, find_layout
from trucewatch.ingest.layout.mend import mend_body
from trucewatch.ingest.layout.patterns import agency_names, find_agency_regex
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Dateline, Document, PublishedHow
from trucewatch.model.ids import sha256, short_id
from trucewatch.model.issue import Issue
from trucewatch.model.span import Span


def build_document(draft: Draft, sha256_raw: str, options: IngestOptions) -> Iterator[Document | Issue]:
    """The document of a draft, with the issues that came up; an Issue alone when there is nothing to read."""
    if not draft.text.strip():
        yield note_issue("empty", draft.location, "holds no text; set aside")
        return
    layout = find_layout(draft.text, draft.title)
    body, offsets = mend_body(draft.text, layout.segments)
    if not body.strip():
        reason = "holds nothing but links, dates or boilerplate; set aside"
        yield note_issue("no_body", draft.location, reason)
        return
    published, published_at, how = _published(draft, layout, options)
    printed = layout.written.date if layout.written else None
    if layout.written and layout.written.year and printed is None:
        code = "ambiguous_date" if layout.written.ambiguous else "impossible_date"
        yield note_issue(code, draft.location, "the date line of the text is not used")
    dateline = _dateline(draft, layout, printed or published)
    if published is None and dateline and dateline.date:
        published, how = dateline.date, "text"
    anchor = None
    if printed and not (dateline and dateline.date) and published and printed != published:
        if printed <= published + timedelta(days=1):
            anchor = printed
        yield note_issue(
            "dates_differ", draft.location, f"the text prints {printed}, but it was published on {published} ({how})"
        )
    if published and options.captured_at and published > options.captured_at.date() + timedelta(days=1):
        yield note_issue("future_date", draft.location, f"published on {published}, after its capture")
    language = options.language or draft.language or find_language(body)
    if is_surely_foreign(body, language):
        yield note_issue(
            "language",
            draft.location,
            f"is taken to be in the language {language!r}; only English is read well, so claims in it may be missed",
            try_this="--language en if it is English, else read a translation beside it",
        )
    url = draft.url or layout.original_url or _address(draft.location)
    agency = layout.agency or (dateline.agency if dateline else None) or _agency_in(draft.byline)
    digest = sha256(draft.text.encode("utf-8", "surrogatepass"))
    yield Document(
        id=draft.id or short_id("d", digest, *_identity(draft)),
        text=draft.text,
        sha256_raw=sha256_raw,
        sha256_text=digest,
        body=body,
        offsets=offsets,
        passages=layout.passages,
        media_type=draft.media_type,
        location=draft.location,
        source=options.source or draft.source or host_of(url),
        title=layout.title,
        byline=draft.byline or layout.byline,
        agency=agency,
        dateline=dateline,
        published=published,
        published_at=published_at,
        published_how=how,
        captured_at=options.captured_at,
        received_at=_received(published, published_at, options),
        language=language,
        url=url,
        anchor_date=anchor,
        anchor_from="text" if anchor else None,
    )


def _address(location: str) -> str | None:
    """The place where an input was captured, if that is a web address."""
    return location if location.startswith(("https://", "http://")) else None


def host_of(url: str | None) -> str | None:
    """The host of an address without "www.", None when it has none."""
    if not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _identity(draft: Draft) -> tuple[str, ...]:
    """What tells apart two printings of the same words: the address and date that the input itself gives."""
    parts = (draft.url or "", draft.published.isoformat() if draft.published else "")
    return parts if any(parts) else ()


def _published(
    draft: Draft, layout: Layout, options: IngestOptions
) -> tuple[date | None, datetime | None, PublishedHow | None]:
    """Day, instant, and how found: the user's word, the container's, the text's own date line, the address."""
    if options.published:
        same = draft.published == options.published
        return options.published, draft.published_at if same else None, "option"
    if draft.published:
        return draft.published, draft.published_at, draft.published_how
    if layout.written and layout.written.date:
        return layout.written.date, None, "text"
    url = draft.url or layout.original_url or _address(draft.location)
    day = find_date_in_url(url) if url else None
    return (day, None, "url") if day else (None, None, None)


def _dateline(draft: Draft, layout: Layout, reference: date | None) -> Dateline | None:
    """The dateline of the text, else of the field that the input has for it."""
    if layout.dateline and layout.dateline_span:
        return layout.dateline.resolve(layout.dateline_span.start, layout.dateline_span.end, reference)
    if not draft.dateline:
        return None
    stamp = parse_stamp(draft.dateline)
    if isinstance(stamp, Stamp):
        return Dateline(span=Span(0, 0), date=stamp.date)
    found = find_dateline(draft.dateline, alone=True)
    return found.resolve(0, 0, reference) if found else Dateline(span=Span(0, 0), place=draft.dateline)


def _agency_in(byline: str | None) -> str | None:
    found = find_agency_regex().search(byline) if byline else None
    return agency_names()[found.group().lower()] if found else None


def _received(published: date | None, published_at: datetime | None, options: IngestOptions) -> datetime | None:
    """When the document counts as known: a day without a clock time at its end, never earlier than is certain."""
    if options.received == "published":
        if published_at:
            return published_at.astimezone(UTC)
        if published:
            return datetime.combine(published, time(23, 59, 59), tzinfo=UTC)
    return options.captured_at
