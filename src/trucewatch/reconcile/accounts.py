"""Claims to accounts: what tells of one happening, each account once with all claims that give it word for word.

A claim is looked at twice: first for the few slots that say whether two claims are one account, then, once an account,
for all that comparisons need. What many claims share (places, texts, voices) is worked out once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import datetime
from operator import attrgetter

import msgspec

from trucewatch.model.acts import family
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.days import OPEN, days_of
from trucewatch.reconcile.facts import (
    ANSWERED,
    MOST_DAYS,
    Account,
    Place,
    area_names,
    district_names,
    is_account,
    is_occasion,
    is_reply,
    is_sum,
    party,
    place_of,
)
from trucewatch.reconcile.names import fold, place_core, skeleton
from trucewatch.reconcile.origins import group_of, root_of, side_of
from trucewatch.reconcile.outlets import BY_OUR_TABLE, Outlets
from trucewatch.reconcile.pointing import named_as_known, tells_of_many, tells_one_more
from trucewatch.reconcile.settings import settings
from trucewatch.reconcile.words import sketch_of

_NOBODY: frozenset[str] = frozenset()
Signature = tuple[object, ...]


def accounts_of(
    claims: Iterable[Claim],
    documents: Mapping[str, Document],
    *,
    apart: frozenset[str] = frozenset(),
    outlets: Outlets = BY_OUR_TABLE,
) -> tuple[Account, ...]:
    """The accounts that a set of claims gives, ordered by id.

    `apart`: ids of claims that people have judged; each stays an account of its own, so that a judgement can part it.
    """
    told = told_of(claims)
    desk = Desk(told, documents, outlets, areas=area_names(told), districts=district_names(told))
    return tuple(sorted((desk.account(g) for g in signed(told, desk, apart).values()), key=attrgetter("id")))


def signed(told: Iterable[Claim], desk: Desk, apart: Container[str]) -> dict[Signature, list[Claim]]:
    """The claims of each account by what makes them one; `told` as `told_of` gives it, with all claims of each text."""
    groups: dict[Signature, list[Claim]] = defaultdict(list)
    told_before: Counter[tuple[str, Signature]] = Counter()
    for c in told:
        key = desk.signature(c)
        # one text that says the same twice tells two things, or was read in two pieces: that is for the comparisons
        again = 0
        if desk.tells_more(c.document_id):
            again = told_before[c.document_id, key]
            told_before[c.document_id, key] = again + 1
        groups[(c.id,) if c.id in apart else (key, again)].append(c)
    return groups


class _Spots(msgspec.Struct, frozen=True, gc=False):
    """The places of some mentions, and those among them of two levels."""

    places: tuple[Place, ...]
    spots: tuple[Place, ...]
    districts: tuple[Place, ...]
    cores: tuple[str, ...]

    @property
    def narrow(self) -> bool:
        """True if one of them is smaller than an area."""
        return any(p.level != "area" for p in self.places)


class Desk:
    """What is known of texts and places while accounts are drawn up."""

    def __init__(
        self,
        told: Iterable[Claim],
        documents: Mapping[str, Document],
        outlets: Outlets,
        *,
        areas: Container[str],
        districts: Container[str],
    ) -> None:
        """`told`: at least the claims of the texts that are asked for. `areas`, `districts`: as `facts.place_of` has them."""
        self._documents, self._outlets = documents, outlets
        self._areas, self._districts = areas, districts
        self._siblings: dict[str, list[Claim]] = defaultdict(list)
        self._roots: dict[str, str] = {}
        self._alone: dict[str, frozenset[str]] = {}
        self._spots: dict[tuple[object, ...], _Spots] = {}
        self._places: dict[tuple[object, ...], Place] = {}
        self._named: dict[str, str] = {}

        self.read(told)

    def read(self, told: Iterable[Claim]) -> None:
        """More claims, all of each text at once."""
        for c in told:
            self._siblings[c.document_id].append(c)

    def note_root(self, document_id: str, root: str) -> None:
        """The first text of a document where it is known already."""
        self._roots.setdefault(document_id, root)
        self._alone.setdefault(root, frozenset({root}))

    def root(self, document_id: str) -> str:
        """The first text that a document was copied from."""
        known = self._roots.get(document_id)
        if known is None:
            known = self._roots[document_id] = root_of(document_id, self._documents)
            self._alone.setdefault(known, frozenset({known}))
        return known

    def tells_more(self, document_id: str) -> bool:
        """True if a text tells of more than one thing."""
        return len(self._siblings[document_id]) > 1

    def spots(self, mentions: tuple[PlaceMention, ...]) -> _Spots:
        """The places of some mentions."""
        # where in the text a name stands makes no other place of it
        key = tuple([(p.name, p.kind, p.place_id, p.lat, p.lon, p.radius_m) for p in mentions])
        known = self._spots.get(key)
        if known is None:
            places = tuple(self._place(k, p) for k, p in zip(key, mentions, strict=True))
            known = self._spots[key] = _Spots(
                places,
                tuple(p for p in places if p.level == "spot"),
                tuple(p for p in places if p.level == "district"),
                tuple(sorted(place_core(p.name) for p in mentions)),
            )
        return known

    def _place(self, key: tuple[object, ...], mention: PlaceMention) -> Place:
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = place_of(mention, self._areas, self._districts)
        return known

    def signature(self, claim: Claim) -> tuple[object, ...]:
        """What two claims must share to be the same account.

        Without a day and a place of its own an account is the same only within one text and its copies.
        """
        where = self.spots(claim.where)
        root = self.root(claim.document_id)
        tied = _days(claim) is not None and (where.narrow or bool(self.spots(claim.within).districts))
        return (
            fold(claim.speaker.name) if claim.speaker else self._group(claim),
            claim.polarity,
            claim.acts,
            claim.when,
            claim.time.day_part if claim.time else None,
            where.cores,
            party(claim, "initiator"),
            party(claim, "target"),
            claim.response,
            claim.count,
            claim.weapons,
            tuple((h.kind, h.low, h.high, side_of(h.who), h.civilian) for h in claim.harm),
            "" if tied else root,
        )

    def account(self, claims: list[Claim]) -> Account:
        """One account for claims that say the very same.

        The smallest id in an original text stands for all: a copy must not even change how ties are broken.
        """
        if len(claims) > 1:
            claims = sorted(claims, key=lambda c: (self.root(c.document_id) != c.document_id, c.id))
        first = claims[0]
        document = self._documents.get(first.document_id)
        where, within = self.spots(first.where), self.spots(first.within)
        around, districts = within.places, within.districts
        if len(claims) > 1:
            known = {p.key for p in around}
            more = {p.key: p for c in claims for p in self.spots(c.within).places if p.key not in known}
            if more:
                around = (*around, *more.values())
                districts = tuple(p for p in around if p.level == "district")
        group = self._group(first)
        days = _days(first)
        # only what has no day can be an act named again
        words = "" if days else _words(first, document)
        target = party(first, "target")
        return Account(
            id=first.id,
            claims=tuple(claims),
            roots=self._all_roots(claims),
            days=days,
            bounds=_bounds(first),
            reported=min((d for c in claims if (d := self._reported(c)) is not None), default=None),
            where=where.places,
            within=around,
            spots=where.spots,
            districts=(*where.districts, *districts) if where.districts else districts,
            initiator=party(first, "initiator"),
            target=target,
            speaker=fold(first.speaker.name) if first.speaker else group,
            speaker_name=first.speaker.name if first.speaker else "the report itself",
            side=side_of(first.speaker),
            group=group,
            relays=frozenset(fold(r.name) for c in claims for r in c.relay) or _NOBODY,
            vague=_vague(first),
            people=first.target.name if first.target and side_of(first.target) is None else None,
            answers=_answered(first, self._siblings[first.document_id]),
            line=_line(first, document),
            points=named_as_known(words),
            one_more=tells_one_more(words),
            many=tells_of_many(words),
        )

    def _all_roots(self, claims: list[Claim]) -> frozenset[str]:
        found = {self.root(c.document_id) for c in claims}
        return self._alone[next(iter(found))] if len(found) == 1 else frozenset(found)

    def _group(self, claim: Claim) -> str:
        found = group_of(claim, self._documents.get(claim.document_id), self._documents, self._outlets)
        return self._named.setdefault(found, found)

    def _reported(self, claim: Claim) -> int | None:
        first = self._documents.get(self.root(claim.document_id)) or self._documents.get(claim.document_id)
        reported = first.anchor or first.published if first else None
        return reported.toordinal() if reported else None


def _days(claim: Claim) -> tuple[int, int] | None:
    days = days_of(claim.when)
    if days and (days[0] <= -OPEN or days[1] >= OPEN or days[1] - days[0] >= MOST_DAYS):
        return None
    return days


def _vague(claim: Claim) -> bool:
    """True if a violation is named or counted and at most "fire" is said of the act."""
    table, acts = settings().acts, set(claim.acts)
    return bool(acts & set(table.vague)) and acts <= {*table.vague, *table.vague_beside}


def _bounds(claim: Claim) -> tuple[datetime, datetime] | None:
    time = claim.time
    if time is None or time.earliest is None or time.latest is None:
        return None
    return (time.earliest, time.latest) if (time.latest - time.earliest).total_seconds() <= 43200 else None


def _answered(claim: Claim, siblings: list[Claim]) -> str | None:
    """The claim of the same text that a reply answers: the nearest before it that tells of the other side's act."""
    if not is_reply(claim) or claim.initiator is None:
        return None
    doer, other = party(claim, "initiator"), party(claim, "target")
    at = claim.spans[0].start if claim.spans else 0

    def fits(c: Claim) -> bool:
        if is_sum(claim) and (c.count or 1) < (claim.count or 1):
            return False  # a sum of answers is no answer to one
        if c.id == claim.id or c.polarity == "denies" or c.response or not any(family(x) in ANSWERED for x in c.acts):
            return False
        theirs = party(c, "initiator")
        return (
            theirs is not None and theirs != doer and (other is None or theirs == other or party(c, "target") == doer)
        )

    found = [(abs(at - s), s > at, c.id) for c in siblings if fits(c) for s in [c.spans[0].start if c.spans else 0]]
    before = [f for f in found if not f[1]]
    return min(before or found)[2] if found else None


