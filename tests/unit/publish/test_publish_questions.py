"""Questions over the small world: numbers, units, limits, claims, and what happens without what a question needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from publish_world import NOW, document, incidents, small_store

from trucewatch.errors import UsageError
from trucewatch.model.finding import Coverage
from trucewatch.model.ids import sha256
from trucewatch.model.incident import HarmFigure, Origin, Reconciliation
from trucewatch.publish.brief import BriefOptions
from trucewatch.publish.compose import make_brief
from trucewatch.publish.questions import QUESTIONS, Wanted, ask
from trucewatch.publish.questions.write import write_answer
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.view import View
from trucewatch.store.sqlite import open_store

NAMES = sorted(QUESTIONS)


@pytest.fixture
def view() -> View:
    return View(small_store())


@pytest.fixture
def empty() -> View:
    return View(open_store(":memory:"), datetime(2021, 3, 1, tzinfo=UTC))


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_has_its_unit_time_caveat_and_claims_that_exist(view: View, empty: View, name: str) -> None:
    answer = ask(name, view, Wanted(incident="TT-2021-0001"), before=empty)
    assert answer.unit
    assert answer.as_of == NOW
    assert "unknown, not calm" in answer.caveat
    assert answer.says.endswith(".")
    assert {c for row in answer.rows for c in row.claims} <= set(view.records.claims)
    assert all(set(row.cells) == set(answer.columns) for row in answer.rows)


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_written_for_programs_in_three_forms(view: View, empty: View, name: str) -> None:
    answer = ask(name, view, Wanted(incident="TT-2021-0001"), before=empty)
    whole = msgspec.json.decode("\n".join(write_answer(answer, "json")))
    assert whole["caveat"] == answer.caveat
    assert len(list(write_answer(answer, "jsonl"))) == len(answer.rows)
    lines = list(write_answer(answer, "csv"))
    assert len(lines) == (len(answer.rows) + 1 if answer.rows else 0)


@pytest.mark.parametrize("name", [n for n in NAMES if not QUESTIONS[n].needs])
def test_an_empty_store_answers_without_a_number_of_calm(empty: View, name: str) -> None:
    answer = ask(name, empty)
    assert "unknown, not calm" in answer.caveat
    assert not [r for r in answer.rows if r.claims]


def watched(view: View, *rows: tuple[str, str, date, date]) -> View:
    """The small world with these records of coverage: state, area, first and last day."""
    made = tuple(
        Coverage(
            id=f"cov-{i}", observer="Mission", area=area, start=a, end=b, state=state, means="patrol", claim_ids=("c2",)
        )
        for i, (state, area, a, b) in enumerate(rows)
    )
    store = view.records.store
    store.replace_findings(store.findings(), store.deadlines(), made)
    return View(store)


def test_a_source_that_fell_silent_is_named_and_its_days_stay_unknown(view: View) -> None:
    march = [date(2021, 3, d) for d in range(1, 11)]
    rows = (("partial", "Alder district", march[0], march[1]), ("unknown", "Alder district", march[1], march[9]))
    seen = watched(view, *rows)
    answer = ask("coverage", seen, Wanted(incidents=IncidentFilter(start=march[0], end=march[9])))
    row = next(r for r in answer.rows if r.cells["area"] == "Alder district")
    assert (row.cells["partly"], row.cells["unknown"]) == (2, 8)
    assert row.cells["silent"] == ("Mission",)
    limits = next(s for s in make_brief(seen, BriefOptions(as_of=NOW, version="0")).sections if s.id == "limits")
    (table,) = limits.tables
    states = [("".join(p.text for p in r.cells[2]), "".join(p.text for p in r.cells[3])) for r in table.rows]
    assert states == [("partial", "2"), ("unknown", "9")]


def test_a_day_without_a_record_is_unknown_and_the_better_record_holds(view: View) -> None:
    march = [date(2021, 3, d) for d in range(1, 11)]
    seen = watched(
        view,
        ("partial", "Alder district", march[0], march[3]),
        ("nothing_to_report", "Alder district", march[2], march[2]),
        ("watching", "Alder district", march[3], march[3]),
    )
    answer = ask("coverage", seen, Wanted(incidents=IncidentFilter(start=march[0], end=march[9])))
    rows = {str(r.cells["area"]): r.cells for r in answer.rows}
    found = [rows["Alder district"][k] for k in ("days", "watched", "nothing to report", "partly", "unknown")]
    assert found == [10, 1, 1, 2, 6]
    assert rows["Alder district"]["last watched"] == "2021-03-04"
    assert rows["Cedar"]["unknown"] == 10
    assert answer.number == 16
    assert "unknown, not calm" in answer.says


def test_a_source_with_a_rhythm_that_stops_raises_an_alarm_and_one_without_does_not() -> None:
    store = small_store()
    for n in range(5):
        for source, last in (("Daily", 1 + n), ("Weekly", 1 + n * 2)):
            paper = document("d1", source, date(2021, 2, last))
            text = f"{source} {n}"
            store.put_capture(
                text.encode(),
                msgspec.structs.replace(paper, id=text, sha256_raw=sha256(text.encode()), text=text, body=text),
            )
    rows = {r.cells["source"]: r.cells for r in ask("silent", View(store)).rows}
    assert rows["Daily"]["alarm"] is True
    assert (rows["Daily"]["usual gap"], rows["Daily"]["days silent"]) == (1, 33)
    assert "Cedar Times" not in rows
    soon = View(store, datetime(2021, 2, 12, tzinfo=UTC))
    assert {r.cells["source"]: r.cells["alarm"] for r in ask("silent", soon).rows} == {"Daily": True, "Weekly": False}


def test_one_sided_tells_silence_from_denial_and_leaves_the_corroborated_out(view: View) -> None:
    answer = ask("one-sided", view)
    (row,) = answer.rows
    assert (row.cells["incident"], row.cells["told by"], row.cells["firm"]) == ("TT-2021-0002", "South", False)
    assert answer.number == 1
    assert "neither a denial nor an admission" in answer.notes[0]


def test_days_count_from_the_last_possible_day_and_the_undated_are_counted_apart(view: View) -> None:
    answer = ask("days-since", view)
    whole = answer.rows[-1].cells
    assert (whole["area"], whole["days since last corroborated"], whole["undated"]) == ("all areas", 5, 1)
    assert answer.number == 5


def test_the_first_violation_is_named_per_speaker_with_when_it_became_known(view: View) -> None:
    rows = {r.cells["according to"]: r.cells for r in ask("first-violation", view).rows}
    assert rows["North"]["first day told"] == rows["Mission"]["first day told"] == "2021-03-05"
    assert rows["North"]["known since"] == "2021-03-06"
    assert "South" not in rows  # it denies, and tells of shelling without a day


def test_harm_keeps_the_undated_out_of_sums_and_says_so(view: View) -> None:
    answer = ask("harm", view)
    assert [(r.cells["people of"], r.cells["harm"], r.cells["low"], r.cells["high"]) for r in answer.rows] == [
        ("North", "wounded", 3, 3)
    ]
    assert "TT-2021-0002 (two killed)" in " ".join(answer.notes)
    none = ask("harm", view, Wanted(people_of="South", harm="wounded"))
    assert none.says.startswith("None known")
    assert none.number is None


def test_harm_of_incidents_that_may_be_one_is_a_range_and_rival_figures_are_never_added(empty: View) -> None:
    store = small_store()
    first, second = incidents()
    figure = HarmFigure(
        kind="killed",
        side="South",
        civilian=False,
        low=2,
        high=2,
        speaker="Southern army",
        speaker_side="South",
        relation="own_side",
        claim_ids=("c4",),
    )
    rival = msgspec.structs.replace(
        figure, low=6, high=6, speaker="Northern ministry", speaker_side="North", relation="opposing"
    )
    one = msgspec.structs.replace(first, harm=(figure, rival), unsure_with=(second.code,))
    two = msgspec.structs.replace(
        second, harm=(msgspec.structs.replace(figure, low=3, high=3),), firm=True, when="2021-03-05"
    )
    store.replace_reconciliation(Reconciliation(incidents=(one, two)), ())
    rows = {r.cells["by the account of"]: r.cells for r in ask("harm", View(store)).rows}
    assert (rows["South"]["low"], rows["South"]["high"]) == (3, 5)
    assert (rows["North"]["low"], rows["North"]["high"]) == (6, 6)
    assert rows["South"]["apart"] == (f"{first.code} = {second.code}?",)
    # so does the head of the report: it may be three people, or five
    head = {str(r.cells["what"]): r.cells for r in ask("said-then", View(store), before=empty).rows}
    assert head[f"{figure.kind}, of South, by the account of South"]["now"] == "three to five"


def test_a_filter_is_told_with_the_answer_and_keeps_only_what_it_names(view: View) -> None:
    wanted = Wanted(incidents=IncidentFilter(place="alder", start=date(2021, 3, 1)))
    answer = ask("days-since", view, wanted)
    assert answer.filter == {"place": "alder", "start": "2021-03-01"}
    assert {r.cells["undated"] for r in answer.rows} == {0}


def test_tallies_keep_their_unit_beside_ours(view: View) -> None:
    (row,) = ask("tallies", view).rows
    assert (row.cells["number"], row.cells["unit"], row.cells["our incidents"]) == (40, "cases", 1)
    assert row.cells["counts as"] == "party"
    assert "neither to be added nor compared" in ask("tallies", view).notes[0]


def test_what_is_new_names_the_day_that_it_tells_of(view: View, empty: View) -> None:
    answer = ask("new-since", view, before=View(empty.records.store, datetime(2021, 3, 8, tzinfo=UTC)))
    rows = {r.cells["incident"]: r.cells for r in answer.rows}
    assert rows["TT-2021-0001"]["about an earlier day"] is True
    assert rows["TT-2021-0002"]["about an earlier day"] is None


def test_changes_name_axis_reason_and_author() -> None:
    then, store = View(small_store()), small_store()
    first, second = incidents()
    moved = msgspec.structs.replace(
        first, occurrence="verified", when="2021-03-04", claims=(*first.claims, *second.claims)
    )
    store.replace_reconciliation(Reconciliation(incidents=(moved,)), ())
    judged = msgspec.structs.replace(
        then.records.judgements[0], id="j-9", kind="same", subject="c1", object="c4", reason="one night, one village"
    )
    store.append_judgements((judged,))
    answer = ask("changes", View(store), before=then)
    told = {(r.cells["incident"], r.cells["change"]): r.cells for r in answer.rows}
    assert told["TT-2021-0001", "occurrence"]["now"] == "verified"
    assert told["TT-2021-0001", "day"]["then"] == "2021-03-05"
    assert told["TT-2021-0001", "merged with"]["now"] == ("TT-2021-0002",)
    assert told["TT-2021-0002", "merged into"]["now"] == ("TT-2021-0001",)
    assert told["TT-2021-0001", "day"]["by"] == ("Ada",)
    assert "one night, one village" in str(told["TT-2021-0001", "day"]["why"])


def test_then_and_now_stand_side_by_side(view: View, empty: View) -> None:
    answer = ask("said-then", view, before=empty)
    rows = {str(r.cells["what"]): r.cells for r in answer.rows}
    assert (rows["incidents"]["then"], rows["incidents"]["now"]) == (0, 2)
    assert "nobody known to be killed" in answer.says
    assert rows["killed, of South, by the account of South"] == {
        "what": "killed, of South, by the account of South",
        "then": None,
        "now": 2,
    }


def test_what_a_question_lacks_is_named(view: View) -> None:
    with pytest.raises(UsageError, match="compares two times"):
        ask("changes", view)
    with pytest.raises(UsageError, match="one incident"):
        ask("versions", view)
    with pytest.raises(UsageError, match="one-sided"):
        ask("onesided", view)


def test_a_retracted_or_refuted_incident_counts_in_no_answer() -> None:
    store = small_store()
    first, second = incidents()
    gone = msgspec.structs.replace(first, editorial="retracted")
    store.replace_reconciliation(
        Reconciliation(incidents=(gone, msgspec.structs.replace(second, occurrence_flags=("refuted",)))), ()
    )
    for name in ("one-sided", "days-since", "harm", "contradictions", "lag", "new-weapons"):
        assert not ask(name, View(store)).rows, name


def test_the_trend_divides_by_days_watched_and_alarms_only_where_it_can_judge() -> None:
    store = small_store()
    first, _ = incidents()
    monday, made, seen = date(2020, 6, 1), [], []
    for week in range(20):
        start = monday + timedelta(days=7 * week)
        seen.append(("watching", "Alder district", start, start + timedelta(days=6)))
        for n in range(2 if week < 14 else 12):
            code = f"TT-2020-{len(made) + 1:04}"
            made.append(msgspec.structs.replace(first, code=code, when=(start + timedelta(days=n % 7)).isoformat()))
    store.replace_reconciliation(Reconciliation(incidents=tuple(made)), ())
    answer = ask("trend", watched(View(store), *seen))
    alarms = [str(r.cells["week from"]) for r in answer.rows if r.cells["alarm"]]
    assert answer.number == 1
    assert min(alarms) in {(monday + timedelta(days=7 * w)).isoformat() for w in (14, 15)}
    assert any("False alarms, measured" in n for n in answer.notes)
    assert answer.rows[0].cells["a watched day"] == round(2 / 7, 3)
    blind = ask("trend", watched(View(store)))
    assert (blind.number, {r.cells["alarm"] for r in blind.rows}) == (0, {None})
    assert {r.cells["days watched"] for r in blind.rows} == {0}


def test_the_unreported_are_estimated_with_all_assumptions_or_refused(view: View) -> None:
    refused = ask("unreported", view)
    assert refused.rows == ()
    assert refused.says.startswith("No estimate.")
    assert sum(n.startswith("Assumes:") for n in refused.notes) == 4
    store = small_store()
    first, _ = incidents()
    made = []
    for n in range(60):
        groups = [g for g, told in (("Mission", n % 2 == 0), ("Agency", n % 3 == 0)) if told]
        origins = tuple(Origin(group=g, claim_ids=("c1",), document_ids=("d1",)) for g in groups)
        made.append(msgspec.structs.replace(first, code=f"TT-2021-{n + 1:04}", origins=origins))
    store.replace_reconciliation(Reconciliation(incidents=tuple(made)), ())
    answer = ask("unreported", View(store))
    (row,) = answer.rows
    assert (row.cells["in both"], row.cells["seen by either"]) == (10, 40)
    assert row.cells["estimate"] == round(31 * 21 / 11 - 1)
    assert sum(n.startswith("Assumes:") for n in answer.notes) == 4
