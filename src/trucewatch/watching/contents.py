"""What a response holds: items to take in, pages to fetch, and what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta, timezone

import msgspec

from trucewatch.errors import RecordError
from trucewatch.ingest import media
from trucewatch.ingest.decode import decode_bytes
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.formats.feed import feed_links, read_feed
from trucewatch.ingest.formats.records import read_json
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.issues import note_issue
from trucewatch.model.ids import sha256
from trucewatch.model.issue import Issue
from trucewatch.watching.adapters import run_adapter
from trucewatch.watching.address import absolute
from trucewatch.watching.bulletins import ZIP, bulletin_tables, is_bulletin, is_file_bulletin
from trucewatch.watching.card import Links, Source, Table
from trucewatch.watching.fetch import Exchange
from trucewatch.watching.state_rows import Role
from trucewatch.watching.tables import read_table, understand

LAYOUT = "layout_changed"
MAX_LINKS = 1000  # of one list: no page of news has more, and a hostile one must not send us round the world
_FEED_TYPE = re.compile(r"application/(?:rss|atom|feed)\+(?:xml|json)", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset|<\?xml[^>]{0,100}encoding", re.IGNORECASE)


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One report as it will be taken in. `key` names it within its source, over all its versions."""

    key: str
    raw: RawInput
    published: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes."""
        return sha256(self.raw.data)


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A page that should be fetched."""

    url: str


Found = Item | Link | Issue


def read_response(source: Source, role: Role, exchange: Exchange, payload: bytes) -> Iterator[Found]:
    """Items, links and Issues of one response, in its order. Never raises for what the bytes hold."""
    whole = role == "article" or source.card.form == "folder"
    try:
        yield from _bulletin(source.card.table, exchange, payload) if whole else _listed(source, exchange, payload)
    except RecordError as error:
        yield note_issue("unreadable", exchange.url, error.what, try_this=error.try_this)
    except Exception as error:  # noqa: BLE001 - a door: a hostile page must not stop the other sources
        yield note_issue("reading-failed", exchange.url, f"reading it failed with {type(error).__name__}: {error}")


def _bulletin(table: Table | None, exchange: Exchange, payload: bytes) -> Iterator[Found]:
    """The text as it is; and, where the card says how columns are called, the rows of the tables in it as items of their own."""
    kind = media.guess_media_type(exchange.url.partition("?")[0], payload)
    if table is None:
        yield _whole(exchange, payload)
    elif is_bulletin(payload):
        yield _whole(exchange, payload)
        try:
            found = bool(bulletin_tables(table, payload))
        except RecordError:
            return  # taking in the whole says what is wrong with the file
        if found:
            yield from _drafts(understand(table, payload, exchange.url).found, exchange.url)
        elif is_file_bulletin(payload):
            reason = "no table with the headings of the card was found; only its text is read"
            yield note_issue("no_table", exchange.url, reason, try_this="source check ID --sample FILE, then the card")
    elif kind == media.TABLE or payload.startswith(ZIP):
        yield from _drafts(understand(table, payload, exchange.url).found, exchange.url)
    else:
        yield _whole(exchange, payload)


def _listed(source: Source, exchange: Exchange, payload: bytes) -> Iterator[Found]:
    card, url = source.card, exchange.url
    if card.adapters:
        for found in run_adapter(source, exchange, payload):
            yield (
                Link(url=found)
                if isinstance(found, str)
                else _as_item(found, url)
                if isinstance(found, Draft)
                else found
            )
        return
    kind = media.guess_media_type("" if card.form == "chat" else url, payload)
    if card.form == "feed":
        yield from _feed(source, payload, url, kind)
    elif card.form == "pages":
        yield from _page(card.links, payload, url)
    elif card.form == "chat":
        for one in read_json(payload.decode("utf-8", errors="replace"), url):
            # a message keeps its number when its words are changed
            if isinstance(one, Draft):
                yield _as_item(one, url, key=one.location if "#" in one.location else None)
            else:
                yield one
    elif card.table is not None:
        yield from _drafts(read_table(card.table, payload, url), url)


def _feed(source: Source, payload: bytes, url: str, kind: str) -> Iterator[Found]:
    as_json = payload.lstrip()[:1] == b"{"
    if kind != media.FEED and not as_json:
        reason = "is no feed: neither RSS, Atom nor JSON Feed"
        named = _feeds_named(payload, url) if kind == media.HTML else ()
        hint = (
            f"the page names feeds: {', '.join(named)}"
            if named
            else "look at the address; or form: pages, with `links`"
        )
        yield note_issue(LAYOUT, url, reason, try_this=hint)
        return
    if source.card.follow and not as_json:
        links = [a for link in feed_links(payload) if (a := absolute(url, link))]
        if not links:
            yield note_issue(LAYOUT, url, "no entry of the feed has a link", try_this="look at the feed")
        yield from _links(dict.fromkeys(links), url)
        return
    text = payload.decode("utf-8", errors="replace") if as_json else ""
    drafts = read_json(text, url) if as_json else read_feed(payload, url)
    if not source.card.follow:
        yield from _drafts(drafts, url)
        return
    for draft in drafts:
        link = absolute(url, draft.url) if isinstance(draft, Draft) and draft.url else None
        if link:
            yield Link(url=link)


