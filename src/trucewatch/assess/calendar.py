"""The calendar of an agreement: how each due date stands on a day, and which claims say so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from trucewatch.assess.days import claim_days, zone_of
from trucewatch.assess.pack_checks import EVERY_PARTY
from trucewatch.assess.quantities import Counted, counted
from trucewatch.assess.scope import due_on, find_party
from trucewatch.assess.toponyms import core
from trucewatch.model.agreement import Agreement, Provision
from trucewatch.model.claim import Claim
from trucewatch.model.finding import Deadline, DeadlineState
from trucewatch.model.ids import short_id

SOON_DAYS = 14  # "due" from this many days before the date


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that bears on a due date: its first and last possible day, and whether it tells of all or of a part.

    `part`: the part in words ("7 of 20 living hostages", or the places).
    """

    claim: Claim
    first: date | None
    last: date | None
    whole: bool
    part: str = ""


def deadlines(
    agreement: Agreement,
    claims: Iterable[Claim],
    as_of: date,
    *,
    published: Mapping[str, date] | None = None,
    texts: Mapping[str, str] | None = None,
) -> tuple[Deadline, ...]:
    """Every due date of the agreement as it stands on a day, in order of date.

    `claims` are those known on that day. `published` gives the day of publication by document id: the latest day for a
    claim that gives none of its own, `texts` the words of documents, in which numbers of the terms are looked for. A date
    that nobody reports on is *unknown*: silence is not evidence.
    """
    known = tuple(claims)
    found = [
        _stand(provision, provision.due, agreement, known, as_of, Papers(published or {}, texts or {}))
        for provision in agreement.provisions
        if provision.due is not None
    ]
    return tuple(sorted(found, key=lambda d: (d.due, d.first_due, d.provision_id)))


def _stand(
    provision: Provision,
    first_due: date,
    agreement: Agreement,
    claims: tuple[Claim, ...],
    as_of: date,
    papers: Papers,
) -> Deadline:
    due = due_on(provision, as_of) or first_due
    told = _gather(provision, agreement, claims, as_of, papers)
    state, reason, used = _judge(provision, due, as_of, told)
    if due != first_due:
        last = [e for e in provision.extensions if e.announced <= as_of][-1]
        reason = (
            f"{reason} First due {_say_day(first_due)}, put off by {last.by} ({last.form}, {_say_day(last.announced)})."
        )
    return Deadline(
        id=short_id("due", agreement.id, provision.id),
        agreement_id=agreement.id,
        provision_id=provision.id,
        title=f"Point {provision.number}: {provision.text.split('. ')[0].rstrip('.')}",
        due=due,
        first_due=first_due,
        state=state,
        reason=reason,
        claim_ids=tuple(dict.fromkeys(t.claim.id for t in used)),
        as_of=as_of,
    )


def bears(claim: Claim, agreement: Agreement) -> bool:
    """True if a claim can bear on a due date of the agreement: what `deadlines` gives rests on such claims alone."""
    papers = Papers({}, {})
    for provision in agreement.provisions:
        if provision.due is None or not meets_or_breaks(claim, provision):
            continue
        if _locate(claim, provision, agreement, papers) is not None:
            return True
    return False


def meets_or_breaks(claim: Claim, provision: Provision) -> bool:
    """True if a claim tells of what was to be done, or of what was not to be."""
    meets = any(a in provision.fulfilled_by for a in claim.acts)
    # a handover told later as background counts if it is told with its day; nothing else but the actual does
    if claim.modality != "actual" and not (claim.modality == "historical" and meets and claim.when):
        return False
    return meets or any(a in provision.acts for a in claim.acts)


