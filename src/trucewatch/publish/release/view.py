"""The one view for all that leaves: rows of a tier, and what was left out with why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice

from trucewatch.model.agreement import Agreement, Zone, ZoneVersion
from trucewatch.model.claim import Claim
from trucewatch.model.ids import short_id
from trucewatch.model.incident import Incident
from trucewatch.model.shape import Circle, circles_of
from trucewatch.publish.release.make import make_claim, make_incident, release_day, round_ground, without_claims
from trucewatch.publish.release.rows import (
    LeftOut,
    ReleasedClaim,
    ReleasedIncident,
    ReleasedPlace,
    ReleasedZone,
)
from trucewatch.publish.release.tier import FULL, Tier
from trucewatch.publish.rows import IncidentFilter
from trucewatch.publish.view import View
from trucewatch.publish.zone_shapes import ring_of
from trucewatch.store.shape import IncidentSearch

MOST_CODES = 100  # incidents that a place names; all are counted
SLICE = 200  # incidents, or claims, with all that belongs to them
ACCEPTED = frozenset({"accepted", "second_reader", "published", "corrected"})


class Released:
    """A view as it may leave in one tier, over the incidents that a filter keeps."""

    def __init__(self, view: View, tier: Tier = FULL, wanted: IncidentFilter | None = None) -> None:
        self.view = view
        self.tier = tier.with_licences(view.records.store.sources())
        self.wanted = wanted
        self._bars = any(not terms.release for terms in self.tier.sources.values())

    @property
    def as_of(self) -> datetime | None:
        """The time of the view."""
        return self.view.as_of

    @cached_property
    def caveat(self) -> str:
        """What a reader must know before taking a short list for calm."""
        return self.view.coverage_caveat()

    # -- one by one ----------------------------------------------------------------------------------------------
    def incident(self, incident: Incident) -> ReleasedIncident | LeftOut:
        """The row of one incident, or why it stays."""
        why = self.why_stays(incident)
        if why:
            return self._stays(incident.code, why)
        records = self.view.records
        if self._bars:
            barred = [x.claim_id for x in incident.claims if not self.may_leave(records.claim(x.claim_id))]
            incident = without_claims(records, incident, frozenset(barred))
        return make_incident(records, incident, self.tier, whole=not self._bars)

    def fetch_for(self, incidents: Iterable[Incident]) -> None:
        """Nothing; what the rows of these incidents are made of is then at hand, fetched together and not one by one."""
        if self._bars:
            self.view.records.fetch_for(incidents)
        else:
            self.view.records.fetch_told(i.code for i in incidents)

    def why_stays(self, incident: Incident) -> str | None:
        """Why an incident does not leave; None when it does."""
        if incident.editorial == "retracted":
            return "a person retracted it"
        if self.tier.accepted_only and incident.editorial not in ACCEPTED:
            return "nobody has accepted it yet"
        records = self.view.records
        if self._bars and not any(self.may_leave(records.claim(link.claim_id)) for link in incident.claims):
            return "the terms of its sources do not allow it"
        if self.tier.delay_days and self.as_of:
            day = release_day(incident)
            if day is None or self._too_soon(day):
                return f"held back for {self.tier.delay_days} days"
        return None

    def claim(self, claim: Claim) -> ReleasedClaim | LeftOut:
        """The row of one claim, or why it stays: for its source's terms, or with all incidents that it tells of."""
        if not self.may_leave(claim):
            return self._stays(claim.id, "the terms of its source do not allow it")
        codes = self.codes_of(claim.id)
        incidents = tuple(i for code in codes if (i := self.find(code)) is not None)
        kept = tuple(i for i in incidents if self.why_stays(i) is None)
        if incidents and not kept:
            return self._stays(claim.id, "its incident stays")
        if not incidents and self.tier.delay_days:
            published = self.view.records.document(claim.document_id).published
            if published is None or self._too_soon(published):
                return self._stays(claim.id, f"held back for {self.tier.delay_days} days")
        return make_claim(self.view.records, claim, self.tier, kept)

    def find(self, code: str) -> Incident | None:
        """The incident of a code, None when there is none."""
        return self.view.records.incident(code)

    def codes_of(self, claim_id: str) -> tuple[str, ...]:
        """Codes of the incidents that a claim belongs to."""
        return self.view.records.codes_of(claim_id)

    # -- all -----------------------------------------------------------------------------------------------------
    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the incidents that the filter keeps, in order of time, also of those that stay."""
        return self.view.codes(self.wanted)

    def each_incident(self, *, papers: bool = False) -> Iterator[ReleasedIncident]:
        """All rows that may leave, in order of time, those without a date last; a slice is read at a time, and none is held.

        `papers`: the claims and documents of each are at hand when it comes.
        """
        stays: list[LeftOut] = []
        for incident in self._in_order(papers):
            made = self.incident(incident)
            if isinstance(made, LeftOut):
                stays.append(made)
            else:
                yield made
        self.__dict__["left_out"] = (*self.barred_sources, *stays)

    def each_told(self) -> Iterator[tuple[ReleasedIncident, tuple[ReleasedClaim, ...]]]:
        """All rows as `each_incident` has them, each with its claims that may leave, in the order of the documents."""
        stays: list[LeftOut] = []
        for incident in self._in_order(papers=True, around=True):
            made = self.incident(incident)
            if isinstance(made, LeftOut):
                stays.append(made)
            else:
                yield made, self._told_of(incident)
        self.__dict__["left_out"] = (*self.barred_sources, *stays)

    def _told_of(self, incident: Incident) -> tuple[ReleasedClaim, ...]:
        records = self.view.records
        ids = dict.fromkeys(x.claim_id for x in incident.claims)
        claims = [c for i in ids if (c := records.claim(i))]
        claims.sort(key=lambda c: (c.document_id, c.spans[0].start if c.spans else 0, c.id))
        return tuple(made for c in claims if isinstance(made := self.claim(c), ReleasedClaim))

    def _in_order(self, papers: bool = False, around: bool = False) -> Iterator[Incident]:
        """The incidents of the filter, a slice at a time, with what their rows are made of."""
        records = self.view.records
        for start in range(0, len(self.codes), SLICE):
            part = self.codes[start : start + SLICE]
            held = records.store.incidents_by_code(part)
            self.fetch_for(held.values())
            if papers:
                records.hold_near(held)
                if not self._bars:
                    records.fetch_for(held.values())
            if around:
                records.fetch_around([records.claim(x.claim_id) for i in held.values() for x in i.claims])
            yield from (held[code] for code in part)

    @cached_property
    def barred_sources(self) -> tuple[LeftOut, ...]:
        """The publishers whose licence lets nothing of theirs leave, each with how many of its texts stay."""
        if not self._bars:
            return ()
        texts = Counter(d.source for d in self.view.records.heads() if not self.tier.terms(d.source).release)
        rows = []
        for source, n in sorted(texts.items(), key=lambda found: found[0] or ""):
            licence = self.tier.terms(source).licence
            why = f"its licence does not allow publication{f' ({licence})' if licence else ''}; {n:,} of its texts stay"
            rows.append(self._stays(f"source {source}", why))
        return tuple(rows)

    @cached_property
    def incidents(self) -> tuple[ReleasedIncident, ...]:
        """All rows that may leave, in order of time, those without a date last: held, so for a few thousand."""
        return tuple(self.each_incident())

    @property
    def shown(self) -> int:
        """How many incidents leave."""
        return len(self.codes) - (len(self.left_out) - len(self.barred_sources))

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The publishers nothing of whom leaves, and the incidents that stay, with why."""
        found = ((i.code, self.why_stays(i)) for i in self._in_order())
        return (*self.barred_sources, *(self._stays(code, why) for code, why in found if why))

    def each_claim(self) -> Iterator[ReleasedClaim]:
        """The claims of the released incidents and, without a filter, those of none; in the order of the documents."""
        wanted = None if self.wanted is None else frozenset(self.codes)
        for claim in self.view.records.each_claim():
            made = self.claim(claim)
            if isinstance(made, ReleasedClaim) and (wanted is None or not wanted.isdisjoint(made.incidents)):
                yield made

    def each_loose(self) -> Iterator[ReleasedClaim]:
        """Those of `each_claim` that belong to no incident."""
        if self.wanted is None:
            every = self.view.records.loose_claims()
            while part := tuple(islice(every, SLICE)):
                self.view.records.fetch_around(part)
                yield from (made for c in part if isinstance(made := self.claim(c), ReleasedClaim))

    @cached_property
    def claims(self) -> tuple[ReleasedClaim, ...]:
        """The rows of `each_claim`, held: so for a few thousand."""
        return tuple(self.each_claim())

    @cached_property
    def places(self) -> tuple[ReleasedPlace, ...]:
        """Each ground with its incidents, the most told first. They are read one after the other and not held."""
        found: dict[tuple[float, float, int], _Told] = {}
        for incident in self._each():
            for circle in round_ground(circles_of(incident), self.tier).circles:
                told = found.setdefault((circle.lat, circle.lon, circle.radius_m), _Told(circle))
                told.incidents += 1
                told.firm += incident.firm
                if len(told.codes) < MOST_CODES:
                    told.codes.append(incident.code)
        return tuple(sorted(map(_place, found.values()), key=lambda p: (-p.incidents, p.id)))

    def _each(self) -> Iterator[Incident]:
        """The incidents that leave, a slice at a time where no filter asks for more."""
        if self.wanted is not None:
            yield from (self.view.records.incidents[row.code] for row in self.incidents)
            return
        at = -1
        while rows := self.view.records.store.find_incidents(IncidentSearch(), after=at, limit=SLICE):
            if self._bars:
                self.view.records.fetch_for(i for _, i in rows)
            yield from (i for _, i in rows if self.why_stays(i) is None)
            at = rows[-1][0]

    @cached_property
    def zones(self) -> tuple[ReleasedZone, ...]:
        """Every version of every zone of the agreements in play, as its pack draws it: the shapes of the pages' map."""
        agreements = self.view.records.in_play or tuple(self.view.records.agreements.values())
        return tuple(_zone(a, z, n, v) for a in agreements for z in a.zones for n, v in enumerate(z.versions, 1))

    # -- the tier ------------------------------------------------------------------------------------------------
    def may_leave(self, claim: Claim) -> bool:
        """True if the terms of its source let this claim leave."""
        return self.tier.terms(self.view.records.document(claim.document_id).source).release

    def _too_soon(self, day: date) -> bool:
        assert self.as_of is not None
        return day + timedelta(days=self.tier.delay_days) > self.as_of.date()

    def _stays(self, id: str, why: str) -> LeftOut:
        return LeftOut(file=f"tier {self.tier.name}", id=id, why=why)


def _zone(a: Agreement, z: Zone, n: int, v: ZoneVersion) -> ReleasedZone:
    return ReleasedZone(
        id=f"{a.id}.{z.id}.{n}",
        agreement=a.id,
        name=z.name,
        description=v.description,
        first_day=v.valid_from,
        last_day=v.valid_to,
        place_names=v.places,
        outline=tuple(ring_of(o) for o in v.outlines),
        drawn_by=tuple(dict.fromkeys(o.drawn_by for o in v.outlines)),
        doubt_km=max((o.doubt_km for o in v.outlines), default=None),
        source=v.source,
    )


class _Told:
    """What is told of one circle."""

    def __init__(self, circle: Circle) -> None:
        self.circle, self.incidents, self.firm = circle, 0, 0
        self.codes: list[str] = []


def _place(told: _Told) -> ReleasedPlace:
    circle = told.circle
    return ReleasedPlace(
        id=short_id("p", circle.ref or "", str(circle.lat), str(circle.lon), str(circle.radius_m)),
        name=circle.label or circle.name,
        kind=circle.kind,
        country=circle.country,
        ground=round_ground((circle,), FULL),
        incidents=told.incidents,
        firm=told.firm,
        codes=tuple(told.codes),
    )
