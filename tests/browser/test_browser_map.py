"""The map in a real browser: it is drawn, stays on this machine, goes with the timeline, and gives way where it cannot run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from made_pmtiles import write_pmtiles
from served import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

VENDOR = Path(__file__).resolve().parents[2] / "src/trucewatch/web/static/vendor/maplibre-gl.mjs"
pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(not VENDOR.is_file(), reason="the map library was not fetched: python3 frontend.py"),
]
DRAWN_MS = 30_000


class Watched:
    """A page with all that it asked for and all that went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.wrong: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield Watched(context.new_page())
    context.close()


def open_map(watched: Watched, address: str) -> None:
    watched.page.goto(address)
    watched.page.wait_for_selector("[data-ready=yes]", timeout=DRAWN_MS)


def test_the_map_is_drawn_and_nothing_leaves_this_machine(watched: Watched, site: str) -> None:
    open_map(watched, site)
    fine = (
        "() => document.querySelector('[data-map]').map.getLayer('land').maxzoom < 24"  # the coarse coast has given way
    )
    watched.page.wait_for_function(fine, timeout=DRAWN_MS)
    assert watched.page.locator(".maplibregl-canvas").count() == 1
    assert any("/map/labels.json" in url for url in watched.asked)
    outside = [u for u in watched.asked if not u.startswith((site, "data:", "blob:"))]
    assert outside == []
    assert watched.wrong == []


def test_the_plain_map_stays_in_sight_until_the_other_is_painted(watched: Watched, site: str) -> None:
    page, held = watched.page, list[Any]()
    page.route("**/countries-110m.json", lambda route: held.append(route))  # its answer waits until we let it go
    page.goto(site)
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    assert page.locator(".map-ground > svg circle").first.is_visible()
    page.wait_for_timeout(500)
    assert page.locator(".map-ground > svg").is_visible()
    assert page.locator("[data-ready=yes]").count() == 0
    for route in held:
        route.continue_()
    page.wait_for_selector("[data-ready=yes]", timeout=DRAWN_MS)
    assert page.locator(".map-ground > svg").count() == 0
    assert watched.wrong == []


def test_nothing_is_fetched_twice_for_the_first_picture(watched: Watched, site: str) -> None:
    open_map(watched, site)
    once = [u.removeprefix(site) for u in watched.asked if "/static/" in u or u.endswith("/map.json")]
    assert len(once) > 6
    assert len(once) == len(set(once))


def test_no_page_asks_another_host_with_a_base_map_of_the_users_own(
    watched: Watched, demo_folder: Path, tmp_path: Path
) -> None:
    own = write_pmtiles(tmp_path / "own.pmtiles")
    with serving(demo_folder, demo_folder / "demo.sqlite", "--basemap", str(own)) as site:
        for path in ("/", "/incidents/NK-2020-0003", "/agreement?day=2020-12-11"):
            open_map(watched, site + path)
            drawn = (
                "() => { const m = document.querySelector('[data-map]').map;"
                " return m.areTilesLoaded() && m.querySourceFeatures('own', {sourceLayer: 'land'}).length > 0; }"
            )
            watched.page.wait_for_function(drawn, timeout=DRAWN_MS)
            assert watched.page.get_by_text("made for a test").count() == 1
            assert watched.page.locator("a[href*='maps.example']").count() == 0
        assert any(u.endswith("/basemap.pmtiles") for u in watched.asked)
        assert [u for u in watched.asked if not u.startswith((site, "data:", "blob:"))] == []
        assert watched.wrong == []


def test_pointing_at_a_day_lights_its_places_and_at_a_place_its_rows(watched: Watched, site: str) -> None:
    open_map(watched, site)
    page = watched.page
    lit = "document.querySelector('[data-map]').map.getFilter('lit')[2][2][1]"
    page.focus(".timeline a[data-from='2020-12-08']")
    assert len(page.evaluate(lit)) == 1
    page.focus("h1 ~ form input[name=place]")
    assert page.evaluate(lit) == []
    page.hover("tr[data-code='NK-2020-0003'] td")
    assert len(page.evaluate(lit)) >= 2
    page.mouse.move(0, 0)
    at = page.evaluate(
        "() => { const m = document.querySelector('[data-map]').map; m.getCanvas().scrollIntoView({block: 'center'});"
        " const box = m.getCanvas().getBoundingClientRect();"
        " const spot = m.getStyle().sources.places.data.features.find(f => f.properties.name === 'Hadrut');"
        " const p = m.project(spot.geometry.coordinates[0][0]); return [box.x + p.x - 2, box.y + p.y]; }"
    )
    page.mouse.click(*at)
    page.wait_for_selector(".maplibregl-popup-content a[href^='/incidents/']")
    assert page.locator("tr.lit").count() >= 1
    assert page.locator(".timeline a.lit").count() >= 1


def test_where_the_map_was_moved_to_stands_in_the_address(watched: Watched, site: str, browser: Browser) -> None:
    open_map(watched, site)
    page = watched.page
    assert "#" not in page.url  # it was not moved yet
    page.locator(".maplibregl-canvas").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.hash.startsWith('#map=')")
    before = page.evaluate("location.hash")
    page.keyboard.press("+")
    page.wait_for_function("before => location.hash.split('/')[0] !== before.split('/')[0]", arg=before)
    seen = "document.querySelector('[data-map]').map"
    centre = f"[{seen}.getZoom(), {seen}.getCenter().lat, {seen}.getCenter().lng]"
    moved = page.evaluate(centre)
    other = browser.new_page(viewport={"width": 1440, "height": 900})
    other.goto(page.url)
    other.wait_for_selector("[data-ready=yes]", timeout=DRAWN_MS)
    assert other.evaluate(centre) == pytest.approx(moved, abs=0.01)
    other.close()
    assert watched.wrong == []


def test_without_webgl_the_plain_map_stays_and_says_why(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = context.new_page()
    page.goto(site)
    page.wait_for_function("() => document.querySelector('.map-note').textContent.includes('no WebGL')")
    assert page.locator(".map-ground circle").count() > 0
    context.close()


def test_without_script_the_plain_map_stands(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert page.locator(".map-ground circle").count() > 0
    assert page.locator("tr[data-code]").count() > 0
    context.close()
