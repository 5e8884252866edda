"""What a filter of incidents means, by reading every claim: what the summary's answers are compared with."""

from __future__ import annotations

from datetime import date

from trucewatch.model.incident import Incident
from trucewatch.publish.incidents import incident_row, side_names, statuses
from trucewatch.publish.records import Records
from trucewatch.publish.rows import IncidentFilter, IncidentRow
from trucewatch.publish.wording import edtf_days, edtf_reach, fold


def plain_list(records: Records, wanted: IncidentFilter) -> list[IncidentRow]:
    """The rows that a filter keeps, in order of time, those without a date last."""
    made = ((i, incident_row(records, i)) for i in records.reconciliation.incidents)
    kept = [row for incident, row in made if _keeps(records, incident, row, wanted)]
    return sorted(kept, key=lambda r: (r.when is None, (edtf_days(r.when) or (date.max,))[0], r.code))


def _keeps(records: Records, incident: Incident, row: IncidentRow, wanted: IncidentFilter) -> bool:
    return (
        (wanted.place is None or _in_place(incident, wanted.place))
        and (wanted.side is None or any(fold(wanted.side) == fold(n) for n in side_names(incident, row)))
        and (wanted.status is None or fold(wanted.status).replace("-", "_").replace(" ", "_") in statuses(row))
        and ((wanted.start is None and wanted.end is None) or _in_time(incident, wanted))
        and (not wanted.one_sided or row.one_sided)
        and (wanted.act is None or wanted.act in incident.acts)
        and (wanted.text is None or _in_words(records, incident, wanted.text))
    )


def _in_place(incident: Incident, wanted: str) -> bool:
    needle = fold(wanted)
    return any(needle in fold(p.name) or needle in fold(p.text or "") for p in (*incident.places, *incident.within))


def _in_time(incident: Incident, wanted: IncidentFilter) -> bool:
    days = edtf_reach(incident.when)
    if days is None:
        return False
    return (wanted.start is None or days[1] >= wanted.start) and (wanted.end is None or days[0] <= wanted.end)


def _in_words(records: Records, incident: Incident, wanted: str) -> bool:
    needle = fold(" ".join(wanted.split()))
    if needle in fold(incident.title):
        return True
    for link in incident.claims:
        claim = records.claim(link.claim_id)
        text = records.document(claim.document_id).text
        if any(needle in fold(" ".join(span.words(text).split())) for span in claim.spans):
            return True
    return False
