"""Bytes to text, never with a replacement character in silence."""

from __future__ import annotations

import codecs
import re
import unicodedata

import msgspec

BOMS = (  # the longer first: UTF-32-LE begins like UTF-16-LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 100_000
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\f\v\x1b") + b"\x7f"
_PRINTABLE = bytes(range(32, 127)) + b"\t\n\r"
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
# the bytes that western news text in cp1252 holds above ASCII: quotes, dashes, ellipsis, accented letters
_WESTERN = re.compile(rb"[\x85\x91-\x97\xa0\xa3\xa7-\xa9\xab\xb0\xb4\xb7\xbb\xc0-\xff]")


class Decoded(msgspec.Struct, frozen=True, kw_only=True):
    """A text and how it was read. `guessed`: no mark or declaration named the encoding, and it is not UTF-8.

    `bad_at` byte offset of the first byte that fits the encoding nowhere, `bad_count` how many; they read as U+FFFD.
    """

    text: str
    encoding: str
    guessed: bool = False
    bad_at: int | None = None
    bad_count: int = 0


def decode_bytes(data: bytes, *, html: bool = False) -> Decoded | str:
    """The text of some bytes, or (str) the reason why they are not text.

    Order: byte order mark, UTF-8, the page's own declaration (HTML), UTF-16 without a mark, then a guess.
    """
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _decode_marked(data[len(bom) :], encoding, len(bom))
    wide = _wide_encoding(data)
    if wide:
        return Decoded(text=data.decode(wide), encoding=wide, guessed=True)
    if b"\x00" in data:
        return "holds NUL bytes and is not UTF-16"
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > 0.02 * len(sample) and (controls > 4 or controls > 0.3 * len(sample)):
        return f"{controls} of its first {len(sample)} bytes are control characters"
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    return _decode_other(data, first_bad, html=html)


def _decode_marked(data: bytes, encoding: str, skipped: int) -> Decoded | str:
    try:
        return Decoded(text=data.decode(encoding), encoding=encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        bad = text.count("\ufffd")
        if bad > max(3, len(text) // 100):
            return f"has the byte order mark of {encoding} but does not hold {encoding}"
        return Decoded(text=text, encoding=encoding, bad_at=error.start + skipped, bad_count=bad)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, seen by NULs (of ASCII letters, blanks, line ends) on one side only."""
    sample = data[:_SAMPLE]
    if len(data) % 2 or len(sample) < 4:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    many = len(sample) // 2
    if min(even, odd) > 0 or max(even, odd) < max(1, many // 20):
        return None
    if max(even, odd) < many * 0.9 and not sample.replace(b"\x00", b"").translate(None, _PRINTABLE):
        return None  # ASCII with stray NULs: wide text in another script has bytes that no keyboard writes
    encoding = "utf-16-be" if even else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    head = text[:2000]
    odd_ones = sum(unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in "\t\n\r\f" for c in head)
    return encoding if odd_ones * 50 <= len(head) else None


def _decode_other(data: bytes, first_bad: int, *, html: bool) -> Decoded | str:
    declared = _DECLARED.search(data[:4096]) if html else None
    if declared:
        name = declared.group(1).decode("ascii")
        try:
            return Decoded(text=data.decode(name), encoding=name.lower())
        except (LookupError, UnicodeDecodeError):
            pass  # the declaration is wrong, as it often is: guess below, and say so
    good = len(_MULTIBYTE.findall(data))
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd") - data.count("\ufffd".encode())
    if bad <= max(1, good // 10) and (good or len(data) - first_bad <= 3):
        # UTF-8 with a few broken bytes, or cut in the middle of a character
        return Decoded(text=text, encoding="utf-8", bad_at=first_bad, bad_count=bad)
    high = len(_HIGH.findall(data))
    if high * 6 < len(data) and len(_WESTERN.findall(data)) >= high * 0.95:
        try:
            return Decoded(text=data.decode("cp1252"), encoding="cp1252", guessed=True)
        except UnicodeDecodeError:
            pass
    return _guess(data)


def _guess(data: bytes) -> Decoded | str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return "no known encoding fits these bytes"
    try:
        return Decoded(text=data.decode(best.encoding), encoding=best.encoding, guessed=True)
    except UnicodeDecodeError as error:
        return f"looks like {best.encoding} but byte {error.start} does not fit it"
