"""What must hold of every reconciliation, whatever is claimed."""

from __future__ import annotations

import random
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made_claims import judged, made, text
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident, Reconciliation
from trucewatch.reconcile.ranges import agreed
from trucewatch.reconcile.reconcile import reconcile

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SIDES = ("North", "South", "East")


@st.composite
def claims(draw: st.DrawFn, side: str | None = None) -> list[Claim]:
    """Up to twelve claims in up to five texts, with few places and days so that many concern one happening."""
    out = []
    for n in range(draw(st.integers(1, 12))):
        speaker = side or draw(st.sampled_from([*SIDES, None]))
        doer = draw(st.sampled_from(["North", "South", None]))
        other = draw(st.sampled_from([*[s for s in ("North", "South") if s != doer], None]))
        hurt = draw(st.sampled_from([None, "1 wounded", "3 wounded", "6 wounded", "4 killed"]))
        out.append(
            made(
                f"{draw(st.sampled_from('abcde'))}-{n:02}",
                draw(st.sampled_from(["shelling", "ground_assault", "unspecified_violation", "exchange_of_fire"])),
                speaker=f"{speaker}ern {draw(st.sampled_from(['ministry', 'army']))} ({speaker})" if speaker else None,
                by=f"{doer}ern army ({doer})" if doer else None,
                against=f"{other}ern people ({other})" if other else None,
                polarity=draw(st.sampled_from(["affirms", "affirms", "affirms", "denies"])),
                response=draw(st.sampled_from([False, False, True])),
                when=draw(st.sampled_from([None, "2020-12-11", "2020-12-12", "2020-12-11/2020-12-12"])),
                where=draw(st.sampled_from([[], ["Alpha"], ["Omega"], ["Lower district [district]"]])),
                within=draw(st.sampled_from([[], ["Lower district [district]"]])),
                harm=[hurt + (f" ({other})" if other else "")] if hurt else [],
            )
        )
    return out


def run(told: list[Claim], documents: list[Document] | None = None, **options: Any) -> Reconciliation:
    known = documents or [text(d) for d in "abcde"]
    return reconcile(told, known, theatre_sides=("North", "South"), **options)


@FEW
@given(claims(), st.integers(0, 2**16))
def test_the_order_of_claims_never_matters(told: list[Claim], seed: int) -> None:
    shuffled = list(told)
    random.Random(seed).shuffle(shuffled)
    documents = [text(d) for d in "edcba"]
    assert msgspec.json.encode(run(shuffled, documents)) == msgspec.json.encode(run(told))


@FEW
@given(claims(), st.sampled_from("abcde"), st.sampled_from(["republication_of", "near_duplicate_of"]))
def test_a_copy_adds_no_incident_and_no_origin(told: list[Claim], copied: str, how: str) -> None:
    documents = [*(text(d) for d in "abcde"), text("copy", None, **{how: copied})]
    copies = [
        msgspec.structs.replace(c, id=f"copy-{c.id}", document_id="copy") for c in told if c.document_id == copied
    ]
    before, after = run(told), run([*told, *copies], documents)
    mine = {c.id for c in told}

    def shape(result: Reconciliation) -> set[tuple[object, ...]]:
        return {
            (
                frozenset(x.claim_id for x in i.claims if x.claim_id in mine),
                tuple(o.group for o in i.origins),
                i.occurrence,
                i.attribution,
                tuple((h.kind, h.side, h.low) for h in i.harm),
            )
            for i in result.incidents
        }

    assert len(after.incidents) == len(before.incidents)
    assert shape(after) == shape(before)


RANGES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 9)).map(lambda t: (t[0], t[0] + t[1])), min_size=1)


@given(RANGES, st.tuples(st.integers(0, 20), st.integers(0, 9)).map(lambda t: (t[0], t[0] + t[1])))
def test_ranges_never_narrow_when_accounts_disagree(ranges: list[tuple[int, int]], new: tuple[int, int]) -> None:
    before, after = agreed(ranges), agreed([*ranges, new])
    assert before is not None
    assert after is not None
    nested = any(r[0] <= new[0] and new[1] <= r[1] for r in ranges)
    if not nested:
        assert after[0] <= before[0]
        assert after[1] >= before[1]


