"""A made-up record as the document that intake makes of it."""

from __future__ import annotations

import json
from typing import Any

from trucewatch.ingest.documents import read_input
from trucewatch.ingest.inputs import RawInput
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.document import Document


def document_of(record: dict[str, Any]) -> Document:
    """The document of one record."""
    raw = RawInput(data=json.dumps(record).encode(), location="made-up.json", media_type="application/json")
    return next(item for item in read_input(raw, IngestOptions()) if isinstance(item, Document))
