"""Whole reconciliations on made claims: what becomes an incident, its statuses, its harm, what is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from made_claims import judged, made, text, texts
from trucewatch.model.claim import Claim
from trucewatch.model.incident import Incident, Reconciliation
from trucewatch.model.when import TimeDetail
from trucewatch.reconcile.recode import recode
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.reconcile.tallies import tallies_of

SIDES = (("North", "Highland"), "South")
ELEVENTH = "2020-12-11"


def run(*claims: Claim, **options: Any) -> Reconciliation:
    documents = options.pop("documents", None) or texts(claims)
    return reconcile(claims, documents, theatre_sides=SIDES, **options)


def only(result: Reconciliation) -> Incident:
    (found,) = result.incidents
    return found


def one_report() -> list[Claim]:
    """One agency report: a monitor's one case, a vague attack, an answer, a second voice, a dated attack."""
    return [
        made(
            "a-1",
            "unspecified_violation",
            speaker="Eastern ministry (East)",
            count=1,
            count_unit="case",
            when=ELEVENTH,
            where=["Lower district [district]"],
        ),
        made("a-2", speaker="Northern army (North)", by="Southern army (South)"),
        made(
            "a-3",
            "unspecified_fire",
            speaker="Southern ministry (South)",
            by="Southern army (South)",
            against="Northern side (North)",
            response=True,
        ),
        made(
            "a-4",
            "exchange_of_fire",
            speaker="Eastern peacekeepers (East)",
            relay=["Eastern wire (East)"],
            weapons=["small_arms"],
        ),
        made(
            "a-5",
            "ground_assault exchange_of_fire",
            speaker="Highland ministry (Highland)",
            by="Southern troops (South)",
            against="Highland fighters (Highland)",
            when=ELEVENTH,
            harm=["3 wounded (Highland)"],
        ),
        made("a-6", "appeal", speaker="Eastern peacekeepers (East)"),
        made("a-7", "compliance_statement", speaker="Southern ministry (South)"),
        made("a-8", "meeting", modality="planned", when="2020-12-13"),
        made("a-9", "exchange_of_fire", modality="historical", background=True, harm=["? killed"]),
    ]


def test_one_report_gives_one_firm_incident_and_one_candidate_unsure_of_it() -> None:
    found = run(*one_report()).incidents
    (firm,) = [i for i in found if i.firm]
    (candidate,) = [i for i in found if not i.firm]
    assert firm.title == "Exchange of fire, Lower district, 11 December 2020"
    assert {x.claim_id: x.role for x in firm.claims} == {
        "a-1": "tells",
        "a-3": "acknowledges",
        "a-4": "tells",
        "a-5": "tells",
    }
    assert firm.occurrence == "corroborated"
    assert firm.attribution == "acknowledged"
    assert firm.accused == firm.acknowledged_by == ("South",)
    assert [o.group for o in firm.origins] == ["side:East", "side:Highland"]
    assert [(h.kind, h.low, h.side, h.relation) for h in firm.harm] == [("wounded", 3, "Highland", "own_side")]
    assert firm.weapons == ("small_arms",)
    assert [x.claim_id for x in candidate.claims] == ["a-2"]
    assert candidate.unsure_with == (firm.code,)
    assert candidate.when is None
    assert any("not starting" in r for r in firm.status_reasons)


def test_context_plans_history_and_background_make_no_incident() -> None:
    claims = [c for c in one_report() if c.id in ("a-6", "a-7", "a-8", "a-9")]
    claims.append(made("a-10", "shelling", modality="hypothetical", when=ELEVENTH, where=["Alpha"]))
    assert run(*claims) == Reconciliation()


def test_a_published_total_is_a_tally_and_no_incident_but_one_case_is_told() -> None:
    total = made(
        "a-1",
        "unspecified_violation",
        speaker="Northern ministry (North)",
        by="Southern army (South)",
        count=12,
        count_unit="times",
        when=ELEVENTH,
        where=["Lower district [district]"],
    )
    assert run(total).incidents == ()
    (tally,) = tallies_of([total])
    assert (tally.n, tally.unit, tally.period, tally.area) == (12, "times", ELEVENTH, ("Lower district",))
    one = msgspec.structs.replace(total, count=1)
    assert tallies_of([one]) == ()
    assert len(run(one).incidents) == 1


