"""What the comparisons look at: a claim's slots, worked out once.

Several claims that give the very same account (one speaker, act, day, place, figures) become one `Account`, so that
five hundred copies cost as much as one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from trucewatch.model.acts import can_be_incident, family
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.where import PlaceMention
from trucewatch.reconcile.days import OPEN, days_of
from trucewatch.reconcile.names import fold, place_core, skeleton
from trucewatch.reconcile.origins import group_of, root_of, side_of
from trucewatch.reconcile.settings import settings
from trucewatch.reconcile.words import sketch_of

Level = Literal["spot", "district", "area"]
_LEVELS: dict[str, Level] = {
    "settlement": "spot",
    "site": "spot",
    "district": "district",
    "region": "area",
    "country": "area",
    "area": "area",
    "line": "area",
}
ANSWERED = frozenset({"force", "air", "civilians", "monitors"})  # families that one fires back at
MOST_DAYS = 31  # a longer stretch dates nothing


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place as comparisons need it.

    `level`: how much ground the name covers. `shared_name`: some text calls a district by this name too.
    """

    key: str
    name: str
    level: Level
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    shared_name: bool = False


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One account of a happening, with all claims that give it word for word the same.

    `roots`: the first texts it stands in. `days`: proleptic ordinals, None when undated or longer than a month.
    `bounds`: UTC instants when narrower than half a day. `reported`: the day on which its first text was published.
    `answers`: the claim that a reply in the same text answers. `line`: hashes that stand for the words of its passage.
    `spots`: places of its own that are settlements or sites; `districts`: those it names, as its place or around it.
    """

    id: str
    claims: tuple[Claim, ...]
    roots: frozenset[str]
    starts: Mapping[str, int]
    days: tuple[int, int] | None
    bounds: tuple[datetime, datetime] | None
    reported: int | None
    where: tuple[Place, ...]
    within: tuple[Place, ...]
    initiator: str | None
    target: str | None
    speaker: str
    speaker_name: str
    side: str | None
    group: str
    relays: frozenset[str]
    vague: bool
    people: str | None = None
    answers: str | None = None
    line: tuple[int, ...] = ()
    spots: tuple[Place, ...] = ()
    districts: tuple[Place, ...] = ()

    @property
    def claim(self) -> Claim:
        """The claim that stands for all."""
        return self.claims[0]

    @property
    def placed(self) -> bool:
        """True if a settlement, site or district is named for it."""
        return any(p.level != "area" for p in self.where) or any(p.level == "district" for p in self.within)

    @property
    def anchored(self) -> bool:
        """True if the words tie it to a day or to a place smaller than a region."""
        return self.days is not None or self.placed


def days_apart(a: Account, b: Account) -> bool:
    """True if both are dated and have no day in common."""
    return a.days is not None and b.days is not None and (a.days[0] > b.days[1] or b.days[0] > a.days[1])


def is_tally(claim: Claim) -> bool:
    """True if the claim publishes a total of several occasions rather than telling of one."""
    if claim.count is None or claim.count <= 1:
        return False
    units = set(fold(claim.count_unit or "").split())
    return "unspecified_violation" in claim.acts or bool(units & set(settings().tally_units))


def is_occasion(claim: Claim) -> bool:
    """True if people are said to have been hurt on one day in one settlement or site, whatever was done to them.

    No act is guessed: the incident is one of people hurt. Without such a day and place a figure is a total or recalls
    what is told beside it.
    """
    if claim.acts != ("casualty_toll",) or claim.polarity == "denies" or not claim.harm:
        return False
    if claim.modality != "actual" or claim.background or any(h.scope != "this_occasion" for h in claim.harm):
        return False
    days = days_of(claim.when)
    told = any(h.low is None or h.low > 0 for h in claim.harm)
    spots = [p for p in claim.where if place_of(p, frozenset()).level == "spot"]
    return told and days is not None and days[0] == days[1] and bool(spots)


def is_account(claim: Claim) -> bool:
    """True if the claim tells of, or denies, one happening that could be an incident."""
    return (
        claim.modality == "actual"
        and not claim.background
        and can_be_incident(claim.acts)
        and not is_tally(claim)
        and all(h.scope == "this_occasion" for h in claim.harm)
    )


def district_names(claims: Iterable[Claim]) -> frozenset[str]:
    """Keys of names that some text gives to a district."""
    words = set(settings().place_words.district)
    return frozenset(
        skeleton(p.name)
        for c in claims
        for p in (*c.where, *c.within)
        if p.kind == "district" or (p.kind == "unknown" and words & set(fold(p.name).split()))
    )


def area_names(claims: Iterable[Claim]) -> frozenset[str]:
    """Folded names that some text gives as the larger unit around another place."""
    return frozenset(fold(p.name) for c in claims for p in c.within if c.where)


def place_of(mention: PlaceMention, areas: frozenset[str], districts: frozenset[str] = frozenset()) -> Place:
    """A place mention with its key and level; the gazetteer's kind goes first, then the words of the name."""
    words = settings().place_words
    level = _LEVELS.get(mention.kind)
    if level is None:
        spoken = set(fold(mention.name).split())
        if spoken & set(words.district):
            level = "district"
        elif spoken & set(words.area) or fold(mention.name) in areas:
            level = "area"
        else:
            level = "spot"
    return Place(
        key=skeleton(mention.name),
        name=mention.name,
        level=level,
        place_id=mention.place_id,
        lat=mention.lat,
        lon=mention.lon,
        radius_m=mention.radius_m,
        shared_name=level == "spot" and skeleton(mention.name) in districts,
    )


