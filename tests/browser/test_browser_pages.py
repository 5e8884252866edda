"""Every page in a real browser: read by a checker of accessibility, at a telephone's and a desk's width, light and dark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from page_checks import CHECKED, is_sound
from trucewatch.publish.questions import QUESTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.xdist_group("browser")
PAGES = (
    "/",
    "/?side=Karabakh&from=2020-12-01",
    "/?place=nowhere",
    "/incidents/NK-2020-0003",
    "/documents",
    "DOCUMENT",
    "/search?words=hadrut+wounded",
    "/agreement?day=2020-12-11",
    "/questions",
    "/questions/one-sided",
    "/sources",
    "/report",
    "/review?by=A",
    "/review/pairs?by=A",
    "/review/claims?by=A",
    "/review/places?by=A",
    "WHY",
    "/no-such-page",
    "/?from=rubbish",
    "/?status=candidate&start_at=200",
    "/?as_of=2020-12-13",
    "/sources?as_of=2020-12-13",
    "/search",
    "/report?weekly=yes",
    "/questions/changes",
    "/questions/versions",
    "/agreement?day=1999-01-01",
    "/review",
)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def addresses(browser: Browser, site: str) -> dict[str, str]:
    """The pages whose address holds an id."""
    page = browser.new_page()
    page.goto(f"{site}/documents")
    document = page.locator("a[href^='/documents/']").first.get_attribute("href")
    page.goto(f"{site}/incidents/NK-2020-0003")
    why = page.locator("a[href^='/why/']").first.get_attribute("href")
    page.close()
    return {"DOCUMENT": str(document), "WHY": str(why)}


@CHECKED
@pytest.mark.parametrize("name", PAGES)
def test_the_checker_finds_nothing_and_nothing_sticks_out(
    page: Page, site: str, addresses: dict[str, str], name: str
) -> None:
    page.goto(site + addresses.get(name, name))
    is_sound(page)


@CHECKED
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_asked_and_answered_is_sound(page: Page, site: str, name: str) -> None:
    needs = {"since": "since=2020-12-14", "incident": "incident=NK-2020-0003"}
    asked = "&".join(needs[n] for n in QUESTIONS[name].needs)
    page.goto(f"{site}/questions/{name}?{asked}")
    assert page.locator("p.answer").count() == 1
    is_sound(page)


@CHECKED
def test_a_page_that_is_being_worked_out_is_sound(page: Page, waiting_site: str) -> None:
    answer = page.goto(f"{waiting_site}/sources")
    assert answer is not None
    assert answer.status == 503
    assert page.get_by_text("being worked out").is_visible()
    assert page.get_by_role("navigation", name="Pages").is_visible()
    is_sound(page)


def test_no_page_asks_anything_of_another_host(browser: Browser, site: str, addresses: dict[str, str]) -> None:
    page = browser.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type == "error" and not re.search("40[04]", said.text) else None,
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for name in PAGES:
        page.goto(site + addresses.get(name, name), wait_until="networkidle")
    page.close()
    assert len(asked) > len(PAGES)
    assert [u for u in asked if not u.startswith((site, "data:", "blob:"))] == []
    assert wrong == []


def test_a_filter_keeps_in_the_address_and_narrows_table_bars_and_map(browser: Browser, site: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(site)
    whole = page.locator("tr[data-code]").count()
    page.locator("select[name=side]").select_option("Karabakh")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(re.compile(r"side=Karabakh"))
    narrowed = page.locator("tr[data-code]").count()
    assert 0 < narrowed < whole
    assert page.get_by_text(f"{narrowed} of {whole} incidents shown.").count() == 1
    page.reload()
    assert page.locator("select[name=side]").input_value() == "Karabakh"
    page.locator(".timeline a").first.press("Enter")
    page.wait_for_url(re.compile(r"side=Karabakh.*from=2020"))
    page.locator("a.code").first.click()
    page.wait_for_url(re.compile(r"/incidents/NK-2020-\d+\?side=Karabakh"))
    page.go_back()
    assert page.locator("select[name=side]").input_value() == "Karabakh"
    page.close()


def test_an_incident_leads_to_the_words_in_their_text(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/incidents/NK-2020-0003")
    assert page.get_by_role("columnheader", name="Armenia").count() == 1
    page.locator(".claim .cite a[href^='/documents/']").first.click()
    page.wait_for_url(re.compile(r"/documents/.+#c-"))
    assert page.locator("mark[data-claims]").count() > 0
    page.locator("mark[data-claims]").first.hover()
    assert page.locator(".claim.hot").count() >= 1
    page.close()


def test_review_goes_by_keyboard_alone(browser: Browser, own_site: str) -> None:
    page = browser.new_page()
    page.goto(own_site)
    for _ in range(20):  # the way there by keyboard: the link in the head
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Review":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review$"))
    page.locator("input[name=by]").focus()
    page.keyboard.type("A. Reader")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"by=A"))
    page.get_by_role("link", name="Same happening?").press("Enter")
    page.wait_for_selector("form.answers")

    def pair() -> str:
        return json.dumps(
            page.locator("form.answers input[name=subject], form.answers input[name=object]").evaluate_all(
                "all => all.map(e => e.value)"
            )
        )

    first = pair()
    page.keyboard.press("d")
    page.wait_for_selector("text=Written as j-")
    assert pair() != first
    page.keyboard.press("b")
    page.wait_for_url(re.compile(r"^(?!.*done=)"))
    assert pair() == first
    page.keyboard.press("n")
    page.wait_for_url(re.compile(r"skip=1"))
    assert pair() != first
    page.keyboard.press("u")
    page.wait_for_selector("text=not yet worked into the incidents")
    page.get_by_role("button", name="Work them in").press("Enter")
    page.wait_for_url(re.compile(r"/review\?by="), timeout=60_000)
    assert page.get_by_text("not yet worked").count() == 0
    page.close()


def test_typing_a_name_answers_nothing(browser: Browser, own_site: str) -> None:
    page = browser.new_page()
    page.goto(f"{own_site}/incidents/NK-2020-0003")
    page.locator("input[name=reason]").focus()
    page.keyboard.type("sdu")
    assert page.locator("input[name=reason]").input_value() == "sdu"
    assert "/incidents/NK-2020-0003" in page.url
    page.close()


def test_the_page_prints_without_filters_and_with_its_table(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(site)
    page.emulate_media(media="print")
    assert not page.locator("form.filters").is_visible()
    assert page.locator("tr[data-code]").first.is_visible()
    assert len(page.pdf()) > 10_000
    page.close()


def test_a_record_stands_beside_its_words_by_touch_by_keyboard_and_by_mouse(
    browser: Browser, site: str, addresses: dict[str, str]
) -> None:
    """The list of claims is out of sight here, so that only the record at the foot of the window can tell."""
    context = browser.new_context(viewport={"width": 360, "height": 500}, has_touch=True)
    page = context.new_page()
    page.goto(site + addresses["DOCUMENT"])
    record = page.get_by_role("complementary", name="The record of these words")
    mark = page.locator("mark[data-claims]").first
    number = str(mark.get_attribute("data-claims")).split()[0]
    who = page.locator(f"#k-{number} .who").inner_text()
    mark.tap()
    assert who in record.inner_text()
    page.locator("h1").tap()
    assert not record.is_visible()
    page.locator(f".ref[data-claims='{number}']").focus()
    assert who in record.inner_text()
    page.keyboard.press("Escape")
    assert not record.is_visible()
    mark.hover()
    assert who in record.inner_text()
    record.hover()  # one may go to it and choose a link
    page.wait_for_timeout(400)
    record.get_by_role("link", name="why").first.click()
    page.wait_for_url(re.compile("/why/"))
    context.close()