def test_rounds_fired_on_one_occasion_are_no_tally() -> None:
    rounds = made("a-1", "shelling", speaker="Northern ministry (North)", count=17, count_unit="rounds", when=ELEVENTH)
    assert tallies_of([rounds]) == ()
    assert len(run(rounds).incidents) == 1


def test_one_total_in_two_papers_is_one_tally_and_another_unit_another() -> None:
    total = made(
        "a-1", "unspecified_violation", speaker="Mission (Mission)", count=9, count_unit="cases", when=ELEVENTH
    )
    again = msgspec.structs.replace(total, id="b-1", document_id="b")
    other = msgspec.structs.replace(total, id="c-1", document_id="c", count_unit="explosions")
    undated = msgspec.structs.replace(total, id="d-1", document_id="d", when=None)
    assert [t.claim_id for t in tallies_of([again, total])] == ["a-1"]
    assert len(tallies_of([total, again, other, undated])) == 3


def test_a_denial_is_no_event_and_adds_disputed_to_what_it_denies() -> None:
    denial = made(
        "a-1",
        "shelling",
        speaker="Southern ministry (South)",
        polarity="denies",
        by="Southern army (South)",
        when=ELEVENTH,
        where=["Alpha"],
    )
    assert run(denial).incidents == ()
    told = made(
        "b-1",
        "shelling",
        speaker="Northern ministry (North)",
        by="Southern army (South)",
        when=ELEVENTH,
        where=["Alpha"],
    )
    found = only(run(denial, told))
    assert {x.claim_id: x.role for x in found.claims} == {"a-1": "denies", "b-1": "tells"}
    assert (found.occurrence, found.occurrence_flags, found.denied_by) == ("reported", ("disputed",), ("South",))
    assert found.attribution == "alleged_one_side"


def test_a_denial_that_names_nothing_joins_nothing() -> None:
    told = made(
        "a-1",
        "shelling",
        speaker="Northern ministry (North)",
        by="Southern army (South)",
        when=ELEVENTH,
        where=["Alpha"],
    )
    denial = made("b-1", "shelling", speaker="Southern ministry (South)", polarity="denies", by="Southern army (South)")
    assert [x.claim_id for x in only(run(told, denial)).claims] == ["a-1"]


def test_an_accusation_known_only_through_its_denial_is_told_by_the_accuser() -> None:
    accused = made(
        "a-1",
        "unspecified_fire",
        speaker="Northern ministry (North)",
        relay=["Southern ministry (South)"],
        by="Southern army (South)",
        where=["Alpha"],
    )
    denial = made(
        "a-2",
        "unspecified_fire",
        speaker="Southern ministry (South)",
        polarity="denies",
        by="Southern army (South)",
        where=["Alpha"],
    )
    found = only(run(accused, denial))
    assert [o.group for o in found.origins] == ["side:North"]
    assert found.denied_by == ("South",)


def attack(id: str, speaker: str, **fields: Any) -> Claim:
    return made(id, speaker=speaker, by="Southern army (South)", when=ELEVENTH, where=["Alpha [settlement]"], **fields)


def test_two_aligned_sides_corroborate_nothing_and_a_third_does() -> None:
    allies = [attack("a-1", "Northern ministry (North)"), attack("b-1", "Highland ministry (Highland)")]
    found = only(run(*allies))
    assert (len(found.origins), found.occurrence) == (2, "reported")
    third = made(
        "c-1", "exchange_of_fire", speaker="Eastern ministry (East)", when=ELEVENTH, where=["Alpha [settlement]"]
    )
    assert only(run(*allies, third)).occurrence == "corroborated"


def test_six_outlets_with_one_line_are_one_origin() -> None:
    lines = [attack(f"d{n}-1", "Northern ministry (North)", relay=["Wire One"]) for n in range(6)]
    found = only(run(*lines))
    assert (len(found.origins), found.occurrence, len(found.origins[0].document_ids)) == (1, "reported", 6)


def test_the_monitors_own_observation_verifies() -> None:
    seen = attack("a-1", "Truce mission (Mission)")
    assert seen.speaker is not None
    watcher = msgspec.structs.replace(seen.speaker, kind="monitoring_mission")
    assert only(run(msgspec.structs.replace(seen, speaker=watcher))).occurrence == "verified"
    force = msgspec.structs.replace(seen.speaker, kind="peacekeeping_force")
    assert only(run(msgspec.structs.replace(seen, speaker=force))).occurrence == "reported"


