"""The whole way in a real browser: filter, open an incident, judge, undo, publish, and the published site from a plain server."""

from __future__ import annotations

import functools
import re
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).resolve().parents[2] / "build/frontend-tests/axe.min.js"
CODE = "NK-2020-0002"  # told by one side, with a death, a civilian hurt and an accusation
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder and nothing else: what any web server does."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test says what went wrong."""


@pytest.fixture
def plain_server(tmp_path: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def decide(page: Page, name: str, button: str) -> None:
    form = page.get_by_role("form", name="Decide on this incident")
    form.get_by_label("Your name").fill(name)
    form.get_by_label("Why").fill("Read against the words.")
    form.get_by_role("button", name=button).click()
    page.wait_for_url(re.compile(r"#links$"))


def work_in(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Work")).click()
    page.wait_for_selector("text=not yet worked into the incidents", state="detached", timeout=60_000)


def marks(page: Page) -> list[str]:
    return page.locator("h1 ~ p .mark").all_inner_texts()


def test_load_filter_open_judge_undo_publish(page: Page, own_site: str, plain_server: str, tmp_path: Path) -> None:
    page.goto(own_site)
    page.get_by_role("combobox", name="Place").fill("Hadrut")
    page.get_by_role("combobox", name="Side").select_option("Azerbaijan")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(re.compile("place=Hadrut"))
    shown = page.locator("tr[data-code]").count()
    assert page.get_by_text(f"{shown} of 9 incidents shown.").count() == 1
    page.locator(f"tr[data-code={CODE}] a").first.click()
    page.wait_for_url(re.compile(CODE))
    assert "machine draft" in marks(page)

    decide(page, "Ada", "Accept")
    work_in(page)
    assert "accepted" in marks(page)
    decide(page, "ADA", "Accept")  # the same person again is no second reader
    work_in(page)
    assert "accepted" in marks(page)
    decide(page, "Ben", "Accept")
    work_in(page)
    assert "second reader" in marks(page)
    decide(page, "Ben", "Retract")
    work_in(page)
    assert "retracted" in marks(page)
    last = page.locator("ol.history li", has_text="Ben").last
    last.get_by_label("Your name").fill("Ben")
    last.get_by_role("button", name="Take back").click()
    work_in(page)
    assert "second reader" in marks(page)

    page.goto(own_site)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Publish: the public site as a ZIP").click()
    archive = tmp_path / "site.zip"
    waiting.value.save_as(archive)
    with zipfile.ZipFile(archive) as held:
        held.extractall(tmp_path)
    walk_the_site(page.context.new_page(), f"{plain_server}/trucewatch-site/")


def walk_the_site(page: Page, address: str) -> None:
    """Every page that a reader comes to by links, at both widths, light and dark: whole, still, and asking nobody else."""
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(address)
    assert re.search(r"\d+ of \d+ incidents shown\.", page.inner_text("main"))
    assert page.locator("svg circle").count() > 0
    seen: set[str] = set()
    ahead = [address]
    while ahead:
        here = ahead.pop()
        seen.add(here)
        page.goto(here)
        fits_and_is_accessible(page, check="/incidents/" not in here or CODE in here)
        links = page.locator("a[href]").evaluate_all("all => all.map(a => a.href.split('#')[0])")
        ahead += {u for u in links if u.startswith(address) and u.endswith(".html")} - seen - set(ahead)
    assert sum("/incidents/" in u for u in seen) >= 8
    incident = next(u for u in sorted(seen) if CODE in u)
    page.goto(incident)
    assert page.get_by_text("second reader").count() >= 1
    assert page.locator("q").count() >= 1
    page.get_by_role("link", name="Files and feeds").click()
    for link in page.locator("table a").all():
        answer = page.request.get(str(link.evaluate("a => a.href")))
        assert answer.ok
        assert answer.body()
    assert [u for u in asked if not u.startswith(address.split("/trucewatch-site")[0])] == []
    assert [w for w in wrong if "favicon" not in w and "404" not in w] == []


def fits_and_is_accessible(page: Page, *, check: bool) -> None:
    if check and AXE.is_file():
        page.evaluate(AXE.read_text(encoding="utf-8"))
    for width, scheme in ((360, "dark"), (1440, "light")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url}: {wide} px wider than {width}"
        if check and AXE.is_file():
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            told = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]
            assert told == [], page.url


def test_second_reader_by_keyboard_alone_and_the_incident_says_so(page: Page, own_site: str) -> None:
    """Everything that waits in the queue of claims, read by two people with one key, leaves it and makes second readers."""
    for name in ("Ada", "Ben"):
        page.goto(f"{own_site}/review")
        page.locator("input[name=by]").focus()
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(f"by={name}"))
        link = page.get_by_role("link", name="Rightly read?")
        waiting = int(page.locator("li", has=link).locator(".mark").inner_text().split()[0])
        link.press("Enter")
        page.wait_for_selector("form.answers")
        for n in range(waiting):
            said = page.inner_text("p.lead")
            assert ("you are the second reader" in said) == (name == "Ben"), said
            page.keyboard.press("a")
            page.wait_for_function(
                "before => document.querySelector('h1').textContent !== before", arg=head(waiting - n)
            )
        assert page.get_by_text("This queue is empty for you.").is_visible()
    page.goto(f"{own_site}/review?by=Cy")
    claims = page.locator("li", has=page.get_by_role("link", name="Rightly read?"))
    assert claims.locator(".mark").inner_text() == "0 waiting"
    page.get_by_role("button", name=re.compile("^Work")).press("Enter")
    page.wait_for_selector("text=not yet worked into the incidents", state="detached", timeout=60_000)
    page.goto(f"{own_site}/incidents/{CODE}")
    assert "second reader" in marks(page)
    assert re.search(r"two people have read and accepted (\d+) of \1\.", page.inner_text("#links ~ p, main"))