def _feeds_named(payload: bytes, url: str) -> tuple[str, ...]:
    """Addresses of feeds that a page names in its head, at most three."""
    from lxml import html

    decoded = decode_bytes(payload, html=True)
    if isinstance(decoded, str) or not decoded.text.strip():
        return ()
    tree = html.document_fromstring(decoded.text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    links = (e for e in tree.iter("link") if _FEED_TYPE.search(e.get("type") or ""))
    return tuple(dict.fromkeys(a for e in links if (a := absolute(url, e.get("href") or ""))))[:3]


def _page(links: Links | None, payload: bytes, url: str) -> Iterator[Found]:
    from lxml import html

    decoded = decode_bytes(payload, html=True)
    if isinstance(decoded, str) or links is None:
        yield note_issue(LAYOUT, url, "the list page is no text", try_this="look at the address")
        return
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decoded.text)
    tree = html.document_fromstring(text) if text.strip() else html.document_fromstring("<html></html>")
    match, avoid = re.compile(links.match), re.compile(links.avoid) if links.avoid else None
    found: dict[str, None] = {}
    for element in tree.iter("a"):
        address = absolute(url, element.get("href") or "")
        if address and address != url and match.search(address) and not (avoid and avoid.search(address)):
            found.setdefault(address)
    if len(found) < links.at_least:
        reason = f"{len(found)} links look like articles, and at least {links.at_least} should: the layout has changed"
        yield note_issue(LAYOUT, url, reason, try_this="look at the page and mend `links` on the card")
    yield from _links(found, url)


def _links(found: dict[str, None], url: str) -> Iterator[Found]:
    if len(found) > MAX_LINKS:
        reason = f"{len(found):,} pages are listed; the first {MAX_LINKS:,} are fetched"
        yield note_issue("too_many_links", url, reason, try_this="sharpen `links` on the card")
    yield from (Link(url=a) for a in list(found)[:MAX_LINKS])


def _drafts(found: Iterable[Draft | Issue], url: str) -> Iterator[Found]:
    for one in found:
        yield _as_item(one, url) if isinstance(one, Draft) else one


def _as_item(draft: Draft, url: str, key: str | None = None) -> Item:
    """One entry as document JSON: the same entry gives the same bytes, wherever in its feed it stands."""
    link = absolute(url, draft.url) if draft.url else None
    date = _stamp(draft)
    fields = {
        "text": draft.text,
        "title": draft.title,
        "url": link,
        "date": date,
        "language": draft.language,
        "dateline": draft.dateline,
        "byline": draft.byline,
    }
    data = json.dumps({k: v for k, v in fields.items() if v}, ensure_ascii=True, sort_keys=True).encode()
    key = key or link or draft.id or sha256(f"{date}\n{draft.text}".encode("utf-8", "surrogatepass"))
    place = link or f"{url}#{sha256(data)[:12]}"
    return Item(key=key, raw=RawInput(data=data, location=place, media_type=media.JSON), published=date)


def _stamp(draft: Draft) -> str | None:
    """Day and instant as one text that is read back as the same day and the same instant."""
    if draft.published is None:
        return None
    if draft.published_at is None:
        return draft.published.isoformat()
    at = draft.published_at.astimezone(UTC)
    for hours in (0, *(h for n in range(1, 15) for h in (n, -n))):  # the nearest offset that gives this day
        local = at.astimezone(timezone(timedelta(hours=hours)))
        if local.date() == draft.published:
            return local.isoformat()
    return draft.published.isoformat()


def _whole(exchange: Exchange, payload: bytes) -> Item:
    """A page or file as it is; recoded only where its header alone says how it is written."""
    kind = media.guess_media_type(exchange.url.partition("?")[0], payload)
    if kind in (media.HTML, media.TEXT, media.UNKNOWN):
        payload = _recoded(payload, exchange.header("Content-Type") or "")
    where = _local_path(exchange.url)
    return Item(key=exchange.url, raw=RawInput(data=payload, location=where, media_type=kind))


def _recoded(payload: bytes, content_type: str) -> bytes:
    named = _CHARSET.search(content_type)
    if not named or _DECLARED.search(payload[:4096]) or payload.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return payload
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return payload
    try:
        return payload.decode(named[1]).encode("utf-8")
    except (LookupError, UnicodeDecodeError):
        return payload


def _local_path(url: str) -> str:
    return url.removeprefix("file://") if url.startswith("file://") else url
