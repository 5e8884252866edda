"""Incidents: who reported, what, where with its precision, when with its precision, and how each stands."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

import msgspec

from trucewatch.model.incident import Incident
from trucewatch.model.where import PlaceMention
from trucewatch.publish.accounts import finding_rows
from trucewatch.publish.brief import Block, Section
from trucewatch.publish.quotes import one_line, quote, shown
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.sections.material import Material, fold_tellings
from trucewatch.publish.sentence import Count, Part, Sentence, count_of, quoted, words_of
from trucewatch.publish.tell import named, tell
from trucewatch.publish.wording import edtf_days, plural, say_code, say_day, say_number, say_places, say_when

TELLINGS_SHOWN = 6
BRIEF_QUOTE = 200  # characters
GUIDE = (
    "An incident is our grouping of claims that seem to concern one happening. Each account stands under its speaker's "
    "name; nothing here says that an account is true."
)


def incidents_section(material: Material) -> Section:
    """The gravest incidents told in full, in order of time; the others stand in the annex."""
    chosen = {r.code for r in material.gravest[: material.options.detail]}
    rows = tuple(r for r in material.rows if r.code in chosen)
    sentences = []
    if not rows:
        none = Sentence(parts=words_of("No incident is on record for this time."), counts=(count_of((), "incidents"),))
        sentences.append(none)
    elif len(rows) < len(material.rows):
        every = count_of(tuple(r.code for r in material.rows), "incidents")
        told = count_of(tuple(r.code for r in rows), "incidents")
        text = (
            f"{told.n:,} of {every.n:,} incidents are told here, those with the gravest harm; the annex lists them all."
        )
        sentences.append(Sentence(parts=words_of(text), counts=(told, every)))
    return Section(
        id="incidents",
        title="Incidents",
        guide=GUIDE if rows else "",
        sentences=tuple(sentences),
        blocks=tuple(_block(material, r) for r in rows),
    )


def _block(material: Material, row: IncidentRow) -> Block:
    incident = material.incident(row)
    marks = ["firm" if row.firm else "candidate", row.occurrence, *row.flags]
    marks += ["contested grouping"] if row.contested else []
    return Block(
        id=row.code,
        heading=words_of(f"{row.code}: ", named(row.title)),
        marks=tuple(marks),
        sentences=(
            _time_and_place(material, row, incident),
            *_tellings(material, row, incident),
            *_status(row, incident),
            *_first_reported(material, row),
            *_findings(material, row),
            *_doubts(row, incident),
        ),
    )


def _time_and_place(material: Material, row: IncidentRow, incident: Incident) -> Sentence:
    when = say_when(incident.when, incident.day_part)
    bounds = say_bounds(incident.earliest, incident.latest, material.as_of.tzinfo) if incident.day_part else ""
    parts: list[str | Part] = [f"When: {when}{bounds}. Where: "]
    places = (*say_places(incident.places), *(f"within {p}" for p in say_places(map(_plainly, incident.within))))
    for i, place in enumerate(places):
        parts += ["; " if i else "", named(place)]
    parts.append("." if places else "place not stated.")
    return Sentence(parts=words_of(*parts), claims=row.claim_ids)


def _plainly(place: PlaceMention) -> PlaceMention:
    """The place without its preposition, for one that another lies within."""
    return msgspec.structs.replace(place, relation="in")


def say_bounds(earliest: datetime | None, latest: datetime | None, zone: tzinfo | None) -> str:
    """Clock times of a part of a day, in the report's zone; nothing when the bounds are open or wider than a day."""
    if not earliest or not latest or latest - earliest >= timedelta(hours=24):
        return ""
    return f" (between {earliest.astimezone(zone):%H:%M} and {latest.astimezone(zone):%H:%M})"


def _tellings(material: Material, row: IncidentRow, incident: Incident) -> list[Sentence]:
    claims = tuple(material.records.claim(link.claim_id) for link in incident.claims)
    told = fold_tellings(material, claims)
    sentences = []
    for claim, ids in told[:TELLINGS_SHOWN]:
        document = material.document(claim)
        words = shown(quote(document, claim.spans[0], limit=BRIEF_QUOTE))
        sentences.append(Sentence(parts=(*tell(claim, document), Part(text=" "), quoted(words)), claims=ids, told=True))
    if len(told) > TELLINGS_SHOWN:
        rest = count_of(tuple(claim.id for claim, _ in told[TELLINGS_SHOWN:]), "accounts")
        text = f"{rest.n} more {plural(rest.n, 'account')} stand with trucewatch show {row.code}."
        sentences.append(Sentence(parts=words_of(text), claims=rest.ids, records=(row.code,), counts=(rest,)))
    return sentences


def _status(row: IncidentRow, incident: Incident) -> list[Sentence]:
    origins = count_of(tuple(o.group for o in incident.origins), "independent origins")
    occurrence = say_code("occurrence", row.occurrence)
    text = f"Status: {occurrence}; origins on record: {say_number(origins.n) if origins.n else 'none'}; "
    text += f"{say_code('attribution', row.attribution)}."
    sentences = [Sentence(parts=words_of(text), claims=row.claim_ids, counts=(origins,))]
    others = (
        Sentence(
            parts=words_of("Other side: ", named(s), " in the documents held." if s.endswith("silent") else "."),
            claims=row.claim_ids,
        )
        for s in row.other_side
    )
    return [*sentences, *others]


def _first_reported(material: Material, row: IncidentRow) -> list[Sentence]:
    days = edtf_days(row.when)
    if row.first_reported is None:
        return []
    first = row.first_reported.astimezone(material.as_of.tzinfo).date()
    text, counts = f"First report on record: {say_day(first)}", ()
    if days and (first - days[1]).days > 1:
        late = Count(n=(first - days[1]).days, unit="days", between=(days[1], first))
        text, counts = f"{text}, {late.n} days after", (late,)  # type: ignore[assignment]
    return [Sentence(parts=words_of(f"{text}."), claims=row.claim_ids, records=(row.code,), counts=counts)]


def _findings(material: Material, row: IncidentRow) -> list[Sentence]:
    sentences = []
    for finding in finding_rows(material.records, row.code):
        if finding.compliance in ("outside_scope", "not_assessed"):
            continue
        head = f"Provision {finding.provision} ({finding.topic.replace('_', ' ')}): "
        parts: list[str | Part] = [head + say_code("compliance", finding.compliance) + "."]
        for label, reasons in ((" For: ", finding.reasons_for), (" Against: ", finding.reasons_against)):
            text = "; ".join(one_line(r).rstrip(".") for r in reasons)
            parts += [label, named(text), "."] if text else []
        said = words_of(*parts)
        sentences.append(Sentence(parts=said, claims=finding.claim_ids or row.claim_ids, records=(finding.id,)))
    return sentences


def _doubts(row: IncidentRow, incident: Incident) -> list[Sentence]:
    sentences = []
    if row.unsure_with:
        others = ", ".join(row.unsure_with)
        text = f"Not decided: whether this is the same happening as {others}. The figures of both are not added."
        sentences.append(Sentence(parts=words_of(text), claims=row.claim_ids, records=(row.code, *row.unsure_with)))
    differ = tuple(("Accounts differ: ", text) for text in incident.contradictions)
    open_ = (("Open: ", " ".join(one_line(q) for q in incident.open_questions)),) if incident.open_questions else ()
    for label, text in (*differ, *open_):
        end = "" if text.endswith((".", "?")) else "."
        said = words_of(label, named(one_line(text)), end)
        sentences.append(Sentence(parts=said, claims=row.claim_ids, records=(row.code,)))
    return sentences
