"""Small records of the store: who read which document, and where a judged claim stood."""

from __future__ import annotations

from typing import Literal

import msgspec


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That one reader version has read one document, or set it aside.

    `basis` is the digest of what was read: a corrected date makes another basis, and the document is read again.
    """

    document_id: str
    reader: str
    basis: str
    state: Literal["read", "set_aside"]


class Anchor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a judged claim stands in the words, so that a judgement finds it again when a newer reader renames it.

    Offsets: `start` and `end` of the claim's main span in the document's captured text.
    """

    claim_id: str
    document_id: str
    start: int
    end: int
    acts: tuple[str, ...]
