"""Incidents in a list: rows, and which rows a filter keeps."""

from __future__ import annotations

from collections.abc import Mapping

from trucewatch.model.claim import Claim
from trucewatch.model.incident import Incident
from trucewatch.publish.records import Records
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.wording import say_figures, say_places

AFFIRMS = ("tells", "acknowledges", "counts")
AREA_KINDS = (("district",), ("region", "area", "line"))  # the narrower first


def incident_row(records: Records, incident: Incident) -> IncidentRow:
    """The row of one incident, with who tells it and what the other side does about it."""
    claims = {link.claim_id: records.claim(link.claim_id) for link in incident.claims}
    tellers = _tellers(records, incident, claims)
    findings = records.findings_of(incident.code)
    return IncidentRow(
        code=incident.code,
        when=incident.when,
        day_part=incident.day_part,
        places=say_places(incident.places) or say_places(incident.within),
        area=area_of(incident),
        acts=incident.acts,
        title=incident.title,
        told_by=tuple(tellers),
        accused=incident.accused,
        other_side=_other_side(incident, tellers),
        one_sided=len(tellers) == 1,
        harm=say_figures(incident.harm),
        occurrence=incident.occurrence,
        flags=incident.occurrence_flags,
        attribution=incident.attribution,
        compliance=tuple(f"{f.provision_id}: {f.compliance}" for f in findings if f.compliance != "outside_scope"),
        firm=incident.firm,
        contested=incident.contested,
        unsure_with=incident.unsure_with,
        editorial=incident.editorial,
        origins=len(incident.origins),
        claims=len(incident.claims),
        documents=len({c.document_id for c in claims.values()}),
        first_reported=incident.first_reported,
        claim_ids=tuple(claims),
        voices=tuple(dict.fromkeys(c.speaker.side or c.speaker.name for c in claims.values() if c.speaker)),
        open_questions=incident.open_questions,
    )


def speakers_of(records: Records, incident: Incident) -> tuple[tuple[str, ...], tuple[tuple[str, str | None], ...]]:
    """The outlets that print its claims, in order, and name and kind of everyone who speaks in them."""
    claims = [records.claim(link.claim_id) for link in incident.claims]
    sources = {records.document(c.document_id).source for c in claims}
    speakers = dict.fromkeys((c.speaker.name, c.speaker.kind) for c in claims if c.speaker)
    return tuple(sorted(s for s in sources if s)), tuple(speakers)


def area_of(incident: Incident) -> str:
    """The area to count an incident under: the districts that the accounts name, else regions, else the places."""
    named = (*incident.within, *incident.places)
    wide = ([p.name for p in named if p.kind in kinds] for kinds in AREA_KINDS)
    names = next((found for found in wide if found), [p.name for p in incident.places])
    return " / ".join(sorted(dict.fromkeys(names))) if names else "place not stated"


def statuses(row: IncidentRow) -> frozenset[str]:
    """Every word that `status` may ask for, over all axes."""
    words = {row.occurrence, *row.flags, row.attribution, row.editorial, "firm" if row.firm else "candidate"}
    words |= {c.rpartition(": ")[2] for c in row.compliance}
    if row.contested:
        words.add("contested")
    return frozenset(words)


def _tellers(records: Records, incident: Incident, claims: Mapping[str, Claim]) -> dict[str, None]:
    """Who affirms it: sides, a speaker's name where no side is known, the outlet only where nobody else speaks."""
    spoken: dict[str, None] = {}
    narrated: dict[str, None] = {}
    for link in incident.claims:
        if link.role not in AFFIRMS:
            continue
        claim = claims[link.claim_id]
        if claim.speaker:
            spoken[claim.speaker.side or claim.speaker.name] = None
        else:
            narrated[records.document(claim.document_id).source or "the outlet itself"] = None
    return dict.fromkeys(sorted(spoken or narrated))


def _other_side(incident: Incident, tellers: dict[str, None]) -> tuple[str, ...]:
    said = []
    for side in incident.accused:
        if side in incident.denied_by:
            said.append(f"{side} denies")
        elif side in incident.acknowledged_by:
            said.append(f"{side} acknowledges acting")
        elif side in tellers:
            said.append(f"{side} gives its own account")
        else:
            said.append(f"{side} is silent")
    said += [f"{side} denies" for side in incident.denied_by if side not in incident.accused]
    return tuple(said)


def side_names(incident: Incident, row: IncidentRow) -> set[str]:
    """Every side, and every speaker without one, that `side` may ask for."""
    names = {*row.told_by, *row.voices, *incident.accused, *incident.denied_by, *incident.acknowledged_by}
    return names | {a.side for a in incident.actors if a.side}
