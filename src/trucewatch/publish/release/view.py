"""The one view for all that leaves: rows of a tier, and what was left out with why."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property

import msgspec

from trucewatch.model.agreement import Agreement, Zone, ZoneVersion
from trucewatch.model.claim import Claim
from trucewatch.model.ids import short_id
from trucewatch.model.incident import Incident
from trucewatch.model.shape import Circle, circles_of
from trucewatch.publish.release.make import make_claim, make_incident, release_day, round_ground
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
from trucewatch.publish.wording import fold

ACCEPTED = frozenset({"accepted", "second_reader", "published", "corrected"})


class Released:
    """A view as it may leave in one tier, over the incidents that a filter keeps."""

    def __init__(self, view: View, tier: Tier = FULL, wanted: IncidentFilter | None = None) -> None:
        self.view = view
        self.tier = tier
        self.wanted = wanted

    @property
    def as_of(self) -> datetime | None:
        """The time of the view."""
        return self.view.as_of

    # -- one by one ----------------------------------------------------------------------------------------------
    def incident(self, incident: Incident) -> ReleasedIncident | LeftOut:
        """The row of one incident, or why it stays."""
        records = self.view.records
        if incident.editorial == "retracted":
            return self._stays(incident.code, "a person retracted it")
        if self.tier.accepted_only and incident.editorial not in ACCEPTED:
            return self._stays(incident.code, "nobody has accepted it yet")
        if not any(self._may_leave(records.claim(link.claim_id)) for link in incident.claims):
            return self._stays(incident.code, "the terms of its sources do not allow it")
        row = make_incident(records, incident, self.tier)
        day = release_day(row)
        if self.tier.delay_days and self.as_of and (day is None or self._too_soon(day)):
            return self._stays(incident.code, f"held back for {self.tier.delay_days} days")
        return row

    def claim(self, claim: Claim) -> ReleasedClaim | LeftOut:
        """The row of one claim, or why it stays: for its source's terms, or with all incidents that it tells of."""
        if not self._may_leave(claim):
            return self._stays(claim.id, "the terms of its source do not allow it")
        codes = self.codes_of(claim.id)
        incidents = tuple(i for code in codes if (i := self.find(code)) is not None)
        kept = tuple(i for i in incidents if isinstance(self.incident(i), ReleasedIncident))
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
    def _split(self) -> tuple[tuple[ReleasedIncident, ...], tuple[LeftOut, ...]]:
        listing = self.view.incidents(self.wanted)
        made = [self.incident(self.view.records.incidents[row.code]) for row in listing.rows]
        return (
            tuple(m for m in made if isinstance(m, ReleasedIncident)),
            tuple(m for m in made if isinstance(m, LeftOut)),
        )

    @property
    def incidents(self) -> tuple[ReleasedIncident, ...]:
        """All rows that may leave, in order of time, those without a date last."""
        return self._split[0]

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The incidents that stay, with why."""
        return self._split[1]

    @cached_property
    def claims(self) -> tuple[ReleasedClaim, ...]:
        """The claims of the released incidents and, without a filter, those that belong to none."""
        codes = {i.code for i in self.incidents}
        return tuple(
            made
            for claim in self.view.records.claims.values()
            if isinstance(made := self.claim(claim), ReleasedClaim)
            and (codes & set(made.incidents) or (self.wanted is None and not made.incidents))
        )

    @cached_property
    def places(self) -> tuple[ReleasedPlace, ...]:
        """Each ground with its incidents, the most told first."""
        found: dict[tuple[float, float, int], tuple[Circle, list[ReleasedIncident]]] = {}
        for row in self.incidents:
            for circle in row.ground.circles:
                found.setdefault((circle.lat, circle.lon, circle.radius_m), (circle, []))[1].append(row)
        made = [make_place(circle, rows, self.tier) for circle, rows in found.values()]
        return tuple(sorted(made, key=lambda p: (-p.incidents, p.id)))

    @cached_property
    def zones(self) -> tuple[ReleasedZone, ...]:
        """Every version of every zone of the agreements in play, on the ground of those places in it that are known."""
        known: dict[str, Circle] = {}
        for incident in self.view.records.reconciliation.incidents:
            for circle in circles_of(incident):
                known.setdefault(fold(circle.label or circle.name), circle)
        agreements = self.view.records.in_play or tuple(self.view.records.agreements.values())
        return tuple(
            self._zone(a, z, n, v, known) for a in agreements for z in a.zones for n, v in enumerate(z.versions, 1)
        )

    def _zone(self, a: Agreement, z: Zone, n: int, v: ZoneVersion, known: dict[str, Circle]) -> ReleasedZone:
        circles = [known[fold(name)] for name in v.places if fold(name) in known]
        return ReleasedZone(
            id=f"{a.id}.{z.id}.{n}",
            agreement=a.id,
            name=z.name,
            description=v.description,
            first_day=v.valid_from,
            last_day=v.valid_to,
            place_names=v.places,
            ground=round_ground(circles, self.tier),
            source=v.source,
        )

    # -- the tier ------------------------------------------------------------------------------------------------
    def _may_leave(self, claim: Claim) -> bool:
        return self.tier.terms(self.view.records.document(claim.document_id).source).release

    def _too_soon(self, day: date) -> bool:
        assert self.as_of is not None
        return day + timedelta(days=self.tier.delay_days) > self.as_of.date()

    def _stays(self, id: str, why: str) -> LeftOut:
        return LeftOut(file=f"tier {self.tier.name}", id=id, why=why)


def make_place(circle: Circle, rows: list[ReleasedIncident], tier: Tier) -> ReleasedPlace:
    """The row of a place with the incidents told there."""
    return ReleasedPlace(
        id=short_id("p", circle.ref or "", str(circle.lat), str(circle.lon), str(circle.radius_m)),
        name=circle.label or circle.name,
        kind=circle.kind,
        country=circle.country,
        ground=round_ground((circle,), msgspec.structs.replace(tier, decimals=6)),
        incidents=len(rows),
        firm=sum(r.firm for r in rows),
        codes=tuple(dict.fromkeys(r.code for r in rows)),
    )
