"""Judgements that find their claims again after a newer reader has renamed them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.ids import short_id
from trucewatch.model.issue import Issue
from trucewatch.model.judgement import Judgement
from trucewatch.store.shape import Anchor


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """Judgements that name claims of today, and an Issue for each that speaks of nothing known."""

    judgements: tuple[Judgement, ...]
    issues: tuple[Issue, ...]


def rebind(
    judgements: tuple[Judgement, ...],
    anchors: tuple[Anchor, ...],
    claims: Iterable[Claim],
    known: frozenset[str],
) -> Bound:
    """Judgements with the ids of claims that now stand at the anchored words.

    `known`: ids of everything else that a judgement may speak of (documents, codes, judgements). Cost: linear
    in the judgements, and in the claims of the documents whose claims were renamed.
    """
    of_document: dict[str, list[Claim]] = {}
    ids: set[str] = set()
    for claim in claims:
        ids.add(claim.id)
        of_document.setdefault(claim.document_id, []).append(claim)
    renamed = {a.claim_id: _best(a, of_document.get(a.document_id, [])) for a in anchors if a.claim_id not in ids}
    kept: list[Judgement] = []
    issues: list[Issue] = []
    for j in judgements:
        lost = [s for s in (j.subject, j.object) if s and s not in ids and s not in known and not renamed.get(s)]
        if lost:
            if j.kind == "assess":  # findings are made later: `assess` says itself what it cannot place
                kept.append(j)
            elif j.kind != "code":  # a code whose claim is gone simply waits
                issues.append(_without_subject(j, lost[0]))
            continue
        subject, other = renamed.get(j.subject) or j.subject, (renamed.get(j.object) or j.object) if j.object else None
        if subject == other:  # a newer reader made one claim of two that were judged apart or together
            continue
        if other is not None and j.kind in ("same", "different", "unsure"):
            subject, other = sorted((subject, other))
        kept.append(msgspec.structs.replace(j, subject=subject, object=other))
    return Bound(judgements=tuple(kept), issues=tuple(issues))


def _best(anchor: Anchor, claims: list[Claim]) -> str | None:
    """The claim that covers most of the anchored words, among those the one with most acts in common."""

    def shared(claim: Claim) -> tuple[int, int]:
        overlap = max((min(anchor.end, s.end) - max(anchor.start, s.start) for s in claim.spans), default=0)
        return overlap, len(set(anchor.acts) & set(claim.acts))

    found = [c for c in claims if shared(c)[0] > 0]
    return min(found, key=lambda c: (-shared(c)[0], -shared(c)[1], c.id)).id if found else None


def _without_subject(judgement: Judgement, lost: str) -> Issue:
    return Issue(
        id=short_id("x", "judgement-without-subject", judgement.id, lost),
        stage="reconcile",
        code="judgement-without-subject",
        where=judgement.id,
        reason=f"{judgement.kind} by {judgement.by} speaks of {lost}, which is not among the records; it was set aside",
        try_this="take in the document that it was made on, or undo it",
    )
