"""The calendar as iCalendar (RFC 5545): due dates and planned meetings. A date put off keeps its UID and raises SEQUENCE."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from trucewatch.model.agreement import Agreement, Provision
from trucewatch.model.claim import Claim
from trucewatch.model.ids import short_id
from trucewatch.publish.questions.answer import Asked, Wanted
from trucewatch.publish.quotes import one_line
from trucewatch.publish.rows import DeadlineRow
from trucewatch.publish.view import View
from trucewatch.publish.wording import edtf_days, plural, say_code, say_day, say_places

MEETINGS = ("meeting", "release", "monitor_deployment", "investigation", "aid_delivery", "withdrawal")
LONGEST_DAYS = 7  # a plan whose day is less exact than that is no appointment


def calendar_text(view: View, version: str, leaves: Callable[[Claim], bool] = lambda claim: True) -> bytes:
    """All due dates, and what is planned for a day that is told, as of the view's time. The same view, the same bytes.

    `leaves`: whether what a claim announces may stand in it.
    """
    moment = Asked(view, Wanted()).moment.astimezone(UTC).replace(microsecond=0)
    calendar = Calendar()
    calendar.add("prodid", f"-//Trucewatch//{version}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Ceasefire: due dates and meetings")
    for row in view.deadlines().rows:
        calendar.add_component(_due(view, row, moment))
    for claim in filter(leaves, planned(view)):
        calendar.add_component(_meeting(view, claim, moment))
    made: bytes = calendar.to_ical(sorted=True)
    return made


def planned(view: View) -> tuple[Claim, ...]:
    """Meetings and the like announced for a day, each once: the first telling by day, act and place."""
    found: dict[tuple[object, ...], Claim] = {}
    for claim in view.records.claims_naming(("planned",)):
        days = edtf_days(claim.when)
        if claim.modality != "planned" or claim.polarity != "affirms" or days is None:
            continue
        if not any(a in MEETINGS for a in claim.acts) or (days[1] - days[0]).days >= LONGEST_DAYS:
            continue
        found.setdefault((days, claim.acts, tuple(p.name for p in claim.where)), claim)
    return tuple(sorted(found.values(), key=lambda c: (c.when or "", c.id)))


def sequence_of(provision: Provision | None, moment: date) -> int:
    """How often the date had been put off by then."""
    return sum(e.announced <= moment for e in provision.extensions) if provision else 0


def _due(view: View, row: DeadlineRow, moment: datetime) -> Event:
    agreement: Agreement | None = view.records.agreements.get(row.agreement)
    provision = view.records.provision(row.agreement, row.provision)
    name = agreement.names[0] if agreement else row.agreement
    said = [f"{say_code('deadline', row.state)}. {row.reason}", f"Agreement: {name}."]
    if row.due != row.first_due:
        said.append(f"First due {say_day(row.first_due)}.")
    if row.claim_ids:
        said.append(f"{plural(len(row.claim_ids), 'Claim', 'Claims')}: {', '.join(row.claim_ids)}.")
    event = _event(f"{row.agreement}/{row.provision}", row.due, row.due, moment)
    event.add("summary", one_line(row.title))
    event.add("description", one_line(" ".join(said)))
    event.add("sequence", sequence_of(provision, moment.date()))
    event.add("categories", ["DUE DATE"])
    return event


def _meeting(view: View, claim: Claim, moment: datetime) -> Event:
    days = edtf_days(claim.when)
    assert days is not None  # `planned` keeps only those with days
    document = view.records.document(claim.document_id)
    act = next(a for a in claim.acts if a in MEETINGS)
    who = [a.name for a in (claim.initiator, claim.target) if a]
    teller = claim.speaker.name if claim.speaker else document.source or "an outlet that is not named"
    places = say_places((*claim.where, *claim.within))
    event = _event(f"plan/{short_id('p', act, claim.when or '', *places)}", *days, moment)
    event.add("summary", one_line(f"Planned: {say_code('acts', act)}" + (f" ({', '.join(who)})" if who else "")))
    event.add("description", one_line(f"Announced by {teller}; that it takes place is not said. Claim: {claim.id}."))
    if places:
        event.add("location", one_line("; ".join(places)))
    event.add("sequence", 0)
    event.add("status", "TENTATIVE")
    event.add("categories", ["PLANNED"])
    return event


def _event(key: str, first: date, last: date, moment: datetime) -> Event:
    """A whole-day event whose UID depends on what it is and never on when it is."""
    event = Event()
    event.add("uid", f"{key}@trucewatch")
    event.add("dtstamp", moment)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))  # exclusive
    event.add("transp", "TRANSPARENT")
    return event
