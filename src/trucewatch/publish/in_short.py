"""In short: what happened, who says so, who denies it, what is due next, and what is not known, of the incidents of a page.

Nothing here is told by us: every line repeats what rows say, and names the incidents that lead to the words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from trucewatch.publish.rows import DeadlineRow, IncidentFilter, IncidentRow
from trucewatch.publish.watched import DayWatch
from trucewatch.publish.wording import edtf_days, plural, say_code, say_day, say_number, say_when

TOLD_EACH = 2  # up to so many incidents are told one by one; more are summed up
MOST_NAMED = 4  # codes after one line
MOST_DAYS = 12  # days listed with their number of incidents
MOST_OPEN = 4  # open questions of a summary
PAGE = "/agreement"
STANCES = (" denies", " acknowledges acting", " gives its own account", " is silent")  # in the order of what they say
ONE_HAPPENING = "Is it one happening"  # said of each incident with its own number of others: here summed up
UNDATED = "On which day did it happen?"


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One line: its words, the incidents behind it, days with their incidents to go to, and the page that says more.

    `codes`: each with the words of its day, "" where they are not said. `page`: a path below the site and the words of the
    link; "" for none. `narrow`: words of a link with what it adds to the filter.
    """

    text: str
    codes: tuple[tuple[str, str], ...] = ()
    more: int = 0
    days: tuple[tuple[date, int], ...] = ()
    narrow: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    page: str = ""
    page_says: str = ""


class Short(msgspec.Struct, frozen=True, kw_only=True):
    """One of the five questions with its lines."""

    id: str
    asks: str
    tellings: tuple[Telling, ...]


def in_short(
    rows: Sequence[IncidentRow],
    *,
    wanted: IncidentFilter,
    today: date | None,
    deadlines: Sequence[DeadlineRow],
    seen: DayWatch | None = None,
    undated: int = 0,
) -> tuple[Short, ...]:
    """The five answers. `rows`: all that the filter keeps; `undated`: those that a filter of days leaves out."""
    return (
        Short(id="what", asks="What happened, as it is told", tellings=_what(rows)),
        Short(id="who", asks="Who says so", tellings=_who(rows)),
        Short(id="denied", asks="Who denies it", tellings=_denied(rows)),
        Short(id="due", asks="What is due next", tellings=due_next(deadlines, today)),
        Short(id="open", asks="What is not known", tellings=_open(rows, wanted, seen, undated)),
    )


def due_next(deadlines: Sequence[DeadlineRow], today: date | None) -> tuple[Telling, ...]:
    """The next date that is not yet met, and dates that passed without word of it."""
    open_ = [d for d in deadlines if d.state != "met"]
    ahead = [d for d in open_ if today is None or d.due >= today]
    behind = [d for d in open_ if today is not None and d.due < today]
    said = []
    if ahead:
        first = ahead[0].due
        for d in (d for d in ahead if d.due == first):
            left = f" (in {(d.due - today).days:,} {plural((d.due - today).days, 'day')})" if today else ""
            said.append(Telling(text=f"{say_day(d.due)}{left}: {_stop(d.title)}"))
    said += [
        Telling(text=f"Passed on {say_day(d.due)}, {say_code('deadline', d.state)}: {_stop(d.title)}")
        for d in behind[:MOST_OPEN]
    ]
    if not deadlines:
        return (Telling(text="No due date is on record.", page=PAGE, page_says="the agreements"),)
    if not said:
        said.append(Telling(text="Nothing: every due date on record is reported met."))
    said[-1] = msgspec.structs.replace(said[-1], page=PAGE, page_says="all due dates")
    return tuple(said)


def _what(rows: Sequence[IncidentRow]) -> tuple[Telling, ...]:
    if not rows:
        return (
            Telling(text="Nothing is on record for this. That is not calm: it may not have been seen, told, or read."),
        )
    if len(rows) <= TOLD_EACH:
        return tuple(Telling(text=_one(r), codes=((r.code, ""),)) for r in rows)
    firm = sum(r.firm for r in rows)
    left = len(rows) - firm
    said = [Telling(text=how_many(firm, left))]
    sure = tuple(r for r in rows if r.occurrence != "reported")
    if sure:
        said.append(_named("Told by two or more independent origins:", sure, days=True))
    else:
        said.append(Telling(text="None is told by two independent origins."))
    said += by_day(Counter(d[0] for r in rows if (d := edtf_days(r.when))))
    return tuple(said)


def how_many(firm: int, candidates: int) -> str:
    """Twelve incidents: ten firm, two candidates."""
    text = f"{_cap(say_number(firm + candidates))} incidents: {say_number(firm)} firm"
    return text + (f", {say_number(candidates)} {plural(candidates, 'candidate')}." if candidates else ".")


def by_day(days: Mapping[date, int]) -> tuple[Telling, ...]:
    """The last days with their incidents, to go to; none where no incident has a day."""
    if not days:
        return ()
    latest = sorted(days.items())[-MOST_DAYS:]
    text = "By day:" if len(latest) == len(days) else f"The last {len(latest)} of {len(days):,} days:"
    return (Telling(text=text, days=tuple(latest)),)