def told_of(claims: Iterable[Claim]) -> list[Claim]:
    """The claims that tell of a happening, ordered by id; people hurt only where their text tells of nothing that they
    can have been hurt in."""
    found: list[Claim] = []
    hurt: list[Claim] = []
    for c in claims:
        if is_account(c):
            found.append(c)
        elif is_occasion(c):
            hurt.append(c)
    if hurt:
        texts = {c.document_id for c in hurt}
        near: dict[str, list[Claim]] = defaultdict(list)
        for c in found:
            if c.document_id in texts and c.polarity == "affirms":
                near[c.document_id].append(c)
        found += [c for c in hurt if not any(_can_hold(other, c) for other in near[c.document_id])]
    return sorted(found, key=lambda c: c.id)


def _can_hold(told: Claim, hurt: Claim) -> bool:
    """True if people can have been hurt in a dated happening: on its day, and in its village if it names one."""
    days, own = days_of(told.when), days_of(hurt.when)
    if days is None or own is None or own[0] > days[1] or days[0] > own[1]:
        return False
    spots = {skeleton(p.name) for p in told.where if place_of(p, frozenset()).level == "spot"}
    return not spots or bool(spots & {skeleton(p.name) for p in hurt.where})


def _words(claim: Claim, document: Document | None) -> str:
    """The claim's main passage."""
    return document.text[claim.spans[0].start : claim.spans[0].end] if document and claim.spans else ""


def _line(claim: Claim, document: Document | None) -> tuple[int, ...]:
    return sketch_of(_words(claim, document), settings().lines.least_words)
