"""In short, of more incidents than a page lists: the same five questions, answered by counts with the filter to go on with.

The counts are those of the summary: no incident is read one by one, and every one that the filter keeps is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import msgspec

from trucewatch.publish.in_short import (
    MOST_NAMED,
    MOST_OPEN,
    ONE_HAPPENING,
    STANCES,
    UNDATED,
    Short,
    Telling,
    beyond,
    by_day,
    due_next,
    how_many,
)
from trucewatch.publish.records import Records
from trucewatch.publish.rows import DeadlineRow, IncidentFilter
from trucewatch.publish.summary import search_of, summary_of
from trucewatch.publish.watched import DayWatch
from trucewatch.publish.wording import plural
from trucewatch.store.summary_rows import DayCount, VoiceCount

MOST_ASKED = 20_000  # incidents up to which each is asked who tells of it: beyond, a reader would wait for that
SURE = ("corroborated", "verified")
DOUBTS = ("disputed", "refuted", "withdrawn", "unresolved")
KEPT = 16  # filters whose counts are kept until the store changes


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What the filter keeps. `voices` is None where there are too many to ask each who tells of it.

    `any_status`: the filter asks for no status, so that one can be added to it.
    """

    total: int
    undated: int
    one_sided: int
    any_status: bool
    statuses: Mapping[str, int]
    voices: tuple[VoiceCount, ...] | None


def counts_of(records: Records, wanted: IncidentFilter, found: tuple[DayCount, ...] | None = None) -> Counts:
    """The counts of a filter; asked of the store once for one state of it. `found`: its days, where they are known already."""
    kept: dict[IncidentFilter, Counts] = records.__dict__.setdefault("short_counts", {})
    if wanted not in kept:
        if len(kept) >= KEPT:
            kept.clear()
        kept[wanted] = _count(records, wanted, found)
    return kept[wanted]


def _count(records: Records, wanted: IncidentFilter, found: tuple[DayCount, ...] | None) -> Counts:
    store, asked = summary_of(records), search_of(wanted)
    found = store.summary_days(asked) if found is None else found
    statuses = Counter[str]()
    for c in found:
        for word in c.statuses:
            statuses[word] += c.n
    total = sum(c.n for c in found)
    return Counts(
        total=total,
        undated=sum(c.n for c in found if c.first is None),
        one_sided=sum(c.one_sided for c in found),
        any_status=wanted.status is None,
        statuses=statuses,
        voices=store.summary_voices(asked) if total <= MOST_ASKED else None,
    )


def in_short_many(
    counts: Counts,
    *,
    days: Mapping[date, int],
    today: date | None,
    deadlines: Sequence[DeadlineRow],
    sides: Sequence[str] = (),
    seen: DayWatch | None = None,
    undated: int = 0,
) -> tuple[Short, ...]:
    """The five answers. `days`: incidents by first day; `sides`: those that may be asked for; `undated`: left out by a filter."""
    return (
        Short(id="what", asks="What happened, as it is told", tellings=_what(counts, days)),
        Short(id="who", asks="Who says so", tellings=_who(counts, sides)),
        Short(id="denied", asks="Who denies it", tellings=_denied(counts)),
        Short(id="due", asks="What is due next", tellings=due_next(deadlines, today)),
        Short(id="open", asks="What is not known", tellings=(*_open(counts), *beyond(seen, undated))),
    )


def _what(counts: Counts, days: Mapping[date, int]) -> tuple[Telling, ...]:
    firm = counts.statuses.get("firm", 0)
    said = [Telling(text=how_many(firm, counts.total - firm))]
    said.append(_bearing(counts, f"{_of(counts, *SURE)} told by two or more independent origins.", *SURE))
    if days:
        most = max(days.values())
        fullest = [day for day, n in days.items() if n == most]
        if len(fullest) == 1:
            said.append(Telling(text="Most on one day:", days=((fullest[0], most),)))
    return (*said, *by_day(days))


def _who(counts: Counts, sides: Sequence[str]) -> tuple[Telling, ...]:
    said = []
    if counts.voices is not None:
        tellers = _tallied(counts.voices, lambda v: v.told_by)
        named = "; ".join(f"{side} of {n:,}" for side, n in tellers[:MOST_NAMED])
        said.append(Telling(text=f"Told by {named}. An incident may have several tellers."))
    if sides:
        said.append(
            Telling(
                text="Those that concern one side:",
                narrow=tuple((side, (("side", side),)) for side in sides[:MOST_NAMED]),
            )
        )
    words = f"{counts.one_sided:,} of {counts.total:,} told by one side alone."
    said.append(Telling(text=words, narrow=(("list them", (("one_sided", "yes"),)),) if counts.one_sided else ()))
    return tuple(said)


def _denied(counts: Counts) -> tuple[Telling, ...]:
    doubts = (word for word in DOUBTS if counts.statuses.get(word))
    said = [_bearing(counts, f"{_of(counts, word)} {word}.", word) for word in doubts]
    if not counts.statuses.get("disputed", 0):
        said.insert(0, Telling(text="Nobody, in the documents at hand."))
    if counts.voices is not None:
        told = _tallied(counts.voices, lambda v: v.other_side)
        ranked = [(next((k for k, end in enumerate(STANCES) if t.endswith(end)), len(STANCES)), t, n) for t, n in told]
        said += [
            Telling(text=f"{text}: {n:,}.") for _, text, n in sorted(ranked, key=lambda r: (r[0], -r[2], r[1]))[:6]
        ]
    elif counts.statuses.get("acknowledged"):
        words = f"In {_of(counts, 'acknowledged')} the accused side acknowledges acting."
        said.append(_bearing(counts, words, "acknowledged"))
    return tuple(said)


def _open(counts: Counts) -> tuple[Telling, ...]:
    said = []
    loose = counts.statuses.get("candidate", 0)
    if loose:
        words = (
            f"{_of(counts, 'candidate')} {plural(loose, 'candidate')}: no day is told, or it may be another told again."
        )
        said.append(_bearing(counts, words, "candidate"))
    if counts.voices is not None:
        asked = _tallied(counts.voices, lambda v: v.open_questions)
        plain = [(q, n) for q, n in asked if not q.startswith((ONE_HAPPENING, UNDATED))]
        said += [Telling(text=f"{q} Asked of {n:,}.") for q, n in plain[:MOST_OPEN]]
    if counts.undated:
        said.append(Telling(text=f"{counts.undated:,} of {counts.total:,} without a date."))
    return tuple(said) or (Telling(text="No open question is on record; that is not to know all."),)


def _bearing(counts: Counts, text: str, *statuses: str) -> Telling:
    """A line with the way to the incidents of these statuses, where the filter asks for no status of its own."""
    there = [s for s in statuses if counts.statuses.get(s)] if counts.any_status else []
    return Telling(
        text=text, narrow=tuple((f"list the {s}" if len(there) > 1 else "list them", (("status", s),)) for s in there)
    )


def _of(counts: Counts, *statuses: str) -> str:
    return f"{sum(counts.statuses.get(s, 0) for s in statuses):,} of {counts.total:,}"


def _tallied(voices: Iterable[VoiceCount], words: Callable[[VoiceCount], tuple[str, ...]]) -> list[tuple[str, int]]:
    """Each of the words with its incidents, the most first."""
    found = Counter[str]()
    for v in voices:
        for word in dict.fromkeys(words(v)):
            found[word] += v.n
    return sorted(found.items(), key=lambda f: (-f[1], f[0]))
