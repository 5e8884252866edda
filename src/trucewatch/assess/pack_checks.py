"""What a pack must hold beyond its shape: references that lead somewhere, dates in order, acts that exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

import msgspec

from trucewatch.assess.circumstances import circumstances
from trucewatch.assess.days import edtf_days
from trucewatch.assess.outlines import outline_fault
from trucewatch.model.acts import CONTEXT, acts, family
from trucewatch.model.agreement import Agreement, Outline, Provision, Zone
from trucewatch.model.lined import Path

EVERY_PARTY = "both"


class Defect(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of a pack: where in its data, what it is, and what to do."""

    path: Path
    what: str
    try_this: str


def find_defects(agreement: Agreement) -> Iterator[Defect]:
    """Every fault of a pack that has the right shape, in the order of its parts."""
    if agreement.effective_at.utcoffset() is None:
        yield Defect(
            path=("effective_at",),
            what="effective_at has no offset from UTC",
            try_this="write the hour with its offset, such as 2020-11-10T00:00:00+03:00 for Moscow time",
        )
    elif agreement.ends and agreement.ends < agreement.effective_at.date():
        yield Defect(path=("ends",), what="the agreement ends before it takes effect", try_this="check both dates")
    yield from _party_defects(agreement)
    for z, zone in enumerate(agreement.zones):
        yield from _zone_defects(zone, ("zones", z))
    yield from _repeated([z.id for z in agreement.zones], "zones", "zone")
    yield from _outline_defects(agreement.theatre_outlines, ("theatre_outlines",))
    yield from _repeated([p.id for p in agreement.provisions], "provisions", "provision")
    for p, provision in enumerate(agreement.provisions):
        yield from _provision_defects(provision, agreement, ("provisions", p))


def _party_defects(agreement: Agreement) -> Iterator[Defect]:
    sides = [p.side for p in agreement.parties]
    yield from _repeated(sides, "parties", "side", key="side")
    for i, party in enumerate(agreement.parties):
        if party.bound_through is not None and party.bound_through not in sides:
            yield Defect(
                path=("parties", i, "bound_through"),
                what=f"`{party.bound_through}` is no side of this agreement",
                try_this=_nearest(party.bound_through, sides),
            )


def _zone_defects(zone: Zone, path: Path) -> Iterator[Defect]:
    if not zone.versions:
        yield Defect(path=path, what=f"the zone `{zone.id}` has no version", try_this="add one with its valid_from")
    for i, version in enumerate(zone.versions):
        here = (*path, "versions", i)
        if version.valid_to is not None and version.valid_to < version.valid_from:
            yield Defect(
                path=(*here, "valid_to"), what="this version ends before it begins", try_this="check both days"
            )
        yield from _outline_defects(version.outlines, (*here, "outlines"))
        if i == 0:
            continue
        before = zone.versions[i - 1]
        if before.valid_to is None or before.valid_to >= version.valid_from:
            yield Defect(
                path=(*here, "valid_from"),
                what=f"versions of the zone `{zone.id}` overlap: the one before runs to {before.valid_to or 'no end'}",
                try_this="end the version before on the day before this one begins (both days count), oldest first",
            )


def _outline_defects(outlines: Sequence[Outline], path: Path) -> Iterator[Defect]:
    for i, outline in enumerate(outlines):
        fault = outline_fault(outline)
        if fault is not None:
            yield Defect(
                path=(*path, i),
                what=f"this outline {fault}",
                try_this="see the fields of an outline in docs/agreements.md",
            )


def _provision_defects(provision: Provision, agreement: Agreement, path: Path) -> Iterator[Defect]:
    yield from _act_defects(provision, path)
    zones = [z.id for z in agreement.zones]
    if provision.zone is not None and provision.zone not in zones:
        yield Defect(
            path=(*path, "zone"),
            what=f"`{provision.zone}` is no zone of this agreement",
            try_this=_nearest(provision.zone, zones),
        )
    sides = [p.side for p in agreement.parties]
    for i, side in enumerate(provision.obligors):
        if side not in sides and side != EVERY_PARTY:
            yield Defect(
                path=(*path, "obligors", i),
                what=f"`{side}` is no side of this agreement",
                try_this=_nearest(side, sides),
            )
    yield from _date_defects(provision, path)
    kinds = list(circumstances())
    for i, case in enumerate(provision.cases):
        for k, kind in enumerate(case.told_as):
            if kind not in kinds:
                yield Defect(
                    path=(*path, "cases", i, "told_as", k),
                    what=f"`{kind}` is no circumstance that we know",
                    try_this=_nearest(kind, kinds),
                )
        if case.when is not None and None in edtf_days(case.when):
            yield Defect(
                path=(*path, "cases", i, "when"),
                what=f"`{case.when}` is no day, month, year or interval",
                try_this="write 2020-12-11, 2020-12 or 2020-12-11/2020-12-12, or leave `when` out for an unknown day",
            )


def _act_defects(provision: Provision, path: Path) -> Iterator[Defect]:
    known = acts()
    lists = [((*path, "acts"), provision.acts), ((*path, "fulfilled_by"), provision.fulfilled_by)]
    lists += [((*path, "cases", i, "acts"), case.acts) for i, case in enumerate(provision.cases)]
    for at, codes in lists:
        for i, code in enumerate(codes):
            if code not in known:
                yield Defect(path=(*at, i), what=f"`{code}` is no act code", try_this=_nearest(code, list(known)))
    for i, code in enumerate(provision.acts):
        if code in known and family(code) == CONTEXT:
            yield Defect(
                path=(*path, "acts", i),
                what=f"`{code}` is context and cannot break a provision",
                try_this="list acts that meet a provision under fulfilled_by",
            )


def _date_defects(provision: Provision, path: Path) -> Iterator[Defect]:
    if provision.extensions and provision.due is None:
        yield Defect(
            path=(*path, "extensions"),
            what="a due date is put off that is not given",
            try_this="add `due`, the first date",
        )
    last = provision.due
    for i, extension in enumerate(provision.extensions):
        if last is not None and extension.to <= last:
            yield Defect(
                path=(*path, "extensions", i, "to"),
                what=f"this extension to {extension.to} does not put off {last}",
                try_this="list extensions in order of time, each later than the one before",
            )
        last = extension.to
    if provision.valid_from and provision.valid_to and provision.valid_to < provision.valid_from:
        yield Defect(path=(*path, "valid_to"), what="the provision ends before it begins", try_this="check both days")


def _repeated(names: list[str], part: str, noun: str, key: str = "id") -> Iterator[Defect]:
    for i, name in enumerate(names):
        if name in names[:i]:
            yield Defect(
                path=(part, i, key),
                what=f"the {noun} `{name}` stands twice",
                try_this=f"give each {noun} a name of its own",
            )


def _nearest(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    return f"use one of: {', '.join(known)}" if 0 < len(known) <= 12 else "see the list in data/acts.csv, or add it"