def test_both_sides_accusing_each_other_is_mutual() -> None:
    south = made(
        "b-1",
        speaker="Southern ministry (South)",
        by="Northern army (North)",
        against="Southern army (South)",
        when=ELEVENTH,
        where=["Alpha [settlement]"],
    )
    found = only(run(attack("a-1", "Northern ministry (North)", against="Northern army (North)"), south))
    assert found.attribution == "mutually_alleged"
    assert found.accused == ("North", "South")
    assert any(c.startswith("who acted first") for c in found.contradictions)


def test_rival_figures_stand_side_by_side_and_are_never_added() -> None:
    found = only(
        run(
            attack("a-1", "Northern ministry (North)", harm=["3 wounded (North)"]),
            attack("b-1", "Northern foreign ministry (North)", harm=["6 wounded (North)"]),
            attack("c-1", "Highland ministry (Highland)", harm=["3 wounded (Highland)"]),
        )
    )
    assert sorted((h.low, h.speaker) for h in found.harm) == [
        (3, "Highland ministry"),
        (3, "Northern ministry"),
        (6, "Northern foreign ministry"),
    ]
    said = "wounded: 3 say Highland ministry and Northern ministry, 6 says Northern foreign ministry"
    assert f"{said}, relation unclear: not added" in found.contradictions
    assert "Which figures concern the same people?" in found.open_questions


def test_equal_figures_of_one_origin_stand_once_with_all_their_claims() -> None:
    found = only(
        run(
            attack("a-1", "Northern ministry (North)", harm=["3 wounded (North)"]),
            attack("b-1", "Northern spokesman (North)", harm=["3 wounded (North)"]),
        )
    )
    assert [(h.low, h.claim_ids) for h in found.harm] == [(3, ("a-1", "b-1"))]


def test_one_origins_people_are_counted_once_under_whatever_noun() -> None:
    """Fighters of the highland, then soldiers of the north that stands with it, then nobody named: the same three."""
    found = only(
        run(
            attack("a-1", "Highland ministry (Highland)", harm=["3 wounded (Highland)"]),
            attack("b-1", "Highland army (Highland)", harm=["3 wounded (North)"]),
            attack("c-1", "Highland spokesman (Highland)", against=None, harm=["3 wounded"]),
        )
    )
    assert [(h.low, h.side, h.claim_ids) for h in found.harm] == [(3, "Highland", ("a-1", "b-1", "c-1"))]


def test_what_one_claim_tells_apart_stays_apart() -> None:
    found = only(
        run(attack("a-1", "Highland ministry (Highland)", harm=["2 killed (Highland)", "2 killed (North)"])),
    )
    assert [(h.low, h.side) for h in found.harm] == [(2, "Highland"), (2, "North")]


def losses() -> list[Claim]:
    return [
        made(
            "a-1",
            speaker="Southern ministry (South)",
            against="Southern army (South)",
            when="2020-11-26",
            where=["Alpha"],
            harm=["3 killed (South)"],
        ),
        made(
            "a-2",
            speaker="Southern ministry (South)",
            against="Southern army (South)",
            when="2020-12-08",
            where=["Beta"],
            harm=["1 killed (South)"],
        ),
    ]


def test_a_toll_recalls_the_incidents_that_it_contains_and_adds_no_harm() -> None:
    toll = made(
        "b-1",
        "casualty_toll",
        speaker="Southern ministry (South)",
        when="2020-11-10/2020-12-13",
        harm=["4 killed (South) in all"],
    )
    found = run(*losses(), toll).incidents
    assert [[x.claim_id for x in i.claims if x.role == "recalls"] for i in found] == [["b-1"], ["b-1"]]
    assert sorted(h.low or 0 for i in found for h in i.harm) == [1, 3]


def test_an_undated_account_whose_figure_is_the_sum_of_dated_ones_is_no_incident_of_its_own() -> None:
    again = made(
        "b-1", speaker="Southern spokesman (South)", against="Southern soldiers (South)", harm=["4 killed (South)"]
    )
    found = run(*losses(), again).incidents
    assert len(found) == 2
    assert all("b-1" in {x.claim_id for x in i.claims if x.role == "recalls"} for i in found)
    assert sum(h.low or 0 for i in found for h in i.harm if h.kind == "killed") == 4


