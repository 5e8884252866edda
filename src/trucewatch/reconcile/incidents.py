"""Incident records from clusters of accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.document import Document
from trucewatch.model.ids import short_id
from trucewatch.model.incident import ClaimLink, Incident, LinkRole
from trucewatch.model.judgement import Judgement
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.attach import Cluster
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.days import OPEN, edtf, spoken
from trucewatch.reconcile.harm import figures
from trucewatch.reconcile.independence import origins_of
from trucewatch.reconcile.names import same_place_name
from trucewatch.reconcile.origins import side_of
from trucewatch.reconcile.questions import contradictions, open_questions
from trucewatch.reconcile.ranges import agreed, bounds_of, day_part_of
from trucewatch.reconcile.recall import Recall
from trucewatch.reconcile.slots import slots_of
from trucewatch.reconcile.sparing import one_of
from trucewatch.reconcile.status import acknowledges, status_of
from trucewatch.reconcile.titles import acts_of, title_of, title_place


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A cluster on its way to an incident: its accounts, what recalls it, what it may be one with."""

    code: str
    accounts: Cluster
    recalls: tuple[Recall, ...] = ()
    unsure_with: tuple[str, ...] = ()
    contested: bool = False
    assessments: tuple[Judgement, ...] = ()


def tells_something(cluster: Cluster) -> bool:
    """True if somebody affirms the happening: denials alone make no incident."""
    return any(a.claim.polarity == "affirms" for a in cluster)


def code_of(cluster: Cluster) -> str:
    """The provisional code of a cluster, made of its claims; whoever keeps the store gives the lasting one."""
    return short_id("i", *sorted(c.id for a in cluster for c in a.claims))


def build(draft: Draft, documents: Mapping[str, Document], context: Context) -> Incident:
    """The incident that a cluster stands for."""
    accounts = tuple(sorted(draft.accounts, key=lambda a: a.id))
    telling = [a for a in accounts if a.claim.polarity == "affirms"]
    parties = frozenset(s for a in accounts for s in (side_of(a.claim.initiator), side_of(a.claim.target)) if s)
    origins = origins_of(accounts, context)
    status = status_of(accounts, origins, context, draft.assessments)
    harm = figures(accounts, parties, context)
    days = agreed([a.days for a in telling if a.days])
    earliest, latest = bounds_of(telling)
    where = _mentions(accounts, within=False)
    within = _mentions(accounts, within=True)
    codes = acts_of(accounts)
    placed = any(a.placed for a in accounts)
    firm = _firm(accounts, days is not None, bool(draft.unsure_with))
    first = _first_reported(accounts, documents)
    denied_harm = [f"harm: {r.sentence}" for r in draft.recalls if r.role == "denies"]
    rival = contradictions(harm, status, accounts, denied_harm, context)
    return Incident(
        code=draft.code,
        title=title_of(codes, title_place(where, [m for m, _ in within]), spoken(days) if days else None),
        acts=codes,
        claims=_links(accounts, draft.recalls, context),
        when=edtf(days) if days else None,
        earliest=earliest,
        latest=latest,
        day_part=day_part_of(telling),
        places=tuple(m for m, _ in where),
        within=tuple(m for m, _ in within),
        actors=_actors(accounts),
        accused=status.accused,
        denied_by=status.denied_by,
        acknowledged_by=status.acknowledged_by,
        harm=harm,
        weapons=tuple(sorted({w for a in telling for w in a.claim.weapons})),
        origins=origins,
        firm=firm,
        contested=draft.contested,
        unsure_with=draft.unsure_with,
        occurrence=status.occurrence,
        occurrence_flags=status.flags,
        attribution=status.attribution,
        status_reasons=one_of(status.reasons),
        contradictions=rival,
        open_questions=one_of(
            open_questions(
                status=status,
                firm=firm,
                when=edtf(days) if days else None,
                placed=placed,
                parties=parties,
                heard=frozenset(a.side for a in accounts if a.side),
                unsure=len(draft.unsure_with),
                harm=harm,
                rival=[r for r in rival if r.endswith("not added")],
                reported=first.at.date().isoformat() if first.at else None,
            )
        ),
        first_reported=first.at,
        first_reported_by=first.by,
        reported_after_days=first.after(days),
        slots=slots_of(accounts, origins, harm, context),
    )


