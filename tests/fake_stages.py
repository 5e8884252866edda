"""Small stages for tests of the store and of flow: marked lines instead of language.

A document is a text file. Lines `@claim Speaker act 2020-12-11 Place [value]` are claims, `#published 2020-12-12` is
the date, `#bad` makes the reader give up, `#crash` makes ingest raise. Everything else is plain text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec

from trucewatch.flow.stages import Stages
from trucewatch.ingest.inputs import RawInput, iter_inputs
from trucewatch.ingest.options import IngestOptions
from trucewatch.model.actor import ActorRef
from trucewatch.model.agreement import Agreement
from trucewatch.model.amount import Tally
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, Source
from trucewatch.model.evidence import Evidence
from trucewatch.model.finding import Coverage, Deadline, Finding
from trucewatch.model.ids import sha256, short_id
from trucewatch.model.incident import ClaimLink, Incident, Link, Reconciliation
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement, standing
from trucewatch.model.span import OffsetMap, Span
from trucewatch.model.when import TimeDetail
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.recode import recode

NOON = datetime(2020, 12, 20, 12, tzinfo=UTC)


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    findings: tuple[Finding, ...]
    deadlines: tuple[Deadline, ...]
    coverage: tuple[Coverage, ...]


def read_input(raw: RawInput, options: IngestOptions) -> Iterator[Document | Issue]:
    text = raw.data.decode()
    if "#crash" in text:
        raise RuntimeError("this page is hostile")
    if not text.strip():
        yield Issue(id=short_id("x", raw.location), stage="ingest", code="empty", where=raw.location, reason="empty")
        return
    published = options.published
    for line in text.splitlines():
        if line.startswith("#published "):
            published = date.fromisoformat(line.split()[1])
    digest = sha256(raw.data)
    yield Document(
        id=f"d-{digest[:12]}",
        text=text,
        sha256_raw=digest,
        sha256_text=sha256(text.encode()),
        body=text,
        offsets=OffsetMap(),
        location=raw.location,
        published=published,
        captured_at=options.captured_at,
    )


def with_origins(documents: Iterable[Document], **_: object) -> tuple[Document, ...]:
    """Of documents with the same text but for the date, the later are reprints of the first."""
    found: dict[str, Document] = {}
    joined = []
    for d in sorted(documents, key=lambda d: (d.published or date.max, d.id)):
        words = "\n".join(x for x in d.text.splitlines() if not x.startswith("#published"))
        first = found.setdefault(words, d)
        later = first is not d
        joined.append(
            msgspec.structs.replace(d, republication_of=first.id, anchor_date=first.published) if later else d
        )
    return tuple(joined)


class FakeReader:
    """Claims of marked lines; counts what it reads."""

    def __init__(self, version: str = "fake@1") -> None:
        self.version = version
        self.parties: tuple[str, ...] = ()
        self.seen: list[str] = []

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, tuple[Claim, ...] | Issue]]:
        for d in documents:
            self.seen.append(d.id)
            if "#bad" in d.text:
                yield (
                    d,
                    Issue(
                        id=short_id("x", "extract", d.id),
                        stage="extract",
                        code="reader-failed",
                        where=d.id,
                        reason="gave up",
                        document_id=d.id,
                    ),
                )
            else:
                yield d, tuple(self._claims(d))

    def _claims(self, d: Document) -> Iterator[Claim]:
        start = 0
        for line in d.text.splitlines(keepends=True):
            if line.startswith("@claim "):
                yield self._claim(d, line.split(), Span(start, start + len(line.rstrip("\n"))))
            start += len(line)

    def _claim(self, d: Document, words: list[str], span: Span) -> Claim:
        _, speaker, act, when, place, *rest = words
        if when == "yesterday":
            when = (d.anchor - timedelta(days=1)).isoformat() if d.anchor else ""
        day = datetime.fromisoformat(when).replace(tzinfo=UTC) if when else None
        return Claim(
            id=short_id("c", d.id, str(span.start), self.version),
            document_id=d.id,
            spans=(span,),
            acts=(act,),
            speaker=ActorRef(name=speaker, side=speaker),
            when=when or None,
            time=TimeDetail(text=when, rule="fake", earliest=day, latest=day + timedelta(days=1)) if day else None,
            where=(PlaceMention(name=place),),
            count=int(rest[0]) if rest else None,
            evidence={"acts": (Evidence(rule="fake", spans=(span,)),)},
            reader=self.version,
        )


def reconcile(
    claims: Iterable[Claim],
    documents: Iterable[Document],
    *,
    judgements: tuple[Judgement, ...],
    theatre_sides: object = (),
    sources: object = (),
) -> Reconciliation:
    """Incidents by (act, day, place); `same` joins two of them, `different` parts its subject from the rest."""
    claims = sorted(claims, key=lambda c: c.id)
    key = {c.id: (c.acts[0], c.when or "", c.where[0].name) for c in claims}
    latest = {(j.subject, j.object): j for j in standing(judgements) if j.kind in ("same", "different")}
    for (a, b), j in sorted(latest.items()):
        if a not in key or b not in key:
            continue
        if j.kind == "same":
            low, high = sorted((key[a], key[b]))
            key = {c: low if k == high else k for c, k in key.items()}
        elif key[a] == key[b]:
            key[b] = (*key[b][:2], f"{key[b][2]}*{b}")
    groups: dict[tuple[str, ...], list[Claim]] = {}
    for c in claims:
        groups.setdefault(key[c.id], []).append(c)
    return Reconciliation(
        incidents=tuple(_incident(f"P-{n}", group) for n, (_, group) in enumerate(sorted(groups.items()))),
        links=tuple(
            Link(a=a.id, b=b.id, judgement="same", score=1.0, by="rule:fake@1")
            for group in groups.values()
            for a, b in pairwise(group)
        ),
    )


def _incident(code: str, claims: list[Claim]) -> Incident:
    first = claims[0]
    return Incident(
        code=code,
        title=f"{first.acts[0]}, {first.where[0].name}",
        acts=first.acts,
        claims=tuple(ClaimLink(claim_id=c.id) for c in claims),
        when=first.when,
        earliest=first.time.earliest if first.time else None,
        latest=first.time.latest if first.time else None,
        places=first.where,
        first_reported=NOON,
    )


def tallies_of(claims: Iterable[Claim]) -> tuple[Tally, ...]:
    return tuple(
        Tally(
            id=f"t-{c.id}",
            claim_id=c.id,
            document_id=c.document_id,
            counted_by=c.speaker,
            about=None,
            unit="cases",
            n=c.count,
        )
        for c in sorted(claims, key=lambda c: c.id)
        if c.count is not None
    )


def assess(
    incidents: Iterable[Incident],
    claims: Iterable[Claim],
    documents: Iterable[Document],
    agreements: Iterable[Agreement],
    judgements: tuple[Judgement, ...],
    as_of: datetime,
    *,
    sources: Iterable[Source] = (),
) -> Assessment:
    return Assessment(
        findings=tuple(
            Finding(
                id=short_id("f", i.code),
                agreement_id="a",
                provision_id="p1",
                incident_code=i.code,
                compliance="cannot_tell",
                as_of=as_of,
            )
            for i in incidents
        ),
        deadlines=(
            Deadline(
                id="dl-1",
                agreement_id="a",
                provision_id="p1",
                title="A day",
                due=date(2020, 12, 1),
                first_due=date(2020, 11, 25),
                state="unknown",
                reason="nobody tells",
                as_of=as_of.date(),
            ),
        ),
        coverage=(
            Coverage(
                id="cov-1",
                observer="Mission",
                area="Here",
                start=date(2020, 12, 1),
                end=date(2020, 12, 2),
                state="watching",
                means="post",
            ),
        ),
    )


def fake_stages() -> Stages:
    return Stages(
        iter_inputs=iter_inputs,
        read_input=read_input,
        with_origins=with_origins,
        reconcile=reconcile,
        recode=recode,
        tallies_of=tallies_of,
        assess=assess,
    )


OPTIONS = IngestOptions(captured_at=datetime(2020, 12, 13, 8, tzinfo=UTC))