def party(claim: Claim, role: Literal["initiator", "target"]) -> str | None:
    """The side in a role, else the actor's folded name; None for all sides together and for nobody named."""
    actor = claim.initiator if role == "initiator" else claim.target
    if actor is None or (actor.side and fold(actor.side) == "both"):
        return None
    return side_of(actor) or fold(actor.name)


def _vague(claim: Claim) -> bool:
    """True if a violation is named or counted and at most "fire" is said of the act."""
    table, acts = settings().acts, set(claim.acts)
    return bool(acts & set(table.vague)) and acts <= {*table.vague, *table.vague_beside}


def _bounds(claim: Claim) -> tuple[datetime, datetime] | None:
    time = claim.time
    if time is None or time.earliest is None or time.latest is None:
        return None
    return (time.earliest, time.latest) if (time.latest - time.earliest).total_seconds() <= 43200 else None


def _signature(claim: Claim, speaker: str, root: str, dated: bool, placed: bool) -> tuple[object, ...]:
    """What two claims must share to be the same account.

    Without a day and a place of its own an account is the same only within one text and its copies.
    """
    return (
        speaker,
        claim.polarity,
        claim.acts,
        claim.when,
        claim.time.day_part if claim.time else None,
        tuple(sorted(place_core(p.name) for p in claim.where)),
        party(claim, "initiator"),
        party(claim, "target"),
        claim.response,
        claim.count,
        claim.weapons,
        tuple((h.kind, h.low, h.high, side_of(h.who), h.civilian) for h in claim.harm),
        "" if dated and placed else root,
    )


def _answered(claim: Claim, siblings: list[Claim]) -> str | None:
    """The claim of the same text that a reply answers: the nearest before it that tells of the other side's act."""
    if not claim.response or claim.initiator is None or not set(claim.acts) & set(settings().reply_acts):
        return None
    doer, other = party(claim, "initiator"), party(claim, "target")
    at = claim.spans[0].start if claim.spans else 0

    def fits(c: Claim) -> bool:
        if c.id == claim.id or c.polarity == "denies" or c.response or not any(family(x) in ANSWERED for x in c.acts):
            return False
        theirs = party(c, "initiator")
        return (
            theirs is not None and theirs != doer and (other is None or theirs == other or party(c, "target") == doer)
        )

    found = [(abs(at - s), s > at, c.id) for c in siblings if fits(c) for s in [c.spans[0].start if c.spans else 0]]
    before = [f for f in found if not f[1]]
    return min(before or found)[2] if found else None


def _told(claims: Iterable[Claim]) -> list[Claim]:
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


