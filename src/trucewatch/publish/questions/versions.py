"""One incident in every version, and where its story comes from."""

from __future__ import annotations

from datetime import date

from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Cell, Question, count_words
from trucewatch.publish.quotes import shown
from trucewatch.publish.rows import IncidentDetail
from trucewatch.publish.wording import say_day

ORIGIN_COLUMNS = ("origin", "first published", "claims", "documents", "reprints", "passed on by")


def detail_of(asked: Asked) -> IncidentDetail:
    """The incident that was named. Raises: UsageError when there is none of that code."""
    return asked.view.incident(asked.wanted.incident or "")


def versions(asked: Asked) -> Answer:
    """Every account of one incident, one row each, with its own words and what it says on each point."""
    detail = detail_of(asked)
    names = [s.name for s in detail.slots]
    rows = []
    for i, account in enumerate(detail.accounts):
        days = [c.document.published for c in account.claims if c.document.published]
        cells: dict[str, Cell] = {"account": account.by, **{s.name: s.values[i] for s in detail.slots}}
        cells["known since"] = min(days).isoformat() if days else None
        cells["origins"] = account.origins
        cells["words"] = tuple(
            dict.fromkeys(shown(q) for c in account.claims for q in c.quotes[:1])
        )  # a reprint says them once
        rows.append(AnswerRow(cells=cells, claims=tuple(c.id for c in account.claims), records=(detail.row.code,)))
    differ = [s.name for s in detail.slots if s.state == "differ"]
    says = f"{detail.row.code}, {detail.row.title}: {count_words(len(rows), 'account')}"
    says += f"; they differ on {', '.join(differ)}." if differ else "; they differ on nothing that both tell."
    columns = ("account", *names, "known since", "origins", "words")
    notes = tuple(f"Open: {q}" for q in detail.incident.open_questions)
    return asked.answer(VERSIONS, says, columns, rows, unit="accounts", number=len(rows), notes=notes)


def origins(asked: Asked) -> Answer:
    """The independent origins of one incident: who stands behind how many documents, and through whom it came."""
    detail = detail_of(asked)
    documents = asked.records.documents
    rows = []
    for origin in detail.incident.origins:
        found = [documents[d] for d in origin.document_ids if d in documents]
        days = [d.published for d in found if d.published]
        relays = [r.name for c in origin.claim_ids for r in asked.records.claim(c).relay]
        relays += [d.source for d in found if d.source]
        rows.append(
            AnswerRow(
                cells={
                    "origin": origin.group,
                    "first published": min(days).isoformat() if days else None,
                    "claims": len(origin.claim_ids),
                    "documents": len(found),
                    "reprints": sum(bool(d.republication_of or d.near_duplicate_of) for d in found),
                    "passed on by": tuple(dict.fromkeys(relays)),
                },
                claims=origin.claim_ids,
                records=(detail.row.code, *origin.document_ids),
            )
        )
    rows.sort(
        key=lambda r: (r.cells["first published"] is None, str(r.cells["first published"]), str(r.cells["origin"]))
    )
    says = f"{detail.row.code} rests on {count_words(len(rows), 'independent origin')}"
    first = rows[0].cells["first published"] if rows else None
    if isinstance(first, str):
        says += f", the first published on {say_day(date.fromisoformat(first))}"
    return asked.answer(ORIGINS, f"{says}.", ORIGIN_COLUMNS, rows, unit="independent origins", number=len(rows))


VERSIONS = Question(
    name="versions",
    asks="What does each side say of this incident, with its words and denials?",
    answer=versions,
    needs=("incident",),
    notes=("Accounts stand side by side; none is preferred.",),
)
ORIGINS = Question(
    name="origins",
    asks="Where does this story come from, and how many independent origins has it?",
    answer=origins,
    needs=("incident",),
    notes=("Outlets that print one text, and a body with its own ministry, are one origin.",),
)
