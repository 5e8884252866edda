"""What each rule tells of, and what is never told. The small world of the tests of publishing, changed in one thing each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from trucewatch.alerts.facts import Fact, find_facts
from trucewatch.alerts.rules import parse_rules
from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.incident import Incident, Reconciliation
from trucewatch.model.issue import Issue
from trucewatch.publish.view import View

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "publish"))
from publish_world import NOW, claims, incidents, small_store

CIVILIANS = Harm(kind="wounded", low=1, high=1, who=ActorRef(name="villagers", kind="civilian"), civilian=True)


def facts(rule: str, view: View) -> list[str]:
    return [f.subject for f in found(rule, view)]


def found(rule: str, view: View) -> tuple[Fact, ...]:
    return find_facts(view, parse_rules(f"rules:\n  - {{id: r, {rule}}}\n", "r.yml"))


def world(*, claim: dict[str, dict[str, Any]] | None = None, incident: dict[str, dict[str, Any]] | None = None) -> View:
    """The small world with some fields of claims and incidents set otherwise."""
    store = small_store()
    changed = [msgspec.structs.replace(c, **(claim or {}).get(c.id, {})) for c in claims()]
    for document in {c.document_id for c in changed}:
        store.put_claims(document, "test-reader@1", [c for c in changed if c.document_id == document])
    made: tuple[Incident, ...] = tuple(
        msgspec.structs.replace(i, **(incident or {}).get(i.code, {})) for i in incidents()
    )
    store.replace_reconciliation(Reconciliation(incidents=made), ())
    return View(store, NOW)


FIRST, SECOND = "incident:TT-2021-0001", "incident:TT-2021-0002"


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("when: incident", [FIRST]),
        ("when: incident, firm_only: false", [FIRST, SECOND]),
        ("when: incident, place: alder", [FIRST]),
        ("when: incident, place: Cedar", []),
        ("when: incident, place: Cedar, firm_only: false", [SECOND]),
        ("when: incident, act: shelling, firm_only: false", [SECOND]),
        ("when: incident, act: shelling", []),
        ("when: incident, side: South", [FIRST]),
        ("when: status, status: [disputed]", [FIRST]),
        ("when: status, status: [corroborated]", [FIRST]),
        ("when: status, status: [verified]", []),
        ("when: deadline, days: 5", ["deadline:dl1"]),
        ("when: deadline, days: 4", []),
        ("when: harm_to_civilians", []),
        ("when: first_weapon", []),
        ("when: denounced", []),
        ("when: source_alarm", []),
    ],
)
def test_each_rule_tells_of_its_own(rule: str, told: list[str]) -> None:
    assert facts(rule, world()) == told


def test_harm_to_civilians_is_told_and_that_none_was_hurt_is_not() -> None:
    rule = "when: harm_to_civilians"
    assert facts(rule, world(claim={"c1": {"harm": (CIVILIANS,)}})) == [FIRST]
    nobody = msgspec.structs.replace(CIVILIANS, low=0, high=0)
    assert facts(rule, world(claim={"c1": {"harm": (nobody,)}})) == []


def test_the_first_use_of_a_weapon_in_a_sector_is_told_once_for_each_class() -> None:
    view = world(claim={"c1": {"weapons": ("mortar",)}, "c2": {"weapons": ("mortar", "drone")}})
    told = found("when: first_weapon", view)
    assert [f.subject for f in told] == ["weapon:drone:Alder district", "weapon:mortar:Alder district"]
    assert told[0].headline.startswith("First told of in Alder district: drone")
    assert facts("when: first_weapon, place: Cedar", view) == []


def test_an_agreement_that_is_denounced_is_told() -> None:
    view = world(claim={"c1": {"acts": ("threat",)}})
    assert facts("when: denounced", view) == []  # a threat alone leaves the agreement standing
    store = view.records.store
    text = view.records.document("d1").text
    words = "North said it will withdraw from the truce. "
    document = msgspec.structs.replace(view.records.document("d1"), text=words + text)
    store.put_effective_documents({"d1": document})
    assert facts("when: denounced", View(store, NOW)) == [FIRST]


@pytest.mark.parametrize("code", ["source_silent", "source_failing", "source_layout_changed"])
def test_each_alarm_of_a_source_is_told(code: str) -> None:
    view = world()
    issue = Issue(id="x9", stage="ingest", code=code, where="source paper", reason="The Paper: nothing new since then")
    view.records.store.put_issues((issue,), place="source paper")
    (fact,) = found("when: source_alarm", view)
    assert fact.subject == "source:source paper"
    assert "silence is not calm" in fact.lines[1]


def _every_claim(**fields: Any) -> Callable[[], View]:
    """A world in which every claim has civilians hurt, a weapon, and these fields."""
    grave = {"harm": (CIVILIANS,), "weapons": ("mortar",)} | fields
    return lambda: world(claim={c.id: grave for c in claims()})


def _first_incident(**fields: Any) -> Callable[[], View]:
    grave = {"harm": (CIVILIANS,), "weapons": ("mortar",)}
    return lambda: world(claim={"c1": grave}, incident={"TT-2021-0001": fields})


NEVER = {
    "planned": _every_claim(modality="planned"),
    "hypothetical": _every_claim(modality="hypothetical"),
    "past events told as background": _every_claim(background=True),
    "denied and told by nobody": _every_claim(polarity="denies"),
    "withdrawn by who said it": _first_incident(occurrence_flags=("withdrawn",)),
    "refuted": _first_incident(occurrence_flags=("refuted",)),
    "retracted by a person": _first_incident(editorial="retracted"),
    "first reported long after": _first_incident(reported_after_days=31),
}
RULES = ("when: incident", "when: status, status: [corroborated]", "when: harm_to_civilians", "when: first_weapon")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("what", NEVER)
def test_never_told(what: str, rule: str) -> None:
    assert facts(rule, _first_incident()()) != []
    assert facts(rule, NEVER[what]()) == []


def test_a_due_date_that_is_met_or_past_is_not_told() -> None:
    view = world()
    store, (date,) = view.records.store, view.records.store.deadlines()
    for state in ("met", "late", "partly"):
        store.replace_findings((), (msgspec.structs.replace(date, state=state),), ())
        assert facts("when: deadline, days: 30", View(store, NOW)) == []
    past = msgspec.structs.replace(date, due=NOW.date() - timedelta(days=1))
    store.replace_findings((), (past,), ())
    assert facts("when: deadline, days: 30", View(store, NOW)) == []


def test_a_happening_that_two_rules_ask_for_is_one_fact_with_the_ground_of_its_incident() -> None:
    from made_release import released_store

    view = View(released_store(), NOW)
    book = parse_rules(
        "rules:\n  - {id: a, when: incident}\n  - {id: b, when: status, status: [disputed], urgent: true}\n", "r.yml"
    )
    fact = next(f for f in find_facts(view, book) if f.subject == FIRST)
    assert (fact.rules, fact.urgent) == (("a", "b"), True)
    assert fact.circles[0] == "41.1234,44.5679 1.5"