def _line(claim: Claim, document: Document | None) -> tuple[int, ...]:
    if document is None or not claim.spans:
        return ()
    span = claim.spans[0]
    return sketch_of(document.text[span.start : span.end], settings().lines.least_words)


def accounts_of(
    claims: Iterable[Claim], documents: Mapping[str, Document], *, apart: frozenset[str] = frozenset()
) -> tuple[Account, ...]:
    """The accounts that a set of claims gives, ordered by id.

    `apart`: ids of claims that people have judged; each stays an account of its own, so that a judgement can part it.
    """
    told = _told(claims)
    areas, districts = area_names(told), district_names(told)
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for c in told:
        by_document[c.document_id].append(c)
    groups: dict[tuple[object, ...], list[Claim]] = defaultdict(list)
    drafts: dict[str, Account] = {}
    told_before: Counter[tuple[str, tuple[object, ...]]] = Counter()
    for c in told:
        drafts[c.id] = _draft(c, documents, (areas, districts), by_document[c.document_id])
        d = drafts[c.id]
        (root,) = d.roots
        key = _signature(c, d.speaker, root, d.days is not None, d.placed)
        # one text that says the same twice tells two things, or was read in two pieces: that is for the comparisons
        told_before[c.document_id, key] += 1
        groups[(c.id,) if c.id in apart else (*key, told_before[c.document_id, key])].append(c)
    return tuple(sorted((_join([drafts[c.id] for c in g]) for g in groups.values()), key=lambda a: a.id))


def _draft(
    claim: Claim, documents: Mapping[str, Document], known: tuple[frozenset[str], frozenset[str]], siblings: list[Claim]
) -> Account:
    document = documents.get(claim.document_id)
    root = root_of(claim.document_id, documents)
    first = documents.get(root, document)
    days = days_of(claim.when)
    if days and (days[0] <= -OPEN or days[1] >= OPEN or days[1] - days[0] >= MOST_DAYS):
        days = None
    group = group_of(claim, document, documents)
    where = tuple(place_of(p, *known) for p in claim.where)
    within = tuple(place_of(p, *known) for p in claim.within)
    reported = first.anchor or first.published if first else None
    return Account(
        id=claim.id,
        claims=(claim,),
        roots=frozenset({root}),
        starts={root: claim.spans[0].start if claim.spans else 0},
        days=days,
        bounds=_bounds(claim),
        reported=reported.toordinal() if reported else None,
        where=where,
        within=within,
        spots=tuple(p for p in where if p.level == "spot"),
        districts=tuple(p for p in (*where, *within) if p.level == "district"),
        initiator=party(claim, "initiator"),
        target=party(claim, "target"),
        speaker=fold(claim.speaker.name) if claim.speaker else group,
        speaker_name=claim.speaker.name if claim.speaker else "the report itself",
        side=side_of(claim.speaker),
        group=group,
        relays=frozenset(fold(r.name) for r in claim.relay),
        vague=_vague(claim),
        people=claim.target.name if claim.target and side_of(claim.target) is None else None,
        answers=_answered(claim, siblings),
        line=_line(claim, document),
    )


def _join(drafts: list[Account]) -> Account:
    """One account for claims that say the very same.

    The smallest id in an original text stands for all: a copy must not even change how ties are broken.
    """
    ordered = sorted(drafts, key=lambda d: (d.claim.document_id not in d.roots, d.id))
    first = ordered[0]
    if len(ordered) == 1:
        return first
    known = {p.key for p in first.within}
    within = (*first.within, *{p.key: p for d in ordered for p in d.within if p.key not in known}.values())
    return msgspec.structs.replace(
        first,
        claims=tuple(c for d in ordered for c in d.claims),
        roots=frozenset().union(*(d.roots for d in ordered)),
        starts={root: at for d in reversed(ordered) for root, at in d.starts.items()},
        reported=min((d.reported for d in ordered if d.reported is not None), default=None),
        relays=frozenset().union(*(d.relays for d in ordered)),
        within=within,
        districts=tuple(p for p in (*first.where, *within) if p.level == "district"),
    )
