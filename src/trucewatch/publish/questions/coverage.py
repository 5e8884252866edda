"""Who looked where and when; where nobody did; and which sources have gone silent."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import msgspec

from trucewatch.model.finding import NO_AREA, Coverage
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Cell, Question, count_words
from trucewatch.publish.tell import outlet_of
from trucewatch.publish.watched import STATES, day_states
from trucewatch.publish.wording import fold, say_day

COLUMNS = (
    "area",
    "days",
    "watched",
    "nothing to report",
    "partly",
    "blind",
    "unknown",
    "last watched",
    "observers",
    "silent",
    "incidents told",
)
SILENT_COLUMNS = ("source", "documents", "first", "last", "usual gap", "days silent", "alarm")
LEAST_DAYS = 3  # a source that wrote on fewer days has no rhythm to fall silent from
WATCH_ALARMS = ("source_silent", "source_failing", "source_layout_changed")  # issues that `trucewatch watch` notes
ALARM_FACTOR = 3  # silent for so many times its usual gap ...
ALARM_DAYS = 3  # ... and for more than so many days


def coverage(asked: Asked) -> Answer:
    """For each area the days of the span asked for, by what is known of who looked; a day without a record is unknown."""
    first, last = span_of(asked)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    by_area: dict[str, list[Coverage]] = defaultdict(list)
    for c in asked.records.coverage:
        by_area[c.area].append(c)
    of_any_day = msgspec.structs.replace(asked.wanted.incidents, start=None, end=None)
    for row in asked.view.incidents(of_any_day).rows:
        by_area.setdefault(row.area, [])
    wanted = asked.wanted.incidents.place
    told = Counter(r.area for r in asked.rows)
    rows = [
        _row(area, found, days, told[area])
        for area, found in sorted(by_area.items())
        if wanted is None or fold(wanted) in fold(area)
    ]
    grey = sum(int(str(r.cells["unknown"])) for r in rows)
    every = len(rows) * len(days)
    says = f"{say_day(first)} to {say_day(last)}: on {grey:,} of {every:,} days of {count_words(len(rows), 'area')} nobody is "
    says += "known to have looked: unknown, not calm."
    if not rows:
        says = "No record says who looked anywhere: unknown, not calm."
    return asked.answer(COVERAGE, says, COLUMNS, rows, unit="days", number=grey, notes=_alarms(asked))


def span_of(asked: Asked) -> tuple[date, date]:
    """The days asked for; without any, the last `days` up to the as-of day."""
    wanted = asked.wanted.incidents
    last = wanted.end or asked.today
    first = wanted.start or last - timedelta(days=asked.wanted.days - 1)
    return min(first, last), last


def _row(area: str, found: list[Coverage], days: list[date], told: int) -> AnswerRow:
    known = day_states(found, days[0], days[-1])
    inside = [c for c in found if c.start <= days[-1] and c.end >= days[0]]
    watched = [c.end for c in found if c.state in ("watching", "nothing_to_report") and c.start <= days[-1]]
    counts: dict[str, Cell] = {s: sum(k == s for k in known.values()) for s in STATES}
    return AnswerRow(
        cells={
            "area": area,
            "days": len(days),
            "watched": counts["watching"],
            "nothing to report": counts["nothing_to_report"],
            "partly": counts["partial"],
            "blind": counts["blind"],
            "unknown": len(days) - len(known),
            "last watched": min(max(watched), days[-1]).isoformat() if watched else None,
            "observers": tuple(dict.fromkeys(c.observer for c in inside if c.state != "unknown")),
            "silent": tuple(dict.fromkeys(c.observer for c in inside if c.state == "unknown")),
            "incidents told": told,
        },
        claims=tuple(dict.fromkeys(i for c in inside for i in c.claim_ids)),
        records=tuple(c.id for c in inside),
    )


def silent(asked: Asked) -> Answer:
    """Every source with a rhythm, and whether it has been silent for much longer than it ever is. Reprints do not count."""
    today = asked.today
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for d in asked.records.heads():
        if d.published and d.published <= today and not d.is_copy:
            name = outlet_of(d)
            if asked.wanted.source is None or fold(asked.wanted.source) in fold(name):
                found[name].append((d.published, d.id))
    rows = [row for name, papers in sorted(found.items()) if (row := _source(name, papers, today))]
    rows.sort(key=lambda r: (not r.cells["alarm"], -int(str(r.cells["days silent"])), str(r.cells["source"])))
    alarms = sum(bool(r.cells["alarm"]) for r in rows)
    says = f"{count_words(alarms, 'source')} gone silent, of {count_words(len(rows), 'source')} with a rhythm."
    short = len(found) - len(rows)
    note = f"{short} that wrote on fewer than {LEAST_DAYS} days have no rhythm to judge by." if short else ""
    return asked.answer(
        SILENT,
        says[:1].upper() + says[1:],
        SILENT_COLUMNS,
        rows,
        unit="sources",
        number=alarms,
        notes=(note, *_alarms(asked)),
    )


def _alarms(asked: Asked) -> tuple[str, ...]:
    """The sources that the watch found silent, failing or changed: what they would have told is unknown."""
    found = sorted(i.reason for i in asked.records.store.issues() if i.code in WATCH_ALARMS)
    return (f"Followed, and nothing is known from them now: {'; '.join(found)}.",) if found else ()


def _source(name: str, papers: list[tuple[date, str]], today: date) -> AnswerRow | None:
    days = sorted({day for day, _ in papers})
    if len(days) < LEAST_DAYS:
        return None
    gap = median((b - a).days for a, b in pairwise(days))
    quiet = (today - days[-1]).days
    return AnswerRow(
        cells={
            "source": name,
            "documents": len(papers),
            "first": days[0].isoformat(),
            "last": days[-1].isoformat(),
            "usual gap": gap,
            "days silent": quiet,
            "alarm": quiet > ALARM_DAYS and quiet > ALARM_FACTOR * gap,
        },
        records=tuple(i for _, i in papers),
    )


COVERAGE = Question(
    name="coverage",
    asks="Who looked where and when, and where did nobody?",
    answer=coverage,
    notes=(
        f"Watched: an observer reports acts of that day. An observer that names no area stands under “{NO_AREA}” and watches "
        "none that a list could name. Partly: reports were published, or observers were kept from moving. "
        "Silent: followed sources from which nothing came for longer than their cards allow.",
    ),
)
SILENT = Question(
    name="silent",
    asks="Which sources have gone silent?",
    answer=silent,
    notes=(
        f"Alarm: silent for more than {ALARM_FACTOR} times its usual gap, and more than {ALARM_DAYS} days. A source's silence "
        "says nothing about what happened.",
    ),
)