def test_an_equal_figure_on_one_occasion_is_taken_for_that_and_not_for_a_sum() -> None:
    four = made(
        "a-3",
        speaker="Southern ministry (South)",
        against="Southern army (South)",
        when="2020-12-10",
        where=["Gamma"],
        harm=["4 killed (South)"],
    )
    again = made(
        "b-1", speaker="Southern spokesman (South)", against="Southern soldiers (South)", harm=["4 killed (South)"]
    )
    found = run(*losses(), four, again).incidents
    assert not [x for i in found for x in i.claims if x.role == "recalls"]


def test_one_vague_case_that_fits_two_fights_of_the_district_is_joined_to_neither() -> None:
    case = made(
        "a-1",
        "unspecified_violation",
        speaker="Eastern ministry (East)",
        when=ELEVENTH,
        where=["Lower district [district]"],
    )
    fights = [
        made(
            f"{d}-1",
            speaker="Northern ministry (North)",
            by="Southern army (South)",
            when=ELEVENTH,
            where=[f"{p} [settlement]"],
            within=["Lower district [district]"],
        )
        for d, p in (("b", "Alpha"), ("c", "Omega"))
    ]
    found = run(case, *fights)
    assert len(found.incidents) == 3
    assert {(x.a, x.b): x.judgement for x in found.links if "a-1" in (x.a, x.b)} == {
        ("a-1", "b-1"): "unsure",
        ("a-1", "c-1"): "unsure",
    }


def test_people_override_the_machine_and_undoing_brings_the_machine_back() -> None:
    claims = [attack("a-1", "Northern ministry (North)"), attack("b-1", "Highland ministry (Highland)")]
    plain = run(*claims)
    apart = judged("different", "b-1", "a-1")
    split = run(*claims, judgements=[apart])
    assert len(split.incidents) == 2
    assert [(x.judgement, x.by) for x in split.links] == [("different", "A. Reader")]
    undo = judged("undo", apart.id, n=2)
    assert run(*claims, judgements=[apart, undo]) == plain


def test_a_persons_same_joins_what_the_machine_holds_apart() -> None:
    one = attack("a-1", "Northern ministry (North)")
    other = made(
        "b-1", speaker="Highland ministry (Highland)", by="Southern army (South)", when="2020-12-12", where=["Alpha"]
    )
    assert len(run(one, other).incidents) == 2
    found = only(run(one, other, judgements=[judged("same", "a-1", "b-1")]))
    assert found.when == "2020-12-11/2020-12-12"


def test_copies_of_one_account_can_be_parted_by_a_person() -> None:
    claims = [attack("a-1", "Northern ministry (North)"), attack("b-1", "Northern ministry (North)")]
    assert len(run(*claims).incidents) == 1
    assert len(run(*claims, judgements=[judged("different", "a-1", "b-1")]).incidents) == 2


def test_a_group_torn_by_a_persons_different_is_contested() -> None:
    claims = [attack(f"{d}-1", f"{s} ministry ({s})") for d, s in (("a", "North"), ("b", "Highland"), ("c", "East"))]
    found = run(*claims, judgements=[judged("different", "a-1", "b-1")]).incidents
    assert len(found) == 2
    assert all(i.contested for i in found)


def test_a_persons_assessment_sets_the_status_and_says_who() -> None:
    claim = attack("a-1", "Northern ministry (North)")
    assessed = judged("assess", "a-1", field="occurrence", value='"verified"', reason="film seen")
    found = only(run(claim, judgements=[assessed]))
    assert found.occurrence == "verified"
    assert "A. Reader assessed occurrence as verified: film seen" in found.status_reasons


def test_the_hours_and_the_day_part_come_from_the_accounts_and_widen_on_disagreement() -> None:
    def at(id: str, speaker: str, first: int, last: int) -> Claim:
        bounds = [datetime(2020, 12, 11, h, tzinfo=UTC) for h in (first, last)]
        time = TimeDetail(text="", rule="test", earliest=bounds[0], latest=bounds[1], day_part="evening")
        return msgspec.structs.replace(attack(id, speaker), time=time)

    found = only(run(at("a-1", "Northern ministry (North)", 14, 18), at("b-1", "Highland ministry (Highland)", 16, 20)))
    assert (found.earliest, found.latest) == (
        datetime(2020, 12, 11, 14, tzinfo=UTC),
        datetime(2020, 12, 11, 20, tzinfo=UTC),
    )
    assert found.day_part == "evening"


