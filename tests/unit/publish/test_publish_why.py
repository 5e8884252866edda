"""The chain from any id to the words."""

from __future__ import annotations

import pytest
from publish_world import TEXTS, small_store

from trucewatch.errors import UsageError
from trucewatch.publish.rows import Step
from trucewatch.publish.view import View
from trucewatch.publish.why import walk


@pytest.fixture(scope="module")
def view() -> View:
    return View(small_store())


def kinds(step: Step) -> set[str]:
    return {s.kind for _, s in walk(step)}


@pytest.mark.parametrize(
    "asked",
    ["TT-2021-0001", "tt-2021-0001", "TT-2021-0001.harm", "c1", "c1.when", "f1", "t1", "j-1"],
)
def test_every_chain_ends_in_exact_words(view: View, asked: str) -> None:
    found = [s for _, s in walk(view.why(asked)) if s.kind == "words"]
    assert found
    for step in found:
        document, _, span = (step.id or "").partition(":")
        start, end = map(int, span.split("-"))
        assert step.says.strip("“”").removesuffix(" …") in " ".join(TEXTS[document][start:end].split())


def test_a_field_leads_to_the_rule_and_the_words_of_each_claim(view: View) -> None:
    chain = [(s.kind, s.says) for _, s in walk(view.why("TT-2021-0001.harm"))]
    assert ("rule", "number+wounded") in chain
    assert ("words", "“three of ours were wounded”") in chain


def test_an_incident_shows_rules_links_and_documents_with_digests(view: View) -> None:
    step = view.why("TT-2021-0001")
    assert {"rule", "claim", "words", "document", "link"} <= kinds(step)
    assert any("sha256" in s.says for _, s in walk(step) if s.kind == "document")


def test_a_deadline_leads_to_its_provision(view: View) -> None:
    assert kinds(view.why("dl1")) >= {"deadline", "rule", "provision"}


def test_a_document_and_a_provision_can_be_asked_for(view: View) -> None:
    assert view.why("d1").kind == "document"
    assert view.why("tt-1").says.startswith("Truce of Testland, 1: The sides shall not fire.")


def test_an_empty_field_says_that_the_words_do_not_say(view: View) -> None:
    assert "do not say" in view.why("c3.when").steps[0].says


@pytest.mark.parametrize("asked", ["nothing", "TT-2021-0001.colour", "c1.colour", "nothing.harm", "", "."])
def test_what_is_not_there_is_refused_with_what_to_try(view: View, asked: str) -> None:
    with pytest.raises(UsageError) as refused:
        view.why(asked)
    assert refused.value.try_this