class Papers(msgspec.Struct, frozen=True):
    """Of the documents: the day of publication and the text, by id."""

    published: Mapping[str, date]
    texts: Mapping[str, str]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What the claims tell of one due date: done, denied to be done, left undone."""

    done: tuple[Told, ...] = ()
    denied: tuple[Told, ...] = ()
    undone: tuple[Told, ...] = ()


def _judge(provision: Provision, due: date, as_of: date, told: Evidence) -> tuple[DeadlineState, str, tuple[Told, ...]]:
    """The state, the sentence for it, and the claims that it rests on. First rule that fits."""
    whole = tuple(t for t in told.done if t.whole)
    against = (*told.denied, *(t for t in told.undone if _after(t, due)))
    if whole and against:
        reason = f"{_tellers(whole)} reports it as done, {_tellers(against)} says that it was not."
        return "disputed", reason, (*whole, *against)
    if whole:
        return _when_done(whole, due)
    if told.done:
        parts = ", ".join(dict.fromkeys(t.part for t in told.done))
        reason = f"Done in part ({parts}), as {_tellers(told.done)} tells it."
        return "partly", reason, (*told.done, *against)
    if as_of > due and against:
        return (
            "not_met",
            f"Not done by {_say_day(due)}, as {_tellers(against)} tells it; no account says otherwise.",
            against,
        )
    if as_of > due:
        return "unknown", "The date has passed and no document at hand tells whether it was met.", ()
    if due != provision.due:
        return "extended", f"Now due {_say_day(due)}.", ()
    if as_of >= due - timedelta(days=SOON_DAYS):
        return "due", f"Due in {(due - as_of).days} days, on {_say_day(due)}.", ()
    return "not_due", f"Not due before {_say_day(due)}.", ()


def _when_done(whole: tuple[Told, ...], due: date) -> tuple[DeadlineState, str, tuple[Told, ...]]:
    in_time = tuple(t for t in whole if t.last is not None and t.last <= due)
    if in_time:
        day = max(t.last for t in in_time if t.last is not None)
        return "met", f"Done by {_say_day(day)}, as {_tellers(in_time)} tells it.", in_time
    late = tuple(t for t in whole if t.first is not None and t.first > due)
    if late:
        day = min(t.first for t in late if t.first is not None)
        return "late", f"Done on {_say_day(day)}, after the due date, as {_tellers(late)} tells it.", late
    reason = f"{_tellers(whole)} reports it as done, but not whether by {_say_day(due)}."
    return "unknown", reason, whole


def _of_the_sides(side: str | None, agreement: Agreement) -> bool:
    """True for the sides of a handover, giver and taker alike ("entered the district"), and when no side is told."""
    if side is None or side == EVERY_PARTY:
        return True
    party = find_party(side, agreement)
    return party is not None and party.role in ("party", "not_named")


def _after(told: Told, due: date) -> bool:
    """True if what was left undone is told of a day after the due date: before it, it was no fault."""
    return told.first is not None and told.first > due


def _gather(
    provision: Provision,
    agreement: Agreement,
    claims: tuple[Claim, ...],
    as_of: date,
    papers: Papers,
) -> Evidence:
    done: list[Told] = []
    denied: list[Told] = []
    undone: list[Told] = []
    for claim in claims:
        meets = any(a in provision.fulfilled_by for a in claim.acts)
        told = _locate(claim, provision, agreement, papers) if meets_or_breaks(claim, provision) else None
        if told is None or not _possible(told, agreement, as_of):
            continue
        if meets:
            (done if claim.polarity == "affirms" else denied).append(told)
        elif claim.polarity == "affirms":
            undone.append(told)
    return Evidence(done=_by_number(done, provision, papers), denied=tuple(denied), undone=tuple(undone))


def _by_number(done: Sequence[Told], provision: Provision, papers: Papers) -> tuple[Told, ...]:
    """What falls short of the number in the terms is a part, unless one speaker's numbers in one text make it up together."""
    told = [(t, counted(t.claim, provision, papers.texts)) for t in done]
    sums: dict[tuple[str, str, str], int] = {}
    for t, some in told:
        if some is not None:
            sums[_account(t, some)] = sums.get(_account(t, some), 0) + some.n
    return tuple(
        msgspec.structs.replace(t, whole=False, part=some.says())
        if some is not None and some.short and sums[_account(t, some)] < some.of.n
        else t
        for t, some in told
    )


def _account(told: Told, some: Counted) -> tuple[str, str, str]:
    return told.claim.document_id, told.claim.speaker.name if told.claim.speaker else "", some.of.unit


def _locate(claim: Claim, provision: Provision, agreement: Agreement, papers: Papers) -> Told | None:
    """The claim as told of this due date; None when it names none of its places or somebody else's act."""
    if claim.initiator is not None and not _of_the_sides(claim.initiator.side, agreement):
        return None
    wanted = {core(n) for n in provision.fulfilled_where}
    here = any(core(p.name) in wanted and p.relation in ("in", "from") for p in claim.where)
    inside = any(core(p.name) in wanted for p in claim.within)
    if wanted and not here and not inside:
        return None
    first, last = claim_days(claim, zone_of(agreement))
    if first is None and last is None:
        last = papers.published.get(claim.document_id)  # told then, so done by then
    part = ", ".join(p.name for p in claim.where)
    return Told(claim=claim, first=first, last=last, whole=here or not wanted or not claim.where, part=part)


def _possible(told: Told, agreement: Agreement, as_of: date) -> bool:
    """False for what is told of a time before the agreement, or of a day that has not come yet."""
    before = told.last is not None and told.last < agreement.signed_on
    ahead = told.first is not None and told.first > as_of
    return not before and not ahead


def _tellers(told: tuple[Told, ...]) -> str:
    names = [t.claim.speaker.name if t.claim.speaker else "a report in its own voice" for t in told]
    return ", ".join(dict.fromkeys(names))


def _say_day(day: date) -> str:
    """1 December 2020."""
    return f"{day.day} {day:%B %Y}"
