"""An incident in the report: few lines, each telling once, no figure of a total among its own."""

from __future__ import annotations

from datetime import date, timedelta, timezone

import msgspec
from publish_world import NOW, agreement, claims, incidents, small_store

from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.finding import Coverage, Deadline, Finding
from trucewatch.model.incident import ClaimLink, Reconciliation
from trucewatch.publish.brief import Brief, BriefOptions
from trucewatch.publish.compose import make_brief
from trucewatch.publish.sentence import plain
from trucewatch.publish.view import NO_COVERAGE, UNNAMED_AREA, View
from trucewatch.store.sqlite import SqliteStore

OPTIONS = BriefOptions(as_of=NOW.astimezone(timezone(timedelta(hours=4))), version="0")


def lines(brief: Brief, code: str = "TT-2021-0001") -> list[str]:
    block = next(b for s in brief.sections for b in s.blocks if b.id == code)
    return [plain(s.parts) for s in block.sentences]


def terms(brief: Brief) -> list[str]:
    return [plain(s.parts) for s in next(s for s in brief.sections if s.id == "terms").sentences]


def with_claims(store: SqliteStore, *more: object) -> SqliteStore:
    """The store with further claims of the first document, all of the first incident."""
    own = (claims()[0], *more)
    store.put_claims("d1", "test-reader@1", own)  # type: ignore[arg-type]
    first, second = incidents()
    links = (*first.claims, *(ClaimLink(claim_id=c.id, role=role_of(c)) for c in more))  # type: ignore[attr-defined]
    store.replace_reconciliation(Reconciliation(incidents=(msgspec.structs.replace(first, claims=links), second)), ())
    return store


def role_of(claim: object) -> str:
    return "recalls" if any(h.scope == "cumulative" for h in claim.harm) else "tells"  # type: ignore[attr-defined]


def test_findings_are_one_line_an_outcome_and_their_reasons_stand_elsewhere() -> None:
    store = small_store()
    one = store.findings()[0]
    store.replace_findings((one, msgspec.structs.replace(one, id="f2", provision_id="tt-2")), store.deadlines(), ())
    said = [t for t in lines(make_brief(View(store), OPTIONS)) if t.startswith("Against the terms")]
    assert said == [
        "Against the terms: tt-1 (prohibited act), tt-2 (handover): an apparent breach, if it happened as told."
    ]


def test_what_one_speaker_says_in_one_passage_is_told_once() -> None:
    attack = claims()[0]
    vague = msgspec.structs.replace(attack, id="c1.2", acts=("unspecified_fire",), harm=(), target=None)
    said = lines(make_brief(View(with_claims(small_store(), vague)), OPTIONS))
    told = [t for t in said if t.startswith("Northern defence ministry")]
    assert len(told) == 1
    assert "; also alleged fire (weapon not stated) by Southern troops. “Southern troops attacked" in told[0]


def test_the_words_stand_beside_an_act_that_no_code_tells_and_else_in_the_notes() -> None:
    brief = make_brief(View(small_store()), OPTIONS)
    (attack,) = [t for t in lines(brief) if t.startswith("Northern defence ministry")]
    assert "“" not in attack
    assert any("three of ours were wounded" in q.text for n in brief.notes for q in n.claim.quotes)


def test_a_total_that_counts_the_incident_is_told_as_such() -> None:
    toll = msgspec.structs.replace(
        claims()[0],
        id="c1.3",
        acts=("casualty_toll",),
        initiator=None,
        harm=(Harm(kind="wounded", low=3, high=3, scope="cumulative"),),
    )
    said = lines(make_brief(View(with_claims(small_store(), toll)), OPTIONS))
    assert (
        [t for t in said if "a cumulative figure" in t] == [t for t in said if t.startswith("Counted in a total")] != []
    )


def test_an_answer_is_told_as_one_and_accuses_nobody() -> None:
    south = ActorRef(name="Southern army", side="South")
    answer = msgspec.structs.replace(
        claims()[0], speaker=south, initiator=south, target=None, harm=(), response=True, acts=("unspecified_fire",)
    )
    store = small_store()
    store.put_claims("d1", "test-reader@1", (answer,))
    said = [t for t in lines(make_brief(View(store), OPTIONS)) if t.startswith("Southern army spoke of")]
    assert said
    assert "by its own side" in said[0]
    assert "told as an answer to the other side" in said[0]


def test_nobody_is_accused_by_an_exchange_between_the_sides() -> None:
    both = ActorRef(name="The sides", text="the sides", side="both")
    exchange = msgspec.structs.replace(claims()[1], initiator=both)
    store = small_store()
    store.put_claims("d2", "test-reader@1", (exchange,))
    said = [t for t in lines(make_brief(View(store), OPTIONS)) if t.startswith("Observer mission")]
    assert said[0].startswith("Observer mission reported an exchange of fire by the sides")


def test_dates_that_passed_unreported_are_one_sentence() -> None:
    rows = tuple(
        Deadline(
            id=f"dl{n}",
            agreement_id="tt-2021",
            provision_id="tt-2",
            title=f"Point {n}: Dell is handed over by {n} March 2021",
            due=date(2021, 3, n),
            first_due=date(2021, 3, n),
            state="unknown",
            reason="The date has passed and no document at hand tells whether it was met.",
        )
        for n in (2, 3)
    )
    store = small_store()
    store.replace_findings(store.findings(), rows, ())
    assert terms(make_brief(View(store), OPTIONS)) == [
        "Two dates have passed and no document at hand tells whether they were met: Point 2: Dell is handed over, due "
        "2 March 2021; Point 3: Dell is handed over, due 3 March 2021."
    ]


def test_a_date_ahead_is_said_once() -> None:
    assert terms(make_brief(View(small_store()), OPTIONS)) == [
        "Due 15 March 2021 (in 5 days): Dell handed over: not due yet."
    ]


def coverage(area: str, *, spoken: bool) -> Coverage:
    day = date(2021, 3, 6)
    ids = ("c2",) if spoken else ()
    return Coverage(
        id=f"v-{area}", observer="x", area=area, start=day, end=day, state="partial", means="m", claim_ids=ids
    )


def caveat(*rows: Coverage) -> str:
    store = small_store()
    store.replace_findings(store.findings(), store.deadlines(), rows)
    return View(store).coverage_caveat()


def test_reports_alone_make_no_area_watched() -> None:
    assert caveat(coverage("Alder", spoken=False)) == NO_COVERAGE


def test_an_observer_who_names_no_area_makes_none_watched() -> None:
    assert caveat(coverage("area not stated", spoken=True)) == UNNAMED_AREA


def test_an_observers_area_is_named() -> None:
    assert caveat(coverage("Alder", spoken=True), coverage("area not stated", spoken=True)).startswith(
        "Observers speak of: Alder. Elsewhere"
    )


def test_a_title_that_names_the_agreement_is_not_said_again() -> None:
    brief = make_brief(View(small_store()), OPTIONS)
    assert agreement().names[0] in brief.title
    assert brief.agreements == ()


def test_a_finding_line_holds_ground_in_its_findings() -> None:
    finding: Finding = small_store().findings()[0]
    block = make_brief(View(small_store()), OPTIONS).sections[2].blocks[0]
    (line,) = [s for s in block.sentences if plain(s.parts).startswith("Against the terms")]
    assert line.records == (finding.id,)
    assert not line.noted
