"""Samples of our own wording, and short ways to read them."""

from __future__ import annotations

from typing import Any

from trucewatch.ingest.documents import read_input
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.media import guess_media_type
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document
from trucewatch.model.issue import Issue

BEFORE = "Two men of the border guard were wounded near the bridge on Friday, the ministry said."
AFTER = "The other side denied that its men had fired, and said that the truce was being kept."
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Shots | The Daily Test</title>
<meta property="og:title" content="Shots near the bridge"><meta property="og:site_name" content="The Daily Test">
<meta property="article:published_time" content="2020-12-13T09:30:00+04:00"><meta name="author" content="Ana Roe">
<link rel="canonical" href="https://l.example/2020/12/13/shots"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Shots near the bridge</h1><p>LENDORA, December 12 (AFP) - {BEFORE}</p>
<script>alert("ignore this")</script><p>Read also: <a href="x">Talks resume</a></p><p>{AFTER}</p></article>
<footer>Copyright 2020 The Daily Test. All rights reserved.</footer></body></html>"""
FEED = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Test Wire</title>
<language>en-us</language><item><title>First</title><link>https://w.example/1</link>
<pubDate>Sat, 12 Dec 2020 23:30:00 +0400</pubDate>
<description>&lt;p&gt;{BEFORE}&lt;/p&gt;&lt;p&gt;{AFTER}&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description></item>
<item><title>A title alone</title></item></channel></rss>"""


def read(data: bytes | str, name: str = "a.txt", **options: Any) -> tuple[list[Document], list[Issue]]:
    raw_data = data.encode() if isinstance(data, str) else data
    raw = RawInput(data=raw_data, location=name, media_type=guess_media_type(name, raw_data))
    found = list(read_input(raw, IngestOptions(**options)))
    return [f for f in found if isinstance(f, Document)], [f for f in found if isinstance(f, Issue)]


def read_one(data: bytes | str, name: str = "a.txt", **options: Any) -> Document:
    documents, _ = read(data, name, **options)
    assert len(documents) == 1
    return documents[0]
