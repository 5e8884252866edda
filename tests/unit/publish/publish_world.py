"""A small world of our own making: two sides, four documents, three incidents. Sentences and names are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from trucewatch.model.actor import ActorRef
from trucewatch.model.agreement import Agreement, Note, Party, Provision, TextVariant
from trucewatch.model.amount import Harm, Tally
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.evidence import Evidence
from trucewatch.model.finding import Deadline, Finding
from trucewatch.model.ids import sha256
from trucewatch.model.incident import ClaimLink, HarmFigure, Incident, Link, Origin, Reason, Reconciliation
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement
from trucewatch.model.span import OffsetMap, Span
from trucewatch.model.when import TimeDetail
from trucewatch.model.where import PlaceMention
from trucewatch.store.opening import open_store
from trucewatch.store.shape import Run
from trucewatch.store.tables import StoreTables

NOW = datetime(2021, 3, 10, 18, 0, tzinfo=UTC)
NORTH = ActorRef(name="Northern defence ministry", side="North")
SOUTH = ActorRef(name="Southern army", side="South")
MISSION = ActorRef(name="Observer mission", side="Mission")

TEXTS = {
    "d1": "Southern troops attacked posts near Alder on Friday evening and three of ours were wounded, "
    "the Northern defence ministry said.",
    "d2": "The Observer mission recorded one exchange of fire in the Alder district on 5 March.",
    "d3": "The Southern army denied that it had fired near Alder. It called the report a provocation by a terrorist "
    "regime <script>alert(1)</script> | and *more*.",
    "d4": "Envoys are due in Birchtown on 12 March. Shelling hit Cedar village, the Southern army said, and killed two "
    "of its soldiers. Since January, 40 cases were counted.",
}


def document(key: str, source: str, published: date, **more: object) -> Document:
    """A document of that text."""
    text = TEXTS[key]
    return Document(
        id=key,
        text=text,
        sha256_raw=sha256(text.encode()),
        sha256_text=sha256(text.encode()),
        body=text,
        offsets=OffsetMap(),
        source=source,
        title=f"Report {key}",
        published=published,
        published_how="option",
        captured_at=NOW,
        received_at=NOW,
        **more,  # type: ignore[arg-type]
    )


def span(key: str, words: str) -> Span:
    """Where the words stand."""
    start = TEXTS[key].index(words)
    return Span(start, start + len(words))


def claims() -> tuple[Claim, ...]:
    """What the four documents say."""
    alder = PlaceMention(name="Alder", kind="settlement", relation="near", radius_m=5000)
    district = PlaceMention(name="Alder district", kind="district", radius_m=25000)
    attack = Claim(
        id="c1",
        document_id="d1",
        spans=(Span(0, len(TEXTS["d1"])),),
        acts=("ground_assault",),
        speaker=NORTH,
        initiator=ActorRef(name="Southern troops", side="South"),
        target=NORTH,
        when="2021-03-05",
        time=TimeDetail(
            text="Friday evening",
            rule="weekday",
            day_part="evening",
            earliest=datetime(2021, 3, 5, 14, tzinfo=UTC),
            latest=datetime(2021, 3, 5, 20, tzinfo=UTC),
        ),
        where=(alder,),
        harm=(Harm(kind="wounded", low=3, high=3, who=NORTH),),
        evidence={
            "acts": (Evidence(rule="act:attacked", spans=(span("d1", "attacked"),)),),
            "harm": (Evidence(rule="number+wounded", spans=(span("d1", "three of ours were wounded"),)),),
            "when": (Evidence(rule="weekday before the anchor", spans=(span("d1", "Friday evening"),)),),
        },
        reader="test-reader@1",
    )
    seen = Claim(
        id="c2",
        document_id="d2",
        spans=(Span(0, len(TEXTS["d2"])),),
        acts=("exchange_of_fire",),
        speaker=MISSION,
        when="2021-03-05",
        where=(district,),
        count=1,
        count_unit="exchange of fire",
    )
    denial = Claim(
        id="c3",
        document_id="d3",
        spans=(span("d3", "The Southern army denied that it had fired near Alder."),),
        acts=("unspecified_fire",),
        speaker=SOUTH,
        polarity="denies",
        where=(alder,),
    )
    shelling = Claim(
        id="c4",
        document_id="d4",
        spans=(span("d4", "Shelling hit Cedar village, the Southern army said, and killed two of its soldiers."),),
        acts=("shelling",),
        speaker=SOUTH,
        where=(PlaceMention(name="Cedar", kind="settlement"),),
        harm=(Harm(kind="killed", low=2, high=2, who=SOUTH),),
    )
    visit = Claim(
        id="c5",
        document_id="d4",
        spans=(span("d4", "Envoys are due in Birchtown on 12 March."),),
        acts=("meeting",),
        modality="planned",
        when="2021-03-12",
        where=(PlaceMention(name="Birchtown", kind="settlement"),),
    )
    total = Claim(
        id="c6",
        document_id="d4",
        spans=(span("d4", "Since January, 40 cases were counted."),),
        acts=("unspecified_violation",),
        speaker=SOUTH,
        count=40,
        count_unit="cases",
        when="2021-01/2021-03",
    )
    return attack, seen, denial, shelling, visit, total


def incidents() -> tuple[Incident, ...]:
    """A corroborated and disputed one, a one-sided one without a day."""
    everyone = claims()
    first = Incident(
        code="TT-2021-0001",
        title="Ground attack, Alder district, 5 March 2021",
        acts=("ground_assault", "exchange_of_fire"),
        claims=(
            ClaimLink(claim_id="c1"),
            ClaimLink(claim_id="c2"),
            ClaimLink(claim_id="c3", role="denies"),
        ),
        when="2021-03-05",
        day_part="evening",
        earliest=datetime(2021, 3, 5, 14, tzinfo=UTC),
        latest=datetime(2021, 3, 5, 20, tzinfo=UTC),
        places=everyone[0].where,
        within=everyone[1].where,
        accused=("South",),
        denied_by=("South",),
        harm=(
            HarmFigure(
                kind="wounded",
                side="North",
                civilian=False,
                low=3,
                high=3,
                speaker="Northern defence ministry",
                speaker_side="North",
                relation="own_side",
                claim_ids=("c1",),
            ),
        ),
        origins=(
            Origin(group="North", claim_ids=("c1",), document_ids=("d1",)),
            Origin(group="Mission", claim_ids=("c2",), document_ids=("d2",)),
        ),
        occurrence="corroborated",
        occurrence_flags=("disputed",),
        attribution="alleged_one_side",
        status_reasons=("Two independent origins tell of it on the same day.",),
        first_reported=datetime(2021, 3, 6, 9, tzinfo=UTC),
    )
    second = Incident(
        code="TT-2021-0002",
        title="Shelling, Cedar",
        acts=("shelling",),
        claims=(ClaimLink(claim_id="c4"),),
        places=everyone[3].where,
        harm=(
            HarmFigure(
                kind="killed",
                side="South",
                civilian=False,
                low=2,
                high=2,
                speaker="Southern army",
                speaker_side="South",
                relation="own_side",
                claim_ids=("c4",),
            ),
        ),
        origins=(Origin(group="South", claim_ids=("c4",), document_ids=("d4",)),),
        firm=False,
        attribution="none",
    )
    return first, second


def agreement() -> Agreement:
    """Two terms: do not fire, and hand over Dell by a day."""
    return Agreement(
        id="tt-2021",
        prefix="TT",
        names=("Truce of Testland",),
        kind="ceasefire",
        parties=(Party(side="North", role="party"), Party(side="South", role="party")),
        signed_on=date(2021, 2, 1),
        effective_at=datetime(2021, 2, 2, tzinfo=UTC),
        texts=(TextVariant(authority="Both sides", language="en", reference="Gazette 1", authentic=True),),
        provisions=(
            Provision(
                id="tt-1",
                number="1",
                topic="prohibited_act",
                text="The sides shall not fire.",
                deontic="must_not",
                obligors=("North", "South"),
                reference="point 1",
                acts=("ground_assault", "exchange_of_fire", "shelling"),
                notes=(Note(holder="North", text="Covers drones.", source="Gazette 2"),),
            ),
            Provision(
                id="tt-2",
                number="2",
                topic="handover",
                text="Dell is handed over by 15 March 2021.",
                deontic="must",
                obligors=("South",),
                reference="point 2",
                due=date(2021, 3, 15),
            ),
        ),
        sources=("Gazette 1",),
        disclaimer="A test agreement; no lawyer has read it.",
    )


def judgement() -> Judgement:
    """A correction by a person."""
    return Judgement(
        id="j-1",
        kind="correct",
        subject="c4",
        by="Ada",
        reason="the village has another name",
        made_at=datetime(2021, 3, 9, 8, 30, tzinfo=UTC),
        field="where",
        value='"Cedar"',
    )


def small_store(place: str | Path = ":memory:") -> StoreTables:
    """The world in a store, in memory if no file is named."""
    store = open_store(place)
    for doc in (
        document("d1", "Alder Gazette", date(2021, 3, 6)),
        document("d2", "Mission bulletin", date(2021, 3, 6)),
        document("d3", "Cedar Times", date(2021, 3, 7), url="javascript:alert(1)"),
        document("d4", "Birch Wire", date(2021, 3, 9), url="https://birch.example/4"),
    ):
        store.put_capture(doc.text.encode(), doc)
    by_document: dict[str, list[Claim]] = {}
    for claim in claims():
        by_document.setdefault(claim.document_id, []).append(claim)
    for key, found in by_document.items():
        store.put_claims(key, "test-reader@1", found)
    first, second = incidents()
    links = (
        Link(
            a="c1",
            b="c2",
            judgement="same",
            score=0.9,
            by="rule:test@1",
            reasons=(Reason(comparison="day", score=1.0, sentence="Both name 5 March 2021."),),
        ),
    )
    tally = Tally(
        id="t1",
        claim_id="c6",
        document_id="d4",
        counted_by=SOUTH,
        about=None,
        unit="cases",
        n=40,
        period="2021-01/2021-03",
    )
    store.replace_reconciliation(Reconciliation(incidents=(first, second), links=links), (tally,))
    store.put_agreement(agreement())
    store.replace_findings(
        (
            Finding(
                id="f1",
                agreement_id="tt-2021",
                provision_id="tt-1",
                incident_code="TT-2021-0001",
                compliance="apparent_breach",
                reasons_for=("A ground attack after the truce took effect.",),
                reasons_against=("The accused side denies it.",),
                claim_ids=("c1", "c2"),
            ),
        ),
        (
            Deadline(
                id="dl1",
                agreement_id="tt-2021",
                provision_id="tt-2",
                title="Dell handed over",
                due=date(2021, 3, 15),
                first_due=date(2021, 3, 15),
                state="not_due",
                reason="The day has not come",
            ),
        ),
        (),
    )
    store.append_judgements((judgement(),))
    store.put_issues((Issue(id="x1", stage="ingest", code="empty", where="/tmp/empty.txt", reason="no words in it"),))
    run = Run(as_of=NOW, reader="test-reader@1", documents=4, claims=6, judgements=1, incidents=2)
    store.put_run(run)
    return store
