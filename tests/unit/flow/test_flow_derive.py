"""Derive, rebuild, corrections, codes, judgements and as-of, over small stages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from fake_stages import NOON, OPTIONS, FakeReader, fake_stages
from trucewatch.cli.command_ingest import print_groups
from trucewatch.errors import StoreError, UsageError
from trucewatch.flow.asof import store_as_of
from trucewatch.flow.derive import DeriveSummary, derive
from trucewatch.flow.intake import ingest_paths
from trucewatch.flow.judge import record_judgement
from trucewatch.flow.rebuild import rebuild
from trucewatch.model.claim import Claim
from trucewatch.model.judgement import Judgement
from trucewatch.store.sqlite import SqliteStore, open_store
from trucewatch.store.verify import verify

HILL = "#published 2020-12-12\n@claim North shelling 2020-12-11 Hill\n@claim South shelling 2020-12-11 Hill 4\n"
FORD = "#published 2020-12-12\n@claim South sniper_fire 2020-12-10 Ford\n"
MILL = "#published 2020-12-14\n@claim North abduction 2020-12-13 Mill\n"


class Desk:
    """A store with what is needed to fill it and judge."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.store: SqliteStore = open_store(place / "store.db")
        self.reader = FakeReader()
        self.hours = 0

    def take(self, *texts: str, at: datetime | None = None) -> None:
        for text in texts:
            file = self.place / f"{abs(hash(text))}.txt"
            file.write_text(text)
            options = msgspec.structs.replace(OPTIONS, captured_at=at or OPTIONS.captured_at)
            ingest_paths(self.store, [file], options, stages=fake_stages())

    def derive(self, as_of: datetime = NOON) -> DeriveSummary:
        return derive(self.store, self.reader, as_of=as_of, stages=fake_stages())

    def judge(self, kind: str, subject: str, **more: str) -> Judgement:
        self.hours += 1
        now = NOON + timedelta(hours=self.hours)
        return record_judgement(self.store, kind, subject, by="A Person", reason="I read both", now=now, **more)

    def code_at(self, place: str) -> str:
        (code,) = (i.code for i in self.store.reconciliation().incidents if i.places[0].name == place)
        return code

    def claims_at(self, place: str) -> list[Claim]:
        return [c for c in self.store.claims() if c.where[0].name == place]

    def codes(self) -> set[str]:
        return {i.code for i in self.store.reconciliation().incidents}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


def test_documents_become_incidents_with_codes(desk: Desk) -> None:
    desk.take(HILL, FORD)
    summary = desk.derive()
    assert (summary.read, summary.claims, summary.incidents, summary.findings) == (2, 3, 2, 2)
    assert summary.new_codes == ("TW-2020-0001", "TW-2020-0002")
    assert desk.code_at("Ford") == "TW-2020-0001"  # numbered in order of time
    assert {f.incident_code for f in desk.store.findings()} == {"TW-2020-0001", "TW-2020-0002"}
    assert [t.n for t in desk.store.tallies()] == [4]
    assert verify(desk.store) == ()


def test_a_second_run_reads_nothing_and_changes_nothing(desk: Desk) -> None:
    desk.take(HILL, FORD)
    desk.derive()
    digest, ledger = desk.store.derived_digest(), desk.store.judgements()
    assert desk.derive().read == 0
    assert desk.store.derived_digest() == digest
    assert desk.store.judgements() == ledger


def test_a_rebuild_gives_the_same_rows_to_the_byte(desk: Desk) -> None:
    desk.take(HILL, FORD, HILL.replace("12-12", "12-15"), "#bad\n")
    desk.derive()
    desk.judge("correct", desk.claims_at("Ford")[0].id, field="when", value='"2020-12-09"')
    desk.judge("retract", desk.claims_at("Hill")[1].id)
    desk.derive()
    digest = desk.store.derived_digest()
    desk.reader.seen.clear()
    summary = rebuild(desk.store, desk.reader, as_of=NOON, stages=fake_stages())
    assert summary.read == len(desk.reader.seen) == 4
    assert desk.store.derived_digest() == digest


