"""Findings: what each rule says, and what no rule may say."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from assess_builders import actor, claim, example, incident, karabakh, places

from trucewatch.assess.rules import assess_incident
from trucewatch.model.finding import Finding
from trucewatch.model.incident import Incident, Origin
from trucewatch.model.span import Span


def findings(it: Incident, *claims: object) -> dict[str, Finding]:
    by_id = {c.id: c for c in claims}  # type: ignore[attr-defined]
    return {f.provision_id: f for f in assess_incident(it, by_id, karabakh())}  # type: ignore[arg-type]


def evening_of_11_december(**more: object) -> tuple[Incident, tuple[object, ...]]:
    told = (
        claim("c1", "ground_assault", speaker=actor("Karabakh"), initiator=actor("Azerbaijan", "Azerbaijani forces")),
        claim(
            "c2",
            "unspecified_fire",
            speaker=actor("Azerbaijan"),
            initiator=actor("Azerbaijan", "Azerbaijani forces"),
            response=True,
        ),
    )
    values: dict[str, object] = {
        "when": "2020-12-11",
        "earliest": datetime(2020, 12, 11, 14, tzinfo=UTC),
        "latest": datetime(2020, 12, 11, 20, tzinfo=UTC),
        "accused": ("Azerbaijan",),
        "acknowledged_by": ("Azerbaijan",),
        "attribution": "alleged_one_side",
        "occurrence": "corroborated",
        "origins": (
            Origin(group="Russia", claim_ids=("c3",), document_ids=("d",)),
            Origin(group="Karabakh", claim_ids=("c1",), document_ids=("d",)),
        ),
    }
    return incident(
        "ground_assault", "exchange_of_fire", claims=told, where=("Hadrut district",), **values | more
    ), told  # type: ignore[arg-type]


def test_the_first_gold_incident_is_an_apparent_breach_with_reasons_on_both_sides() -> None:
    it, told = evening_of_11_december()
    found = findings(it, *told)
    assert {p: f.compliance for p, f in found.items()} == {
        "nk2020-1a": "apparent_breach",
        "nk2020-1b": "apparent_breach",
    }
    hold = found["nk2020-1b"]
    assert hold.zone_version == "line-of-positions@2020-11-10"
    assert any("disputed" in r for r in hold.reasons_against)
    assert any("Karabakh Defence Ministry" in r for r in hold.reasons_for)
    assert any("answer to the other side" in r for r in hold.reasons_against)
    assert any("Russia and Karabakh" in r for r in hold.reasons_for)
    assert hold.claim_ids == ("c1", "c2")
    assert hold.by.startswith("rule:")


def test_the_line_version_follows_the_day() -> None:
    it, told = evening_of_11_december(
        when=None, earliest=datetime(2020, 12, 13, 8, tzinfo=UTC), latest=datetime(2020, 12, 13, 9, tzinfo=UTC)
    )
    assert findings(it, *told)["nk2020-1b"].zone_version == "line-of-positions@2020-12-13"


def test_a_time_over_a_change_of_the_line_names_both_versions() -> None:
    it, told = evening_of_11_december(when="2020-12-12/2020-12-13")
    assert (
        findings(it, *told)["nk2020-1b"].zone_version == "line-of-positions@2020-11-10 / line-of-positions@2020-12-13"
    )


def test_the_day_told_goes_before_bounds_widened_for_want_of_a_zone() -> None:
    it, told = evening_of_11_december(
        when="2020-12-12",
        earliest=datetime(2020, 12, 11, 10, tzinfo=UTC),
        latest=datetime(2020, 12, 13, 14, tzinfo=UTC),
    )
    assert findings(it, *told)["nk2020-1b"].zone_version == "line-of-positions@2020-11-10"


def test_a_candidate_cannot_be_told() -> None:
    it = incident("ground_assault", accused=("Azerbaijan",), firm=False, where=())
    assert findings(it)["nk2020-1a"].compliance == "cannot_tell"


def test_a_contested_incident_cannot_be_told() -> None:
    it, told = evening_of_11_december(contested=True)
    assert findings(it, *told)["nk2020-1a"].compliance == "cannot_tell"


@pytest.mark.parametrize("flag", ["refuted", "withdrawn"])
def test_what_was_refuted_or_withdrawn_is_not_assessed(flag: str) -> None:
    it, told = evening_of_11_december(occurrence_flags=(flag,))
    assert findings(it, *told)["nk2020-1a"].compliance == "not_assessed"


def test_a_retracted_record_is_not_assessed() -> None:
    it, told = evening_of_11_december(editorial="retracted")
    assert findings(it, *told)["nk2020-1a"].compliance == "not_assessed"


def test_a_denial_is_a_reason_against_and_changes_nothing_else() -> None:
    it, told = evening_of_11_december(denied_by=("Azerbaijan",), occurrence_flags=("disputed",))
    found = findings(it, *told)["nk2020-1a"]
    assert found.compliance == "apparent_breach"
    assert "Azerbaijan denies it." in found.reasons_against


def test_mutual_blame_says_that_who_began_is_open() -> None:
    it, told = evening_of_11_december(accused=("Azerbaijan", "Armenia"), attribution="mutually_alleged")
    found = findings(it, *told)["nk2020-1a"]
    assert found.compliance == "apparent_breach"
    assert any("who began is not settled" in r for r in found.reasons_against)


def test_without_anybody_accused_nobody_is_named() -> None:
    it, told = evening_of_11_december(accused=(), acknowledged_by=(), attribution="none")
    found = findings(it, *told)["nk2020-1a"]
    assert found.compliance == "cannot_tell"
    assert any("Who acted is not told" in r for r in found.reasons_against)


def test_those_who_admit_acting_count_as_actors() -> None:
    it, told = evening_of_11_december(accused=(), attribution="acknowledged")
    assert findings(it, *told)["nk2020-1a"].compliance == "apparent_breach"


def test_a_side_bound_by_a_reading_has_a_reason_on_each_side() -> None:
    it, told = evening_of_11_december(accused=("Karabakh",), acknowledged_by=())
    found = findings(it, *told)["nk2020-1a"]
    assert found.compliance == "apparent_breach"
    assert any("through Armenia" in r for r in found.reasons_for)
    assert any("does not name Karabakh" in r for r in found.reasons_against)


def test_both_means_every_party() -> None:
    it, told = evening_of_11_december(accused=("both",))
    found = findings(it, *told)["nk2020-1a"]
    assert [r for r in found.reasons_for if "is bound by" in r] == [
        "Azerbaijan is bound by point 1a.",
        "Armenia is bound by point 1a.",
    ]


def test_a_side_is_known_by_its_other_names() -> None:
    it, told = evening_of_11_december(accused=("Artsakh",), acknowledged_by=())
    assert findings(it, *told)["nk2020-1a"].compliance == "apparent_breach"


def test_the_instant_of_effect_divides_not_the_day() -> None:
    effect = datetime(2020, 11, 9, 21, tzinfo=UTC)
    before = evening_of_11_december(earliest=datetime(2020, 11, 9, 20, tzinfo=UTC), latest=effect)
    after = evening_of_11_december(earliest=effect, latest=datetime(2020, 11, 9, 22, tzinfo=UTC))
    across = evening_of_11_december(
        earliest=datetime(2020, 11, 9, 20, tzinfo=UTC), latest=datetime(2020, 11, 9, 22, tzinfo=UTC)
    )
    told = [findings(i, *c)["nk2020-1a"].compliance for i, c in (before, after, across)]
    assert told == ["outside_scope", "apparent_breach", "cannot_tell"]


def test_a_place_in_and_a_place_outside_the_theatre_cannot_be_told() -> None:
    it, told = evening_of_11_december()
    it = incident(
        "shelling",
        claims=(),
        where=("Hadrut", "Tavush"),
        when="2020-12-11",
        accused=("Armenia",),
        attribution="alleged_one_side",
    )
    found = findings(it, *told)["nk2020-1a"]
    assert found.compliance == "cannot_tell"


def test_the_wider_place_settles_a_village_on_no_list() -> None:
    it = incident(
        "shelling",
        where=("Some Hamlet",),
        within=places("Askeran district"),
        when="2021-01-13",
        accused=("Azerbaijan",),
        attribution="alleged_one_side",
    )
    assert findings(it)["nk2020-1a"].compliance == "apparent_breach"


def test_an_act_that_no_provision_covers_is_one_row_and_not_silence() -> None:
    found = assess_incident(incident("arms_transfer", when="2020-12-11"), {}, karabakh())
    assert [f.compliance for f in found] == ["outside_scope"]
    assert "arms transfer" in found[0].reasons_against[0]


def test_an_act_that_the_terms_provide_for_is_consistent() -> None:
    it = incident("withdrawal", where=("Aghdam district",), when="2020-11-20")
    found = findings(it)
    assert found["nk2020-2"].compliance == "consistent"


def test_before_its_due_date_nothing_left_undone_is_held_against_anybody() -> None:
    pack = example()
    late = {"where": ("Aville",), "accused": ("South",), "attribution": "alleged_one_side", "code": "EX-1"}
    days = ("2030-06-14", "2030-06-18", "2030-06-25", "2030-06-19/2030-06-22")
    told = [
        assess_incident(incident("restricted_zone_presence", when=d, **late), {}, pack)[0].compliance  # type: ignore[arg-type]
        for d in days
    ]
    assert told == ["consistent", "consistent", "apparent_breach", "cannot_tell"]


def test_no_rule_ever_determines_a_breach() -> None:
    it, told = evening_of_11_december(attribution="determined", occurrence="verified")
    assert all(f.compliance != "determined_breach" for f in findings(it, *told).values())


def test_ids_do_not_change_with_what_is_found() -> None:
    one, told = evening_of_11_december()
    two, _ = evening_of_11_december(accused=(), acknowledged_by=())
    assert [f.id for f in findings(one, *told).values()] == [f.id for f in findings(two, *told).values()]


def test_sentences_about_the_alleged_never_speak_of_a_violation() -> None:
    it, told = evening_of_11_december()
    it = incident(
        "unspecified_violation", "weapon_placement", "detainee_breach", when="2020-12-11", accused=("Armenia",)
    )
    for found in findings(it, *told).values():
        for sentence in (*found.reasons_for, *found.reasons_against):
            assert "violat" not in sentence.casefold()


def test_swapping_the_parties_swaps_the_names_and_nothing_else() -> None:
    def told_of(side: str) -> list[tuple[str, ...]]:
        it = incident("shelling", when="2020-12-11", accused=(side,), attribution="alleged_one_side")
        found = findings(it)["nk2020-1a"]
        return [tuple(s.replace(side, "X") for s in (found.compliance, *found.reasons_for, *found.reasons_against))]

    assert told_of("Armenia") == told_of("Azerbaijan")


@pytest.mark.parametrize(
    ("words", "compliance", "says"),
    [
        ("Russia brought 2,500 peacekeepers in", "cannot_tell", "2,500 of at most 1,960 servicemen"),
        ("Russia brought 1,960 peacekeepers in", "consistent", ""),
        ("Russia brought peacekeepers in with 2,500 tonnes of stores", "consistent", ""),
    ],
)
def test_more_than_the_terms_allow_is_no_plain_fulfilment(words: str, compliance: str, says: str) -> None:
    told = msgspec.structs.replace(
        claim("c1", "monitor_deployment", speaker=actor("Armenia"), initiator=actor("Russia")),
        spans=(Span(0, len(words)),),
    )
    it = incident("monitor_deployment", claims=(told,), where=("Stepanakert",), when="2020-11-14")
    found = assess_incident(it, {"c1": told}, karabakh(), texts={"doc-1": words})
    row = next(f for f in found if f.provision_id == "nk2020-3")
    assert row.compliance == compliance
    assert says in " ".join(row.reasons_against)
    assert bool(says) == any("Armenia Defence Ministry tells of" in r for r in row.reasons_against)
