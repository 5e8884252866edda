"""The words and phrases of time of one language, read from `data/lexicons/times*.yml` and made ready for matching.

Every word of the file gets one private character, and so does every kind of number. A text becomes a string of these
characters (one a token), a phrase becomes a small regular expression over them. Matching is then bounded by the length
of a phrase, whatever the text.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

from trucewatch.errors import ConfigurationError

LANGUAGES = {"en": "times.yml", "it": "times_it.yml"}
OTHER = "x"  # a token that no phrase knows; it ends every match
NUMBERS = (
    "DD",
    "N2",
    "N3",
    "YEAR",
    "HHMM",
    "BIG",
    "ORDNUM",
    "DECADE",
    "CLOCK",
    "DECIMAL",
    "ISO",
    "DMY",
    "TENS",
    "TENSORD",
)
NUMBER_GROUPS = {
    "DOM": ("DD", "ORDNUM"),
    "INT": ("DD", "N2", "N3", "YEAR", "BIG"),
    "YY": ("DD", "N2"),
    "HHMM": ("HHMM", "YEAR"),
    "NUMWORD": ("TENS",),
    "ORDWORD": ("TENSORD",),
}
MARKS = (",", ".", "-", "'", "'s", "(", ")", "[", "]", "+", "/", ";", ":", "&", "$", "€", "£", "#")
_WORD_SETS = ("counted", "labels", "year_leads", "event_words", "event_ends", "after_day_of_month", "plural_units")
_NESTED_SETS = ("connect", "agreement", "clause")
_FIRST_SYMBOL = 0xE000


class Phrase(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `patterns`: the kind of expression, its matcher, and the field that each captured token fills."""

    kind: str
    matcher: re.Pattern[str]
    fields: tuple[str, ...]
    given: dict[str, Any]


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """One row of `leads`: what it says of the expression that follows it, and its matcher (anchored at its end)."""

    says: str
    matcher: re.Pattern[str]


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one language's time expressions; made once by `lexicon`."""

    language: str
    symbols: dict[str, str]
    values: dict[str, dict[str, Any]]
    capital_only: frozenset[str]
    dotted: frozenset[str]
    tens: frozenset[str]
    by_first: dict[str, tuple[Phrase, ...]]
    leads: dict[str, tuple[Lead, ...]]
    groups: dict[str, frozenset[str]]
    clause_near: int

    def value(self, word: str, category: str) -> Any:
        """What a word stands for in a category ("Friday" in WEEKDAY: 4), None when it is not in it."""
        return self.values.get(category, {}).get(word)


@cache
def lexicon(language: str = "en") -> Lexicon:
    """The lexicon of a language (code as in ISO 639-1).

    Raises: ConfigurationError when there is no such language, or when its file is faulty.
    """
    name = LANGUAGES.get(language)
    if name is None:
        raise ConfigurationError(
            f"no time expressions are known for language {language!r}",
            where="data/lexicons/times*.yml",
            try_this=f"one of {', '.join(sorted(LANGUAGES))}, or add a file of that language",
        )
    raw = yaml.safe_load(files("trucewatch.data").joinpath("lexicons", name).read_text(encoding="utf-8"))
    return _Builder(raw, name).build()


class _Builder:
    """Gives out the symbols and compiles the rows of one file."""

    def __init__(self, raw: dict[str, Any], name: str) -> None:
        self.raw = raw
        self.name = name
        self.symbols: dict[str, str] = {}
        self.categories: dict[str, set[str]] = {n: {self._symbol(f"<{n}>")} for n in NUMBERS}
        for mark in MARKS:
            self._symbol(mark)

    def build(self) -> Lexicon:
        words: dict[str, dict[str, Any]] = {
            c: {str(w): v for w, v in ws.items()} for c, ws in self.raw["words"].items()
        }
        for category, entries in words.items():
            self.categories.setdefault(category, set()).update(self._symbol(w) for w in entries)
        for group, members in [*NUMBER_GROUPS.items(), *self.raw["groups"].items()]:
            found = set().union(*(self.categories[m] for m in members if m in self.categories))
            self.categories[group] = self.categories.get(group, set()) | found
        phrases = [self._phrase(row) for row in self.raw["patterns"]]
        leads = {
            kind: tuple(
                Lead(says=says, matcher=re.compile(f"(?:{self._plain(e)})$")) for says, es in rows.items() for e in es
            )
            for kind, rows in self.raw["leads"].items()
        }
        groups = {name: self.raw[name] for name in _WORD_SETS}
        groups |= {
            f"{outer}_{name}": ws for outer in _NESTED_SETS for name, ws in self.raw[outer].items() if name != "near"
        }
        return Lexicon(
            language=self.raw["language"],
            values=words,
            capital_only=frozenset(self.raw["capital_only"]),
            dotted=frozenset(self.raw["dotted"]),
            tens=frozenset(self.raw["tens"]),
            leads=leads,
            groups={k: frozenset(self._symbol(str(w)) for w in ws) for k, ws in groups.items()},
            by_first=self._by_first(phrases),
            clause_near=int(self.raw["clause"]["near"]),
            symbols=self.symbols,
        )

    def _symbol(self, word: str) -> str:
        return self.symbols.setdefault(word, chr(_FIRST_SYMBOL + len(self.symbols)))

    def _choices(self, element: str) -> tuple[list[str], str]:
        """The symbols that an element stands for, and its category's name ("" for plain words)."""
        found: list[str] = []
        named = ""
        for word in element.split("|"):
            if word.isupper() and word.isalpha() and len(word) > 1:
                if word not in self.categories:
                    raise ConfigurationError(
                        f"unknown category {word}", where=self.name, try_this="define it under words or groups"
                    )
                found += sorted(self.categories[word])
                named = named or word.lower()
            else:
                found.append(self._symbol(word))
        return found, named

    def _phrase(self, row: list[Any]) -> tuple[Phrase, set[str]]:
        kind, pattern, given = row[0], row[1], (row[2] if len(row) > 2 else {})
        parts: list[str] = []
        fields: list[str] = []
        first: set[str] = set()
        open_start = True
        for element in pattern.split():
            if element.startswith("<"):
                parts.append("(?<=[" + "".join(map(re.escape, self._choices(element[1:])[0])) + "])")
                continue
            optional = element.endswith("?") and len(element) > 1
            found, named = self._choices(element[:-1] if optional else element)
            if open_start:
                first.update(found)
                open_start = optional
            one = "[" + "".join(map(re.escape, found)) + "]"
            if named:
                count = sum(f.rstrip("2345") == named for f in fields)
                fields.append(named + (str(count + 1) if count else ""))
                one = f"({one})"
            parts.append(f"(?:{one})?" if optional else one)
        return Phrase(kind=kind, matcher=re.compile("".join(parts)), fields=tuple(fields), given=given), first

    def _plain(self, pattern: str) -> str:
        parts: list[str] = []
        for element in pattern.split():
            optional = element.endswith("?")
            found, _ = self._choices(element.rstrip("?"))
            parts.append("[" + "".join(map(re.escape, found)) + "]" + ("?" if optional else ""))
        return "".join(parts)

    @staticmethod
    def _by_first(phrases: list[tuple[Phrase, set[str]]]) -> dict[str, tuple[Phrase, ...]]:
        table: dict[str, list[Phrase]] = {}
        for phrase, first in phrases:
            for symbol in first:
                table.setdefault(symbol, []).append(phrase)
        return {symbol: tuple(found) for symbol, found in table.items()}
