"""How an incident came to stand as it does: each document that told of it when it became known, and each decision."""

from __future__ import annotations

from datetime import datetime

import msgspec

from trucewatch.model.ids import sha256
from trucewatch.model.incident import Incident
from trucewatch.publish.records import Records
from trucewatch.publish.rows import IncidentDetail, JudgementRow

VERSION_LENGTH = 10


class HistoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `at`: system time, when the document counts as known or the decision was made. `judgement`: its id."""

    at: datetime
    says: str
    judgement: str | None = None
    stands: bool = True


def history_of(records: Records, detail: IncidentDetail) -> tuple[HistoryRow, ...]:
    """The steps in order of time; a document without a known time of receipt is left out."""
    told: dict[str, set[str]] = {}
    for account in detail.accounts:
        for claim in account.claims:
            told.setdefault(claim.document.id, set()).add(f"{account.by} {(claim.role or 'tells').replace('_', ' ')}")
    rows = [
        HistoryRow(
            at=document.received_at,
            says=f"{document.title or document.source or document.id}: {'; '.join(sorted(by))}.",
        )
        for name, by in told.items()
        if (document := records.document(name)).received_at is not None
    ]
    rows += [_decided(j) for j in detail.judgements]
    return tuple(sorted(rows, key=lambda r: (r.at, r.says)))


def version_of(incident: Incident) -> str:
    """A short name of just this state of the record: another state has another one."""
    return sha256(msgspec.json.encode(incident))[:VERSION_LENGTH]


def _decided(j: JudgementRow) -> HistoryRow:
    pair = f" ({j.subject} and {j.object})" if j.object else ""
    said = f"{j.by} decided: {j.kind}{pair}. {j.reason}"
    return HistoryRow(at=j.made_at, says=said, judgement=j.id, stands=j.stands)
