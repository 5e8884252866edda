"""What a user may say about archives, and the limits that keep a hostile one harmless."""

from __future__ import annotations

import msgspec

MAX_RECORD = 20_000_000
MAX_RATIO = 200  # text packs to a tenth, at best to a fiftieth; gzip can reach a thousandth


class ArchiveOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names of columns where they are not the usual ones, and limits.

    Units: `max_bytes` bytes of one unpacked record. `max_ratio`: so many bytes at most may come out of one packed byte,
    looked at once `max_bytes` have come out. `shard_bytes`, `shard_files`: above these a splittable file or a folder is cut.
    """

    text_column: str | None = None
    url_column: str | None = None
    date_column: str | None = None
    title_column: str | None = None
    id_column: str | None = None
    language_column: str | None = None
    source_column: str | None = None
    max_bytes: int = MAX_RECORD
    max_ratio: int = MAX_RATIO
    shard_bytes: int = 512_000_000
    shard_files: int = 5_000


# first that is there counts; CC-News extracts, Common Crawl's own tools and news data sets name them in these ways
USUAL = {
    "text": ("text", "maintext", "plain_text", "content", "article", "body", "raw_content", "document"),
    "url": ("url", "requested_url", "target_uri", "warc_target_uri", "link", "source_url"),
    "date": ("date", "published_date", "date_publish", "published", "published_at", "publish_date", "date_published"),
    "title": ("title", "headline"),
    "id": ("id", "warc_record_id", "record_id", "uuid", "doc_id"),
    "language": ("language", "lang", "language_code"),
    "source": ("publisher", "sitename", "source_domain", "domain", "source"),
    "captured": ("warc_date", "captured_at", "date_download", "crawl_date", "fetched_at"),
    "byline": ("byline", "author", "authors"),
}
