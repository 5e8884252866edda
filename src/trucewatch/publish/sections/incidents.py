"""Incidents: who reported, what, where with its precision, when with its precision, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.model.incident import Incident
from trucewatch.model.where import PlaceMention
from trucewatch.publish.accounts import finding_rows
from trucewatch.publish.brief import Block, Section
from trucewatch.publish.quotes import one_line, quote, shown
from trucewatch.publish.rows import FindingRow, IncidentRow
from trucewatch.publish.sections.material import Material, fold_tellings
from trucewatch.publish.sentence import Count, Part, Sentence, count_of, quoted, words_of
from trucewatch.publish.tell import named, tell, tell_on
from trucewatch.publish.wording import edtf_days, plural, say_code, say_day, say_number, say_places, say_when

TELLINGS_SHOWN = 6
BRIEF_QUOTE = 200  # characters, in the notes
BESIDE_QUOTE = 130  # beside a line: enough to see what the vague act was
CODES_SHOWN = 3
QUESTIONS_SHOWN = 3  # the one whose answer would change most comes first
ONE_HAPPENING = "Is it one happening with"  # said already where it stands that this is not decided
GUIDE = (
    "An incident is our grouping of claims that seem to concern one happening. The notes hold the words of each account; "
    "the reasons for every finding and doubt stand with trucewatch show CODE."
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
        text = f"{told.n:,} of {every.n:,} incidents are told here, those with the gravest harm; "
        text += (
            "the annex lists them all." if len(material.annex) == every.n else "trucewatch incidents lists them all."
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
    marks += [row.editorial.replace("_", " ")] if row.editorial != "machine_draft" else []
    return Block(
        id=row.code,
        heading=words_of(f"{row.code}: ", named(row.title)),
        marks=tuple(marks),
        sentences=(
            _time_and_place(material, row, incident),
            *_tellings(material, row, incident),
            _status(row, incident),
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
    first, counts = _first_reported(material, row)
    return Sentence(
        parts=words_of(*parts, *first), claims=row.claim_ids, records=(row.code,), counts=counts, noted=False
    )


def _plainly(place: PlaceMention) -> PlaceMention:
    """The place without its preposition, for one that another lies within."""
    return msgspec.structs.replace(place, relation="in")


def say_bounds(earliest: datetime | None, latest: datetime | None, zone: tzinfo | None) -> str:
    """Clock times of a part of a day, in the report's zone; nothing when the bounds are open or wider than a day."""
    if not earliest or not latest or latest - earliest >= timedelta(hours=24):
        return ""
    return f" (between {earliest.astimezone(zone):%H:%M} and {latest.astimezone(zone):%H:%M})"


def _tellings(material: Material, row: IncidentRow, incident: Incident) -> list[Sentence]:
    claims = tuple(material.records.claim(link.claim_id) for link in incident.claims if link.role != "recalls")
    claims = tuple(sorted(claims, key=lambda c: _reading_order(material, c)))
    told = list(_by_passage(fold_tellings(material, claims)).values())
    sentences = []
    for together in told[:TELLINGS_SHOWN]:
        first, _ = together[0]
        document = material.document(first)
        parts = tell(first, document, stop=False, printed=False)
        for before, after in pairwise(claim for claim, _ in together):
            parts += (Part(text="; also"), *tell_on(before, after))
        parts += (Part(text="."),)
        if any(_is_vague(claim) for claim, _ in together):  # no code says what was done, so the words do
            words = shown(quote(document, first.spans[0], limit=BESIDE_QUOTE))
            parts += (Part(text=" "), quoted(words))
        ids = tuple(i for _, found in together for i in found)
        sentences.append(Sentence(parts=parts, claims=ids, told=True))
    if len(told) > TELLINGS_SHOWN:
        left = tuple(claim.id for together in told[TELLINGS_SHOWN:] for claim, _ in together)
        rest = count_of(left, "accounts")
        text = f"{rest.n} more {plural(rest.n, 'account')} stand with trucewatch show {row.code}."
        sentences.append(Sentence(parts=words_of(text), claims=rest.ids, records=(row.code,), counts=(rest,)))
    return [*sentences, *_recalls(material, row, incident)]


def _reading_order(material: Material, claim: Claim) -> tuple[object, ...]:
    """Originals before reprints, then as they were published, then as they stand in the text."""
    document = material.document(claim)
    copied = bool(document.republication_of or document.near_duplicate_of)
    return copied, str(document.anchor or "9999"), document.id, claim.spans[0].start, claim.id


