"""What must hold of every page in a real browser, whoever serves it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[1] / "build/frontend-tests/axe.min.js"
WIDTHS = (360, 1440)


def is_sound(page: Page) -> None:
    """The checker finds nothing and nothing sticks out: at both widths, light and dark, with all that can be opened open."""
    if page.locator("[data-map]").count():
        page.wait_for_selector("[data-ready=yes]", timeout=30_000)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url}: {wide} px wider than {width}"
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            told = [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:200]}" for v in found["violations"]]
            assert told == [], f"{page.url} at {width} px, {scheme}: {told}"


CHECKED = pytest.mark.skipif(not AXE.is_file(), reason="axe-core was not fetched: python3 frontend.py --tests")
