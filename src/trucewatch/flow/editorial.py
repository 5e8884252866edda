"""The editorial axis: what people have said about an incident, as a whole or claim by claim."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Editorial, Incident, Reconciliation
from trucewatch.model.judgement import Judgement
from trucewatch.publish.readers import READERS, readers_of, same_name, weighs

Readers = Mapping[str, Mapping[str, str]]


def apply_editorial(
    result: Reconciliation,
    judgements: tuple[Judgement, ...],
    claims: Mapping[str, Claim],
    documents: Mapping[str, Document],
) -> Reconciliation:
    """The incidents with standing judgements on their codes and claims shown on the editorial axis. Cost: linear.

    accept: accepted, and second_reader once two people have accepted; retract: retracted until somebody accepts again;
    a corrected claim makes its incident corrected until it is accepted with the correction. Where claims tell of deaths, of
    civilians, or of who did it, as many people count as have read each one of these: such an incident is second_reader
    just when none of them waits in the queue of claims.
    """
    by_subject: dict[str, list[Judgement]] = {}
    for j in judgements:
        if j.kind in ("accept", "correct", "retract"):
            by_subject.setdefault(j.subject, []).append(j)
    if not by_subject:
        return result
    links = {i.code: tuple(link.claim_id for link in i.claims) for i in result.incidents if i.code in by_subject}

    def known_at(claim_id: str) -> datetime | None:
        claim = claims.get(claim_id)
        document = documents.get(claim.document_id) if claim else None
        return document.received_at if document else None

    in_order = sorted((j for found in by_subject.values() for j in found), key=lambda j: (j.made_at, j.id))
    readers = readers_of(in_order, lambda code: links.get(code, ()), known_at)
    judged = (_judged(i, by_subject, readers, claims) for i in result.incidents)
    return msgspec.structs.replace(result, incidents=tuple(judged))


def _judged(
    incident: Incident, by_subject: dict[str, list[Judgement]], readers: Readers, claims: Mapping[str, Claim]
) -> Incident:
    about = list(by_subject.get(incident.code, ()))
    read: list[Judgement] = []
    for link in incident.claims:
        held = by_subject.get(link.claim_id, ())
        about += [j for j in held if j.kind == "correct"]
        read += [j for j in held if j.kind == "accept"]
    state: Editorial = incident.editorial
    whole: set[str] = set()
    said: list[str] = []
    for j in sorted(about, key=lambda j: (j.made_at, j.id)):
        if j.kind == "accept":
            whole.add(same_name(j.by))
            state = "second_reader" if len(whole) >= READERS else "accepted"
        else:
            whole.clear()  # what was accepted was another state of the incident
            state = "retracted" if j.kind == "retract" else "corrected"
        said.append(f"{j.by}, {j.made_at:%Y-%m-%d}: {j.kind}. {j.reason}")
    if not said and not read:
        return incident
    state = _by_claims(state, incident, readers, claims)
    return msgspec.structs.replace(incident, editorial=state, status_reasons=(*incident.status_reasons, *said))


def _by_claims(state: Editorial, incident: Incident, readers: Readers, claims: Mapping[str, Claim]) -> Editorial:
    """The state that the claims that weigh allow: of an incident without such claims, and of one retracted, the state given."""
    heavy = [link.claim_id for link in incident.claims if link.claim_id in claims and weighs(claims[link.claim_id])]
    if state in ("retracted", "published") or not heavy:
        return state
    counts = [len(readers.get(claim_id, {})) for claim_id in heavy]
    if min(counts) >= READERS:
        return "second_reader"
    if min(counts):
        return "accepted"
    if state == "corrected":
        return state
    return "in_review" if max(counts) or state in ("accepted", "second_reader") else state