def _one(r: IncidentRow) -> str:
    acts = ", ".join(say_code("acts", a) for a in r.acts)
    text = f"{_cap(say_when(r.when, r.day_part))}: {acts}; {'; '.join(r.places) or 'place not stated'}."
    if r.harm:
        text += f" {_cap('; '.join(r.harm))}."
    return text + (f" {_cap(say_code('occurrence', r.occurrence))}.")


def _who(rows: Sequence[IncidentRow]) -> tuple[Telling, ...]:
    if not rows:
        return (Telling(text="Nobody, in the documents at hand."),)
    if len(rows) <= TOLD_EACH:
        return tuple(
            Telling(
                text=f"{', '.join(r.told_by) or 'nobody affirms it'}: {r.origins} independent {plural(r.origins, 'origin')}, "
                f"{r.documents} {plural(r.documents, 'document')}.",
                page=f"/incidents/{r.code}#words",
                page_says=f"their words on {r.code}",
            )
            for r in rows
        )
    tellers = Counter(side for r in rows for side in r.told_by)
    said = "; ".join(
        f"{side} of {say_number(n)}" for side, n in sorted(tellers.items(), key=lambda t: (-t[1], t[0]))[:MOST_NAMED]
    )
    alone = tuple(r for r in rows if r.one_sided)
    lines = [Telling(text=f"Told by {said}. An incident may have several tellers.")]
    if alone:
        lines.append(_named(f"{_cap(say_number(len(alone)))} by one side alone:", alone))
    return tuple(lines)


def _denied(rows: Sequence[IncidentRow]) -> tuple[Telling, ...]:
    if not rows:
        return (Telling(text="Nobody, in the documents at hand."),)
    found: dict[tuple[int, str], list[IncidentRow]] = {}
    for r in rows:
        for text in r.other_side:
            rank = next((n for n, end in enumerate(STANCES) if text.endswith(end)), len(STANCES))
            found.setdefault((rank, text), []).append(r)
    lines = [
        _named(f"{text}:", tuple(held), days=rank == 0) if len(rows) > 1 else Telling(text=f"{text}.")
        for (rank, text), held in sorted(found.items(), key=lambda f: f[0])
    ]
    if not any(rank == 0 for rank, _ in found):
        lines.insert(0, Telling(text="Nobody, in the documents at hand."))
    return tuple(lines)


def _open(
    rows: Sequence[IncidentRow], wanted: IncidentFilter, seen: DayWatch | None, undated: int
) -> tuple[Telling, ...]:
    lines: list[Telling] = []
    if len(rows) <= TOLD_EACH:
        lines += [Telling(text=" ".join(r.open_questions), codes=((r.code, ""),)) for r in rows if r.open_questions]
    else:
        same = tuple(r for r in rows if r.unsure_with)
        if same:
            lines.append(_named("Which of these are one happening?", same))
        asked: dict[str, list[IncidentRow]] = {}
        for r in rows:
            for q in r.open_questions:
                if not q.startswith((ONE_HAPPENING, UNDATED)):
                    asked.setdefault(q, []).append(r)
        most = sorted(asked.items(), key=lambda a: (-len(a[1]), a[0]))[:MOST_OPEN]
        lines += [_named(q, tuple(held)) for q, held in most]
        nowhen = tuple(r for r in rows if r.when is None)
        if nowhen:
            lines.append(_named("On which day did they happen?", nowhen))
    return (*lines, *beyond(seen, undated)) or (
        Telling(text="No open question is on record; that is not to know all."),
    )


def beyond(seen: DayWatch | None, undated: int) -> tuple[Telling, ...]:
    """What no incident of the list tells: those without a date that a filter of days leaves out, and days nobody watched."""
    lines: list[Telling] = []
    if undated:
        text = f"{_cap(say_number(undated))} {plural(undated, 'incident')} without a date may belong here or elsewhere."
        lines.append(Telling(text=text, page="/?status=candidate", page_says="candidates"))
    if seen is not None and seen.days:
        lines.append(_unseen(seen))
    return tuple(lines)


def _unseen(seen: DayWatch) -> Telling:
    span = say_day(seen.first) if seen.first == seen.last else f"{say_day(seen.first)} to {say_day(seen.last)}"
    if seen.days == 1:
        words = {
            "watched": "somebody is known to have looked, somewhere",
            "partly": "reports were published; who looked is not known",
        }
        text = f"{span}: {words.get(seen.state(seen.first), 'nobody is known to have looked: unknown, not calm')}."
    else:
        text = f"{span}: on {seen.unknown:,} of {seen.days:,} days nobody is known to have looked, on {seen.partly:,} more only "
        text += "reports were published. Unknown is not calm."
    page = f"/questions/coverage?from={seen.first.isoformat()}&to={seen.last.isoformat()}"
    return Telling(text=text, page=page, page_says="who looked where")


def _named(text: str, rows: Iterable[IncidentRow], *, days: bool = False) -> Telling:
    codes = tuple((r.code, say_when(r.when) if days else "") for r in rows)
    return Telling(text=text, codes=codes[:MOST_NAMED], more=max(0, len(codes) - MOST_NAMED))


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def _stop(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
