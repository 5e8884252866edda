"""The pages with accounts in a real browser: each role walks its own way, by what the pages show it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from page_checks import CHECKED, is_sound
from served import serving
from trucewatch.web.accounts.book import AccountBook, book_place
from trucewatch.web.accounts.shape import Role

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD = "four plain words here"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
PEOPLE = {"Rosa": Role.READER, "Ana": Role.ANALYST, "Sam": Role.SECOND_READER, "Ada": Role.ADMIN}
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def guarded(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration's pages behind accounts of every role."""
    store = Path(shutil.copy(demo_folder / "demo.sqlite", tmp_path_factory.mktemp("guarded") / "s.sqlite"))
    with closing(AccountBook(book_place(store), create=True)) as book:
        for name, role in PEOPLE.items():
            book.add(name, role, PASSWORD, NOW)
    with serving(demo_folder, store, "--auth") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def log_in(page: Page, site: str, name: str, there: str = "/") -> None:
    """From a page that asks for it, by keyboard alone; the way leads on to where one wanted to go."""
    page.goto(site + there)
    assert "/login" in page.url
    page.wait_for_selector(
        "input[name=name]:focus"
    )  # which a browser gives with the first picture, after the page has loaded
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(site + there)


@CHECKED
def test_the_page_to_log_in_is_sound_and_says_when_the_words_do_not_match(page: Page, guarded: str) -> None:
    page.goto(f"{guarded}/incidents/NK-2020-0003")
    assert page.get_by_role("navigation", name="Pages").count() == 0  # nothing that cannot be opened yet
    is_sound(page)
    page.get_by_label("Name").fill("Rosa")
    page.get_by_label("Password").fill("another word altogether")
    page.get_by_role("button", name="Log in").click()
    assert page.get_by_role("alert").inner_text() == "This name and password do not go together."
    is_sound(page)


@CHECKED
@pytest.mark.parametrize("name", PEOPLE)
def test_each_role_sees_what_it_may_do_and_nothing_else(page: Page, guarded: str, name: str) -> None:
    log_in(page, guarded, name, "/incidents/NK-2020-0003")
    decides, admin = name != "Rosa", name == "Ada"
    assert page.get_by_text(f"{name} ({PEOPLE[name]})").is_visible()
    assert (page.get_by_role("button", name="Accept").count() == 1) == decides
    assert (page.get_by_role("link", name="Record of writes").count() == 1) == admin
    is_sound(page)
    page.goto(f"{guarded}/review")
    assert (page.get_by_role("link", name="Rightly read?").count() == 1) == decides
    assert page.get_by_text("an analyst decides").count() == (0 if decides else 1)
    is_sound(page)
    answer = page.goto(f"{guarded}/audit")
    assert answer is not None
    assert answer.status == (200 if admin else 403)
    assert page.get_by_role("navigation", name="Pages").is_visible()  # also a refusal leads on
    is_sound(page)
    page.goto(f"{guarded}/report")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(re.compile("/login"))
    page.goto(f"{guarded}/report")
    assert "/login" in page.url


def test_what_an_analyst_has_accepted_a_second_reader_confirms(page: Page, guarded: str) -> None:
    for name in ("Ana", "Sam"):
        log_in(page, guarded, name, "/review/claims")
        said = page.inner_text("p.lead")
        assert ("you are the second reader" in said) == (name == "Sam"), said
        page.keyboard.press("a")
        page.wait_for_selector("text=Written as j-")
        page.get_by_role("button", name="Log out").press("Enter")
        page.wait_for_url(re.compile("/login"))
