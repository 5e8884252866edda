"""What a person should look at: pairs of claims that no rule could settle, and the weak links of large groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.incident import Incident, Link
from trucewatch.publish.accounts import claim_row
from trucewatch.publish.quotes import flat
from trucewatch.publish.records import Records
from trucewatch.publish.rows import ClaimRow
from trucewatch.reconcile.groups import largest_groups

AROUND = 220  # characters before and after the words of a claim
LONGEST = 600  # characters of the words themselves
WEAK = 0.75  # a machine's link below this that holds a large group together is asked about
PAIRS = ("same", "different", "unsure")
Why = Literal["contested", "unsure", "weak"]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a claim with what stands around them, fit for a screen."""

    before: str
    words: str
    after: str


class ReviewSide(msgspec.Struct, frozen=True, kw_only=True):
    """One claim of a pair: its incident, its slots, its passage, and what is open about its incident."""

    incident: str | None
    title: str | None
    claim: ClaimRow
    passage: Passage
    open_questions: tuple[str, ...]


class ReviewItem(msgspec.Struct, frozen=True, kw_only=True):
    """Two claims and the question whether they concern one happening. `reasons`: what each comparison found."""

    a: ReviewSide
    b: ReviewSide
    why: Why
    question: str
    score: float
    by: str
    reasons: tuple[str, ...]


def review_items(records: Records) -> Iterator[ReviewItem]:
    """The pairs to look at, those whose answer would change most first; pairs that a person has judged are left out.

    Between two incidents only the best supported pair is asked, and none once a person has judged one: the answer holds
    the two groups together or apart.
    """
    pairs = {
        (j.subject, j.object)
        for j in records.judgements
        if j.id in records.standing and j.kind in PAIRS and j.object is not None
    }
    judged = {frozenset(p) for p in pairs}
    settled = {_between(records.incident_of, *p) for p in pairs}
    for why, link in _ranked(records, settled):
        if frozenset((link.a, link.b)) not in judged and link.a in records.claims and link.b in records.claims:
            yield _item(records, why, link)


def _between(of: Mapping[str, tuple[str, ...]], a: str, b: str) -> tuple[str, ...]:
    """The two incidents that claims stand in, in order; a claim in none stands for itself."""
    return tuple(sorted((_codes(of, a) or a, _codes(of, b) or b)))


def _ranked(records: Records, settled: set[tuple[str, ...]]) -> list[tuple[Why, Link]]:
    incidents, of = records.incidents, records.incident_of
    best: dict[tuple[str, ...], Link] = {}
    for link in records.reconciliation.links:
        if link.judgement != "unsure" or not link.by.startswith("rule:"):
            continue
        key = _between(of, link.a, link.b)
        if key[0] == key[1] or key in settled:
            continue
        known = best.get(key)
        if known is None or (-link.score, link.a, link.b) < (-known.score, known.a, known.b):
            best[key] = link
    weak = [
        g.weakest
        for g in largest_groups(records.reconciliation)
        if g.weakest is not None and g.weakest.score < WEAK and g.weakest.by.startswith("rule:")
    ]

    def rank(link: Link) -> tuple[object, ...]:
        ends = [incidents[c] for c in (_codes(of, link.a), _codes(of, link.b)) if c in incidents]
        return not any(i.contested for i in ends), -_weight(ends), -link.score, link.a, link.b

    unsure: list[tuple[Why, Link]] = [
        ("contested" if _contested(incidents, of, x) else "unsure", x) for x in sorted(best.values(), key=rank)
    ]
    return [*unsure, *(("weak", x) for x in weak)]


def _weight(ends: list[Incident]) -> int:
    """How much an answer would change: incidents told by many, with harm, both firm."""
    told = sum(min(len(i.origins), 3) + min(len(i.harm), 3) for i in ends)
    return told + 4 * (len(ends) == 2 and all(i.firm for i in ends))


def _contested(incidents: Mapping[str, Incident], of: Mapping[str, tuple[str, ...]], link: Link) -> bool:
    return any(c in incidents and incidents[c].contested for c in (_codes(of, link.a), _codes(of, link.b)))


def _codes(of: Mapping[str, tuple[str, ...]], claim_id: str) -> str:
    """The incident of a claim; nothing for a claim in none, and for a total that recalls several."""
    codes = of.get(claim_id, ())
    return codes[0] if len(codes) == 1 else ""


def _item(records: Records, why: Why, link: Link) -> ReviewItem:
    question = {
        "weak": "A large group hangs on this pair. Do the two tell of one happening?",
        "unsure": "Do the two tell of one happening?",
        "contested": "People disagree about these. Do the two tell of one happening?",
    }[why]
    return ReviewItem(
        a=_side(records, link.a),
        b=_side(records, link.b),
        why=why,
        question=question,
        score=link.score,
        by=link.by,
        reasons=tuple(f"{r.score:+.1f} {r.sentence}" for r in link.reasons),
    )


def _side(records: Records, claim_id: str) -> ReviewSide:
    claim = records.claim(claim_id)
    code = _codes(records.incident_of, claim_id) or None
    incident = records.incidents.get(code) if code else None
    return ReviewSide(
        incident=code,
        title=incident.title if incident else None,
        claim=claim_row(records, claim),
        passage=passage_of(records, claim),
        open_questions=incident.open_questions[:3] if incident else (),
    )


def passage_of(records: Records, claim: Claim) -> Passage:
    """The main passage of a claim with the words around it; … marks where the text goes on."""
    text = records.document(claim.document_id).text
    span = claim.spans[0]
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    words = text[span.start : span.end]
    while start and start < span.start and not text[start - 1].isspace():
        start += 1
    while end < len(text) and end > span.end and not text[end].isspace():
        end -= 1
    return Passage(
        before=("… " if start else "") + flat(text[start : span.start]).lstrip(),
        words=flat(words if len(words) <= LONGEST else f"{words[:LONGEST]} …"),
        after=flat(text[span.end : end]).rstrip() + (" …" if end < len(text) else ""),
    )
