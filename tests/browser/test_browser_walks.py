"""A newcomer's five questions: each is answered on the screen within two clicks of the first page, in few words.

Nobody here knows an address: the walk begins at the first page, and follows links by the words that they show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.xdist_group("browser")
SETTINGS = ((360, 740), (1440, 900))
MOST_WORDS = 180  # what a careful reader takes in within a minute


class Walk:
    """A page on which links are clicked and counted, and what stands before the answer is read."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.clicks = 0
        self.words = 0
        page.goto(site)

    def click(self, link: Locator) -> None:
        """Goes where a link leads, once all before it was read."""
        self._read(link)
        link.click()
        self.page.wait_for_load_state()
        self.clicks += 1

    def answer(self, question: str) -> str:
        """The words that answer a question of the section *In short*, read from the top of the page on."""
        found = self.page.locator(".short dl > div", has=self.page.get_by_text(question, exact=True)).locator("dd")
        assert found.count() == 1, f"no answer to {question!r} on {self.page.url}"
        assert found.is_visible()
        self._read(found)
        said = found.inner_text()
        self.words += len(said.split())
        return said

    def _read(self, until: Locator) -> None:
        """Counts the visible words of the content above an element."""
        self.words += until.evaluate(
            """until => {
                let words = 0;
                const all = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
                while (all.nextNode()) {
                    const held = all.currentNode.parentElement;
                    const before = until.compareDocumentPosition(held) & Node.DOCUMENT_POSITION_PRECEDING;
                    if (until.contains(held) || !before) continue;
                    if (held.closest("option, title, summary ~ *") || !held.getClientRects().length) continue;
                    words += all.currentNode.textContent.split(/\\s+/).filter(Boolean).length;
                }
                return words;
            }"""
        )


@pytest.fixture(params=SETTINGS, ids=lambda p: f"{p[0]}px")
def walk(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Walk]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    yield Walk(context.new_page(), site)
    context.close()


def to_the_day(walk: Walk) -> None:
    walk.click(walk.page.get_by_role("link", name="11 December 2020", exact=True))


def test_what_happened_on_11_december(walk: Walk) -> None:
    to_the_day(walk)
    said = walk.answer("What happened, as it is told")
    assert "11 December 2020, evening: an exchange of fire, a ground attack" in said
    assert "Hin Tagher" in said
    assert re.search(r"[Tt]hree wounded of Karabakh, says Karabakh Defence Ministry", said)
    assert "six wounded of Karabakh, says Armenian Foreign Ministry" in said  # rival figures stand side by side
    assert (walk.clicks, walk.words < MOST_WORDS) == (1, True), walk.words


def test_who_says_so(walk: Walk) -> None:
    to_the_day(walk)
    said = walk.answer("Who says so")
    assert all(side in said for side in ("Armenia", "Azerbaijan", "Karabakh", "Russia"))
    assert (walk.clicks, walk.words < MOST_WORDS) == (1, True), walk.words
    walk.click(walk.page.get_by_role("link", name=re.compile("^their words on NK-2020-")))
    assert walk.page.locator("#words").is_visible()
    assert walk.page.get_by_text("three of its servicemen had been wounded").first.is_visible()
    assert walk.clicks == 2


def test_who_denies(walk: Walk) -> None:
    everything = walk.answer("Who denies it")
    assert re.search(r"Armenia denies: NK-2020-\d+ \(27 December 2020\)", everything)
    assert re.search(r"Karabakh denies: NK-2020-\d+ \(27 December 2020\)", everything)
    to_the_day(walk)
    said = walk.answer("Who denies it")
    assert "Nobody, in the documents at hand." in said
    assert "Azerbaijan acknowledges acting" in said
    assert walk.clicks == 1


def test_what_is_due_next(walk: Walk) -> None:
    said = walk.answer("What is due next")
    assert "10 November 2023 (in 1,047 days): Point 6d" in said
    assert walk.clicks == 0
    walk.click(walk.page.get_by_role("link", name="all due dates"))
    assert walk.page.get_by_text("Next: 10 November 2023").is_visible()
    assert walk.page.get_by_role("rowheader", name="10 November 2023").is_visible()


def test_what_is_not_known(walk: Walk) -> None:
    everything = walk.answer("What is not known")
    assert "On which day did they happen?" in everything
    assert re.search(r"on \d+ of \d+ days nobody is known to have looked", everything)
    to_the_day(walk)
    said = walk.answer("What is not known")
    assert "Who began it?" in said
    assert "Which figures concern the same people?" in said
    assert "Three incidents without a date may belong here or elsewhere" in said
    assert walk.clicks == 1
