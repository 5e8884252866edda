"""Intakes: the lasting fact that some bytes were taken in."""

from __future__ import annotations

from datetime import datetime

import msgspec

from trucewatch.model.ids import short_id


class Custody(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Where some bytes lay in an archive of many: enough to find them there again and to see that they are the same.

    `position` as the archive's reader counts it (bytes of a WARC; see docs/archives.md). `record` is the record's own name
    (WARC-Record-ID). `url` is the address that was captured. `sha256` is the digest of the record's bytes in the archive that
    it was first cut from, where that is another: then `archive` and `position` are of that first one, and `through` names
    the file that it came in with.
    """

    archive: str
    position: str
    record: str | None = None
    url: str | None = None
    sha256: str | None = None
    through: str | None = None


class Intake(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Some bytes that were taken in, and all that is needed to read documents from them again.

    `options` is the JSON text of the settings that they were read with, without any clock. `location` is where the bytes
    were first met; it is no part of the id, so the same bytes from another folder are the same intake. `custody` is set where
    they came out of an archive.
    """

    id: str
    sha256_raw: str
    media_type: str | None
    options: str
    captured_at: datetime
    location: str | None = None
    custody: Custody | None = None


def intake_id(sha256_raw: str, media_type: str | None, options: str) -> str:
    """The id of an intake: the same bytes read in the same way are one intake, whenever and wherever they come in."""
    return short_id("i", sha256_raw, media_type or "", options)
