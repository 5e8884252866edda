"""Intakes: the lasting fact that some bytes were taken in."""

from __future__ import annotations

from datetime import datetime

import msgspec

from trucewatch.model.ids import short_id


class Intake(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """Some bytes that were taken in, and all that is needed to read documents from them again.

    `options` is the JSON text of the settings that they were read with, without any clock. `location` is where the bytes
    were first met; it is no part of the id, so the same bytes from another folder are the same intake.
    """

    id: str
    sha256_raw: str
    media_type: str | None
    options: str
    captured_at: datetime
    location: str | None = None


def intake_id(sha256_raw: str, media_type: str | None, options: str) -> str:
    """The id of an intake: the same bytes read in the same way are one intake, whenever and wherever they come in."""
    return short_id("i", sha256_raw, media_type or "", options)
