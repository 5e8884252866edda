"""docs/documents.md names every issue that this room can note, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from trucewatch.ingest.dates import StampFault

ROOT = Path(__file__).resolve().parents[3]
CODE = re.compile(r"note_issue\(\s*\"([a-z_]+)\"|code = \"([a-z_]+)\"|\"(truncated_json|broken_json|ambiguous_date)\"")


def test_every_issue_code_is_documented() -> None:
    sources = (p.read_text(encoding="utf-8") for p in (ROOT / "src/trucewatch/ingest").rglob("*.py"))
    used = {next(g for g in m.groups() if g) for text in sources for m in CODE.finditer(text)} | set(
        get_args(StampFault)
    )
    page = (ROOT / "docs/documents.md").read_text(encoding="utf-8")
    table = page[page.index("## Issues") : page.index("## What it does not do")]
    documented = set(re.findall(r"`([a-z_]+)`", table))
    assert used == documented