def _by_passage(
    told: Iterable[tuple[Claim, tuple[str, ...]]],
) -> dict[tuple[object, ...], list[tuple[Claim, tuple[str, ...]]]]:
    """What one speaker says in one passage stands together, so that the passage is told once."""
    found: dict[tuple[object, ...], list[tuple[Claim, tuple[str, ...]]]] = {}
    for claim, ids in told:
        speaker = claim.speaker.name if claim.speaker else None
        found.setdefault((claim.document_id, claim.spans[0], speaker), []).append((claim, ids))
    return found


def _is_vague(claim: Claim) -> bool:
    return bool(claim.acts) and claim.acts[0].startswith("unspecified_")


def _recalls(material: Material, row: IncidentRow, incident: Incident) -> list[Sentence]:
    """Totals that count this incident among others: told as such, their figures are not its own."""
    claims = tuple(material.records.claim(link.claim_id) for link in incident.claims if link.role == "recalls")
    return [
        Sentence(
            parts=(Part(text="Counted in a total, which is not this incident's own figure: "), *tell(claim, document)),
            claims=ids,
            told=True,
        )
        for claim, ids in fold_tellings(material, claims)
        for document in (material.document(claim),)
    ]


def _status(row: IncidentRow, incident: Incident) -> Sentence:
    origins = count_of(tuple(o.group for o in incident.origins), "independent origins")
    names = ", ".join(o.group.partition(":")[2] for o in incident.origins)
    parts: list[str | Part] = [f"Status: {row.occurrence}; independent origins: "]
    parts += [say_number(origins.n), " (", named(names), ")"] if origins.n else ["none"]
    # who acknowledges is named by the other side's line; the bare phrase would say it twice
    if row.attribution != "acknowledged" or not row.other_side:
        parts.append(f"; {say_code('attribution', row.attribution)}")
    for said in row.other_side:
        parts += ["; ", named(said), " in the documents held" if said.endswith("silent") else ""]
    return Sentence(parts=words_of(*parts, "."), claims=row.claim_ids, counts=(origins,), noted=False)


def _first_reported(material: Material, row: IncidentRow) -> tuple[tuple[str, ...], tuple[Count, ...]]:
    """When the first report came, and how late; nothing when no report is dated."""
    days = edtf_days(row.when)
    if row.first_reported is None:
        return (), ()
    first = row.first_reported.astimezone(material.as_of.tzinfo).date()
    said = f" First report on record: {say_day(first)}"
    if days and (first - days[1]).days > 1:
        late = Count(n=(first - days[1]).days, unit="days", between=(days[1], first))
        return (f"{said}, {late.n} days after.",), (late,)
    return (f"{said}.",), ()


def _findings(material: Material, row: IncidentRow) -> list[Sentence]:
    """One line for each outcome: the reasons stand with `trucewatch show`."""
    by_outcome: dict[str, list[FindingRow]] = {}
    for finding in finding_rows(material.records, row.code):
        if finding.compliance not in ("outside_scope", "not_assessed"):
            by_outcome.setdefault(finding.compliance, []).append(finding)
    sentences = []
    for outcome, found in by_outcome.items():
        names = ", ".join(f"{f.provision} ({f.topic.replace('_', ' ')})" for f in found)
        text = f"Against the terms: {names}: {say_code('compliance', outcome)}."
        claims = tuple(dict.fromkeys(c for f in found for c in f.claim_ids)) or row.claim_ids
        sentences.append(Sentence(parts=words_of(text), claims=claims, records=tuple(f.id for f in found), noted=False))
    return sentences


def _doubts(row: IncidentRow, incident: Incident) -> list[Sentence]:
    sentences = []
    if row.unsure_with:
        others, more = row.unsure_with[:CODES_SHOWN], count_of(row.unsure_with[CODES_SHOWN:], "incidents")
        text = f"Not decided: whether this is the same happening as {', '.join(others)}"
        text += f" and {say_number(more.n)} more" if more.n else ""
        text += ". The figures are not added."
        records = (row.code, *row.unsure_with)
        sentences.append(
            Sentence(parts=words_of(text), claims=row.claim_ids, records=records, counts=(more,), noted=False)
        )
    asked = [q for q in incident.open_questions if not (row.unsure_with and q.startswith(ONE_HAPPENING))]
    differ = tuple(("Accounts differ: ", text) for text in incident.contradictions)
    open_ = (("Open: ", " ".join(one_line(q) for q in asked[:QUESTIONS_SHOWN])),) if asked else ()
    for label, text in (*differ, *open_):
        end = "" if text.endswith((".", "?", ")")) else "."
        said = words_of(label, named(one_line(text)), end)
        sentences.append(Sentence(parts=said, claims=row.claim_ids, records=(row.code,), noted=False))
    return sentences
