"""HTML pages: the article and its metadata by trafilatura, within limits that keep a hostile page harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from trucewatch.ingest.dates import Stamp, parse_stamp
from trucewatch.ingest.draft import Draft
from trucewatch.ingest.issues import note_issue
from trucewatch.ingest.media import HTML
from trucewatch.model.issue import Issue

# a news page has a few thousand tags, nested some dozens deep; beyond these limits extraction takes seconds to minutes
MAX_CHARACTERS = 10_000_000
MAX_TAGS = 100_000
MAX_DEPTH = 500

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_SCRIPT = re.compile(r"<(script|style|svg|noscript)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
# these need no end tag, so an open one says nothing of depth
_NO_END = frozenset(
    (
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "tfoot"),
    )
)
_BLOCKS = frozenset(
    ("p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "ul", "ol", "table", "figure")
)
_BLANKS = re.compile(r"\s+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DATE_META = re.compile(
    r"<meta\b(?=[^>]{0,300}(?:property|name|itemprop)\s*=\s*[\"']?(?:article:published_time|datePublished|"
    r"og:article:published_time|pubdate|publishdate|DC\.date\.issued)\b)"
    r"[^>]{0,300}?content\s*=\s*[\"']([^\"'<>]{6,60})[\"']",
    re.IGNORECASE,
)


def read_html(text: str, location: str, captured_at: datetime | None) -> Iterator[Draft | Issue]:
    """One draft whose text is the extracted article, its paragraphs set apart by a blank line.

    `captured_at` bounds the dates that a page may claim; without it the far future is the bound.
    """
    issue = _out_of_bounds(text, location)
    if issue:
        yield issue
        return
    from trafilatura import bare_extraction

    latest = captured_at.date().isoformat() if captured_at else "2099-12-31"
    found = bare_extraction(
        _DECLARATION.sub("", text),  # lxml refuses a decoded text that declares an encoding
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": True, "max_date": latest},
    )
    article = (found.text or "").strip() if found is not None and not isinstance(found, dict) else ""
    if not article or found is None or isinstance(found, dict):
        yield note_issue(
            "no_article",
            location,
            "no article text was found on the page",
            try_this="save the page with its text, or hand over the text itself",
        )
        return
    if "<html" in text[:5000].lower() and "</html" not in text[-5000:].lower():
        yield note_issue("truncated_html", location, "the page breaks off before its end; what is there was read")
    stamp = _published(text, found.date)
    yield Draft(
        text=re.sub(r"\s*\n\s*", "\n\n", article),
        location=location,
        media_type=HTML,
        title=found.title or None,
        byline=found.author or None,
        source=found.sitename or found.hostname or None,
        url=found.url or None,
        language=found.language or _declared_language(text),
        published=stamp.date if stamp else None,
        published_at=stamp.at if stamp else None,
        published_how="metadata" if stamp else None,
    )


def _out_of_bounds(text: str, location: str) -> Issue | None:
    if len(text) > MAX_CHARACTERS:
        return note_issue("too_large", location, f"a page of more than {MAX_CHARACTERS:,} characters; not read")
    depth = deepest = tags = 0
    for found in _TAG.finditer(text):
        tags += 1
        if found[2].lower() in _NO_END:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        deepest = max(deepest, depth)
    if tags > MAX_TAGS or deepest > MAX_DEPTH:
        what = f"{tags:,} tags, nested up to {deepest:,} deep"
        return note_issue("hostile_html", location, f"the page has {what}; not read", try_this="hand over its text")
    return None


def _published(text: str, found: str | None) -> Stamp | None:
    """The date that the page's metadata gives, with its instant where the metadata has one for that day."""
    stamp = parse_stamp(found) if found else None
    if not isinstance(stamp, Stamp):
        return None
    for declared in _DATE_META.finditer(text[:200_000]):
        exact = parse_stamp(declared[1])
        if isinstance(exact, Stamp) and exact.date == stamp.date:
            return exact
    return stamp


def _declared_language(text: str) -> str | None:
    found = re.search(r"<html\b[^>]{0,300}?\blang\s*=\s*[\"']?([a-zA-Z]{2})\b", text[:5000], re.IGNORECASE)
    return found[1].lower() if found else None


def strip_fragment(fragment: str) -> str:
    """The words of a piece of HTML, its blocks set apart by a blank line (feeds carry such pieces)."""
    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    from lxml import etree
    from lxml import html as lxml_html

    without_scripts = _SCRIPT.sub(" ", fragment[:MAX_CHARACTERS])
    if _out_of_bounds(without_scripts, ""):
        return ""
    tree = lxml_html.fromstring(f"<div>{without_scripts}</div>")
    words: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in _BLOCKS:
            words.append("\n")
        words.append(_BLANKS.sub(" ", (element.text if event == "start" else element.tail) or ""))
    lines = (line.strip() for line in "".join(words).split("\n"))
    return "\n\n".join(line for line in lines if line)
