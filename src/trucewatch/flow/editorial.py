"""The editorial axis: what people have said about an incident as a whole."""

from __future__ import annotations

import msgspec

from trucewatch.model.incident import Editorial, Incident, Reconciliation
from trucewatch.model.judgement import Judgement


def apply_editorial(result: Reconciliation, judgements: tuple[Judgement, ...]) -> Reconciliation:
    """The incidents with standing judgements on their codes and claims shown on the editorial axis. Cost: linear.

    accept: accepted, and second_reader once two people have accepted; retract: retracted until somebody accepts again;
    a corrected claim makes its incident corrected until it is accepted with the correction.
    """
    by_subject: dict[str, list[Judgement]] = {}
    for j in judgements:
        if j.kind in ("accept", "correct", "retract"):
            by_subject.setdefault(j.subject, []).append(j)
    if not by_subject:
        return result
    return msgspec.structs.replace(result, incidents=tuple(_judged(i, by_subject) for i in result.incidents))


def _judged(incident: Incident, by_subject: dict[str, list[Judgement]]) -> Incident:
    about = list(by_subject.get(incident.code, ()))
    for link in incident.claims:
        about += [j for j in by_subject.get(link.claim_id, ()) if j.kind == "correct"]
    state: Editorial = incident.editorial
    readers: set[str] = set()
    said: list[str] = []
    for j in sorted(about, key=lambda j: (j.made_at, j.id)):
        if j.kind == "accept":
            readers.add(j.by)
            state = "second_reader" if len(readers) > 1 else "accepted"
        else:
            readers.clear()  # what was accepted was another state of the incident
            state = "retracted" if j.kind == "retract" else "corrected"
        said.append(f"{j.by}, {j.made_at:%Y-%m-%d}: {j.kind}. {j.reason}")
    if not said:
        return incident
    return msgspec.structs.replace(incident, editorial=state, status_reasons=(*incident.status_reasons, *said))