def _firm(accounts: Cluster, dated: bool, unsure: bool) -> bool:
    """False for a candidate: nothing ties it to a day or place, or one undated report may retell another incident."""
    if not any(a.anchored for a in accounts):
        return False
    texts = {r for a in accounts for r in a.roots}
    return dated or not unsure or len(texts) > 1


def _links(accounts: Cluster, recalls: Sequence[Recall], context: Context) -> tuple[ClaimLink, ...]:
    out = {r.claim_id: ClaimLink(claim_id=r.claim_id, role=r.role) for r in recalls}
    for a in accounts:
        role: LinkRole = (
            "denies" if a.claim.polarity == "denies" else "acknowledges" if acknowledges(a, context) else "tells"
        )
        out |= {c.id: ClaimLink(claim_id=c.id, role=role) for c in a.claims}
    return tuple(out[k] for k in sorted(out))


def _mentions(accounts: Cluster, *, within: bool) -> list[tuple[PlaceMention, str]]:
    """The places that accounts name, with their level; spellings of one place once, those told most first."""
    found: list[tuple[PlaceMention, str]] = []
    told: list[int] = []
    for a in accounts:
        pairs = zip(a.within, a.claim.within, strict=False) if within else zip(a.where, a.claim.where, strict=False)
        for place, mention in pairs:
            known = next((k for k, (m, at) in enumerate(found) if at == place.level and _one_name(m, mention)), None)
            if known is None:
                found.append((mention, place.level))
                told.append(1)
            else:
                told[known] += 1
    levels = ("spot", "district", "area")
    order = sorted(range(len(found)), key=lambda k: (levels.index(found[k][1]), -told[k], found[k][0].name))
    return [found[k] for k in order]


def _one_name(a: PlaceMention, b: PlaceMention) -> bool:
    return bool(a.place_id and a.place_id == b.place_id) or same_place_name(a.name, b.name)


def _actors(accounts: Cluster) -> tuple[ActorRef, ...]:
    found = {(x.name, x.side): x for a in accounts for x in (a.claim.initiator, a.claim.target) if x is not None}
    return tuple(found[k] for k in sorted(found, key=lambda k: (k[1] or "", k[0])))


class _First(msgspec.Struct, frozen=True):
    """When a text first told of it, and by whom on that day."""

    at: datetime | None
    by: tuple[str, ...]

    def after(self, days: tuple[int, int] | None) -> int | None:
        """Days from the last day on which it can have happened to the first report; None where either is not known."""
        if self.at is None or days is None or days[1] >= OPEN:
            return None
        return max(0, self.at.date().toordinal() - days[1])


def _first_reported(accounts: Cluster, documents: Mapping[str, Document]) -> _First:
    """The earliest day on which a text tells of it: a reprint was said on its original's day, not on its own.

    A calendar date counts from its first minute in UTC.
    """
    found: list[tuple[datetime, str]] = []
    for a in accounts:
        for c in a.claims:
            document = documents.get(c.document_id)
            if document is None:
                continue
            said, published = document.anchor, document.published
            if said is not None and (published is None or said < published):
                found.append((datetime.combine(said, time(), tzinfo=UTC), a.speaker_name))
            elif document.published_at is not None:
                found.append((document.published_at.astimezone(UTC), a.speaker_name))
            elif published is not None:
                found.append((datetime.combine(published, time(), tzinfo=UTC), a.speaker_name))
    if not found:
        return _First(None, ())
    first = min(at for at, _ in found)
    return _First(first, tuple(sorted({name for at, name in found if at.date() == first.date()})))
