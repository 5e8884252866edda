"""Coverage and limits: who looked, which days have no document, which sources fell silent, what was set aside."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from trucewatch.publish.brief import Section, Table, TableRow
from trucewatch.publish.rows import CoverageRow
from trucewatch.publish.sections.material import Material
from trucewatch.publish.sentence import Count, Sentence, count_of, words_of
from trucewatch.publish.tell import named
from trucewatch.publish.view import NO_COVERAGE
from trucewatch.publish.wording import plural, say_day

COLUMNS = ("Observer", "Area", "State", "Days", "Between")
SILENT_AFTER = 3  # days without a text before a source is said to be silent
NAMES_SHOWN = 8
GUIDE = "No report is not calm. Where and when nobody is known to have looked, the answer is unknown."


def limits_section(material: Material) -> Section:
    """What this report could not see."""
    return Section(
        id="limits",
        title="Coverage and limits",
        guide=GUIDE,
        sentences=(
            _documents(material),
            *_without_claims(material),
            *_days_without(material),
            *_silent(material),
            *_single_origin(material),
            *_without_terms(material),
            *_retracted(material),
            *_set_aside(material),
            *_no_coverage(material),
        ),
        tables=_coverage(material),
    )


def _documents(material: Material) -> Sentence:
    every = count_of(tuple(material.papers.ids), "documents")
    reprints = count_of(tuple(material.papers.copies), "reprints")
    sources = count_of(tuple(sorted(material.papers.by_source)), "sources")
    text = f"This report rests on {every.n:,} {plural(every.n, 'document')} from {sources.n:,} named "
    text += (
        f"{plural(sources.n, 'source')}; {f'{reprints.n:,}' if reprints.n else 'none'} of them "
        f"{plural(reprints.n, 'is a reprint', 'are reprints') if reprints.n else 'is a reprint'}."
    )
    return Sentence(parts=words_of(text), counts=(every, sources, reprints))


def _without_claims(material: Material) -> list[Sentence]:
    """Documents in which the reader found nothing: they may be about something else, or it may have missed what they say."""
    documents, telling = material.papers.ids, material.records.store.claim_counts()
    empty = count_of(tuple(d for d in documents if d not in telling), "documents")
    if not empty.n:
        return []
    every = count_of(tuple(documents), "documents")
    text = f"In {empty.n:,} of {every.n:,} {plural(every.n, 'document')} the reader found no claim: no sign of calm."
    return [Sentence(parts=words_of(text), counts=(empty, every))]


def _days_without(material: Material) -> list[Sentence]:
    days = material.papers.days
    if not days:
        return []
    first, last = min(days), max(days)
    if material.options.since:
        first = max(first, min(material.options.since, last))
    span = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    without = [d for d in span if d not in days]
    if not without:
        return []
    empty = count_of(tuple(d.isoformat() for d in without), "days")
    all_days = count_of(tuple(d.isoformat() for d in span), "days")
    text = (
        f"On {empty.n:,} of {all_days.n:,} days from {say_day(first)} to {say_day(last)} no document is dated: unknown."
    )
    return [Sentence(parts=words_of(text), counts=(empty, all_days), records=(first.isoformat(), last.isoformat()))]


def _silent(material: Material) -> list[Sentence]:
    """Sources that wrote on two days or more and have been silent since, counted back from the last day of any text."""
    days = {source: found for source, found in material.papers.by_source.items() if found}
    last = max((max(found) for found in days.values()), default=None)
    quiet = sorted(s for s, f in days.items() if last and len(f) > 1 and (last - max(f)).days > SILENT_AFTER)
    if not quiet or last is None:
        return []
    count = count_of(tuple(quiet), "sources")
    names = ", ".join(quiet[:NAMES_SHOWN]) + (" and others" if len(quiet) > NAMES_SHOWN else "")
    text = f"{count.n:,} {plural(count.n, 'source')} wrote before and not in the last {SILENT_AFTER} days "
    window = Count(n=SILENT_AFTER, unit="days", between=(last - timedelta(days=SILENT_AFTER), last))
    return [
        Sentence(
            parts=words_of(text, f"up to {say_day(last)}: ", named(names), "."),
            counts=(count, window),
            records=(last.isoformat(),),
        )
    ]


def _single_origin(material: Material) -> list[Sentence]:
    firm = [r for r in material.rows if r.firm]
    single = count_of(tuple(r.code for r in firm if r.origins <= 1), "incidents")
    every = count_of(tuple(r.code for r in firm), "incidents")
    if not single.n:
        return []
    text = f"{single.n:,} of {every.n:,} firm {plural(every.n, 'incident')} {plural(single.n, 'rests', 'rest')} on one "
    return [Sentence(parts=words_of(f"{text}origin."), counts=(single, every), claims=())]


def _retracted(material: Material) -> list[Sentence]:
    gone = count_of(tuple(r.code for r in material.retracted), "incidents")
    if not gone.n:
        return []
    text = f"{gone.n:,} {plural(gone.n, 'incident has', 'incidents have')} been retracted by a person and "
    text += f"{plural(gone.n, 'is', 'are')} told and counted nowhere here: {', '.join(gone.ids)}."
    return [Sentence(parts=words_of(text), records=gone.ids, counts=(gone,))]


def outside_agreements(material: Material) -> tuple[str, ...]:
    """Codes of the incidents that belong to the theatre of no agreement held."""
    prefixes = {a.prefix for a in material.records.agreements.values()}
    return tuple(r.code for r in material.rows if r.code.split("-")[0] not in prefixes)


def _without_terms(material: Material) -> list[Sentence]:
    outside = count_of(outside_agreements(material), "incidents")
    every = count_of(tuple(r.code for r in material.rows), "incidents")
    if not outside.n:
        return []
    text = (
        f"{outside.n:,} of {every.n:,} {plural(every.n, 'incident')} {plural(outside.n, 'belongs', 'belong')} to the "
    )
    return [Sentence(parts=words_of(f"{text}theatre of no agreement held here."), counts=(outside, every))]


def _set_aside(material: Material) -> list[Sentence]:
    issues = material.view.issues().rows
    if not issues:
        return []
    stages = Counter(i.stage for i in issues)
    every = count_of(tuple(i.id for i in issues), "issues")
    counts = tuple(count_of(tuple(i.id for i in issues if i.stage == s), "issues") for s in sorted(stages))
    by_stage = ", ".join(f"{c.n:,} in {s}" for s, c in zip(sorted(stages), counts, strict=True))
    text = f"{every.n:,} {plural(every.n, 'issue')} {plural(every.n, 'was', 'were')} noted ({by_stage}); "
    return [Sentence(parts=words_of(f"{text}trucewatch issues lists them."), counts=(every, *counts))]


def _no_coverage(material: Material) -> list[Sentence]:
    if any(c.state not in ("blind", "unknown") for c in material.records.store.coverage()):
        return []
    return [Sentence(parts=words_of(NO_COVERAGE), counts=(count_of((), "records of coverage"),))]


def _coverage(material: Material) -> tuple[Table, ...]:
    """Records of coverage folded by observer, area and state, with the days that each names."""
    folded: dict[tuple[str, str, str], list[CoverageRow]] = {}
    for c in material.view.coverage().rows:
        folded.setdefault((c.observer, c.area, c.state), []).append(c)
    rows = []
    for (observer, area, state), found in sorted(folded.items()):
        days = {c.start + timedelta(days=i) for c in found for i in range((c.end - c.start).days + 1)}
        count = count_of(tuple(d.isoformat() for d in sorted(days)), "days")
        first, last = min(days), max(days)
        span = say_day(first) if first == last else f"{say_day(first)} to {say_day(last)}"
        rows.append(
            TableRow(
                cells=(
                    (named(observer),),
                    (named(area),),
                    words_of(state.replace("_", " ")),
                    words_of(f"{count.n:,}"),
                    words_of(span),
                ),
                records=(*(c.id for c in found), first.isoformat(), last.isoformat()),
                counts=(count,),
            )
        )
    caption = "Who looked where. Unit: days; times and areas not listed are unknown"
    return (Table(caption=caption, columns=COLUMNS, rows=tuple(rows)),) if rows else ()
