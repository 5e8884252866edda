"""What must hold whatever comes in, and in whatever order."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_stages import NOON, OPTIONS, FakeReader, fake_stages
from trucewatch.flow.derive import derive
from trucewatch.flow.intake import ingest_paths
from trucewatch.flow.judge import record_judgement
from trucewatch.flow.rebuild import rebuild
from trucewatch.model.incident import Incident
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.reconcile.update import update
from trucewatch.store.sqlite import SqliteStore, open_store

LINE = st.builds(
    "@claim {} {} 2020-12-{:02} {}".format,
    st.sampled_from(["North", "South", "East"]),
    st.sampled_from(["shelling", "sniper_fire"]),
    st.integers(1, 3),
    st.sampled_from(["Hill", "Ford"]),
)
TEXT = st.builds(
    lambda day, lines: f"#published 2020-12-{day:02}\n" + "\n".join(lines) + "\n",
    st.integers(1, 20),
    st.lists(LINE, min_size=1, max_size=3),
)
TEXTS = st.lists(TEXT, min_size=1, max_size=5, unique=True)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def take_in(store: SqliteStore, folder: Path, texts: list[str], *, derive_each: bool = False) -> None:
    for n, text in enumerate(texts):
        file = folder / f"{n}.txt"
        file.write_text(text)
        ingest_paths(store, [file], OPTIONS, stages=fake_stages())
        if derive_each:
            derive(store, FakeReader(), as_of=NOON, stages=fake_stages())
    derive(store, FakeReader(), as_of=NOON, stages=fake_stages())


def without_codes(store: SqliteStore) -> set[tuple[object, ...]]:
    return {
        tuple(msgspec.json.encode(value) for key, value in msgspec.structs.asdict(i).items() if key != "code")
        for i in store.reconciliation().incidents
    }


@FEW
@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_intake_does_not_matter_for_incidents(texts: list[str], chance: object) -> None:
    shuffled = list(texts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other, stepwise = (open_store(":memory:") for _ in range(3))
    with tempfile.TemporaryDirectory() as folder:
        take_in(one, Path(folder), texts)
        take_in(other, Path(folder), shuffled)
        take_in(stepwise, Path(folder), shuffled, derive_each=True)
    assert without_codes(one) == without_codes(other) == without_codes(stepwise)
    assert one.run() == other.run()
    # taken in before any derivation, even the codes agree
    assert one.reconciliation() == other.reconciliation()


@FEW
@given(TEXTS)
def test_a_second_run_and_a_rebuild_change_nothing(texts: list[str]) -> None:
    store = open_store(":memory:")
    with tempfile.TemporaryDirectory() as folder:
        take_in(store, Path(folder), texts, derive_each=True)
        digest, ledger = store.derived_digest(), store.judgements()
        take_in(store, Path(folder), texts)
    assert (store.derived_digest(), store.judgements()) == (digest, ledger)
    rebuild(store, FakeReader(), as_of=NOON, stages=fake_stages())
    assert (store.derived_digest(), store.judgements()) == (digest, ledger)


@FEW
@given(TEXTS, st.data())
def test_a_judgement_and_its_undo_restore_every_byte(texts: list[str], data: st.DataObject) -> None:
    store = open_store(":memory:")
    with tempfile.TemporaryDirectory() as folder:
        take_in(store, Path(folder), texts)
    digest = store.derived_digest()
    claims = sorted(c.id for c in store.claims())
    made = []
    for n in range(data.draw(st.integers(1, 3))):
        kind = data.draw(st.sampled_from(["same", "different", "retract"] if len(claims) > 1 else ["retract"]))
        subject = data.draw(st.sampled_from(claims))
        other = data.draw(st.sampled_from([c for c in claims if c != subject])) if kind != "retract" else None
        now = NOON + timedelta(hours=n)
        made.append(record_judgement(store, kind, subject, object=other, by="A Person", reason="because", now=now))
        derive(store, FakeReader(), as_of=NOON, stages=fake_stages())
    for n, row in enumerate(made):
        now = NOON + timedelta(days=1, hours=n)
        record_judgement(store, "undo", row.id, by="A Person", reason="on second thoughts", now=now)
        derive(store, FakeReader(), as_of=NOON, stages=fake_stages())
    assert store.derived_digest() == digest


@FEW
@given(TEXTS)
def test_a_code_is_given_once_and_no_incident_goes_without(texts: list[str]) -> None:
    store = open_store(":memory:")
    seen: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for n, text in enumerate(texts):
            take_in(store, Path(folder), texts[: n + 1])
            codes = [i.code for i in store.reconciliation().incidents]
            assert len(codes) == len(set(codes))
            for incident in store.reconciliation().incidents:
                claims = {link.claim_id for link in incident.claims}
                assert seen.setdefault(incident.code, claims) & claims, text  # a code goes on with claims it had
                seen[incident.code] |= claims


def told(store: SqliteStore) -> tuple[object, ...]:
    """Incidents, episodes and links, each incident named by its claims: codes are given in the order of coming to be known."""
    result = store.reconciliation()
    named = {i.code: ",".join(sorted(x.claim_id for x in i.claims)) for i in result.incidents}

    def plain(incident: Incident) -> bytes:
        unsure = tuple(sorted(named[c] for c in incident.unsure_with))
        return msgspec.json.encode(
            msgspec.structs.replace(incident, code=named[incident.code], unsure_with=unsure, episode=None)
        )

    episodes = sorted(sorted(named[c] for c in e.incidents) for e in result.episodes)
    return sorted(plain(i) for i in result.incidents), episodes, result.links


@FEW
@given(TEXTS, st.lists(st.booleans(), min_size=5, max_size=5))
def test_any_split_into_batches_gives_the_incidents_of_one_run(texts: list[str], cuts: list[bool]) -> None:
    """With the real rules: groups, statuses and links are those of one run, whatever was derived in between."""
    at_once = msgspec.structs.replace(fake_stages(), reconcile=reconcile)
    stages = msgspec.structs.replace(at_once, update=update)
    whole, batched = open_store(":memory:"), open_store(":memory:")
    with tempfile.TemporaryDirectory() as place:
        for n, (text, cut) in enumerate(zip(texts, cuts, strict=False)):
            file = Path(place) / f"{n}.txt"
            file.write_text(text)
            for store in (whole, batched):
                ingest_paths(store, [file], OPTIONS, stages=stages)
            if cut:
                derive(batched, FakeReader(), as_of=NOON, stages=stages)
        derive(whole, FakeReader(), as_of=NOON, stages=at_once)
        derive(batched, FakeReader(), as_of=NOON, stages=stages)
    assert told(batched) == told(whole)


@FEW
@given(TEXTS, st.data())
def test_judgements_are_followed_without_linking_everything_again(texts: list[str], data: st.DataObject) -> None:
    """With the real rules: pairs, retractions, corrections and what was undone of them give what a rebuild gives."""
    stages = msgspec.structs.replace(fake_stages(), reconcile=reconcile, update=update)
    store = open_store(":memory:")
    with tempfile.TemporaryDirectory() as place:
        for n, text in enumerate(texts):
            file = Path(place) / f"{n}.txt"
            file.write_text(text)
            ingest_paths(store, [file], OPTIONS, stages=stages)
    derive(store, FakeReader(), as_of=NOON, stages=stages)
    claims = sorted(c.id for c in store.claims())
    made: list[str] = []
    for n in range(data.draw(st.integers(1, 4))):
        kinds = (
            ["retract", "correct", "undo"] if len(claims) < 2 else ["same", "different", "retract", "correct", "undo"]
        )
        kind = data.draw(st.sampled_from(kinds))
        if kind == "undo" and not made:
            continue
        subject = made.pop() if kind == "undo" else data.draw(st.sampled_from(claims))
        other = (
            data.draw(st.sampled_from([c for c in claims if c != subject])) if kind in ("same", "different") else None
        )
        field, value = ("when", '"2020-12-14"') if kind == "correct" else (None, None)
        now = NOON + timedelta(hours=n)
        row = record_judgement(
            store, kind, subject, object=other, field=field, value=value, by="A Person", reason="because", now=now
        )
        if kind != "undo":
            made.append(row.id)
        derive(store, FakeReader(), as_of=NOON, stages=stages)
    digest = store.derived_digest()
    rebuild(store, FakeReader(), as_of=NOON, stages=stages)
    assert store.derived_digest() == digest
