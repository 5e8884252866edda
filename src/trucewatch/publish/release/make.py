"""One record of the store as the row that may leave: rounded, names hidden, words only where they are allowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from math import cos, radians

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.claim import Claim
from trucewatch.model.ids import short_id
from trucewatch.model.incident import Incident
from trucewatch.model.place import ResolvedPlace
from trucewatch.model.shape import Circle, circles_of, named_circles, narrowest
from trucewatch.places.codes import acled_geo_precision, ucdp_where_prec
from trucewatch.publish.incidents import incident_row, speakers_of
from trucewatch.publish.quotes import one_line, quote, shown
from trucewatch.publish.records import Records
from trucewatch.publish.release.rows import Ground, ReleasedActor, ReleasedClaim, ReleasedHarm, ReleasedIncident
from trucewatch.publish.release.tier import Tier
from trucewatch.publish.render import web_address
from trucewatch.publish.summary import read_row
from trucewatch.publish.wording import edtf_days, fold, say_harm, say_when
from trucewatch.reconcile.titles import title_of

METRES_A_DEGREE = 111_320
HIDDEN = "a person who is not named here"


def round_ground(circles: Iterable[Circle], tier: Tier, incident: Incident | None = None) -> Ground:
    """The circles as exact as the tier allows; a radius grows by what rounding can move its middle."""
    kept = tuple(dict.fromkeys(_rounded(c, tier.decimals) for c in circles))
    if not kept:
        return Ground()
    first = kept[0]
    found = _resolved(incident, first.name) if incident else None
    return Ground(
        circles=kept,
        lat=first.lat,
        lon=first.lon,
        radius_m=first.radius_m,
        precision=first.precision,
        ucdp_where_prec=ucdp_where_prec(found) if found else None,
        acled_geo_precision=acled_geo_precision(found) if found else None,
    )


def _rounded(circle: Circle, decimals: int) -> Circle:
    lat, lon = round(circle.lat, decimals), round(circle.lon, decimals)
    if (lat, lon) == (circle.lat, circle.lon):
        return circle
    half = 0.5 * 10**-decimals * METRES_A_DEGREE
    moved = int((half**2 + (half * cos(radians(circle.lat))) ** 2) ** 0.5) + 1
    return msgspec.structs.replace(circle, lat=lat, lon=lon, radius_m=circle.radius_m + moved)


def _resolved(incident: Incident, name: str) -> ResolvedPlace | None:
    return next((g for g in incident.ground if g.name == name and g.settled), None)


class Mask:
    """Names that the tier hides, by kind of actor or one by one."""

    def __init__(self, tier: Tier) -> None:
        self.kinds = frozenset(tier.hide_kinds)
        self.names = frozenset(fold(n) for n in tier.hide_names)

    def hides(self, actor: ActorRef | None) -> bool:
        """True if this actor is shown without a name."""
        return actor is not None and self.hides_named(actor.name, actor.kind)

    def hides_named(self, name: str, kind: str | None) -> bool:
        """True if an actor of this name and kind is shown without the name."""
        return kind in self.kinds or (bool(self.names) and fold(name) in self.names)

    def name(self, actor: ActorRef | None) -> str | None:
        """The name that may be shown."""
        if actor is None:
            return None
        return HIDDEN if self.hides(actor) else actor.name

    def words(self, texts: Iterable[str], hidden: frozenset[str]) -> tuple[str, ...]:
        """Texts with every hidden name in them replaced."""
        said = []
        for text in texts:
            for name in hidden:
                text = text.replace(name, HIDDEN)
            said.append(text)
        return tuple(dict.fromkeys(said))


def make_incident(records: Records, incident: Incident, tier: Tier, *, whole: bool = True) -> ReleasedIncident:
    """The row of an incident in this tier. `whole` False: some of its claims were taken out, and the others are read."""
    mask = Mask(tier)
    kept = records.told(incident.code) if whole else None
    row = read_row(kept.data) if kept else incident_row(records, incident)
    sources, speakers = (kept.sources, kept.speakers) if kept else speakers_of(records, incident)
    named_here = (*((a.name, a.kind) for a in incident.actors), *speakers)
    hidden = frozenset(name for name, kind in named_here if mask.hides_named(name, kind))
    days = edtf_days(incident.when)
    named = [p for p in (*incident.within, *incident.places) if p.kind in ("district", "region")]
    circles = circles_of(incident)
    made = ReleasedIncident(
        code=incident.code,
        title=one_line(mask.words((incident.title,), hidden)[0]),
        when=incident.when,
        first_day=days[0] if days else None,
        last_day=days[1] if days else None,
        earliest=incident.earliest,
        latest=incident.latest,
        day_part=incident.day_part,
        acts=incident.acts,
        places=row.places,
        place_names=tuple(dict.fromkeys(p.name for p in (*incident.places, *incident.within))),
        area=row.area,
        admin1=next((p.name for p in named if p.kind == "region"), None),
        admin2=next((p.name for p in named if p.kind == "district"), None),
        country=tuple(dict.fromkeys(k for c in circles for k in c.country)),
        ground=round_ground(circles, tier, incident),
        told_by=mask.words(row.told_by, hidden),
        accused=incident.accused,
        other_side=mask.words(row.other_side, hidden),
        denied_by=incident.denied_by,
        acknowledged_by=incident.acknowledged_by,
        actors=_actors(incident, mask),
        harm=tuple(
            ReleasedHarm(
                kind=h.kind,
                side=h.side,
                civilian=h.civilian,
                low=h.low,
                high=h.high,
                speaker=mask.words((h.speaker,), hidden)[0],
                speaker_side=h.speaker_side,
            )
            for h in incident.harm
        ),
        weapons=incident.weapons,
        occurrence=incident.occurrence,
        flags=incident.occurrence_flags,
        attribution=incident.attribution,
        compliance=row.compliance,
        editorial=incident.editorial,
        firm=incident.firm,
        contested=incident.contested,
        unsure_with=incident.unsure_with,
        origins=len(incident.origins),
        documents=row.documents,
        sources=sources,
        first_reported=incident.first_reported,
        claim_ids=tuple(dict.fromkeys(row.claim_ids)),
    )
    return msgspec.structs.replace(made, version=short_id("v", msgspec.json.encode(made).decode()))


def without_claims(records: Records, incident: Incident, barred: frozenset[str]) -> Incident:
    """The incident as the other claims tell it: figures, acts, weapons, places and people that only barred claims name go.

    Its day and its status stay: they are what was found of all accounts, and name none of them.
    """
    if not barred:
        return incident
    links = tuple(x for x in incident.claims if x.claim_id not in barred)
    told = [records.claim(x.claim_id) for x in links]
    acts, weapons = {a for c in told for a in c.acts}, {w for c in told for w in c.weapons}
    places = {p.name for c in told for p in (*c.where, *c.within)}
    people = {a.name for c in told for a in (c.speaker, c.initiator, c.target, *c.relay, *(h.who for h in c.harm)) if a}
    harm = (
        msgspec.structs.replace(h, claim_ids=tuple(i for i in h.claim_ids if i not in barred)) for h in incident.harm
    )
    shown, where = (
        tuple(a for a in incident.acts if a in acts),
        tuple(p for p in incident.places if p.name in places),
    )
    title = incident.title
    if (shown, where) != (incident.acts, incident.places):
        title = title_of(shown, where[0].name if where else None, say_when(incident.when) if incident.when else None)
    return msgspec.structs.replace(
        incident,
        title=title,
        claims=links,
        acts=shown,
        weapons=tuple(w for w in incident.weapons if w in weapons),
        places=where,
        within=tuple(p for p in incident.within if p.name in places),
        ground=tuple(g for g in incident.ground if g.name in places),
        actors=tuple(a for a in incident.actors if a.name in people),
        harm=tuple(h for h in harm if h.claim_ids),
    )


def _actors(incident: Incident, mask: Mask) -> tuple[ReleasedActor, ...]:
    found = {
        (mask.name(a) or "", a.side): ReleasedActor(
            name=mask.name(a) or "",
            side=a.side,
            kind=a.kind,
            role="accused" if a.side and a.side in incident.accused else "named",
        )
        for a in incident.actors
    }
    return tuple(found[key] for key in sorted(found, key=lambda k: (k[0], k[1] or "")))


def make_claim(records: Records, claim: Claim, tier: Tier, incidents: tuple[Incident, ...]) -> ReleasedClaim:
    """The row of a claim in this tier; `incidents`: those that it belongs to."""
    mask = Mask(tier)
    document = records.document(claim.document_id)
    terms = tier.terms(document.source)
    parties = (claim.speaker, claim.initiator, claim.target, *claim.relay, *(h.who for h in claim.harm))
    hidden = frozenset(a.name for a in parties if a and mask.hides(a))
    days = edtf_days(claim.when)
    words = None
    if terms.words and tier.quote_characters and not hidden and claim.spans:
        words = shown(quote(document, claim.spans[0], limit=tier.quote_characters))
    return ReleasedClaim(
        id=claim.id,
        incidents=tuple(i.code for i in incidents),
        speaker=mask.name(claim.speaker),
        side=claim.speaker.side if claim.speaker else None,
        relay=tuple(mask.name(a) or "" for a in claim.relay),
        polarity=claim.polarity,
        modality=claim.modality,
        background=claim.background,
        acts=claim.acts,
        initiator=mask.name(claim.initiator),
        target=mask.name(claim.target),
        response=claim.response,
        when=claim.when,
        first_day=days[0] if days else None,
        last_day=days[1] if days else None,
        earliest=claim.time.earliest if claim.time else None,
        latest=claim.time.latest if claim.time else None,
        place_names=tuple(dict.fromkeys(p.name for p in (*claim.where, *claim.within))),
        ground=round_ground(claim_circles(claim, incidents), tier, incidents[0] if incidents else None),
        weapons=claim.weapons,
        harm=mask.words((say_harm(h) for h in claim.harm), hidden),
        count=claim.count,
        count_unit=one_line(claim.count_unit) if claim.count_unit else None,
        quote=words,
        start=claim.spans[0].start if claim.spans else 0,
        end=claim.spans[0].end if claim.spans else 0,
        source=document.source,
        licence=terms.licence,
        published=document.published,
        url=web_address(document.url) or None,
        document_id=document.id,
        document_sha256=document.sha256_raw,
    )


def claim_circles(claim: Claim, incidents: tuple[Incident, ...]) -> tuple[Circle, ...]:
    """The ground that its incidents settled for the names that this claim uses, else the claim's own coordinates."""
    names = {p.name for p in (*claim.where, *claim.within)}
    found = narrowest(tuple(c for i in incidents for c in named_circles(i) if c.name in names))
    own = (
        Circle(name=p.name, lat=p.lat, lon=p.lon, radius_m=p.radius_m, kind=p.kind, ref=p.place_id)
        for p in claim.where or claim.within
        if p.lat is not None and p.lon is not None and p.radius_m is not None
    )
    return tuple(dict.fromkeys(found or own))


def release_day(incident: Incident) -> date | None:
    """The day from which the delay counts: the last on which it can have happened, else that of the first report."""
    days = edtf_days(incident.when)
    if days:
        return days[1]
    return incident.first_reported.date() if incident.first_reported else None


def bounds(
    first: date | None, last: date | None, earliest: datetime | None, latest: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """First instant and end (exclusive) of a happening: the bounds that the words give, else its days in UTC."""
    start = earliest or (datetime(first.year, first.month, first.day, tzinfo=UTC) if first else None)
    end = latest or (datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1) if last else None)
    return start, end
