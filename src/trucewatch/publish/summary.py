"""The summary of incidents that deriving leaves in the store: what goes into it, and what a filter asks of it.

A store that an earlier program derived has no summary; one is then made in memory, from all records, until the next derivation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

import msgspec

from trucewatch.errors import UsageError
from trucewatch.model.acts import acts
from trucewatch.model.codes import places_of
from trucewatch.model.finding import Compliance
from trucewatch.model.incident import Attribution, Editorial, Incident, Occurrence, OccurrenceFlag
from trucewatch.publish.incidents import incident_row, side_names, speakers_of, statuses
from trucewatch.publish.map_features import ground_of
from trucewatch.publish.records import Records
from trucewatch.publish.rows import IncidentFilter, IncidentRow
from trucewatch.publish.wording import edtf_days, edtf_reach, fold
from trucewatch.store.opening import MEMORY, open_store
from trucewatch.store.shape import Store
from trucewatch.store.summary_rows import MapPlace, SummaryRow, SummarySearch

STATUS_WORDS = frozenset(
    [
        *(w for axis in (Occurrence, OccurrenceFlag, Attribution, Editorial, Compliance) for w in get_args(axis)),
        *("firm", "candidate", "contested"),
    ]
)
_ROW = msgspec.json.Decoder(IncidentRow)


def summarise(records: Records, incidents: Iterable[Incident]) -> Iterator[SummaryRow]:
    """The rows of the summary, in the order of the incidents."""
    every = list(incidents)
    for position, incident in zip(places_of([i.code for i in every]), every, strict=True):
        row = incident_row(records, incident)
        days, reach = edtf_days(incident.when), edtf_reach(incident.when)
        first = days[0].isoformat() if days else None
        places = dict.fromkeys(
            n for p in (*incident.places, *incident.within) for n in (fold(p.name), fold(p.text or "")) if n
        )
        sources, speakers = speakers_of(records, incident)
        yield SummaryRow(
            position=position,
            sort=f"{int(incident.when is None)} {first or '9999-12-31'} {incident.code}",
            first_day=first,
            reach=(reach[0].isoformat(), reach[1].isoformat()) if reach else None,
            firm=incident.firm,
            one_sided=row.one_sided,
            statuses=tuple(sorted(statuses(row))),
            sides=tuple(sorted({fold(n) for n in side_names(incident, row)})),
            acts=incident.acts,
            places=tuple(places),
            data=msgspec.json.encode(row),
            on_map=tuple(_on_map(incident)),
            sources=sources,
            speakers=speakers,
            words=tuple(dict.fromkeys(fold(" ".join(said.split())) for said in _words(records, incident))),
        )


def _words(records: Records, incident: Incident) -> dict[str, None]:
    """Its title and the passages of its claims, each once."""
    said = {incident.title: None}
    for link in incident.claims:
        claim = records.claim(link.claim_id)
        text = records.document(claim.document_id).text
        said |= dict.fromkeys(span.words(text) for span in claim.spans)
    return said


def _on_map(incident: Incident) -> Iterator[MapPlace]:
    """Its places on a map; the outline's row only where the name means the whole of it and not ground near it."""
    refs = {
        (g.name, g.lat, g.lon, g.radius_m): g.ref for g in incident.ground if g.ref and g.precision in ("area", "line")
    }
    for name, lat, lon, radius, area in ground_of(incident):
        yield MapPlace(name=name, lat=lat, lon=lon, radius_m=radius, area=area, ref=refs.get((name, lat, lon, radius)))


def summary_of(records: Records) -> Store:
    """The store if it has the summary, else one in memory that lives as long as the records."""
    held: Store | None = records.__dict__.get("summary")
    if held is None:
        held = records.store
        if not held.has_summary():
            held = open_store(MEMORY)
            held.replace_summary(summarise(records, records.reconciliation.incidents))
        records.__dict__["summary"] = held
    return held


def search_of(wanted: IncidentFilter) -> SummarySearch:
    """What a filter asks of the summary. Raises: UsageError for one that has no meaning."""
    check_filter(wanted)
    return SummarySearch(
        place=fold(wanted.place) if wanted.place is not None else None,
        side=fold(wanted.side) if wanted.side is not None else None,
        status=fold(wanted.status).replace("-", "_").replace(" ", "_") if wanted.status is not None else None,
        act=wanted.act,
        start=wanted.start.isoformat() if wanted.start else None,
        end=wanted.end.isoformat() if wanted.end else None,
        one_sided=wanted.one_sided,
        words=fold(" ".join(wanted.text.split())) if wanted.text is not None else None,
    )


def read_row(data: bytes) -> IncidentRow:
    """The row of a list as the summary keeps it."""
    return _ROW.decode(data)


def check_filter(wanted: IncidentFilter) -> None:
    """Nothing. Raises: UsageError for a status or an act that does not exist, or days the wrong way round."""
    if wanted.act is not None and wanted.act not in acts():
        near = [a for a in acts() if fold(wanted.act)[:4] in a]
        raise UsageError(f"no act {wanted.act!r}", where="--act", try_this="one of " + ", ".join(near or acts()))
    if wanted.status is not None:
        word = fold(wanted.status).replace("-", "_").replace(" ", "_")
        if word not in STATUS_WORDS:
            raise UsageError(
                f"no status {wanted.status!r}", where="--status", try_this="one of " + ", ".join(sorted(STATUS_WORDS))
            )
    if wanted.start and wanted.end and wanted.start > wanted.end:
        raise UsageError(
            f"{wanted.start} comes after {wanted.end}", where="--from and --to", try_this="change them round"
        )
