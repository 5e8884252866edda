"""Counts by area and week with the days watched, an alarm that knows its false alarms, and what nobody reported."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache

from trucewatch.assess.alarm import RISE, Usual, Week, chart, usual_rate
from trucewatch.assess.unreported import ASSUMPTIONS, Refusal, estimate
from trucewatch.model.finding import NO_AREA, Coverage
from trucewatch.publish.questions.answer import Answer, AnswerRow, Asked, Question, count_words
from trucewatch.publish.rows import IncidentRow
from trucewatch.publish.wording import edtf_days

COLUMNS = ("area", "week from", "incidents", "days watched", "a watched day", "usual", "statistic", "limit", "alarm")
LIST_COLUMNS = (
    "first origin",
    "second origin",
    "in first",
    "in second",
    "in both",
    "seen by either",
    "estimate",
    "low",
    "high",
)
LONGEST_DAYS = 7  # an incident whose time is less exact belongs to no week
RUNS = 400  # simulated calm spans, once for the limit and once more to measure it
WANTED_RATE = 0.05  # of calm spans with an alarm
SEED = 1648
NOISE = 0.3  # in a simulated week up to so much more or less is reported than happened


def trend(asked: Asked) -> Answer:
    """Every week of every area: counts, days watched, and whether the count has risen beyond what noise makes."""
    weeks_of, codes = _weeks(asked)
    rows: list[AnswerRow] = []
    alarms, judged, rates = set(), 0, []
    for area, weeks in weeks_of.items():
        usual = usual_rate([w for _, w in weeks])
        limit, measured = _limit(tuple(w.watched for _, w in weeks), usual) if usual else (None, None)
        levels = chart([w for _, w in weeks], usual) if usual else (None,) * len(weeks)
        judged += usual is not None
        rates += [measured] if measured is not None else []
        for (start, week), level in zip(weeks, levels, strict=True):
            alarm = level > limit if level is not None and limit is not None else None
            alarms |= {area} if alarm else set()
            found = codes[area, start]
            rows.append(
                AnswerRow(
                    cells={
                        "area": area,
                        "week from": start.isoformat(),
                        "incidents": week.count,
                        "days watched": week.watched,
                        "a watched day": round(week.count / week.watched, 3) if week.watched else None,
                        "usual": round(usual.rate, 3) if usual else None,
                        "statistic": round(level, 2) if level is not None else None,
                        "limit": round(limit, 2) if limit is not None else None,
                        "alarm": alarm,
                    },
                    claims=tuple(dict.fromkeys(c for r in found for c in r.claim_ids)),
                    records=tuple(r.code for r in found),
                )
            )
    says = f"{count_words(len(alarms), 'area')} with an alarm, of {judged} that could be judged and "
    says += f"{len(weeks_of) - judged} that could not."
    rate = f"False alarms, measured: in {max(rates):.1%} of {RUNS} simulated calm spans at most." if rates else ""
    return asked.answer(
        TREND, says[:1].upper() + says[1:], COLUMNS, rows, unit="areas", number=len(alarms), notes=(rate,)
    )


def _weeks(asked: Asked) -> tuple[dict[str, list[tuple[date, Week]]], dict[tuple[str, date], list[IncidentRow]]]:
    """Weeks from Monday, from the first to the last with anything in them, the same for all areas."""
    codes: dict[tuple[str, date], list[IncidentRow]] = defaultdict(list)
    for row in asked.rows:
        days = edtf_days(row.when)
        if row.firm and days and (days[1] - days[0]).days < LONGEST_DAYS:
            codes[row.area, _monday(days[1])].append(row)
    if not codes:
        return {}, codes
    cover = [c for c in asked.records.store.coverage() if c.state in ("watching", "nothing_to_report")]
    first, last = min(start for _, start in codes), max(start for _, start in codes)
    starts = [first + timedelta(days=7 * i) for i in range((last - first).days // 7 + 1)]
    return {
        area: [(s, Week(count=len(codes[area, s]), watched=_watched(cover, area, s))) for s in starts]
        for area in sorted({area for area, _ in codes})
    }, codes


def _watched(cover: list[Coverage], area: str, start: date) -> int:
    """Days of the week on which somebody watched this area; one who names no area watches none in particular."""
    mine = [c for c in cover if c.area == area and c.area != NO_AREA]
    return sum(any(c.start <= start + timedelta(days=i) <= c.end for c in mine) for i in range(7))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@lru_cache(maxsize=256)
def _limit(watched: tuple[int, ...], usual: Usual) -> tuple[float, float]:
    """The limit that calm spans of this shape rarely pass, and how often others of the same kind did pass it."""
    rng = random.Random(SEED)
    peaks = sorted(_calm_peak(rng, watched, usual) for _ in range(RUNS))
    limit = peaks[min(RUNS - 1, int(RUNS * (1 - WANTED_RATE)))]
    return limit, sum(_calm_peak(rng, watched, usual) > limit for _ in range(RUNS)) / RUNS


def _calm_peak(rng: random.Random, watched: tuple[int, ...], usual: Usual) -> float:
    """The highest statistic of one span in which nothing changed, the usual rate estimated from it as from a real one."""
    weeks = []
    for days in watched:
        mean = usual.rate * days * rng.uniform(1 - NOISE, 1 + NOISE)
        mixed = rng.gammavariate(usual.size, mean / usual.size) if mean else 0.0
        weeks.append(Week(count=_poisson(rng, mixed), watched=days))
    estimated = usual_rate(weeks) or usual
    return max((level for level in chart(weeks, estimated) if level is not None), default=0.0)


def _poisson(rng: random.Random, mean: float) -> int:
    """A Poisson count: by waiting times for small means, by the normal for large ones."""
    if mean > 60:
        return max(0, round(rng.gauss(mean, mean**0.5)))
    count, waited = 0, rng.expovariate(1.0)
    while waited < mean:
        count, waited = count + 1, waited + rng.expovariate(1.0)
    return count


def unreported(asked: Asked) -> Answer:
    """An estimate of incidents that nobody told of, or why there is none."""
    lists: dict[str, set[str]] = defaultdict(set)
    for row, incident in asked.each():
        if row.firm:
            for origin in incident.origins:
                lists[origin.group].add(row.code)
    sides = frozenset(g for g in lists if g.removeprefix("side:") in asked.parties())
    found = estimate({k: frozenset(v) for k, v in lists.items()}, (sides,))
    if isinstance(found, Refusal):
        return asked.answer(
            UNREPORTED, f"No estimate. {found.reason}", LIST_COLUMNS, (), unit="incidents", notes=_assumptions()
        )
    cells = (
        *(found.first, found.second, found.in_first, found.in_second, found.shared, found.seen),
        *(round(found.total), round(found.low), round(found.high)),
    )
    both = tuple(sorted(lists[found.first] | lists[found.second]))
    told = AnswerRow(cells=dict(zip(LIST_COLUMNS, cells, strict=True)), records=both)
    says = f"If all assumptions hold: about {round(found.total):,} incidents ({round(found.low):,} to {round(found.high):,}), "
    says += f"of which {found.seen:,} are told by one of the two."
    missing = round(found.total) - found.seen
    return asked.answer(
        UNREPORTED, says, LIST_COLUMNS, (told,), unit="unreported incidents", number=missing, notes=_assumptions()
    )


def _assumptions() -> tuple[str, ...]:
    return tuple(f"Assumes: {text}" for text in ASSUMPTIONS)


TREND = Question(
    name="trend",
    asks="How many incidents by area and week, how much was watched, and has it risen?",
    answer=trend,
    notes=(
        f"Alarm: the counts after the first weeks fit {RISE:g} times the usual rate much better than the usual one. A week that "
        "nobody is known to have watched is unknown and moves nothing. Areas, and sides, are not to be ranked by these counts.",
    ),
)
UNREPORTED = Question(
    name="unreported",
    asks="How many incidents did nobody report?",
    answer=unreported,
    notes=("An estimate of a number, never of incidents: none is made of it.",),
)
