"""The report: its anatomy, its ground, and what withholds it."""

from __future__ import annotations

from datetime import date, timedelta, timezone

import msgspec
import pytest
from publish_world import NOW, SOUTH, agreement, claims, document, incidents, small_store

from trucewatch.errors import WithheldError
from trucewatch.model.actor import ActorRef
from trucewatch.model.incident import HarmFigure, Reconciliation
from trucewatch.publish.brief import Brief, BriefOptions, Section, sentences_of
from trucewatch.publish.check import find_faults
from trucewatch.publish.compose import compose_brief, make_brief
from trucewatch.publish.sections.facts import corroborated
from trucewatch.publish.sentence import Count, Part, Sentence, plain, quoted, words_of
from trucewatch.publish.view import View

OPTIONS = BriefOptions(as_of=NOW.astimezone(timezone(timedelta(hours=4))), version="0")


@pytest.fixture(scope="module")
def view() -> View:
    return View(small_store())


@pytest.fixture(scope="module")
def brief(view: View) -> Brief:
    return make_brief(view, OPTIONS)


def section(brief: Brief, name: str) -> Section:
    return next(s for s in brief.sections if s.id == name)


def text_of(part: Section) -> str:
    blocks = [s for b in part.blocks for s in b.sentences]
    rows = [" | ".join(plain(c) for c in row.cells) for t in part.tables for row in t.rows]
    return "\n".join([plain(s.parts) for s in (*part.sentences, *blocks)] + rows)


def test_the_anatomy_is_whole(brief: Brief) -> None:
    names = [s.id for s in brief.sections]
    assert names == ["summary", "counts", "incidents", "harm", "terms", "talks", "planned", "limits", "corrections"]
    assert brief.as_of_text == "10 March 2021, 22:00 (UTC+04:00)"


def test_the_summary_has_at_most_ten_bullets_each_under_its_speakers_name(brief: Brief) -> None:
    summary = section(brief, "summary")
    assert 1 < len(summary.sentences) <= 10
    said = text_of(summary)
    assert "Northern defence ministry said that three of their own were wounded (TT-2021-0001, 5 March 2021)." in said
    assert "Southern army denied" in said


def test_every_sentence_has_a_ground(brief: Brief, view: View) -> None:
    assert all(s.claims or s.records or s.counts for s in sentences_of(brief))
    assert all(c in view.records.claims for s in sentences_of(brief) for c in s.claims)


def test_harm_told_by_one_origin_is_not_corroborated(brief: Brief) -> None:
    tables = [t.caption for t in section(brief, "harm").tables]
    assert tables == ["Reported: given by one origin only. Unit: people"]


def test_harm_given_by_two_independent_origins_is_corroborated() -> None:
    first, _ = incidents()
    theirs = msgspec.structs.replace(
        first.harm[0], speaker="Observer mission", relation="third_party", claim_ids=("c2",)
    )
    both = msgspec.structs.replace(first, harm=(*first.harm, theirs))
    assert corroborated(both, first.harm[0])
    assert not corroborated(first, first.harm[0])


def test_a_tally_keeps_its_unit_and_is_no_incident(brief: Brief) -> None:
    assert "Southern army | not stated | 40 | “cases”" in text_of(section(brief, "counts"))
    assert "40" not in text_of(section(brief, "incidents"))


def test_a_planned_thing_is_told_only_as_planned(brief: Brief) -> None:
    assert "told of plans for a meeting" in text_of(section(brief, "planned"))
    assert "Birchtown" not in text_of(section(brief, "talks"))


def test_a_plan_whose_day_has_passed_is_said_not_to_tell_what_came(view: View) -> None:
    later = msgspec.structs.replace(OPTIONS, as_of=OPTIONS.as_of + timedelta(days=30))
    assert "has passed" in text_of(section(compose_brief(view, later), "planned"))


def test_where_nobody_looked_is_unknown(brief: Brief) -> None:
    said = text_of(section(brief, "limits"))
    assert "unknown, not calm" in said
    assert "On 1 of 4 days" in said


def test_documents_that_gave_no_claim_are_counted(brief: Brief) -> None:
    store = small_store()
    silent = msgspec.structs.replace(document("d2", "Valley Post", date(2021, 3, 9)), id="d5")
    store.put_capture(silent.text.encode(), silent)
    said = text_of(section(make_brief(View(store), OPTIONS), "limits"))
    assert "In 1 of 5 documents the reader found no claim" in said
    assert "found no claim" not in text_of(section(brief, "limits"))


@pytest.mark.parametrize(
    ("name", "said"), [("we", "by its own side"), ("they", "by “they”"), ("Thai forces", "by Thai forces")]
)
def test_a_bare_pronoun_is_no_name(name: str, said: str) -> None:
    store = small_store()
    claim = msgspec.structs.replace(claims()[0], initiator=ActorRef(name=name, side="North"))
    others = [c for c in claims() if c.document_id == claim.document_id and c.id != claim.id]
    store.put_claims(claim.document_id, "test-reader@1", [claim, *others])
    assert said in text_of(section(make_brief(View(store), OPTIONS), "incidents"))


def test_a_correction_names_its_author_and_reason(brief: Brief) -> None:
    said = text_of(section(brief, "corrections"))
    assert "by Ada" in said
    assert "the village has another name" in said


def test_since_a_day_leaves_out_what_was_known_before(view: View) -> None:
    later = make_brief(view, msgspec.structs.replace(OPTIONS, since=date(2021, 3, 8)))
    assert [r.code for r in later.annex] == []
    assert "No incident is on record" in text_of(section(later, "summary"))