def head(total: int) -> str:
    return f"Rightly read? 1 of {total}"


def test_a_name_of_a_place_is_answered_by_one_key_and_taken_back(page: Page, place_site: str) -> None:
    page.goto(f"{place_site}/review?by=Ada")
    page.get_by_role("link", name="Which place?").press("Enter")
    page.wait_for_selector("form.answers")
    asked = page.inner_text("p.lead")
    assert "Ostrel" in asked
    assert page.get_by_text(
        "Mortar fire hit the village of Ostrel on Monday"
    ).is_visible()  # the words stand beside the question
    page.keyboard.press("1")
    page.wait_for_selector("text=Written as j-")
    assert page.get_by_text("This queue is empty for you.").is_visible()
    page.keyboard.press("b")
    page.wait_for_url(re.compile(r"^(?!.*done=)"))
    assert page.inner_text("p.lead") == asked
    page.keyboard.press("n")
    page.wait_for_selector("text=1 skipped")
    page.get_by_role("link", name="Begin again").press("Enter")
    page.wait_for_selector("form.answers")
    kept = page.locator("[data-key='2']").inner_text()
    page.keyboard.press("2")
    page.wait_for_selector("text=Written as j-")
    page.get_by_role("button", name=re.compile("^Work")).press("Enter")
    page.wait_for_selector("text=not yet worked into the incidents", state="detached", timeout=60_000)
    page.goto(f"{place_site}/review/places?by=Ben")  # answered is answered, for everybody
    assert page.get_by_text("This queue is empty for you.").is_visible()
    lat, lon = re.findall(r"(\d+\.\d+) (\d+\.\d+)", kept)[0]
    ground = page.request.get(f"{place_site}/map.json").json()["places"]
    assert [(round(p["lat"]), round(p["lon"])) for p in ground] == [(round(float(lat)), round(float(lon)))]


@pytest.mark.parametrize(
    "name",
    [
        "/",
        f"/incidents/{CODE}",
        "/agreement",
        "/sources",
        "/questions/harm",
        "/questions/provisions",
        "/search?words=hadrut",
    ],
)
def test_a_page_on_paper_is_whole(page: Page, site: str, name: str) -> None:
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins
    page.goto(site + name)
    page.emulate_media(media="print")
    assert not page.locator("header nav").is_visible()
    assert page.locator("form.filters:visible").count() == 0
    assert page.locator("main h1").is_visible()
    cut: list[Any] = page.evaluate(
        "[...document.querySelectorAll('main table, main svg, main p')].filter(e => e.getClientRects().length &&"
        " e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 120))"
    )
    assert cut == []
    assert len(page.pdf()) > 5_000


def test_the_map_on_paper_is_the_whole_one_of_the_screen(page: Page, site: str) -> None:
    page.goto(f"{site}/agreement?day=2020-12-11")
    page.wait_for_selector("[data-ready=yes]", timeout=30_000)
    shape = """() => {
        const canvas = document.querySelector(".maplibregl-canvas");
        return [canvas.width / canvas.height, canvas.getBoundingClientRect()];
    }"""
    drawn, _ = page.evaluate(shape)
    page.set_viewport_size({"width": 718, "height": 1000})  # as a browser lays paper out
    page.emulate_media(media="print")
    shown, box = page.evaluate(shape)
    assert abs(box["width"] / box["height"] - shown) < 0.02
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 718
    page.emulate_media(media="screen")
    assert drawn > 1


def test_words_that_a_claim_rests_on_are_told_apart_on_paper_without_colour(page: Page, site: str) -> None:
    page.goto(f"{site}/documents")
    page.locator("th a").first.click()
    page.wait_for_selector("mark[data-claims]")
    page.emulate_media(media="print")
    style = page.locator(".text mark").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert style == "underline"
