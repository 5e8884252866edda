"""What kind of bytes these are: by magic number first, then by what the text looks like, then by the file's name."""

from __future__ import annotations

import re
from pathlib import PurePath

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
FEED = "application/rss+xml"
XML = "application/xml"
JSON = "application/json"
JSONL = "application/jsonl"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TABLE = "text/csv"
CODE = "text/x-code"
UNKNOWN = "application/octet-stream"

BY_SUFFIX = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".rss": FEED,
    ".atom": FEED,
    ".xml": XML,
    ".json": JSON,
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".csv": TABLE,
    ".tsv": TABLE,
    **dict.fromkeys((".yml", ".yaml", ".toml", ".ini", ".py", ".sh", ".js", ".css"), CODE),
}

# offset, bytes, what to call it
MAGIC = (
    (0, b"%PDF-", "PDF"),
    (0, b"PK\x03\x04", "zip archive or office file"),
    (0, b"PK\x05\x06", "zip archive"),
    (0, b"\x1f\x8b", "gzip archive"),
    (0, b"BZh", "bzip2 archive"),
    (0, b"\xfd7zXZ\x00", "xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "zstd archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (0, b"Rar!\x1a\x07", "rar archive"),
    (257, b"ustar", "tar archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old office file"),
    (0, b"{\\rtf", "RTF file"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG image"),
    (0, b"\xff\xd8\xff", "JPEG image"),
    (0, b"GIF87a", "GIF image"),
    (0, b"GIF89a", "GIF image"),
    (8, b"WEBPVP8", "WebP image"),
    (0, b"II*\x00", "TIFF image"),
    (0, b"MM\x00*", "TIFF image"),
    (4, b"ftyp", "MP4 or HEIF file"),
    (0, b"OggS", "Ogg file"),
    (0, b"ID3", "MP3 file"),
    (0, b"SQLite format 3\x00", "SQLite database"),
    (0, b"\x7fELF", "program"),
    (0, b"MZ\x90\x00", "program"),
    (0, b"WARC/1.", "web archive (WARC)"),
)

_HEAD = 4096
_DIRECTORY = 65_536  # bytes at the end of a zip archive that hold the names of its parts
_BOMS = (b"\xef\xbb\xbf",)
_FEED_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HTML_ROOT = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_TAGS = re.compile(rb"</?(?:p|div|span|br|article|section|h[1-6]|ul|li|a|table|script)[\s/>]", re.IGNORECASE)


def name_binary(data: bytes) -> str | None:
    """The kind of a binary file by its magic number, in words, or None."""
    for offset, magic, name in MAGIC:
        if data[offset : offset + len(magic)] == magic:
            return name
    return None


def is_docx(data: bytes) -> bool:
    """True for a zip archive whose directory names the main part of a Word file."""
    return data.startswith(b"PK\x03\x04") and b"word/document.xml" in data[-_DIRECTORY:]


def guess_media_type(location: str, data: bytes) -> str:
    """The media type that these bytes should be read as; `location` counts only where the bytes leave it open."""
    by_name = BY_SUFFIX.get(PurePath(location).suffix.lower())
    if data.startswith(b"%PDF-"):
        return PDF
    if is_docx(data):
        return DOCX
    if name_binary(data) is not None:
        return UNKNOWN
    head = data[:_HEAD]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    head = head.replace(b"\x00", b"").lstrip()  # a UTF-16 page shows its tags when the NULs are left out
    if by_name in (JSON, JSONL, MARKDOWN, TABLE, CODE):
        return by_name
    if _FEED_ROOT.search(head) and head.startswith(b"<"):
        return FEED
    if _HTML_ROOT.search(head) and head.startswith(b"<"):
        return HTML
    if head.startswith(b"<?xml"):
        return XML
    if by_name == HTML:
        return HTML if _TAGS.search(data) else TEXT
    if by_name is None:
        return _by_look(head)
    return by_name


def _by_look(head: bytes) -> str:
    if head.startswith(b'{"') or re.match(rb"\{\s*\"", head):
        first, _, rest = head.partition(b"\n")
        return JSONL if first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{") else JSON
    if re.match(rb"\[\s*\{", head):
        return JSON
    if head.startswith(b"<") and _TAGS.match(head):
        return HTML
    return TEXT
