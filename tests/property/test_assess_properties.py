"""Whatever is told, the rules give a reason, determine nothing, and do not depend on order or on which side it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.assess.packs import bundled_packs
from trucewatch.assess.rules import assess_incident
from trucewatch.model.acts import acts
from trucewatch.model.incident import Incident
from trucewatch.model.where import PlaceMention

PACK = next(a for a in bundled_packs() if a.id == "nagorno-karabakh-2020")
SIDES = ("Azerbaijan", "Armenia", "Karabakh", "Russia", "Turkey", "both", "")
PLACES = ("Hadrut", "Lachin corridor", "Lachin district", "Tavush", "Some Hamlet", "", "Nagorno-Karabakh", "Zabukh")
START = datetime(2020, 10, 1, tzinfo=UTC)


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    """Incidents of every kind, the impossible among them."""
    hours = sorted(draw(st.lists(st.integers(0, 24 * 1500), min_size=2, max_size=2)))
    earliest, latest = (START + timedelta(hours=h) for h in hours)
    values: dict[str, Any] = {
        "code": "NK-2020-0001",
        "title": "a title",
        "acts": tuple(draw(st.lists(st.sampled_from(sorted(acts())), min_size=1, max_size=3, unique=True))),
        "claims": (),
        "when": draw(st.sampled_from([None, "2020-11-10", "2020-12", "../2020-11", "not a day"])),
        "earliest": draw(st.sampled_from([None, earliest])),
        "latest": draw(st.sampled_from([None, latest])),
        "places": tuple(PlaceMention(name=n) for n in draw(st.lists(st.sampled_from(PLACES), max_size=2))),
        "within": tuple(PlaceMention(name=n) for n in draw(st.lists(st.sampled_from(PLACES), max_size=1))),
        "accused": tuple(draw(st.lists(st.sampled_from(SIDES), max_size=2, unique=True))),
        "acknowledged_by": tuple(draw(st.lists(st.sampled_from(SIDES), max_size=1))),
        "denied_by": tuple(draw(st.lists(st.sampled_from(SIDES), max_size=1))),
        "firm": draw(st.booleans()),
        "contested": draw(st.booleans()),
        "occurrence": draw(st.sampled_from(["reported", "corroborated", "verified"])),
        "attribution": draw(st.sampled_from(["none", "alleged_one_side", "mutually_alleged", "determined"])),
    }
    return Incident(**values)


@settings(max_examples=150, deadline=None)
@given(incidents())
def test_every_finding_has_a_reason_and_none_is_determined(incident: Incident) -> None:
    findings = assess_incident(incident, {}, PACK)
    assert findings
    for finding in findings:
        sentences = (*finding.reasons_for, *finding.reasons_against)
        assert sentences
        assert finding.compliance != "determined_breach"
        assert not any("violat" in s.casefold() for s in sentences)


@settings(max_examples=150, deadline=None)
@given(incidents())
def test_an_apparent_breach_needs_a_firm_incident_and_somebody_said_to_have_acted(incident: Incident) -> None:
    if any(f.compliance == "apparent_breach" for f in assess_incident(incident, {}, PACK)):
        assert incident.firm
        assert not incident.contested
        assert incident.accused or incident.acknowledged_by
        assert incident.earliest or incident.when
        assert incident.places or incident.within


@settings(max_examples=100, deadline=None)
@given(incidents())
def test_the_order_of_places_and_sides_changes_no_finding(incident: Incident) -> None:
    turned = Incident(
        **{
            **{f: getattr(incident, f) for f in Incident.__struct_fields__},
            "places": incident.places[::-1],
            "accused": incident.accused[::-1],
        }
    )
    told = [[f.compliance for f in assess_incident(i, {}, PACK)] for i in (incident, turned)]
    assert told[0] == told[1]
