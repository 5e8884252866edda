"""How long each source takes to report, and what came to light late."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.tell import outlet_of
from trucewatch.publish.wording import edtf_days, fold

LATE_DAYS = 7  # an incident that surfaced more than so many days later is told as late
COLUMNS = ("source", "incidents", "median days", "shortest", "longest", "over 7 days", "late incidents", "reprints")


def lag(asked: Asked) -> Answer:
    """Days from the last day told of a happening to its first report in each source; reprints are only counted."""
    first: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    reprints: dict[str, int] = defaultdict(int)
    undated = ahead = 0
    for row, incident in asked.each(papers=True):
        for link in incident.claims:
            claim = asked.records.claim(link.claim_id)
            document = asked.records.document(claim.document_id)
            source = outlet_of(document)
            if claim.polarity != "affirms" or claim.modality != "actual" or not _wanted(asked, source):
                continue
            if document.is_copy:
                reprints[source] += 1
                continue
            days = edtf_days(claim.when or row.when)
            if days is None or document.published is None:
                undated += 1
                continue
            late = (document.published - days[1]).days
            if late < 0:
                ahead += 1
                continue
            held = first[source].get(row.code)
            if held is None or late < held[0]:
                first[source][row.code] = (late, claim.id)
    rows = [_row(source, found, reprints[source]) for source, found in sorted(first.items())]
    everything = [days for found in first.values() for days, _ in found.values()]
    middle = median(everything) if everything else None
    says = (
        f"The middle delay over {count_words(len(rows), 'source')} is {middle:g} days."
        if everything
        else "No delay can be reckoned."
    )
    notes = [f"{undated} tellings without a day or without a date of publication are left out." if undated else ""]
    notes += [f"{ahead} published before the last day that they may mean are left out." if ahead else ""]
    return asked.answer(LAG, says, COLUMNS, rows, unit="days", number=middle, notes=notes)


def _row(source: str, found: dict[str, tuple[int, str]], reprints: int) -> AnswerRow:
    days = sorted(d for d, _ in found.values())
    late = tuple(f"{code} ({d} days)" for code, (d, _) in sorted(found.items()) if d > LATE_DAYS)
    return AnswerRow(
        cells={
            "source": source,
            "incidents": len(found),
            "median days": median(days),
            "shortest": days[0],
            "longest": days[-1],
            "over 7 days": len(late),
            "late incidents": late,
            "reprints": reprints,
        },
        claims=tuple(c for _, c in found.values()),
        records=tuple(found),
    )


def _wanted(asked: Asked, source: str) -> bool:
    return asked.wanted.source is None or fold(asked.wanted.source) in fold(source)


LAG = Question(
    name="lag",
    asks="How long after the happening does each source report it?",
    answer=lag,
    notes=("Unit: whole days from the last day that the words allow to the day of publication.",),
)
