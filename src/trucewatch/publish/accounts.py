"""One incident with all its versions side by side."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident
from trucewatch.model.judgement import Judgement
from trucewatch.publish.hours import may_be_one, time_of_day
from trucewatch.publish.incidents import incident_row
from trucewatch.publish.quotes import QUOTE_LIMIT, quotes
from trucewatch.publish.records import Records
from trucewatch.publish.rows import (
    Account,
    ClaimRow,
    DocumentRef,
    FindingRow,
    IncidentDetail,
    JudgementRow,
    Slot,
    SlotState,
)
from trucewatch.publish.wording import say_actor, say_code, say_harm, say_places, say_when


def incident_detail(records: Records, incident: Incident) -> IncidentDetail:
    """Accounts side by side with their quotes, what they agree on, findings, links and judgements."""
    records.fetch_for((incident,))
    accounts = _accounts(records, incident)
    agreement, reason = records.chooser.of_incident(incident)
    members = {link.claim_id for link in incident.claims}
    return IncidentDetail(
        row=incident_row(records, incident),
        incident=incident,
        accounts=accounts,
        slots=_slots(accounts, incident),
        findings=finding_rows(records, incident.code),
        links=records.store.links_of(members),
        judgements=tuple(
            judgement_row(records, j)
            for j in records.judgements
            if j.kind != "code" and {j.subject, j.object} & {incident.code, *members}
        ),
        agreement=agreement.id if agreement else None,
        agreement_reason=reason,
    )


def claim_row(records: Records, claim: Claim, role: str | None = None, *, limit: int = QUOTE_LIMIT) -> ClaimRow:
    """A claim with its exact words and the document that they stand in."""
    document = records.document(claim.document_id)
    return ClaimRow(
        id=claim.id,
        role=role,
        speaker=say_actor(claim.speaker),
        side=claim.speaker.side if claim.speaker else None,
        relay=tuple(r.name for r in claim.relay),
        polarity=claim.polarity,
        modality=claim.modality,
        background=claim.background,
        acts=claim.acts,
        initiator=say_actor(claim.initiator),
        target=say_actor(claim.target),
        response=claim.response,
        when=claim.when,
        day_part=time_of_day(claim.time),
        places=say_places((*claim.where, *claim.within)),
        weapons=claim.weapons,
        harm=tuple(say_harm(h) for h in claim.harm),
        count=claim.count,
        quotes=quotes(document, claim, limit=limit),
        document=document_ref(document),
    )


def document_ref(document: Document) -> DocumentRef:
    """How a document is cited."""
    return DocumentRef(
        id=document.id,
        title=document.title,
        source=document.source,
        published=document.published,
        published_how=document.published_how,
        location=document.location,
        url=document.url,
        sha256=document.sha256_raw,
        reprint_of=document.republication_of or document.near_duplicate_of,
    )


def finding_rows(records: Records, code: str) -> tuple[FindingRow, ...]:
    """The findings on an incident, each with the words that name its provision."""
    rows = []
    for finding in records.findings_of(code):
        provision = records.provision(finding.agreement_id, finding.provision_id)
        rows.append(
            FindingRow(
                id=finding.id,
                agreement=finding.agreement_id,
                provision=finding.provision_id,
                topic=provision.topic if provision else "",
                reference=provision.reference if provision else "",
                compliance=finding.compliance,
                reasons_for=finding.reasons_for,
                reasons_against=finding.reasons_against,
                zone_version=finding.zone_version,
                claim_ids=finding.claim_ids,
            )
        )
    return tuple(rows)


def judgement_row(records: Records, judgement: Judgement) -> JudgementRow:
    """A decision, and whether it still holds."""
    return JudgementRow(
        id=judgement.id,
        kind=judgement.kind,
        subject=judgement.subject,
        object=judgement.object,
        field=judgement.field,
        value=judgement.value,
        by=judgement.by,
        reason=judgement.reason,
        made_at=judgement.made_at,
        stands=judgement.id in records.standing or judgement.kind == "undo",
    )


def _accounts(records: Records, incident: Incident) -> tuple[Account, ...]:
    grouped: dict[tuple[str | None, str], list[ClaimRow]] = {}
    for link in incident.claims:
        row = claim_row(records, records.claim(link.claim_id), link.role)
        by = row.side or row.speaker or row.document.source or "the outlet itself"
        grouped.setdefault((row.side, by), []).append(row)
    origin_of = {claim_id: origin.group for origin in incident.origins for claim_id in origin.claim_ids}
    return tuple(
        Account(
            by=by,
            side=side,
            origins=tuple(sorted({origin_of[c.id] for c in rows if c.id in origin_of})),
            claims=tuple(sorted(rows, key=lambda c: (str(c.document.published or "9999"), c.id))),
        )
        for (side, by), rows in sorted(grouped.items(), key=lambda item: (item[0][0] is None, item[0][1]))
    )


# What an account says in one slot: every value of its affirming claims, joined; None when it does not say.
_SLOTS: tuple[tuple[str, Callable[[ClaimRow], tuple[str, ...]]], ...] = (
    ("what", lambda c: tuple(say_code("acts", a) for a in c.acts)),
    ("when", lambda c: (say_when(c.when),) if c.when else ()),
    ("time of day", lambda c: (c.day_part,) if c.day_part else ()),
    ("where", lambda c: c.places),
    ("who acted", lambda c: (c.initiator,) if c.initiator else ()),
    ("against whom", lambda c: (c.target,) if c.target else ()),
    ("weapons", lambda c: c.weapons),
    ("harm", lambda c: c.harm),
)


# the slots as reconciliation judged them, by origins: two articles of one origin agree on nothing
_JUDGED: dict[str, SlotState] = {
    "agreed": "agreed",
    "compatible": "compatible",
    "disputed": "differ",
    "one_origin": "one_account",
    "silent": "not_said",
}


def _slots(accounts: tuple[Account, ...], incident: Incident) -> tuple[Slot, ...]:
    judged = {s.name.replace("_", " "): _JUDGED[s.state] for s in incident.slots}
    stances = tuple(_stance(a) for a in accounts)
    slots = [Slot(name="stance", state=_stance_state(accounts, stances), values=stances)]
    for name, read in _SLOTS:
        values = tuple(
            "; ".join(dict.fromkeys(v for c in a.claims if c.polarity == "affirms" for v in read(c))) or None
            for a in accounts
        )
        state = _hours_state(values) if name == "time of day" else _state(values)
        slots.append(Slot(name=name, state=judged.get(name, state), values=values))
    return tuple(slots)


def _stance(account: Account) -> str:
    words = {"tells": "tells it", "denies": "denies it", "acknowledges": "acknowledges acting"}
    words |= {"counts": "counts it in a total", "recalls": "recalls it"}
    return "; ".join(dict.fromkeys(words.get(c.role or "", c.role or "") for c in account.claims))


def _stance_state(accounts: tuple[Account, ...], stances: tuple[str, ...]) -> SlotState:
    """Disputed only where one denies what another tells: to tell and to own up are compatible."""
    plain = _state(stances)
    denied = any(c.role == "denies" for a in accounts for c in a.claims)
    return "compatible" if plain == "differ" and not denied else plain


def _hours_state(values: tuple[str | None, ...]) -> SlotState:
    """As `_state`; a clock and the part of the day in which it lies are compatible, and so are clocks of one hour."""
    plain = _state(values)
    said = [v for v in values if v is not None]
    return "compatible" if plain == "differ" and may_be_one(said) else plain


def _state(values: tuple[str | None, ...]) -> SlotState:
    said = [v for v in values if v is not None]
    if not said:
        return "not_said"
    if len(said) == 1:
        return "one_account"
    return "agreed" if len(set(said)) == 1 else "differ"
