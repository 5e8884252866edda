"""How values are said to a reader: dates, places, numbers, names and codes in plain neutral words."""

from __future__ import annotations

import calendar
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

import yaml

from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.edtf import DAY, MONTH, edge_days
from trucewatch.model.edtf import edtf_days as edtf_days
from trucewatch.model.edtf import edtf_reach as edtf_reach
from trucewatch.model.incident import HarmFigure
from trucewatch.model.where import PlaceMention

NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@cache
def phrases() -> dict[str, dict[str, str]]:
    """The phrase of every code, by axis, from `data/phrases.yml`."""
    text = files("trucewatch.data").joinpath("phrases.yml").read_text(encoding="utf-8")
    loaded = yaml.safe_load(text)
    return {axis: {str(k): str(v) for k, v in table.items()} for axis, table in loaded.items()}


def say_code(axis: str, code: str) -> str:
    """The phrase for a code; the code itself, with blanks, where the table has none."""
    return phrases().get(axis, {}).get(code, code.replace("_", " "))


# letters that no mark comes off from
_WHOLE = str.maketrans({"ə": "e", "Ə": "e", "ı": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d"})


def fold(text: str) -> str:
    """Text without case and accents, for what a reader asks for: Köhnə Tağlar and kohne taglar are alike."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.translate(_WHOLE))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


# -- dates --------------------------------------------------------------------------------------------------------
def say_day(day: date) -> str:
    """11 December 2020."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def say_when(when: str | None, day_part: str | None = None) -> str:
    """A happening's time with its own precision: a day, a span of days, a month, a year; or that no date is given."""
    if not when:
        return "date not stated"
    first, _, last = when.partition("/")
    if not last or last == first:
        text = _say_edge(first)
    elif last == "..":
        text = f"since {_say_edge(first)}"
    elif first in ("", ".."):
        text = f"until {_say_edge(last)}"
    else:
        text = f"{_say_edge(first)} to {_say_edge(last)}"
    return f"{text}, {day_part}" if day_part else text


def _say_edge(part: str) -> str:
    bare = part.strip("~?%")
    about = "about " if bare != part else ""
    if DAY.match(bare) and (days := edge_days(bare)):
        return about + say_day(days[0])
    if (m := MONTH.match(bare)) and 1 <= int(m[2]) <= 12:
        return f"{about}{calendar.month_name[int(m[2])]} {m[1]}"
    return about + bare


def say_instant(instant: datetime) -> str:
    """12 December 2020, 18:00 (UTC+04:00)."""
    return f"{say_day(instant.date())}, {instant:%H:%M} ({say_zone(instant)})"


def say_zone(instant: datetime) -> str:
    """UTC, or UTC+04:00."""
    offset = instant.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds() // 60)
    if minutes == 0:
        return "UTC"
    sign = "+" if minutes > 0 else "-"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


# -- numbers ------------------------------------------------------------------------------------------------------
def say_number(n: int) -> str:
    """Words below ten, figures with a comma for thousands above."""
    return NUMBER_WORDS[n] if 0 <= n < len(NUMBER_WORDS) else f"{n:,}"


def say_range(low: int | None, high: int | None) -> str:
    """three; three to six; at least three; up to six; a number not stated."""
    if low is None and high is None:
        return "a number not stated"
    if high is None:
        return f"at least {say_number(low or 0)}"
    if low is None:
        return f"up to {say_number(high)}"
    return say_number(low) if low == high else f"{say_number(low)} to {say_number(high)}"


def plural(n: int, one: str, many: str | None = None) -> str:
    """1 incident, 2 incidents."""
    return one if n == 1 else (many or f"{one}s")


# -- places, people, harm -----------------------------------------------------------------------------------------
def say_place(place: PlaceMention) -> str:
    """A place with its precision: near Hadrut (settlement, radius 5 km); Hadrut (district)."""
    relation = "" if place.relation == "in" else f"{place.relation} "
    kind = "" if place.kind == "unknown" else place.kind
    radius = say_radius(place.radius_m) if place.radius_m is not None else ""
    inside = ", ".join(x for x in (kind, radius) if x)
    return f"{relation}{place.name}" + (f" ({inside})" if inside else "")


def say_radius(metres: int) -> str:
    """radius 25 km; radius 400 m."""
    return f"radius {metres} m" if metres < 1000 else f"radius {metres / 1000:.3g} km"


def say_places(places: Iterable[PlaceMention]) -> tuple[str, ...]:
    """Each place once, in the order of the accounts."""
    return tuple(dict.fromkeys(say_place(p) for p in places))


def say_actor(actor: ActorRef | None) -> str | None:
    """The actor's name; None when there is none."""
    return actor.name if actor else None


def say_harm(harm: Harm) -> str:
    """three killed (Karabakh forces); at least two civilians wounded; with "in all" for a cumulative figure."""
    people = say_civilians(harm.low, harm.high) if harm.civilian else ""
    who = f" ({harm.who.name})" if harm.who else ""
    scope = ", a cumulative figure" if harm.scope == "cumulative" else ""
    return f"{say_range(harm.low, harm.high)}{people} {say_code('harm', harm.kind)}{who}{scope}"


def say_figures(figures: Iterable[HarmFigure]) -> tuple[str, ...]:
    """three killed, two wounded of Karabakh, says Karabakh defence ministry: one text a side and speaker."""
    grouped: dict[tuple[str | None, str], list[str]] = {}
    for f in figures:
        people = say_civilians(f.low, f.high) if f.civilian else ""
        said = f"{say_range(f.low, f.high)}{people} {say_code('harm', f.kind)}"
        grouped.setdefault((f.side, f.speaker), []).append(said)
    return tuple(
        f"{', '.join(said)}{f' of {side}' if side else ' (side not stated)'}, says {speaker}"
        for (side, speaker), said in grouped.items()
    )


def say_civilians(low: int | None, high: int | None) -> str:
    """The word after a number of civilians, with its blank: one civilian, up to six civilians."""
    return " civilian" if low == high == 1 else " civilians"