def test_only_the_gravest_are_told_in_full_when_there_are_many(view: View) -> None:
    short = make_brief(view, msgspec.structs.replace(OPTIONS, detail=1))
    assert len(section(short, "incidents").blocks) == 1
    assert "1 of 2 incidents are told here" in text_of(section(short, "incidents"))
    assert len(short.annex) == 2


def test_the_same_store_and_time_give_the_same_report(brief: Brief) -> None:
    again = make_brief(View(small_store()), OPTIONS)
    assert msgspec.json.encode(again) == msgspec.json.encode(brief)


def test_sums_go_over_incidents_by_one_sides_account_and_never_over_rival_figures() -> None:
    first, second = incidents()
    own = second.harm[0]
    also = msgspec.structs.replace(own, low=1, high=1, claim_ids=("c3",))
    rival = HarmFigure(
        kind="killed",
        side="South",
        civilian=False,
        low=9,
        high=9,
        speaker="Northern defence ministry",
        speaker_side="North",
        relation="opposing",
        claim_ids=("c1",),
    )
    world = (
        msgspec.structs.replace(first, harm=(also, rival)),
        msgspec.structs.replace(second, firm=True),
    )
    store = small_store()
    store.replace_reconciliation(Reconciliation(incidents=world), ())
    # composed only: the claims behind these figures do not give them, so the checks would withhold the report
    sums = section(compose_brief(View(store), OPTIONS), "harm").tables[-1]
    assert [" | ".join(plain(c) for c in r.cells) for r in sums.rows] == [
        "killed | South | South | 3 | TT-2021-0001 (1), TT-2021-0002 (2)"
    ]


# -- what withholds a report --------------------------------------------------------------------------------------
def with_sentence(brief: Brief, sentence: Sentence) -> Brief:
    first = brief.sections[0]
    changed = msgspec.structs.replace(first, sentences=(*first.sentences, sentence))
    return msgspec.structs.replace(brief, sections=(changed, *brief.sections[1:]))


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        (Sentence(parts=words_of("It was calm.")), "nothing supports"),
        (Sentence(parts=words_of("The terrorists fired."), claims=("c1",)), "outside quotation marks"),
        (Sentence(parts=words_of("Four were hurt."), claims=("c1",)), "the figure 4 has no ground"),
        (Sentence(parts=words_of("1,960 were hurt."), claims=("c1",)), "the figure 1960 has no ground"),
        (Sentence(parts=words_of("It was on 6 May 2021."), claims=("c5",)), "has no ground"),
        (Sentence(parts=words_of("An attack took place."), claims=("c1",), told=True), "is not named"),
        (Sentence(parts=words_of("An attack took place."), records=("x",), told=True), "nobody is named"),
        (Sentence(parts=words_of("It happened."), claims=("c99",)), "is not in the store"),
        (
            Sentence(parts=words_of("Two incidents."), counts=(Count(n=2, unit="incidents", ids=("a",)),)),
            "does not come out again",
        ),
        (
            Sentence(parts=words_of("Two incidents."), counts=(Count(n=2, unit="incidents", ids=("a", "a")),)),
            "does not come out again",
        ),
        (
            Sentence(parts=words_of("7 killed."), counts=(Count(n=7, unit="people", ids=("a", "b"), added=(3, 3)),)),
            "does not come out again",
        ),
    ],
    ids=lambda x: x if isinstance(x, str) else plain(x.parts),
)
def test_a_fault_is_found(brief: Brief, view: View, sentence: Sentence, fault: str) -> None:
    found = find_faults(with_sentence(brief, sentence), view)
    assert any(fault in f for f in found), found


def test_the_report_as_made_has_no_fault(brief: Brief, view: View) -> None:
    assert find_faults(brief, view) == ()


def test_loaded_words_of_others_may_stand_in_quotation_marks(brief: Brief, view: View) -> None:
    fine = Sentence(parts=words_of("Southern army calls it ", quoted("a provocation"), "."), claims=("c3",), told=True)
    assert find_faults(with_sentence(brief, fine), view) == ()


def test_a_loaded_agreement_name_withholds_the_whole_report() -> None:
    store = small_store()
    store.put_agreement(msgspec.structs.replace(agreement(), names=("Deal with the terrorist regime",)))
    with pytest.raises(WithheldError, match="outside quotation marks") as withheld:
        make_brief(View(store), OPTIONS)
    assert withheld.value.exit_code == 1


def test_a_speaker_whose_name_takes_a_side_is_put_into_quotation_marks_and_does_not_block_the_report() -> None:
    store = small_store()
    attack = msgspec.structs.replace(
        claims()[0], initiator=ActorRef(name="the occupying regime's troops", side="South"), target=None
    )
    store.put_claims("d1", "test-reader@1", (attack,))
    told = [plain(s.parts) for s in sentences_of(make_brief(View(store), OPTIONS))]
    assert any("by “the occupying regime's troops”" in t for t in told)


def test_a_name_with_a_numeral_is_no_unfounded_figure() -> None:
    store = small_store()
    shelling = msgspec.structs.replace(claims()[3], speaker=ActorRef(name="Brigade 93 of the South", side=SOUTH.side))
    others = tuple(c for c in claims() if c.document_id == "d4" and c.id != "c4")
    store.put_claims("d4", "test-reader@1", (shelling, *others))
    assert make_brief(View(store), OPTIONS)


def test_parts_join_with_their_quotation_marks() -> None:
    assert plain((Part(text="a "), quoted("b"), Part(text="."))) == "a “b”."
