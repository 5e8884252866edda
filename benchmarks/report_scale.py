"""Time and memory of the report over many incidents: a store of made-up records, read in a process of its own.

Run: `python benchmarks/report_scale.py 1 5000 100000`. Prints one line a size and form: seconds of CPU and of the clock, the peak
of memory, and the size of the result. The store is made first and is no part of the figures.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.finding import Coverage, Finding
from trucewatch.model.ids import sha256
from trucewatch.model.incident import ClaimLink, HarmFigure, Incident, Origin, Reconciliation
from trucewatch.model.intake import Intake
from trucewatch.model.span import OffsetMap, Span
from trucewatch.model.where import PlaceMention
from trucewatch.publish.records import Records
from trucewatch.publish.summary import summarise
from trucewatch.store.shape import Run
from trucewatch.store.sqlite import SqliteStore, open_store

SIDES = ("North", "South")
ACTS = ("shelling", "small_arms_fire", "drone_strike", "ground_assault", "explosive_device")
START = date(2021, 1, 1)
CLAIMS_A_DOCUMENT = 4
SEED = 20201112
FORMS = ("markdown", "html")
CHILD = """
import json, resource, sys, time
from trucewatch.publish.written import brief_text
from trucewatch.publish.view import View
from trucewatch.store.sqlite import open_store
began = time.perf_counter()
store = open_store(sys.argv[1], create=False)
text = brief_text(View(store), sys.argv[2], clock="system")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([time.process_time(), time.perf_counter() - began, peak, len(text)]))
"""


def make_store(path: Path, incidents: int, *, outlets: int = 1) -> None:
    """A store of so many incidents over three years and forty districts, from texts of our own making.

    Each document is printed by `outlets` outlets and gives each of its incidents two claims: five make a million claims of
    100,000 incidents.
    """
    store = open_store(path)
    rng = random.Random(SEED)
    made: list[Incident] = []
    findings: list[Finding] = []
    with store.transaction(durable=False):
        for claims, document in _documents(rng, incidents):
            told: list[tuple[tuple[Claim, ...], Document]] = []
            for copy in range(outlets):
                told.append(_printed(claims, document, copy))
                _put(store, *told[-1])
            for n in range(0, len(claims), 2):
                made.append(_incident(len(made) + 1, [(c[n], c[n + 1], d) for c, d in told]))
                findings.append(_finding(made[-1]))
    _finish(store, made, findings)


def _printed(claims: tuple[Claim, ...], document: Document, copy: int) -> tuple[tuple[Claim, ...], Document]:
    """The same words in another outlet, with claims of their own; the first is the document itself."""
    if not copy:
        return claims, document
    ident = f"{document.id}r{copy}"
    return (
        tuple(msgspec.structs.replace(c, id=f"{c.id}r{copy}", document_id=ident) for c in claims),
        msgspec.structs.replace(document, id=ident, source=f"{document.source} {copy}"),
    )


def _put(store: SqliteStore, claims: tuple[Claim, ...], document: Document) -> None:
    intake = Intake(
        id=f"i-{document.id}", sha256_raw=document.sha256_raw, media_type=None, options="{}", captured_at=_noon(START)
    )
    store.put_intakes((intake,))
    store.put_documents(intake.id, (document,))
    store.put_claims(document.id, "benchmark@1", claims)


def _documents(rng: random.Random, incidents: int) -> Iterator[tuple[tuple[Claim, ...], Document]]:
    number = 0
    while number < incidents:
        day = START + timedelta(days=number * 1000 // max(1, incidents))
        here = min(CLAIMS_A_DOCUMENT // 2, incidents - number)
        sentences = []
        for i in range(here):
            place = f"Village {rng.randrange(400)}"
            sentences.append((rng.choice(ACTS), place, rng.randrange(2), rng.randrange(4), number + i))
        text = " ".join(
            f"{SIDES[s]} said that {p} was hit in incident {n}; {h} were hurt." for _, p, s, h, n in sentences
        )
        ident = f"d{number:07}"
        document = Document(
            id=ident,
            text=text,
            body=text,
            sha256_raw=sha256(text.encode()),
            sha256_text=sha256(text.encode()),
            offsets=OffsetMap(),
            source=f"Outlet {number % 37}",
            title=f"Report {number}",
            published=day + timedelta(days=number % 3),
            captured_at=_noon(day),
            received_at=_noon(day),
        )
        yield tuple(c for s in sentences for c in _claims(ident, text, day, *s)), document
        number += here


def _claims(
    document: str, text: str, day: date, act: str, place: str, side: int, hurt: int, number: int
) -> Iterator[Claim]:
    start = text.index(f"{SIDES[side]} said that {place} was hit in incident {number};")
    span = Span(start, text.index(" were hurt.", start) + len(" were hurt."))
    for speaker in (side, 1 - side):
        yield Claim(
            id=f"c{number:07}{'ab'[speaker != side]}",
            document_id=document,
            spans=(span,),
            acts=(act,),
            speaker=ActorRef(name=f"{SIDES[speaker]} army", side=SIDES[speaker]),
            polarity="affirms" if speaker == side else "denies",
            initiator=ActorRef(name=f"{SIDES[1 - side]} troops", side=SIDES[1 - side]),
            when=day.isoformat(),
            where=(PlaceMention(name=place, kind="settlement"),),
            within=(PlaceMention(name=f"District {int(place.split()[1]) % 40}", kind="district"),),
            harm=(
                Harm(kind="wounded", low=hurt, high=hurt, who=ActorRef(name=f"{SIDES[side]} army", side=SIDES[side])),
            )
            if hurt and speaker == side
            else (),
        )


def _incident(number: int, accounts: list[tuple[Claim, Claim, Document]]) -> Incident:
    told, _, document = accounts[0]
    links = [(ClaimLink(claim_id=one.id), ClaimLink(claim_id=two.id, role="denies")) for one, two, _ in accounts]
    harm = tuple(
        HarmFigure(
            kind=h.kind,
            side=told.speaker.side if told.speaker else None,
            civilian=False,
            low=h.low,
            high=h.high,
            speaker=told.speaker.name if told.speaker else "",
            speaker_side=told.speaker.side if told.speaker else None,
            relation="own_side",
            claim_ids=(told.id,),
        )
        for h in told.harm
    )
    accused = (told.initiator.side,) if told.initiator and told.initiator.side else ()
    return Incident(
        code=f"NK-2021-{number:06}",
        title=f"Incident of {told.when}",
        acts=told.acts,
        claims=tuple(link for pair in links for link in pair),
        when=told.when,
        places=told.where,
        within=told.within,
        accused=accused,
        denied_by=accused,
        harm=harm,
        origins=(
            Origin(
                group=told.speaker.side or "",
                claim_ids=tuple(one.id for one, _, _ in accounts),
                document_ids=tuple(d.id for _, _, d in accounts),
            ),
        )
        if told.speaker
        else (),
        occurrence="corroborated" if number % 5 == 0 else "reported",
        occurrence_flags=("disputed",),
        attribution="alleged_one_side",
        firm=number % 11 != 0,
        first_reported=_noon(document.published or START),
    )


def _finding(incident: Incident) -> Finding:
    return Finding(
        id=f"fnd-{incident.code}",
        agreement_id="nagorno-karabakh-2020",
        provision_id="nk2020-1a",
        incident_code=incident.code,
        compliance="apparent_breach" if incident.firm else "cannot_tell",
        reasons_for=("As it is told, it would go against point 1.",),
        claim_ids=tuple(x.claim_id for x in incident.claims),
    )


def _finish(store: SqliteStore, incidents: list[Incident], findings: list[Finding]) -> None:
    from trucewatch.assess.packs import bundled_packs

    seen = [
        Coverage(
            id=f"cov-{i}",
            observer="Observer mission",
            area=f"District {i % 40}",
            start=START + timedelta(days=i * 7),
            end=START + timedelta(days=i * 7 + 3),
            state="watching",
            means="patrol",
            claim_ids=(incidents[0].claims[0].claim_id,),
        )
        for i in range(140)
    ]
    with store.transaction(durable=False):
        store.put_agreement(next(a for a in bundled_packs() if a.id == "nagorno-karabakh-2020"))
        store.replace_reconciliation(Reconciliation(incidents=tuple(incidents)), ())
        store.replace_findings(findings, (), seen)
        store.put_run(
            Run(
                as_of=_noon(START + timedelta(days=1001)),
                reader="benchmark@1",
                documents=len({d for i in incidents for o in i.origins for d in o.document_ids}),
                claims=sum(len(i.claims) for i in incidents),
                judgements=0,
                incidents=len(incidents),
            )
        )
    give_summary(store)
    store.close()


def give_summary(store: SqliteStore) -> None:
    """Nothing; the store then has the summary that deriving leaves."""
    claims, documents = {c.id: c for c in store.claims()}, {d.id: d for d in store.documents()}
    records = Records.holding(store, claims, documents, store.findings())
    store.replace_summary(summarise(records, store.reconciliation().incidents))


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def main(sizes: list[int]) -> None:
    """One line a size and form."""
    print(f"{'incidents':>10} {'form':>9} {'CPU s':>7} {'wall s':>7} {'MB':>6} {'result kB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.sqlite"
            began = time.perf_counter()
            make_store(path, size)
            print(f"# store of {size:,} made in {time.perf_counter() - began:.0f} s", file=sys.stderr)
            for form in FORMS:
                done = subprocess.run(
                    [sys.executable, "-c", CHILD, str(path), form], capture_output=True, text=True, check=False
                )
                if done.returncode:
                    sys.exit(done.stderr)
                cpu, wall, megabytes, letters = json.loads(done.stdout)
                print(
                    f"{size:>10,} {form:>9} {cpu:>7.1f} {wall:>7.1f} {megabytes:>6.0f} {letters / 1000:>10,.0f}",
                    flush=True,
                )


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [1, 5_000, 100_000])
