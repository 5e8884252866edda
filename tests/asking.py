"""Putting a question at the door and reading the answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def asked(trucewatch: Any, store: Path, question: str, *words: str) -> dict[str, Any]:
    """The answer of `trucewatch ask` as a record; the command must end well."""
    told = trucewatch("ask", question, "--store", store, "--format", "json", *words)
    assert told.code == 0, told.err
    found: dict[str, Any] = json.loads(told.out)
    return found
