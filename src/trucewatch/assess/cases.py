"""Worked cases of a pack, run: an incident is built from each and its finding held against what the case expects."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trucewatch.assess.circumstances import ToldAs
from trucewatch.assess.days import day_bounds, edtf_days, zone_of
from trucewatch.assess.rules import weigh
from trucewatch.model.agreement import Agreement, Provision, WorkedCase
from trucewatch.model.finding import Compliance
from trucewatch.model.incident import Incident
from trucewatch.model.where import PlaceMention


class CaseResult(msgspec.Struct, frozen=True, kw_only=True):
    """One worked case and the finding that the rules give."""

    provision: Provision
    case: WorkedCase
    found: Compliance
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True if the finding is the expected one."""
        return self.found == self.case.expect


def run_cases(agreement: Agreement) -> Iterator[CaseResult]:
    """The result of every worked case, in the order of the pack."""
    for provision in agreement.provisions:
        for case in provision.cases:
            weighed = weigh(build_incident(case, agreement), provision, {}, agreement, ToldAs(by_all=case.told_as))
            yield CaseResult(
                provision=provision,
                case=case,
                found=weighed.compliance,
                reasons_for=weighed.reasons_for,
                reasons_against=weighed.reasons_against,
            )


def build_incident(case: WorkedCase, agreement: Agreement) -> Incident:
    """The incident that a case describes: days in the theatre's zone, the accused as given, no claims behind it."""
    bounds = day_bounds(*edtf_days(case.when), zone_of(agreement))
    return msgspec.convert(
        {
            "code": f"{agreement.prefix}-CASE",
            "title": case.case,
            "acts": case.acts,
            "claims": (),
            "when": case.when,
            "earliest": bounds.earliest,
            "latest": bounds.latest,
            "places": tuple(_place(name, case.ground) for name in case.places),
            "accused": case.accused,
            "acknowledged_by": case.accused if case.attribution == "acknowledged" else (),
            "occurrence": case.occurrence,
            "attribution": case.attribution,
        },
        Incident,
        from_attributes=True,
    )


def _place(name: str, ground: tuple[float, float, float] | None) -> PlaceMention:
    if ground is None:
        return PlaceMention(name=name)
    lon, lat, radius_km = ground
    return PlaceMention(name=name, lat=lat, lon=lon, radius_m=round(radius_km * 1000), method="worked case")
