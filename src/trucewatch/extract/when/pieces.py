"""Pieces of time in a stretch of tokens: the longest phrase at each place, with its words turned into values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from trucewatch.extract.when.lexicon import MARKS, OTHER, Lexicon, Phrase
from trucewatch.extract.when.mention import TimePiece
from trucewatch.extract.when.tokens import Tokens
from trucewatch.model.span import Span

_FIELDS = frozenset(TimePiece.__struct_fields__) - {"kind", "span"}
_COUNTED = ("duration", "ago", "period", "running", "frequency")
_MOST_DIGITS = 4  # no length or year before Christ that a report tells has more
_PASSED_ON = {
    "shift",
    "base",
    "which",
    "year_of",
    "sign",
    "count",
    "unit",
    "season",
    "clock",
    "reference",
    "utc_offset_minutes",
}


class Found(msgspec.Struct):
    """A piece and the tokens that it covers, end exclusive."""

    piece: TimePiece
    start: int
    end: int


def find_pieces(tokens: Tokens, lexicon: Lexicon) -> list[Found]:
    """The pieces in these tokens, in order, none overlapping; at each place the longest phrase that makes sense."""
    found: list[Found] = []
    symbols, by_first = tokens.symbols, lexicon.by_first
    i, size = 0, len(symbols)
    while i < size:
        phrases = by_first.get(symbols[i]) if symbols[i] != OTHER else None
        best = _longest(tokens, i, phrases, lexicon) if phrases else None
        if best is None:
            i += 1
        else:
            found.append(best)
            i = best.end
    return found


def _longest(tokens: Tokens, at: int, phrases: tuple[Phrase, ...], lexicon: Lexicon) -> Found | None:
    matches = [(m.end(), -n, p, m) for n, p in enumerate(phrases) if (m := p.matcher.match(tokens.symbols, at))]
    for end, _, phrase, match in sorted(matches, key=lambda x: (x[0], x[1]), reverse=True):
        piece = read_piece(tokens, phrase, match, lexicon)
        if piece is not None and not _misread(tokens, at, end, piece, lexicon):
            return Found(_from_event(tokens, end, _vague_plural(tokens, at, end, piece, lexicon), lexicon), at, end)
    return None


def _misread(tokens: Tokens, start: int, end: int, piece: TimePiece, lexicon: Lexicon) -> bool:
    """True when the words around show that no time is meant: "1500 troops", "the 24th Division"."""
    if piece.kind == "year":
        return _no_year(tokens, start, end, lexicon)
    after = tokens.after(end)
    if piece.kind == "day_of_month":
        alone = not after or after in _marks(lexicon) or after in lexicon.groups["after_day_of_month"]
        return not alone or (piece.day or 0) > 31
    if piece.kind == "season" and piece.year is None and tokens.word(end - 1) in lexicon.values.get("SOFTSEASON", {}):
        return bool(after) and after == lexicon.symbols.get("of")
    return False


def _vague_plural(tokens: Tokens, start: int, end: int, piece: TimePiece, lexicon: Lexicon) -> TimePiece:
    """ "In previous years" names no year: a stretch without a length."""
    if piece.kind != "span" or not any(s in lexicon.groups["plural_units"] for s in tokens.symbols[start:end]):
        return piece
    sign = 1 if piece.which in ("next", "following") else -1
    return msgspec.structs.replace(piece, kind="period", sign=sign, count=None)


def _from_event(tokens: Tokens, end: int, piece: TimePiece, lexicon: Lexicon) -> TimePiece:
    """The piece, counting from what follows it when it ends in "after" and goes on: "two days after the battle"."""
    if piece.kind not in ("ago", "day", "span") or tokens.symbols[end - 1] not in lexicon.groups["event_words"]:
        return piece
    after = tokens.after(end)
    if not after or after in _marks(lexicon) or after in lexicon.groups["event_ends"]:
        return piece
    return msgspec.structs.replace(piece, base="event")


def _marks(lexicon: Lexicon) -> str:
    return "".join(lexicon.symbols[m] for m in MARKS)


def _no_year(tokens: Tokens, start: int, end: int, lexicon: Lexicon) -> bool:
    """True for a bare four-digit number that counts or labels something."""
    if end - start > 1:
        return False
    symbols = tokens.symbols
    before = tokens.before(start) or OTHER
    if before in lexicon.groups["labels"]:
        return True
    if start and tokens.word(start - 1) in ("-", "/") and (start < 2 or symbols[start - 2] == OTHER):
        return True  # "S/2019", "K-2000"
    led = before in lexicon.groups["year_leads"]
    if any(s in lexicon.groups["counted"] for s in tokens.after(end, 1 if led else 2)):
        return True
    return not led and not 1700 <= int(tokens.word(start)) <= 2100


def read_piece(tokens: Tokens, phrase: Phrase, match: re.Match[str], lexicon: Lexicon) -> TimePiece | None:
    """The piece that a matched phrase tells, None when its numbers cannot be one (a clock at 27:80)."""
    given = phrase.given
    values: dict[str, Any] = {k: v for k, v in given.items() if k in _PASSED_ON}
    if "daypart" in given:
        values["day_part"] = given["daypart"]
    if "holiday" in given:
        values["month"], values["day"] = given["holiday"]
    for group, field in enumerate(phrase.fields, 1):
        at = match.start(group)
        if at >= 0:
            name = field.rstrip("2345")
            read = _READERS[name](tokens.word(at), lexicon, field != name) if name in _READERS else {}
            if read is None:
                return None
            values = (
                {**values, **read} if field == "dom3" else {**read, **values}
            )  # "15, 16 and 17 August" end on the 17th
    if "unit" not in values and phrase.kind in _COUNTED:
        values["unit"] = next((u for i in range(*match.span()) if (u := lexicon.value(tokens.word(i), "UNIT"))), None)
    span = Span(tokens.starts[match.start()], tokens.ends[match.end() - 1])
    if not _settle(phrase.kind, values, bool(given.get("half")), lexicon):
        return None
    return msgspec.convert(
        {"kind": phrase.kind, "span": span, **{k: v for k, v in values.items() if k in _FIELDS}}, TimePiece
    )


def _settle(kind: str, values: dict[str, Any], half: bool, lexicon: Lexicon) -> bool:
    """Put the numbers where this kind of piece has them; False when they make no sense."""
    era, number = values.pop("era", None), values.pop("number", None)
    if kind in ("year", "season", "month") and era is not None and number is not None:
        values["year"] = 1 - int(number)
    elif kind == "decade" and era is not None:
        values["year"] = -values["year"]
    elif kind == "century":
        values["year"] = -int(number or 0) if era is not None else int(number or 0)
    elif kind == "clock":
        return _settle_clock(values)
    elif kind in _COUNTED and number is not None:
        values["count"] = float(number)
    if half:
        values["count"] = (values.get("count") or 0) + 0.5
    if kind == "year" and (short := values.pop("yy", None)) is not None:
        values["end_year"] = values["year"] // 100 * 100 + short
    if values.get("end_year") is not None and values["end_year"] <= values["year"]:
        return False
    return values.get("end_day") is None or values["end_day"] > values.get("day", 0)


def _settle_clock(values: dict[str, Any]) -> bool:
    half = values.pop("half_of_day", None)
    ends = [values.get("clock"), values.get("end_clock")]
    if ends[0] is None:
        ends = [None if values.get(k) is None else int(values[k]) * 60 for k in ("day", "end_day")]
        values.pop("day", None)
        values.pop("end_day", None)
    if ends[0] is None:
        return False
    made: list[int | None] = []
    for minutes in ends:
        if minutes is not None and half is not None:
            if minutes >= 13 * 60 and half == "am":
                return False
            if minutes < 13 * 60:
                minutes = minutes % 720 + (720 if half == "pm" else 0)
        if minutes is not None and minutes > 1440:
            return False
        made.append(minutes)
    values["clock"], values["end_clock"] = made
    values["meridiem"] = half is not None
    return True


def _dom(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
    return {"end_day" if second else "day": int(re.sub(r"\D", "", word))}


def _count(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any] | None:
    if second:
        return {}
    if digits := re.sub(r"\D", "", word):
        if len(digits) > _MOST_DIGITS:
            return None
        return {"number": float(digits)}
    parts = [lexicon.value(w, c) for w in re.split(r"[-‐‑ ]", word) for c in ("NUMWORD", "ORDWORD")]
    return {"number": float(sum(p for p in parts if p is not None))}


def _year(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
    return {"end_year" if second else "year": int(word)}


def _clock(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any] | None:
    hours, _, minutes = word.replace(".", ":").partition(":")
    if not minutes:
        hours, minutes = word[:-2], word[-2:]
    minutes = minutes[:2] if len(minutes) >= 2 else "99"
    if len(hours) > 2 or int(hours or 0) > 24 or int(minutes) > 59:
        return None
    return {"clock": int(hours or 0) * 60 + int(minutes)}


def _iso(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
    day, _, rest = word.partition("t")
    year, month, dom = (int(x) for x in day.split("-"))
    out: dict[str, Any] = {"year": year, "month": month, "day": dom}
    if rest:
        out["clock"] = int(rest[:2]) * 60 + int(rest[3:5])
        if zone := re.search(r"([+-])(\d{2}):?(\d{2})$|z$", rest):
            out["utc_offset_minutes"] = (
                (1 if zone[1] == "+" else -1) * (int(zone[2]) * 60 + int(zone[3])) if zone[1] else 0
            )
    return out


def _dmy(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any] | None:
    a, b, year = (int(x) for x in re.split(r"[./-]", word))
    year += 2000 if year < 100 else 0
    if "." in word:
        return {"year": year, "month": b, "day": a} if b <= 12 else None
    if b > 12 >= a:
        return {"year": year, "month": a, "day": b}
    if b > 12:
        return None
    return {"year": year, "month": b, "day": a, "doubtful": a <= 12 and a != b}


def _edge(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
    return {"part": lexicon.value(word, "EDGE") or lexicon.value(word, "PART")}


def _from(category: str, field: str) -> Callable[[str, Lexicon, bool], dict[str, Any]]:
    def read(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
        return {} if second else {field: lexicon.value(word, category)}

    return read


def _month(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
    value = lexicon.value(word, "MONTH")
    return {"month": value if value is not None else lexicon.value(word, "SOFTMONTH")}


def _weekday(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
    value = lexicon.value(word, "WEEKDAY")
    return {"weekday": value if value is not None else lexicon.value(word, "SOFTWEEKDAY")}


def _season(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
    value = lexicon.value(word, "SEASON")
    return {"season": value if value is not None else lexicon.value(word, "SOFTSEASON")}


def _back(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
    return {"which": lexicon.value(word, "BACK") or lexicon.value(word, "FORWARD")}


def _frequency(word: str, lexicon: Lexicon, second: bool) -> dict[str, Any]:
    return {"unit": lexicon.value(word, "FREQUENCY"), "count": 1.0}


_READERS: dict[str, Callable[[str, Lexicon, bool], dict[str, Any] | None]] = {
    "dom": _dom,
    "count": _count,
    "int": _count,
    "ord": _count,
    "ordnum": _dom,
    "ordword": lambda w, lx, s: {"day": int((_count(w, lx, False) or {})["number"])},
    "year": _year,
    "yy": lambda w, lx, s: {"yy": int(w)},
    "month": _month,
    "anymonth": _month,
    "softmonth": _month,
    "weekday": _weekday,
    "anyweekday": _weekday,
    "season": _season,
    "anyseason": _season,
    "softseason": _season,
    "unit": _from("UNIT", "unit"),
    "daypart": _from("DAYPART", "day_part"),
    "back": _back,
    "forward": _back,
    "edge": _edge,
    "part": _edge,
    "article": lambda w, lx, s: {"count": 1.0},
    "vague": lambda w, lx, s: {"count": None},
    "era": lambda w, lx, s: {"era": -1},
    "reference": _from("REFERENCE", "reference"),
    "frequency": _frequency,
    "clock": _clock,
    "decimal": _clock,
    "hhmm": _clock,
    "meridiem": _from("MERIDIEM", "half_of_day"),
    "iso": _iso,
    "dmy": _dmy,
    "decade": lambda w, lx, s: {"year": int(w[:3])},
}
