"""All together: incidents, claims and documents held against the bundled agreements."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
from assess_builders import actor, claim, document, example, incident, judgement, karabakh

from trucewatch.assess.assess import Assessment, assess

PAPERS = (
    document("d1", "Azerbaijani forces attacked two villages near Hadrut, Armenia said.", date(2020, 12, 12)),
    document("d2", "Armenian forces left the Aghdam district on 20 November, Azerbaijan said.", date(2020, 11, 20)),
)
CLAIMS = (
    claim("c1", "ground_assault", document_id="d1", speaker=actor("Armenia"), initiator=actor("Azerbaijan")),
    claim(
        "c2", "withdrawal", document_id="d2", speaker=actor("Azerbaijan"), when="2020-11-20", where=("Aghdam district",)
    ),
)
FIRM = incident(
    "ground_assault",
    claims=CLAIMS[:1],
    code="NK-2020-0001",
    when="2020-12-11",
    accused=("Azerbaijan",),
    attribution="alleged_one_side",
)
CANDIDATE = incident(
    "ground_assault", claims=CLAIMS[:1], code="NK-2020-0002", where=(), firm=False, accused=("Azerbaijan",)
)
ELSEWHERE = incident("shelling", code="TW-2020-0001", where=("Some Town",), accused=("North",))
PACKS = (karabakh(), example())


def run(as_of: date | datetime = date(2020, 12, 13)) -> Assessment:
    return assess((FIRM, CANDIDATE, ELSEWHERE), CLAIMS, PAPERS, PACKS, (), as_of)


def test_findings_deadlines_and_coverage_come_together() -> None:
    found = run()
    assert {(f.incident_code, f.provision_id, f.compliance) for f in found.findings} == {
        ("NK-2020-0001", "nk2020-1a", "apparent_breach"),
        ("NK-2020-0001", "nk2020-1b", "apparent_breach"),
        ("NK-2020-0002", "nk2020-1a", "cannot_tell"),
        ("NK-2020-0002", "nk2020-1b", "cannot_tell"),
    }
    assert {(d.provision_id, d.state) for d in found.deadlines} == {
        ("nk2020-2", "met"),
        ("nk2020-6a", "unknown"),
        ("nk2020-6b", "unknown"),
        ("nk2020-6d", "not_due"),
    }
    assert {r.start for r in found.coverage} == {date(2020, 12, 12), date(2020, 11, 20)}


def test_an_incident_without_a_place_goes_by_its_documents() -> None:
    assert any(f.incident_code == "NK-2020-0002" for f in run().findings)


def test_an_incident_that_fits_no_agreement_is_an_issue_and_not_silence() -> None:
    (issue,) = run().issues
    assert (issue.where, issue.stage, issue.code) == ("TW-2020-0001", "assess", "no-agreement")


def test_sides_of_another_conflict_are_not_forced_in_by_a_document() -> None:
    stray = incident("shelling", claims=CLAIMS[:1], code="TW-1", where=("Some Town",), accused=("North",))
    found = assess((stray,), CLAIMS, PAPERS, (karabakh(),), (), date(2020, 12, 13))
    assert found.findings == ()
    assert "North" in found.issues[0].reason


def test_an_agreement_that_nothing_fits_has_no_calendar() -> None:
    assert {d.agreement_id for d in run().deadlines} == {"nagorno-karabakh-2020"}
    assert assess((), (), (), PACKS, (), date(2020, 12, 13)) == Assessment()


def test_the_order_of_the_input_changes_nothing() -> None:
    there = run()
    back = assess((ELSEWHERE, CANDIDATE, FIRM), CLAIMS[::-1], PAPERS[::-1], PACKS[::-1], (), date(2020, 12, 13))
    assert msgspec.json.encode(there) == msgspec.json.encode(back)


def test_an_instant_stamps_the_findings_and_gives_the_day_of_the_theatre() -> None:
    late = datetime(2020, 11, 19, 20, 30, tzinfo=UTC)  # 00:30 on the 20th in Baku
    found = run(late)
    assert {f.as_of for f in found.findings} == {late}
    assert {d.as_of for d in found.deadlines} == {date(2020, 11, 20)}
    assert {f.as_of for f in run().findings} == {None}


def test_an_assessment_that_cannot_be_used_is_an_issue() -> None:
    rows = (judgement("j1", "NK-2020-0001", "determined_breach", by="rule:eager@1"),)
    found = assess((FIRM,), CLAIMS, PAPERS, PACKS, rows, date(2020, 12, 13))
    assert [i.code for i in found.issues] == ["assessment-not-used"]
    assert all(f.compliance != "determined_breach" for f in found.findings)


def test_an_assessment_of_another_axis_is_neither_used_nor_lost() -> None:
    rows = (judgement("j1", "NK-2020-0001", "verified", field="occurrence"),)
    found = assess((FIRM,), CLAIMS, PAPERS, PACKS, rows, date(2020, 12, 13))
    assert found.issues == ()
    assert found.findings == run().findings[:2]
