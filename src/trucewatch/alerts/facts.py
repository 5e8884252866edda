"""What there is to tell now: one fact for each happening that a rule asks for, never of what is only planned, supposed,
past or withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import msgspec

from trucewatch.alerts.rules import Rule, RuleBook
from trucewatch.errors import UsageError
from trucewatch.model.claim import Claim
from trucewatch.model.incident import Incident
from trucewatch.model.shape import circles_of
from trucewatch.publish.incidents import statuses
from trucewatch.publish.rows import IncidentFilter, IncidentRow
from trucewatch.publish.view import View

TOLD = ("tells", "acknowledges", "counts")
DENOUNCING = re.compile(
    r"\b(?:denounc|withdr[ae]w|terminat|suspend|repudiat|abandon|annul|revok|renounc|pull\w* out|no longer bound)\w*",
    re.IGNORECASE,
)
CONDITIONS = {
    "source_silent": "is silent",
    "source_failing": "is failing",
    "source_layout_changed": "has changed its layout",
}
SOURCE_ALARMS = tuple(CONDITIONS)
DONE = ("met", "late", "partly")


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One happening as it stands. `subject` names it for good; `stands` is what an update is sent for when it changes.

    `circles`: where it may have been, as CAP writes it: latitude, longitude (degrees) and radius (kilometres).
    """

    subject: str
    rules: tuple[str, ...]
    headline: str
    lines: tuple[str, ...]
    stands: tuple[str, ...]
    urgent: bool = False
    severe: bool = False
    area: str = ""
    circles: tuple[str, ...] = ()


def find_facts(view: View, book: RuleBook) -> tuple[Fact, ...]:
    """All facts, by subject; one that several rules ask for is one fact with all their ids."""
    found: dict[str, Fact] = {}
    for rule in book.rules:
        for fact in _facts_of(view, rule):
            there = found.get(fact.subject)
            if there is not None:
                rules = tuple(dict.fromkeys((*there.rules, *fact.rules)))
                urgent = there.urgent or fact.urgent
                fact = msgspec.structs.replace(there, rules=rules, urgent=urgent)
            found[fact.subject] = fact
    return tuple(found[s] for s in sorted(found))


def _facts_of(view: View, rule: Rule) -> Iterator[Fact]:
    if rule.when == "deadline":
        yield from _deadlines(view, rule)
    elif rule.when == "source_alarm":
        yield from _sources(view, rule)
    elif rule.when == "first_weapon":
        yield from _weapons(view, rule)
    else:
        for row, incident, claims in _tellable(view, rule):
            if _asked(view, rule, row, incident, claims):
                yield _incident_fact(row, incident, rule)


def _tellable(view: View, rule: Rule) -> Iterator[tuple[IncidentRow, Incident, tuple[Claim, ...]]]:
    """Incidents that a rule's filter keeps and that somebody says did happen, with the claims that say so."""
    wanted = IncidentFilter(place=rule.place, side=rule.side, act=rule.act)
    for row in view.incidents(wanted).rows:
        incident = view.records.incidents[row.code]
        if (
            row.editorial == "retracted"
            or {"withdrawn", "refuted"} & set(row.flags)
            or (rule.firm_only and not row.firm)
        ):
            continue
        if incident.reported_after_days is not None and incident.reported_after_days > rule.late_days:
            continue
        claims = tuple(view.records.claim(link.claim_id) for link in incident.claims if link.role in TOLD)
        told = tuple(c for c in claims if c.modality == "actual" and c.polarity == "affirms" and not c.background)
        if told:
            yield row, incident, told


def _asked(view: View, rule: Rule, row: IncidentRow, incident: Incident, claims: tuple[Claim, ...]) -> bool:
    if rule.when == "status":
        return bool(set(rule.status) & statuses(row))
    if rule.when == "harm_to_civilians":
        return any(h.civilian and (h.high is None or h.high > 0) for c in claims for h in c.harm)
    if rule.when == "denounced":
        return any("threat" in c.acts and DENOUNCING.search(_words(view, c)) for c in claims)
    return True


def _words(view: View, claim: Claim) -> str:
    text = view.records.document(claim.document_id).text
    return " ".join(span.words(text) for span in claim.spans)


def _incident_fact(row: IncidentRow, incident: Incident, rule: Rule) -> Fact:
    place = ", ".join(row.places) or "place not stated"
    status = ", ".join(
        (row.occurrence, *row.flags, row.attribution.replace("_", " "), *(("candidate",) if not row.firm else ()))
    )
    told = ", ".join(row.told_by) or "nobody named"
    lines = [f"When: {row.when or 'date not stated'}", f"Where: {place}", f"Told by: {told}", f"Status: {status}"]
    lines += [f"Other side: {'; '.join(row.other_side)}"] if row.other_side else []
    lines += [f"Harm: {h}" for h in row.harm]
    lines += [f"Against the terms: {c}" for c in row.compliance]
    return Fact(
        subject=f"incident:{row.code}",
        rules=(rule.id,),
        headline=f"{row.code}: {row.title}",
        lines=tuple(lines),
        stands=(
            row.occurrence,
            *sorted(row.flags),
            row.attribution,
            row.when or "",
            *sorted(row.harm),
            *sorted(row.acts),
        ),
        urgent=rule.urgent,
        severe=any(h.kind == "killed" for h in incident.harm),
        area=place,
        circles=tuple(f"{c.lat:.4f},{c.lon:.4f} {c.radius_m / 1000:.1f}" for c in circles_of(incident)),
    )


def _weapons(view: View, rule: Rule) -> Iterator[Fact]:
    """The first incident of each area in which a class of weapon is told of."""
    first: dict[tuple[str, str], tuple[IncidentRow, Incident]] = {}
    for row, incident, claims in _tellable(view, rule):
        for weapon in sorted({w for c in claims for w in c.weapons}):
            first.setdefault((row.area, weapon), (row, incident))  # rows come in order of time
    for (area, weapon), (row, incident) in sorted(first.items(), key=lambda f: f[0]):
        fact = _incident_fact(row, incident, rule)
        name = weapon.replace("_", " ")
        yield msgspec.structs.replace(
            fact,
            subject=f"weapon:{weapon}:{area}",
            headline=f"First told of in {area}: {name} ({fact.headline})",
            stands=(weapon, area),  # an earlier telling that comes in later is no other happening
        )


def _deadlines(view: View, rule: Rule) -> Iterator[Fact]:
    if view.as_of is None:
        raise UsageError("the store was never derived, so it has no due dates", try_this="trucewatch ingest first")
    today = view.as_of.date()
    for row in view.deadlines().rows:
        if row.state in DONE or not today <= row.due <= today + timedelta(days=rule.days):
            continue
        yield Fact(
            subject=f"deadline:{row.id}",
            rules=(rule.id,),
            headline=f"Due {row.due.isoformat()}: {row.title} ({row.agreement}, {row.provision})",
            lines=(f"State: {row.state}", row.reason),
            stands=(row.due.isoformat(), row.state),
            urgent=rule.urgent,
            area=row.agreement,
        )


def _sources(view: View, rule: Rule) -> Iterator[Fact]:
    for issue in view.records.store.issues():
        if issue.code in SOURCE_ALARMS:
            condition = CONDITIONS[issue.code]
            yield Fact(
                subject=f"source:{issue.where}",
                rules=(rule.id,),
                headline=f"{issue.where.capitalize()} {condition}",
                lines=(issue.reason, "What it would have told is unknown: silence is not calm."),
                stands=(issue.code,),
                urgent=rule.urgent,
            )