def test_a_rebuild_after_derived_rows_were_spoilt_mends_them(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive()
    digest = desk.store.derived_digest()
    desk.store._run("UPDATE incidents SET data='{}', happened=NULL")
    desk.store._run("DELETE FROM claims")
    rebuild(desk.store, desk.reader, as_of=NOON, stages=fake_stages())
    assert desk.store.derived_digest() == digest


def test_the_only_clock_in_derived_rows_is_the_one_given(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive(NOON)
    first = desk.store.derived_digest()
    desk.derive(NOON + timedelta(days=1))
    assert desk.store.derived_digest() != first
    desk.derive(NOON)
    assert desk.store.derived_digest() == first


def test_a_document_that_the_reader_gives_up_on_is_set_aside_once(desk: Desk) -> None:
    desk.take(HILL, "#bad one\n")
    assert desk.derive().set_aside == 1
    assert [i.code for i in desk.store.issues()] == ["reader-failed"]
    assert desk.derive().read == 0
    desk.reader = FakeReader("fake@2")  # another version tries again
    assert desk.derive().read == 2


def test_codes_stay_when_more_reports_come(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive()
    hill = desk.code_at("Hill")
    desk.take(FORD, "@claim East shelling 2020-12-11 Hill\n")
    desk.derive()
    assert desk.code_at("Hill") == hill
    assert desk.code_at("Ford") == "TW-2020-0002"  # earlier in time, but numbered later: codes never move


def test_codes_survive_a_newer_reader_that_renames_every_claim(desk: Desk) -> None:
    desk.take(HILL, FORD)
    desk.derive()
    before = {p: desk.code_at(p) for p in ("Hill", "Ford")}
    desk.judge("correct", desk.claims_at("Ford")[0].id, field="weapons", value='["sniper_rifle"]')
    desk.reader = FakeReader("fake@2")
    desk.derive()
    assert {p: desk.code_at(p) for p in ("Hill", "Ford")} == before
    assert desk.claims_at("Ford")[0].weapons == ("sniper_rifle",)
    assert desk.store.issues() == ()


def test_a_merge_keeps_the_code_of_most_claims_and_its_undo_restores_every_byte(desk: Desk) -> None:
    desk.take(HILL, FORD)
    desk.derive()
    digest, hill, ford = desk.store.derived_digest(), desk.code_at("Hill"), desk.code_at("Ford")
    row = desk.judge("same", hill, object=ford)
    desk.derive()
    assert desk.codes() == {hill}
    desk.judge("undo", row.id)
    desk.derive()
    run = desk.store.run()
    assert run is not None
    assert desk.store.derived_digest() == digest


def test_a_split_leaves_the_code_with_its_first_claim_and_its_undo_restores_every_byte(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive()
    digest, hill = desk.store.derived_digest(), desk.code_at("Hill")
    a, b = sorted(c.id for c in desk.claims_at("Hill"))
    row = desk.judge("different", a, object=b)
    desk.derive()
    first = next(j.subject for j in desk.store.judgements() if j.id == f"{hill}.00001")
    assert desk.store.incidents_of_claim(first) == (hill,)
    assert desk.codes() == {hill, "TW-2020-0002"}
    again = desk.store.derived_digest()
    desk.derive()
    assert desk.store.derived_digest() == again  # a split is stable too
    desk.judge("undo", row.id)
    desk.derive()
    assert desk.store.derived_digest() == digest
    desk.take(FORD)
    desk.derive()
    assert desk.code_at("Ford") == "TW-2020-0003"  # 0002 was given once and is never given again


def test_a_corrected_date_moves_the_incident_and_says_on_what_it_rests(desk: Desk) -> None:
    desk.take(FORD)
    desk.derive()
    digest, claim = desk.store.derived_digest(), desk.claims_at("Ford")[0]
    row = desk.judge("correct", claim.id, field="when", value='"2020-12-08/2020-12-09"')
    desk.derive()
    after = desk.store.claim(claim.id)
    assert after is not None
    assert after.time is not None
    assert after.when == "2020-12-08/2020-12-09"
    # no zone is known, so the bounds are widened by 14 hours
    assert (after.time.earliest, after.time.latest) == (
        datetime(2020, 12, 7, 10, tzinfo=UTC),
        datetime(2020, 12, 10, 14, tzinfo=UTC),
    )
    assert [e.rule for e in after.evidence["when"]] == [f"judgement:{row.id}"]
    assert desk.store.incident(desk.code_at("Ford")).editorial == "corrected"  # type: ignore[union-attr]
    assert next(iter(desk.store.claims(as_read=True))) == claim
    desk.judge("undo", row.id)
    desk.derive()
    assert desk.store.derived_digest() == digest


def test_a_corrected_publication_date_makes_the_document_read_again(desk: Desk) -> None:
    desk.take("#published 2020-12-12\n@claim South shelling yesterday Gate\n")
    desk.derive()
    (document,) = desk.store.documents()
    assert desk.claims_at("Gate")[0].when == "2020-12-11"
    desk.judge("correct", document.id, field="published", value='"2020-12-10"')
    assert desk.derive().read == 1
    assert desk.claims_at("Gate")[0].when == "2020-12-09"
    assert desk.store.document(document.id).published == date(2020, 12, 10)  # type: ignore[union-attr]


def test_a_reprint_is_read_with_the_day_of_its_original_whichever_comes_first(desk: Desk) -> None:
    original = "#published 2020-12-12\n@claim South shelling yesterday Gate\n"
    desk.take(original.replace("12-12", "12-20"))
    desk.derive()
    assert desk.claims_at("Gate")[0].when == "2020-12-19"
    desk.take(original)
    assert desk.derive().read == 2
    assert {c.when for c in desk.claims_at("Gate")} == {"2020-12-11"}


def test_a_retracted_document_takes_its_claims_along_and_stays_on_record(desk: Desk) -> None:
    desk.take(HILL, FORD)
    desk.derive()
    document_id = desk.claims_at("Ford")[0].document_id
    desk.judge("retract", document_id)
    desk.derive()
    assert desk.claims_at("Ford") == []
    assert desk.store.document(document_id) is not None
    assert desk.codes() == {"TW-2020-0002"}
    desk.judge("accept", document_id)
    desk.derive()
    assert desk.codes() == {"TW-2020-0001", "TW-2020-0002"}


def test_accepting_an_incident_shows_on_the_editorial_axis(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive()
    code = desk.code_at("Hill")
    desk.judge("accept", code)
    desk.derive()
    assert desk.store.incident(code).editorial == "accepted"  # type: ignore[union-attr]
    record_judgement(
        desk.store, "accept", code, by="Another", reason="second pair of eyes", now=NOON + timedelta(days=1)
    )
    desk.derive()
    assert desk.store.incident(code).editorial == "second_reader"  # type: ignore[union-attr]
    desk.hours = 48
    desk.judge("retract", code)
    desk.derive()
    assert desk.store.incident(code).editorial == "retracted"  # type: ignore[union-attr]


def test_a_correction_that_no_longer_fits_is_an_issue_and_not_a_crash(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive()
    claim = desk.claims_at("Hill")[0]
    wrong = Judgement(
        id="j-wrong",
        kind="correct",
        subject=claim.id,
        field="polarity",
        value='"perhaps"',
        by="x",
        reason="y",
        made_at=NOON,
    )
    lost = msgspec.structs.replace(wrong, id="j-lost", kind="retract", subject="c-nowhere", field=None, value=None)
    desk.store.append_judgements([wrong, lost])
    desk.derive()
    assert {i.code for i in desk.store.issues()} == {"correction-does-not-fit", "judgement-without-subject"}
    assert desk.store.claim(claim.id) == claim


@pytest.mark.parametrize(
    ("kind", "subject", "more", "says"),
    [
        ("merge", "CLAIM", {}, "no kind of judgement"),
        ("code", "CLAIM", {"value": "NK-2020-0001"}, "no kind of judgement"),
        ("accept", "c-nowhere", {}, "no record has the id"),
        ("same", "CLAIM", {}, "two records"),
        ("same", "CLAIM", {"object": "CLAIM"}, "one and the same"),
        ("same", "CLAIM", {"object": "DOCUMENT"}, "is a document"),
        ("retract", "CLAIM", {"object": "OTHER"}, "one record"),
        ("retract", "CLAIM", {"value": "1"}, "sets no value"),
        ("correct", "CLAIM", {}, "no field"),
        ("correct", "CLAIM", {"field": "spans", "value": "[]"}, "cannot be corrected"),
        ("correct", "CLAIM", {"field": "count", "value": '"many"'}, "does not fit count"),
        ("correct", "CLAIM", {"field": "count", "value": "not json"}, "does not fit count"),
        ("correct", "CLAIM", {"field": "acts", "value": '["a_row"]'}, "list of acts"),
        ("correct", "CLAIM", {"field": "when", "value": '"last week"'}, "no EDTF"),
        ("correct", "CLAIM", {"field": "when", "value": '"2020-12-12/2020-12-01"'}, "ends before"),
        ("correct", "DOCUMENT", {"field": "text", "value": '"x"'}, "cannot be corrected"),
        ("correct", "CODE", {"field": "title", "value": '"x"'}, "is a incident|is an incident"),
        ("assess", "CODE", {"value": "guilty"}, "no assessment"),
        ("assess", "CODE", {"value": "consistent", "field": "p-9"}, "neither an axis"),
        ("undo", "CLAIM", {}, "is a claim"),
    ],
)
def test_a_judgement_that_makes_no_sense_is_refused(
    desk: Desk, kind: str, subject: str, more: dict[str, str], says: str
) -> None:
    desk.take(HILL, FORD)
    desk.derive()
    names = {
        "CLAIM": desk.claims_at("Hill")[0].id,
        "OTHER": desk.claims_at("Ford")[0].id,
        "DOCUMENT": desk.claims_at("Hill")[0].document_id,
        "CODE": desk.code_at("Hill"),
    }
    before = desk.store.judgements()
    with pytest.raises(UsageError, match=says):
        desk.judge(kind, names.get(subject, subject), **{k: names.get(v, v) for k, v in more.items()})
    assert desk.store.judgements() == before


def test_a_judgement_needs_a_name_a_reason_and_a_zone(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive()
    claim = desk.claims_at("Hill")[0].id
    with pytest.raises(UsageError, match="name and a reason"):
        record_judgement(desk.store, "accept", claim, by=" ", reason="r", now=NOON)
    with pytest.raises(UsageError, match="zone"):
        record_judgement(desk.store, "accept", claim, by="b", reason="r", now=datetime(2020, 12, 1))


def test_what_is_undone_can_be_brought_back_by_undoing_the_undoing(desk: Desk) -> None:
    desk.take(FORD)
    desk.derive()
    row = desk.judge("retract", desk.claims_at("Ford")[0].id)
    undo = desk.judge("undo", row.id)
    with pytest.raises(UsageError, match="undone already"):
        desk.judge("undo", row.id)
    desk.derive()
    assert len(desk.claims_at("Ford")) == 1
    desk.judge("undo", undo.id)
    desk.derive()
    assert desk.claims_at("Ford") == []


def test_what_was_known_then_by_the_time_of_receipt(desk: Desk) -> None:
    then = NOON - timedelta(hours=1)
    desk.take(HILL, at=then)
    desk.derive()
    desk.take(FORD, at=NOON)
    desk.derive()
    desk.reader.seen.clear()
    view = store_as_of(desk.store, then, stages=fake_stages(), make_reader=lambda: desk.reader)
    assert [i.places[0].name for i in view.reconciliation().incidents] == ["Hill"]
    assert view.reconciliation().incidents[0].code == desk.code_at("Hill")
    assert desk.reader.seen == []  # claims are copied
    assert {f.as_of for f in view.findings()} == {then}
    assert list(store_as_of(desk.store, then - timedelta(days=9), stages=fake_stages()).documents()) == []


def test_what_was_published_by_then_for_archives_taken_in_later(desk: Desk) -> None:
    desk.take(HILL, MILL)
    desk.derive()

    def places(moment: datetime) -> set[str]:
        view = store_as_of(desk.store, moment, clock="published", stages=fake_stages())
        return {i.places[0].name for i in view.reconciliation().incidents}

    assert places(datetime(2020, 12, 12, 23, 59, tzinfo=UTC)) == set()  # only the day is known: from its end in UTC
    assert places(datetime(2020, 12, 13, 0, 0, tzinfo=UTC)) == {"Hill"}
    assert places(datetime(2020, 12, 15, 0, 0, tzinfo=UTC)) == {"Hill", "Mill"}


def test_judgements_count_from_when_they_were_made(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive()
    row = desk.judge("retract", desk.claims_at("Hill")[0].id)
    desk.derive()
    for clock in ("system", "published"):
        before = store_as_of(desk.store, row.made_at - timedelta(seconds=1), clock=clock, stages=fake_stages())
        after = store_as_of(desk.store, row.made_at, clock=clock, stages=fake_stages())
        assert (len(list(before.claims())), len(list(after.claims()))) == (2, 1)


def test_a_view_reads_a_reprint_as_it_stood_before_its_original_was_known(desk: Desk) -> None:
    original = "#published 2020-12-12\n@claim South shelling yesterday Gate\n"
    then = NOON - timedelta(hours=1)
    desk.take(original.replace("12-12", "12-14"), at=then)
    desk.take(original, at=NOON)
    desk.derive()
    view = store_as_of(desk.store, then, stages=fake_stages(), make_reader=FakeReader)
    assert [c.when for c in view.claims()] == ["2020-12-13"]
    with pytest.raises(UsageError, match="rebuild"):
        store_as_of(desk.store, then, stages=fake_stages(), make_reader=lambda: FakeReader("fake@2"))


def test_a_view_gives_no_code_that_could_be_given_to_another_incident(desk: Desk) -> None:
    desk.take(HILL)  # never derived before the view is made
    view = store_as_of(desk.store, NOON, stages=fake_stages(), make_reader=FakeReader)
    assert [i.code for i in view.reconciliation().incidents] == ["TW-2020-P0001"]
    assert desk.store.judgements() == ()


def test_a_view_leaves_the_store_untouched_and_keeps_no_bytes(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive()
    digest, ledger = desk.store.derived_digest(), desk.store.judgements()
    view = store_as_of(desk.store, NOON, stages=fake_stages())
    assert (desk.store.derived_digest(), desk.store.judgements()) == (digest, ledger)
    with pytest.raises(StoreError, match="no bytes"):
        view.capture(next(iter(desk.store.captures())))


def test_an_as_of_time_needs_a_zone_and_a_known_clock(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no zone"):
        store_as_of(desk.store, datetime(2020, 12, 12), stages=fake_stages())
    with pytest.raises(UsageError, match="no clock"):
        store_as_of(desk.store, NOON, clock="lunar", stages=fake_stages())  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no zone"):
        desk.derive(datetime(2020, 12, 12))


def test_a_kill_while_reading_keeps_what_was_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import trucewatch.flow.reading as module

    monkeypatch.setattr(module, "BATCH_DOCUMENTS", 1)
    desk.take(HILL, FORD, MILL)

    class Dies(FakeReader):
        def read_many(self, documents):  # type: ignore[no-untyped-def]
            for n, result in enumerate(super().read_many(documents)):
                if n == 2:
                    raise KeyboardInterrupt
                yield result

    with pytest.raises(KeyboardInterrupt):
        derive(desk.store, Dies(), as_of=NOON, stages=fake_stages())
    assert desk.store.run() is None
    assert desk.derive().read == 1


def test_two_derivations_at_once_are_refused_and_reading_goes_on(desk: Desk) -> None:
    desk.take(HILL)
    with desk.store.writing("a test"):
        with pytest.raises(StoreError, match="is writing to this store"):
            desk.derive()
        assert len(list(desk.store.documents())) == 1


def test_a_derivation_that_fails_while_writing_leaves_the_rows_of_the_one_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take(HILL)
    desk.derive()
    before, ledger = desk.store.reconciliation(), desk.store.judgements()
    desk.take(FORD)
    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "put_run", lambda run: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.derive()
    assert (desk.store.reconciliation(), desk.store.judgements()) == (before, ledger)
    desk.derive()
    assert len(desk.codes()) == 2


def test_a_reader_that_raises_sets_aside_the_one_document_and_goes_on(desk: Desk) -> None:
    desk.take(HILL, FORD, MILL)

    class Raises(FakeReader):
        def read_many(self, documents):  # type: ignore[no-untyped-def]
            for document, claims in super().read_many(documents):
                if "Ford" in document.text:
                    raise ValueError("too strange")
                yield document, claims

    desk.reader = Raises()
    assert desk.derive().set_aside == 1
    (issue,) = desk.store.issues()
    assert (issue.stage, issue.code) == ("extract", "reader-failed")
    assert "too strange" in issue.reason
    assert {i.places[0].name for i in desk.store.reconciliation().incidents} == {"Hill", "Mill"}
    assert desk.derive().read == 0


def test_a_text_with_half_a_character_is_set_aside(desk: Desk) -> None:
    real = fake_stages()

    def broken(raw, options):  # type: ignore[no-untyped-def]
        for found in real.read_input(raw, options):
            yield msgspec.structs.replace(found, text=found.text + "\ud800")

    file = desk.place / "broken.txt"
    file.write_text("a text\n")
    stages = msgspec.structs.replace(real, read_input=broken)
    summary = ingest_paths(desk.store, [file], OPTIONS, stages=stages)
    assert (summary.added, [i.code for i in summary.issues]) == ((), ["half-character"])


def test_a_known_text_with_another_date_is_noted_and_not_changed(desk: Desk) -> None:
    file = desk.place / "undated.txt"
    file.write_text("a text without a date\n")
    for day in (12, 15):
        options = msgspec.structs.replace(OPTIONS, published=date(2020, 12, day))
        summary = ingest_paths(desk.store, [file], options, stages=fake_stages())
    assert [i.code for i in summary.issues] == ["known-with-other-date"]
    assert [d.published for d in desk.store.documents()] == [date(2020, 12, 12)]


def test_an_intake_with_settings_of_another_program_stops_a_rebuild_and_keeps_the_rows(desk: Desk) -> None:
    desk.take(HILL)
    desk.derive()
    (intake,) = desk.store.intakes()
    desk.store.put_intakes([msgspec.structs.replace(intake, id="i-strange", options='{"moon": "full"}')])
    digest = desk.store.derived_digest()
    with pytest.raises(StoreError, match="i-strange are not understood"):
        rebuild(desk.store, desk.reader, as_of=NOON, stages=fake_stages())
    assert desk.store.derived_digest() == digest


def test_what_people_disagree_about_is_told_at_the_end_of_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    codes = tuple(f"NK-2020-{n:04}" for n in range(1, 15))
    print_groups(DeriveSummary(read=0, set_aside=0, documents=1, claims=2, incidents=14, findings=0, contested=codes))
    told = capsys.readouterr().out
    assert "Contested, since people disagree: NK-2020-0001, " in told
    assert "and 2 more" in " ".join(told.split())
    print_groups(DeriveSummary(read=0, set_aside=0, documents=1, claims=2, incidents=14, findings=0))
    assert capsys.readouterr().out == ""
