"""One body for every engine of the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from fake_stages import NOON, OPTIONS, FakeReader, assess, read_input, reconcile, tallies_of
from trucewatch.errors import StoreError
from trucewatch.ingest.inputs import RawInput
from trucewatch.model.agreement import Agreement, Party
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.intake import Intake, intake_id
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement
from trucewatch.store.opening import open_store
from trucewatch.store.shape import Anchor, Run, Store
from trucewatch.store.verify import verify

TEXT = "#published 2020-12-12\n@claim North shelling 2020-12-11 Hill 3\n@claim South shelling 2020-12-11 Ford\n"


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    opened = open_store(place)
    yield opened
    opened.close()


def make_document(text: str = TEXT, **changes: object) -> Document:
    raw = RawInput(data=text.encode(), location="a.txt", media_type="text/plain")
    (document,) = read_input(raw, OPTIONS)
    assert isinstance(document, Document)
    return msgspec.structs.replace(document, **{"received_at": OPTIONS.captured_at, **changes})


def make_intake(document: Document) -> Intake:
    return Intake(
        id=intake_id(document.sha256_raw, "text/plain", "{}"),
        sha256_raw=document.sha256_raw,
        media_type="text/plain",
        options="{}",
        captured_at=NOON,
        location="a.txt",
    )


def claims_of(document: Document) -> tuple[Claim, ...]:
    ((_, claims),) = FakeReader().read_many([document])
    assert isinstance(claims, tuple)
    return claims


def judgement(n: int, **changes: object) -> Judgement:
    row = Judgement(
        id=f"j-{n}", kind="accept", subject="c-1", by="A Person", reason="read it", made_at=NOON + timedelta(hours=n)
    )
    return msgspec.structs.replace(row, **changes)


def fill(store: Store) -> tuple[Document, tuple[Claim, ...]]:
    document = make_document()
    store.put_intake(TEXT.encode(), make_intake(document), (document,))
    claims = claims_of(document)
    store.put_claims(document.id, "fake@1", claims, basis="b")
    result = reconcile(claims, [document], judgements=())
    found = assess(result.incidents, claims, [document], [], (), NOON)
    store.replace_reconciliation(result, tallies_of(claims))
    store.replace_findings(found.findings, found.deadlines, found.coverage)
    store.put_run(Run(as_of=NOON, reader="fake@1", documents=1, claims=2, judgements=0, incidents=2))
    return document, claims


def test_bytes_and_document_come_back_as_they_went_in(store: Store) -> None:
    document = make_document()
    assert store.put_intake(TEXT.encode(), make_intake(document), (document,)) == (document.id,)
    assert store.capture(document.sha256_raw) == TEXT.encode()
    assert store.has_capture(document.sha256_raw)
    assert list(store.captures()) == [document.sha256_raw]
    assert list(store.documents()) == [document]
    assert store.document(document.id) == document
    assert store.intake_of(document.id) == make_intake(document).id
    assert store.documents_of(make_intake(document).id) == (document.id,)
    assert list(store.intakes()) == [make_intake(document)]


def test_the_same_bytes_twice_change_nothing(store: Store) -> None:
    document = make_document()
    assert store.put_capture(TEXT.encode(), document)
    before = store.derived_digest()
    assert not store.put_capture(TEXT.encode(), msgspec.structs.replace(document, location="b.txt", captured_at=NOON))
    assert store.derived_digest() == before
    assert len(list(store.intakes())) == 1


def test_bytes_that_do_not_match_their_digest_are_refused(store: Store) -> None:
    document = make_document()
    with pytest.raises(StoreError, match="have digest"):
        store.put_intake(b"other", make_intake(document), (document,))
    assert list(store.captures()) == []


def test_bytes_that_were_never_kept_are_an_error_not_none(store: Store) -> None:
    with pytest.raises(StoreError, match="no bytes with digest"):
        store.capture("0" * 64)
    assert not store.has_capture("0" * 64)


def test_documents_come_in_order_of_publication_with_undated_ones_last(store: Store) -> None:
    texts = {
        "b": date(2020, 12, 2),
        "a": date(2020, 12, 2),
        "late": date(2020, 12, 9),
        "never": None,
        "early": date(2020, 1, 1),
    }
    for name, day in texts.items():
        store.put_capture(name.encode(), make_document(name, id=name, published=day))
    assert [d.id for d in store.documents()] == ["early", "a", "b", "late", "never"]


def test_only_documents_received_by_then_are_known(store: Store) -> None:
    early, late = NOON, NOON + timedelta(hours=1)
    store.put_capture(b"x", make_document("x", received_at=early))
    store.put_capture(b"y", make_document("y", received_at=late))
    assert [d.text for d in store.documents(known_by=early)] == ["x"]
    assert [d.text for d in store.documents(known_by=early - timedelta(microseconds=1))] == []
    assert sorted(d.text for d in store.documents(known_by=late)) == ["x", "y"]


def test_instants_compare_across_zones(store: Store) -> None:
    from datetime import timezone

    store.put_capture(
        b"x", make_document("x", received_at=datetime(2020, 12, 12, 20, tzinfo=timezone(timedelta(hours=4))))
    )
    assert list(store.documents(known_by=datetime(2020, 12, 12, 15, 59, tzinfo=UTC))) == []
    assert len(list(store.documents(known_by=datetime(2020, 12, 12, 16, 0, tzinfo=UTC)))) == 1


def test_a_time_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no zone"):
        store.append_judgements([judgement(1, made_at=datetime(2020, 12, 1))])


def test_judgements_are_kept_in_order_of_time_and_once(store: Store) -> None:
    assert store.append_judgements([judgement(2), judgement(1)]) == 2
    assert store.append_judgements([judgement(2), judgement(3)]) == 1
    assert [j.id for j in store.judgements()] == ["j-1", "j-2", "j-3"]
    assert [j.id for j in store.judgements(made_by=NOON + timedelta(hours=2))] == ["j-1", "j-2"]


def test_a_judged_claim_is_anchored_to_its_words(store: Store) -> None:
    document, claims = fill(store)
    store.append_judgements([judgement(1, kind="same", subject=claims[0].id, object=claims[1].id)])
    anchors = {a.claim_id: a for a in store.anchors()}
    assert set(anchors) == {c.id for c in claims}
    first = anchors[claims[0].id]
    assert document.text[first.start : first.end] == claims[0].spans[0].words(document.text)


def test_agreements_keep_all_versions_and_hand_out_the_latest(store: Store) -> None:
    first = Agreement(
        id="a",
        prefix="NK",
        names=("A",),
        kind="ceasefire",
        parties=(Party(side="North", role="party"),),
        signed_on=date(2020, 11, 9),
        effective_at=NOON,
        texts=(),
        provisions=(),
        sources=(),
    )
    second = msgspec.structs.replace(first, names=("A", "B"))
    for version in (first, first, second):
        store.put_agreement(version)
    assert store.agreements() == (second,)
    store.put_agreement(first)  # a pack that was taken back
    assert store.agreements() == (first,)


def test_sources_keep_all_versions_and_hand_out_the_latest(store: Store) -> None:
    first = Source(id="paper", name="The Paper", publish="facts", followed=True)
    second = msgspec.structs.replace(first, independence_group="house")
    new = [store.put_source(version) for version in (first, second, second, Source(id="army", name="The Army"))]
    assert new == [True, True, False, True]
    assert [s.id for s in store.sources()] == ["army", "paper"]
    assert store.sources()[1] == second
    store.put_source(first)  # a card that was set back
    assert store.sources()[1] == first


def test_claims_are_replaced_by_document_and_come_in_order(store: Store) -> None:
    document, claims = fill(store)
    assert tuple(store.claims()) == claims
    assert tuple(store.claims(document_id=document.id)) == claims
    assert store.claim(claims[1].id) == claims[1]
    store.put_claims(document.id, "fake@2", claims[1:])
    assert tuple(store.claims()) == claims[1:]
    assert store.claim(claims[0].id) is None


def test_a_document_is_unread_until_this_reader_has_read_it(store: Store) -> None:
    document = make_document()
    store.put_capture(TEXT.encode(), document)
    assert store.unread("fake@1") == (document.id,)
    store.put_claims(document.id, "fake@1", ())
    assert store.unread("fake@1") == ()
    assert store.unread("fake@2") == (document.id,)


def test_a_document_set_aside_is_not_unread_and_is_counted(store: Store) -> None:
    document = make_document()
    store.put_capture(TEXT.encode(), document)
    issue = Issue(id="x-1", stage="extract", code="reader-failed", where=document.id, reason="gave up")
    store.put_set_aside(document.id, "fake@1", issue)
    assert store.unread("fake@1") == ()
    assert store.issues() == (issue,)
    store.put_claims(document.id, "fake@2", ())
    assert store.issues() == ()


def test_a_corrected_claim_stands_beside_the_one_that_was_read(store: Store) -> None:
    _, claims = fill(store)
    corrected = msgspec.structs.replace(claims[0], when="2020-12-10")
    store.put_effective_claims({corrected.id: corrected}, [claims[1].id])
    assert tuple(store.claims()) == (corrected,)
    assert tuple(store.claims(retracted=True)) == (corrected, claims[1])
    assert tuple(store.claims(as_read=True)) == claims
    assert store.retracted() == {claims[1].id}
    store.put_effective_claims({}, [])
    assert tuple(store.claims()) == claims


def test_a_corrected_document_stands_beside_the_one_that_was_read(store: Store) -> None:
    document, _ = fill(store)
    corrected = msgspec.structs.replace(document, title="Another title")
    store.put_effective_documents({document.id: corrected})
    assert store.document(document.id) == corrected
    assert list(store.documents(as_read=True)) == [document]
    store.put_effective_documents({})
    assert store.document(document.id) == document


def test_incidents_and_findings_come_back_as_they_went_in(store: Store) -> None:
    document, claims = fill(store)
    result = reconcile(claims, [document], judgements=())
    found = assess(result.incidents, claims, [document], [], (), NOON)
    assert store.reconciliation() == result
    assert store.incident("P-0") == result.incidents[0]
    assert store.incident("P-9") is None
    assert store.incidents_of_claim(result.incidents[0].claims[0].claim_id) == ("P-0",)
    assert store.tallies() == tallies_of(claims)
    assert (store.findings(), store.deadlines(), store.coverage()) == (found.findings, found.deadlines, found.coverage)
    assert tuple(store.each_finding()) == found.findings
    assert found.findings
    assert store.finding(found.findings[0].id) == found.findings[0]
    assert store.finding("none") is None
    run = store.run()
    assert run is not None
    assert run.claims == 2


def test_claims_of_no_incident_and_claims_that_are_there(store: Store) -> None:
    _, claims = fill(store)
    linked = {link.claim_id for i in store.incidents() for link in i.claims}
    assert linked
    assert [c.id for c in store.loose_claims()] == [c.id for c in store.claims() if c.id not in linked]
    result = store.reconciliation()
    store.replace_reconciliation(msgspec.structs.replace(result, incidents=result.incidents[:1]), ())
    kept = {link.claim_id for link in result.incidents[0].claims}
    assert kept < linked
    assert [c.id for c in store.loose_claims()] == [c.id for c in store.claims() if c.id not in kept]
    codes = store.codes_by_claim(["none", *(c.id for c in claims)])
    assert codes == {c.id: store.incidents_of_claim(c.id) for c in claims if c.id in kept}
    assert [c.id for c in store.claims_naming([claims[0].id])] == [claims[0].id]
    assert list(store.claims_naming(["no such word"])) == []
    assert [c.id for c in store.claims_naming(["no such word", '"id"'])] == [c.id for c in store.claims()]
    assert sorted(store.known_claims([claims[0].id, "none", claims[1].id])) == sorted(c.id for c in claims)
    store.put_effective_claims({}, [claims[0].id])
    assert list(store.known_claims(c.id for c in claims)) == [claims[1].id]
    assert claims[0].id not in {c.id for c in store.loose_claims()}


def test_heads_are_documents_without_their_words(store: Store) -> None:
    document, _ = fill(store)
    copied = msgspec.structs.replace(document, near_duplicate_of="d-1", source="Corrected")
    store.put_effective_documents({document.id: copied})
    (head,) = store.document_heads()
    (whole,) = store.documents()
    assert {n: getattr(head, n) for n in head.__struct_fields__} == {
        n: getattr(whole, n) for n in head.__struct_fields__
    }
    assert head.is_copy
    assert whole.is_copy
    assert not document.is_copy


def test_issues_of_intake_are_settled_and_can_open_again(store: Store) -> None:
    issue = Issue(id="x-1", stage="ingest", code="empty", where="a.jsonl:3", reason="empty line")
    store.put_issues([issue], place="a.jsonl")
    assert store.issues() == (issue,)
    assert store.settle_issues("a.jsonl") == 1
    assert store.issues() == ()
    store.put_issues([issue], place="a.jsonl")
    assert store.issues() == (issue,)


def test_issues_of_a_derivation_are_replaced_and_those_of_intake_stay(store: Store) -> None:
    of_intake, old, new = (
        Issue(id=f"x-{n}", stage="reconcile", code="c", where="w", reason="r") for n in ("intake", "old", "new")
    )
    store.put_issues([of_intake])
    store.replace_derived_issues([old])
    store.replace_derived_issues([new])
    assert store.issues() == (of_intake, new)


def test_clearing_drops_what_can_be_made_again_and_nothing_else(store: Store) -> None:
    document, claims = fill(store)
    store.append_judgements([judgement(1, subject=claims[0].id)])
    store.clear_derived()
    assert list(store.documents()) == list(store.claims()) == []
    assert store.reconciliation().incidents == store.findings() == store.tallies() == ()
    assert store.run() is None
    assert store.capture(document.sha256_raw) == TEXT.encode()
    assert len(store.judgements()) == len(store.anchors()) == len(list(store.intakes())) == 1
    fill(store)


def test_the_same_rows_have_the_same_digest_and_others_another(store: Store) -> None:
    document, claims = fill(store)
    before = store.derived_digest()
    store.put_claims(document.id, "fake@1", claims[:1], basis="b")
    assert store.derived_digest() != before
    store.put_claims(document.id, "fake@1", claims, basis="b")
    assert store.derived_digest() == before
    store.clear_derived()
    fill(store)
    assert store.derived_digest() == before


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fill_and_fail() -> None:
        with store.transaction():
            fill(store)
            raise RuntimeError("stop here")

    with pytest.raises(RuntimeError):
        fill_and_fail()
    assert list(store.captures()) == list(store.documents()) == []
    fill(store)
    assert len(list(store.documents())) == 1


def test_writing_between_two_rows_does_no_harm(store: Store) -> None:
    for n in range(450):
        store.put_capture(f"{n}".encode(), make_document(f"{n}", id=f"d-{n:04}", published=None))
    seen = []
    for document in store.documents():
        seen.append(document.id)
        store.put_claims(document.id, "fake@1", ())
        store.put_effective_documents({document.id: msgspec.structs.replace(document, title="x")})
    assert seen == [f"d-{n:04}" for n in range(450)]


def test_a_sound_store_has_no_faults(store: Store) -> None:
    _, claims = fill(store)
    store.append_judgements([judgement(1, subject=claims[0].id)])
    assert verify(store) == ()


def test_verify_tells_a_judgement_of_nothing_and_a_span_outside(store: Store) -> None:
    document, claims = fill(store)
    store.append_judgements([judgement(1, subject="c-nowhere")])
    wrong = msgspec.structs.replace(claims[0], spans=(msgspec.structs.replace(claims[0].spans[0], end=9999),))
    store.put_claims(document.id, "fake@1", [wrong])
    assert {i.code for i in verify(store)} == {"judgement-without-subject", "span-outside"}


def test_verify_tells_a_document_whose_text_is_not_the_one_it_names(store: Store) -> None:
    document = make_document(sha256_text="0" * 64)
    store.put_capture(TEXT.encode(), document)
    (issue,) = verify(store)
    assert (issue.code, issue.document_id) == ("text-changed", document.id)


def test_verify_tells_an_intake_without_its_bytes(store: Store) -> None:
    store.put_intakes([make_intake(make_document())])
    assert [i.code for i in verify(store)] == ["capture-missing"]


def test_anchors_can_be_carried_over(store: Store) -> None:
    anchor = Anchor(claim_id="c-1", document_id="d-1", start=3, end=9, acts=("shelling",))
    store.put_anchors([anchor, anchor])
    assert store.anchors() == (anchor,)


def test_notes_are_kept_while_they_are_asked_for(store: Store) -> None:
    assert store.note("places", b"a") is None
    store.put_notes("places", {b"a": b"1", b"b": b"2"}, ())
    store.put_notes("other", {b"a": b"9"}, ())
    assert (store.note("places", b"a"), store.note("other", b"a")) == (b"1", b"9")
    store.put_notes("places", {b"c": b"3"}, {b"a"})
    assert [store.note("places", k) for k in (b"a", b"b", b"c")] == [b"1", None, b"3"]
    digest = store.derived_digest()
    store.clear_notes()
    assert store.note("places", b"a") is None
    assert store.derived_digest() == digest


def test_what_linking_remembers_is_found_by_id_and_by_mark(store: Store) -> None:
    digest = store.derived_digest()
    store.forget_linking("made with this")
    store.put_linked(1, [("a", b"\x00\xff"), ("b", b"B")], marked=[(-7, "a"), (2**62, "a"), (-7, "b")])
    store.put_linked(2, [("a", b"other kind")], marked=[(-7, "a")])
    assert store.linked_rows(1, ["b", "a", "none"]) == {"a": b"\x00\xff", "b": b"B"}
    assert store.linked_ids(1, [-7, 2**62, 5]) == {-7: ("a", "b"), 2**62: ("a",)}
    store.put_linked(1, [("b", b"B2")], gone=["a"], unmarked=[(-7, "a"), (2**62, "a")], marked=[(9, "b")])
    assert list(store.linked(1)) == [("b", b"B2")]
    assert store.linked_ids(1, [-7, 2**62, 9]) == {-7: ("b",), 9: ("b",)}
    assert store.linked_ids(2, [-7]) == {-7: ("a",)}
    assert store.linking_basis() == "made with this"
    assert store.derived_digest() == digest  # no part of what is compared
    store.clear_notes()
    assert store.linking_basis() is None
    assert not store.linked_rows(1, ["b"])
    assert not store.linked_ids(1, [9])