@FEW
@given(claims())
def test_no_figure_is_ever_added_or_lost(told: list[Claim]) -> None:
    said = {(h.kind, h.low) for c in told for h in c.harm}
    for incident in run(told).incidents:
        own = {x.claim_id for x in incident.claims if x.role in ("tells", "acknowledges")}
        theirs = {(h.kind, h.low) for c in told if c.id in own for h in c.harm}
        assert {(h.kind, h.low) for h in incident.harm} == theirs
        assert theirs <= said


def swapped(value: Any) -> Any:
    """The same record with North and South exchanged everywhere."""
    plain = msgspec.json.encode(value).replace(b"North", b"\0").replace(b"South", b"North").replace(b"\0", b"South")
    return msgspec.json.decode(plain, type=type(value))


def statuses(incident: Incident) -> tuple[object, ...]:
    return (
        incident.code,
        incident.firm,
        incident.when,
        incident.occurrence,
        incident.occurrence_flags,
        incident.attribution,
        frozenset(incident.accused),
        frozenset(incident.denied_by),
        frozenset(incident.acknowledged_by),
        frozenset(o.group for o in incident.origins),
        frozenset((h.kind, h.side, h.low, h.speaker_side, h.relation) for h in incident.harm),
        frozenset((x.claim_id, x.role) for x in incident.claims),
        incident.unsure_with,
        incident.acts,
        tuple(
            (s.name, s.state, frozenset((v.by, v.value) for v in s.values), frozenset(s.silent)) for s in incident.slots
        ),
        incident.reported_after_days,
    )


@FEW
@given(claims())
def test_swapping_the_sides_swaps_the_statuses_and_nothing_else(told: list[Claim]) -> None:
    there = run([swapped(c) for c in told])
    back = {statuses(swapped(i)) for i in there.incidents}
    assert back == {statuses(i) for i in run(told).incidents}


@FEW
@given(claims(), st.data())
def test_a_judgement_and_its_undo_restore_the_result(told: list[Claim], data: st.DataObject) -> None:
    ids = sorted(c.id for c in told)
    a, b = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
    decided = judged(data.draw(st.sampled_from(["same", "different", "unsure"])), a, b)
    with_it = run(told, judgements=[decided])
    again = run(told, judgements=[decided, judged("undo", decided.id, n=2)])
    assert msgspec.json.encode(again) == msgspec.json.encode(run(told))
    pair = (min(a, b), max(a, b))
    theirs = [x for x in with_it.links if (x.a, x.b) == pair]
    assert all(x.judgement == decided.kind and x.by == "A. Reader" for x in theirs)


@FEW
@given(claims())
def test_denials_alone_make_no_incident_and_every_incident_is_told_by_someone(told: list[Claim]) -> None:
    by_id = {c.id: c for c in told}
    for incident in run(told).incidents:
        assert any(by_id[x.claim_id].polarity == "affirms" for x in incident.claims if x.role != "recalls")
    denials = [msgspec.structs.replace(c, polarity="denies") for c in told]
    assert run(denials).incidents == ()


@FEW
@given(claims())
def test_no_claim_tells_of_two_incidents(told: list[Claim]) -> None:
    found = [x.claim_id for i in run(told).incidents for x in i.claims if x.role != "recalls"]
    assert len(found) == len(set(found))


@FEW
@given(claims())
def test_nothing_is_agreed_by_fewer_than_two_origins_and_every_origin_speaks_or_is_silent(told: list[Claim]) -> None:
    for incident in run(told).incidents:
        assert [s.name for s in incident.slots] == [
            "what", "when", "where", "who_acted", "against_whom", "weapons", "harm",
        ]  # fmt: skip
        voices = {v.by for v in incident.slots[0].values} | set(incident.slots[0].silent)
        for slot in incident.slots:
            said = [v.by for v in slot.values]
            assert len(said) == len(set(said))
            assert set(said).isdisjoint(slot.silent)
            assert {*said, *slot.silent} == voices
            assert (slot.state in ("agreed", "compatible", "disputed")) == (len(said) >= 2)


@FEW
@given(claims())
def test_a_second_run_over_its_own_judgements_changes_nothing(told: list[Claim]) -> None:
    first = run(told)
    same = [x for x in first.links if x.judgement == "same"][:1]
    decided = [judged("same", x.a, x.b) for x in same]
    again, third = run(told, judgements=decided), run(told, judgements=decided)
    assert msgspec.json.encode(again) == msgspec.json.encode(third)
    assert all(x.by == "A. Reader" for x in again.links if (x.a, x.b) in {(y.a, y.b) for y in same})