def test_first_reported_is_the_earliest_publication() -> None:
    claims = [attack("a-1", "Northern ministry (North)"), attack("b-1", "Highland ministry (Highland)")]
    documents = [text("a", date(2020, 12, 14)), text("b", date(2020, 12, 12))]
    assert only(run(*claims, documents=documents)).first_reported == datetime(2020, 12, 12, tzinfo=UTC)


def test_neighbouring_days_in_one_place_are_one_episode_and_a_later_week_is_not() -> None:
    days = [
        made(f"{d}-1", speaker="Northern ministry (North)", by="Southern army (South)", when=when, where=["Alpha"])
        for d, when in (("a", "2020-12-11"), ("b", "2020-12-12"), ("c", "2020-12-20"))
    ]
    found = run(*days)
    (episode,) = found.episodes
    assert episode.title == "Alpha, 11 to 12 December 2020"
    assert sorted(i.when or "" for i in found.incidents if i.episode == episode.id) == ["2020-12-11", "2020-12-12"]


def test_recoding_follows_into_every_reference() -> None:
    found = run(*one_report())
    names = {i.code: f"XX-2020-{n:04}" for n, i in enumerate(found.incidents, 1)}
    coded = recode(found, names)
    assert [i.code for i in coded.incidents] == sorted(names.values())
    assert all(set(i.unsure_with) <= set(names.values()) for i in coded.incidents)
    back = recode(coded, {v: k for k, v in names.items()})
    assert back == found


def test_an_undated_answer_that_names_the_place_joins_the_dated_happening_there_and_is_no_origin() -> None:
    told = made(
        "a-1", "ground_assault", speaker="Northern ministry (North)", by="Southern army (South)",
        against="Northern army (North)", when="2020-12-12", where=["Lower district [district]"],
    )  # fmt: skip
    answer = made(
        "a-2", "unspecified_fire", speaker="Southern ministry (South)", by="Southern army (South)", response=True,
        where=["Lower district [district]"],
    )  # fmt: skip
    (found,) = reconcile([told, answer], texts([told, answer]), theatre_sides=("North", "South")).incidents
    assert [o.group for o in found.origins] == ["side:North"]
    assert found.attribution == "acknowledged"
    elsewhere = msgspec.structs.replace(answer, where=made("b-1", where=["Upper district [district]"]).where)
    apart = reconcile([told, elsewhere], texts([told, elsewhere]), theatre_sides=("North", "South")).incidents
    assert len(apart) == 2


def test_a_denial_that_names_one_area_is_not_set_beside_what_happened_in_another() -> None:
    told = made(
        "a-1", "shelling", speaker="Northern ministry (North)", by="Southern army (South)", where=["Upper province"]
    )
    denial = made(
        "a-2", "shelling", speaker="Southern ministry (South)", by="Southern army (South)", polarity="denies",
        where=["Lower province"],
    )  # fmt: skip
    (found,) = reconcile([told, denial], texts([told, denial]), theatre_sides=("North", "South")).incidents
    assert found.denied_by == ()
    there = msgspec.structs.replace(denial, where=told.where)
    (found,) = reconcile([told, there], texts([told, there]), theatre_sides=("North", "South")).incidents
    assert found.denied_by == ("South",)


def test_questions_stand_in_the_order_of_the_people_whom_their_answer_moves() -> None:
    def told(*harm: str) -> tuple[str, ...]:
        voices = ("Northern ministry (North)", "Relief body")
        claims = [
            made(
                f"{d}-1",
                "shelling",
                speaker=voices[n],
                by="Southern army (South)",
                when="2020-12-11",
                harm=[h],
                where=["Alpha"],
            )
            for n, (d, h) in enumerate(zip("ab", harm, strict=True))
        ]
        (found,) = reconcile(claims, texts(claims), theatre_sides=("North", "South")).incidents
        return found.open_questions

    near, far = told("2 wounded", "3 wounded"), told("2 killed", "40 killed")
    assert near[0] == "Who began it?"
    assert far[0] == "Which figures concern the same people?"
    assert set(near) == set(far)
    # the accused side's silence goes before that of another
    assert "What does South say?" in near
