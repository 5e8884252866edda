"""Time expressions of a text: pieces of the lexicon, joined where they tell one time, with the words before them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from trucewatch.extract.when.lexicon import OTHER, Lexicon, lexicon
from trucewatch.extract.when.mention import MentionKind, Part, Relation, TimeMention, TimePiece
from trucewatch.extract.when.pieces import Found, find_pieces
from trucewatch.extract.when.tokens import Tokens, tokenise
from trucewatch.extract.when.zones import Zone, zone_beside
from trucewatch.model.span import Span
from trucewatch.model.when import DayPart

DAYS = ("date", "weekday", "day", "holiday", "day_of_month")
CLOCKS = ("clock", "day_part")
DAY_LIKE = (*DAYS, "ago", "span", "period")
_ALIKE = ("date", "weekday", "month", "year", "season", "clock", "day", "decade")
_MIXED = (("date", "month"), ("date", "day"), ("month", "year"), ("holiday", "date"), ("weekday", "day"))
RANGES = {frozenset({kind}) for kind in _ALIKE} | {frozenset(pair) for pair in _MIXED}
_GLUE_MOST = 5
_LEAD_MOST = 7
_CLAUSE_MOST = 12
_KINDS: dict[str, MentionKind] = {
    "day": "relative",
    "ago": "relative",
    "span": "relative",
    "running": "period",
    "holiday": "date",
    "day_of_month": "date",
}


class _Draft(msgspec.Struct):
    """A mention in the making: the tokens that it covers and what has been joined so far."""

    start: int
    end: int
    main: TimePiece | None = None
    second: TimePiece | None = None
    clock: TimePiece | None = None
    end_clock: int | None = None
    day_part: DayPart | None = None
    zone: Zone | None = None
    utc_clock: int | None = None
    overnight_to: bool = False
    about: bool = False


def find_times(text: str, language: str = "en") -> tuple[TimeMention, ...]:
    """All time expressions of a text in order, each as long as it reads in one piece, none overlapping.

    Offsets: characters of `text`. Time: linear in its length. Raises: ConfigurationError for a language that is not
    known.
    """
    known = lexicon(language)
    return tuple(mention for tokens in tokenise(text, known) for mention in _in_tokens(tokens, known))


def _in_tokens(tokens: Tokens, known: Lexicon) -> Iterator[TimeMention]:
    found = find_pieces(tokens, known)
    at, floor = 0, 0
    while at < len(found):
        draft = _begin(found[at])
        at += 1
        _add_zone(draft, tokens)
        while at < len(found) and _join(draft, found[at], tokens, known):
            at += 1
            _add_zone(draft, tokens)
        mention = _finish(draft, tokens, known, floor)
        floor = draft.end
        yield mention


def _begin(found: Found) -> _Draft:
    piece = found.piece
    draft = _Draft(start=found.start, end=found.end)
    if piece.kind == "clock":
        draft.clock, draft.end_clock = piece, piece.end_clock
    elif piece.kind == "day_part":
        draft.day_part = piece.day_part
    else:
        draft.main, draft.day_part = piece, piece.day_part
        if piece.clock is not None:
            draft.clock = piece
    return draft


def _join(draft: _Draft, found: Found, tokens: Tokens, known: Lexicon) -> bool:
    """Join the next piece to the draft when the words between them allow it; says whether it did."""
    gap = tokens.symbols[draft.end : found.start]
    if len(gap) > _GLUE_MOST or OTHER in gap:
        return False
    done = _join_range(draft, found, gap, tokens, known) or _join_same_time(draft, found, gap, tokens, known)
    if done:
        draft.end = found.end
    return done


def _join_range(draft: _Draft, found: Found, gap: str, tokens: Tokens, known: Lexicon) -> bool:
    """Ranges: "9 March to 11 April", "between 1am and 2:15am", "late Sunday and early Monday"."""
    if not gap:
        return False
    linked, part = _without_part(gap[1:], known)
    joiner = gap[0]
    is_range = joiner in known.groups["connect_range"]
    is_both = joiner in known.groups["connect_both"]
    if linked or not (is_range or is_both):
        return False
    piece = msgspec.structs.replace(found.piece, part=part) if part else found.piece
    between = tokens.symbols[max(0, draft.start - 1) : draft.start] in known.groups["connect_between"]
    if piece.kind == "clock":
        if draft.clock is None or draft.end_clock is not None or (is_both and not between):
            return False
        draft.end_clock = piece.clock
        if piece.meridiem and not draft.clock.meridiem and draft.clock.clock is not None and (piece.clock or 0) >= 720:
            start = draft.clock.clock + 720
            if draft.clock.clock < 720 and start <= (piece.clock or 0):
                draft.clock = msgspec.structs.replace(draft.clock, clock=start)
        return True
    main = draft.main
    if main is None or draft.second is not None or draft.clock is not None:
        return False
    if frozenset({main.kind, piece.kind}) not in RANGES or main.end_day is not None:
        return False
    if main.kind != piece.kind and tokens.word(draft.end) == "-" and "month" not in (main.kind, piece.kind):
        return False
    if tokens.text[tokens.starts[draft.end]] == "—" and tokens.text[tokens.starts[draft.end] - 1] == " ":
        return False
    if is_both and not between and not _next_to(main, piece):
        return False
    if draft.day_part != "overnight" and tokens.starts[draft.start] == main.span.start:
        draft.day_part = None  # "from Monday morning until Tuesday": the range is wider than its first morning
    draft.second = piece
    return True


def _next_to(a: TimePiece, b: TimePiece) -> bool:
    """True for neighbours: Friday and Saturday, 9 March and 10 March, June and July."""
    if a.kind == b.kind == "weekday" and a.weekday is not None and b.weekday is not None:
        return (b.weekday - a.weekday) % 7 == 1
    if a.kind == b.kind == "date" and a.day and b.day:
        return (a.month == b.month and b.day == a.day + 1) or b.day == 1
    if a.kind == b.kind == "day" and a.shift is not None and b.shift is not None:
        return b.shift == a.shift + 1
    return a.kind == b.kind == "month" and b.month == (a.month or 0) % 12 + 1 and a.year is None


def _join_same_time(draft: _Draft, found: Found, gap: str, tokens: Tokens, known: Lexicon) -> bool:
    """Several words for one time: "Friday evening", "3 p.m. on Wednesday", "Friday, 11 December"."""
    piece = found.piece
    linked, part = _without_part(gap, known)
    if any(s not in known.groups["connect_glue"] for s in linked):
        night = draft.day_part in ("overnight", "night") and piece.kind in DAYS and gap in known.groups["connect_night"]
        if not night:
            return False
        draft.overnight_to = gap in known.groups["connect_night_before"]
    if piece.kind in CLOCKS:
        return _join_clock(draft, found, gap, tokens, known)
    if part:
        piece = msgspec.structs.replace(piece, part=part)
    return _join_days(draft, piece, gap, known)


def _join_days(draft: _Draft, piece: TimePiece, gap: str, known: Lexicon) -> bool:
    """A day joined to what has no day yet, or two words for one day, the more exact of which counts."""
    main = draft.main
    if main is None:
        if piece.kind in DAYS or (piece.kind in ("ago", "span") and piece.unit == "day"):
            draft.main = piece
            draft.day_part = draft.day_part or piece.day_part
            return True
        return False
    if draft.second is not None:
        return False
    if draft.end_clock is not None and main.kind in DAYS and piece.kind in DAYS and gap:
        draft.second = piece  # "between 6 p.m. on Monday and 6 a.m. on Tuesday"
        return True
    if main.kind == "day" and main.base != "anchor" and main.shift == 0 and piece.kind in DAYS:
        draft.main = piece  # "during the day on Friday"
        return True
    aside = gap[:1] in (known.symbols[","], known.symbols["("])
    if gap and not aside and not (gap in known.groups["connect_of"] and draft.day_part):
        return False
    pair = {main.kind, piece.kind} == {"weekday", "date"} and draft.clock is None
    if pair and (main.kind == "weekday" or main.weekday is None):
        date, weekday = (piece, main) if piece.kind == "date" else (main, piece)
        draft.main = msgspec.structs.replace(date, weekday=weekday.weekday)
        return True
    if len(gap) == 1 and main.kind in ("period", "day", "span", "ago") and piece.kind == "date":
        draft.main = piece
        return True
    return False


def _join_clock(draft: _Draft, found: Found, gap: str, tokens: Tokens, known: Lexicon) -> bool:
    """A clock time or part of the day joined to a day, or the same clock time told again in another zone."""
    piece = found.piece
    opened = bool(gap) and tokens.word(found.start - 1) in ("(", "[")
    if piece.kind == "clock":
        if draft.clock is not None:
            zone = zone_beside(tokens, found.end)
            if opened and draft.utc_clock is None and zone is not None and zone.minutes is not None:
                draft.utc_clock = (piece.clock or 0) - zone.minutes
                found.end = zone.end
                return True
            return False
        if draft.main is not None and draft.main.kind not in DAY_LIKE:
            return False
        draft.clock, draft.end_clock = piece, piece.end_clock
        draft.about = any(lead.matcher.search(gap) for lead in known.leads["about"])
        return True
    if draft.second is not None:
        return not gap  # "until Tuesday evening": the range is told in days
    if draft.day_part is not None:
        return False
    if draft.main is None and draft.clock is not None:
        return _join_half(draft, piece)
    if draft.main is None or draft.main.kind not in DAY_LIKE:
        return False
    draft.day_part = piece.day_part
    return True


def _join_half(draft: _Draft, piece: TimePiece) -> bool:
    """ "At 5:30 in the evening": the part of the day tells which half the clock time is in."""
    clock = draft.clock
    if clock is None or clock.clock is None or draft.end_clock is not None:
        return False
    later_half = piece.day_part in ("afternoon", "evening") or (piece.day_part == "night" and clock.clock >= 360)
    if later_half and not clock.meridiem and 60 <= clock.clock < 720:  # "2 in the night" is after midnight
        draft.clock = msgspec.structs.replace(clock, clock=clock.clock + 720)
    draft.day_part = piece.day_part
    return True


def _without_part(gap: str, known: Lexicon) -> tuple[str, Part | None]:
    """The words between two pieces without the "early", "the end of" that belongs to the second."""
    for lead in known.leads["part"]:
        if match := lead.matcher.search(gap):
            part: Part = lead.says  # type: ignore[assignment]
            return gap[: match.start()], part
    return gap, None


def _add_zone(draft: _Draft, tokens: Tokens) -> None:
    if draft.clock is None or draft.zone is not None or draft.utc_clock is not None:
        return
    if draft.clock.utc_offset_minutes is not None:
        draft.zone = Zone(minutes=draft.clock.utc_offset_minutes, place=None, end=draft.end)
    elif (zone := zone_beside(tokens, draft.end)) is not None:
        draft.zone = zone
        draft.end = zone.end


def _finish(draft: _Draft, tokens: Tokens, known: Lexicon, floor: int) -> TimeMention:
    start, part = _lead(draft.start, floor, tokens, known, "part")
    measured = draft.main is not None and draft.main.kind in ("duration", "ago")
    start, about = _lead(start, floor, tokens, known, "length" if measured else "about")
    core_start = start
    start, says = _lead(start, floor, tokens, known, "relation")
    if about is None:
        start, about = _lead(start, floor, tokens, known, "about")
    if says in (None, "at"):
        start, further = _lead(start, floor, tokens, known, "relation")
        says = further or says
    relation: Relation = says or "at"  # type: ignore[assignment]
    first = draft.main or draft.clock
    span = Span(tokens.starts[start], tokens.ends[draft.end - 1])
    if first is None:
        first = TimePiece(kind="day_part", span=span, day_part=draft.day_part)
    if part and first.part is None:
        first = msgspec.structs.replace(first, part=part)
    core = Span(tokens.starts[core_start], span.end)
    return TimeMention(
        span=span,
        text=span.words(tokens.text),
        core=core,
        kind=_kind(first, draft, relation),
        first=first,
        second=draft.second,
        relation=relation,
        day_part=draft.day_part,
        clock=draft.clock.clock if draft.clock else None,
        end_clock=draft.end_clock,
        utc_offset_minutes=draft.zone.minutes if draft.zone else None,
        utc_clock=draft.utc_clock,
        zone_place=draft.zone.place if draft.zone else None,
        overnight_to=draft.overnight_to,
        approximate=about is not None or draft.about,
        names_agreement=_names_agreement(draft.start, draft.end, tokens, known),
        opening_clause=_opening_clause(start, draft, tokens, known) if relation == "at" else None,
    )


def _kind(first: TimePiece, draft: _Draft, relation: Relation) -> MentionKind:
    if relation == "since" and first.kind not in ("duration", "reference"):
        return "since"
    if draft.second is not None or first.end_day is not None or first.end_year is not None:
        return "interval"
    plain: MentionKind = first.kind  # type: ignore[assignment]
    return _KINDS.get(first.kind, plain)


def _lead(start: int, floor: int, tokens: Tokens, known: Lexicon, kind: str) -> tuple[int, str | None]:
    """The longest lead of a kind that ends where the expression starts."""
    window = tokens.symbols[max(floor, start - _LEAD_MOST) : start]
    best, says = 0, None
    for lead in known.leads[kind]:
        match = lead.matcher.search(window)
        if match and match.end() - match.start() > best:
            best, says = match.end() - match.start(), lead.says
    return start - best, says


def _names_agreement(start: int, end: int, tokens: Tokens, known: Lexicon) -> bool:
    """True when the date directly modifies, or is joined by "of" to, a noun for a text or a war."""
    nouns, between = known.groups["agreement_nouns"], known.groups["agreement_between"]
    before = tokens.symbols[max(0, start - 2) : start]
    if len(before) == 2 and before[1] in known.groups["agreement_of"] and before[0] in nouns:
        return True
    if not (before and before[-1] in known.groups["agreement_article"]):
        return False
    at = end
    while at < min(end + 4, len(tokens.symbols)) and tokens.symbols[at] in between and tokens.symbols[at] not in nouns:
        at += 1
    return at < len(tokens.symbols) and tokens.symbols[at] in nouns


def _opening_clause(start: int, draft: _Draft, tokens: Tokens, known: Lexicon) -> Span | None:
    """The "since ..." clause that this date stands in, when the clause tells from when on."""
    if draft.main is None or draft.main.kind not in (*DAYS, "month", "year"):
        return None
    for at in range(start - 1, max(-1, start - _CLAUSE_MOST), -1):
        symbol = tokens.symbols[at]
        if symbol in known.groups["clause_since"]:
            inside = tokens.symbols[at + 1 : start]
            near = start - at - 1 <= known.clause_near and symbol in known.groups["clause_near_since"]
            if near or any(s in known.groups["clause_effect"] for s in inside):
                return Span(tokens.starts[at], tokens.ends[draft.end - 1])
            return None
        if symbol != OTHER and tokens.word(at) in (".", ",", ";", ":", "(", ")"):
            return None
    return None
