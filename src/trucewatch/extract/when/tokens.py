"""Text to tokens: one character of the lexicon's alphabet for each word, number and mark, with offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from trucewatch.extract.when.lexicon import OTHER, Lexicon

_TOKEN = re.compile(
    r"""
    (?P<iso>\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\w-]))
  | (?P<dmy>(?<![\d./])\d{1,2}(?:\.\d{1,2}\.|/\d{1,2}/|-\d{1,2}-)\d{4}(?!\d)|(?<![\d./])\d{2}\.\d{2}\.\d{2}(?![\d.]))
  | (?P<clock>(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:]))
  | (?P<ordnum>\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<decade>\d{3}0['’]?s\b)
  | (?P<grouped>\d{1,3}(?:[,.]\d{3})+(?!\d))
  | (?P<decimal>\d+\.\d+)
  | (?P<int>\d+)
  | (?P<abbr>[^\W\d_](?:\.[^\W\d_])+\b\.?)
  | (?P<word>[^\W\d_]+(?:['’](?=clock)clock)?)
  | (?P<break>\n\s*\n)
  | (?P<poss>['’]s\b)
  | (?P<mark>[^\w\s])
    """,
    re.VERBOSE,
)
_DASHES = {"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'"}
_CHUNK = 20_000


class Tokens(msgspec.Struct, kw_only=True):
    """The tokens of one stretch of text. `symbols` holds one character a token; offsets count in the whole text."""

    text: str
    symbols: str
    starts: list[int]
    ends: list[int]

    def after(self, end: int, most: int = 1) -> str:
        """The symbols of up to `most` tokens from `end` on, as far as the paragraph of the token before goes."""
        last = end
        while last < min(end + most, len(self.symbols)) and (last == 0 or not self._apart(last)):
            last += 1
        return self.symbols[end:last]

    def before(self, start: int) -> str:
        """The symbol of the token before, empty where a paragraph starts."""
        return "" if start == 0 or self._apart(start) else self.symbols[start - 1]

    def _apart(self, i: int) -> bool:
        """True if an empty line stands before token `i`."""
        return "\n\n" in self.text[self.ends[i - 1] : self.starts[i]]

    def word(self, i: int) -> str:
        """The words of token `i`, lower case, without the dots of an abbreviation."""
        return normal(self.text[self.starts[i] : self.ends[i]])


def normal(word: str) -> str:
    """A word as the lexicon spells it."""
    word = word.lower().replace("’", "'")
    return _DASHES.get(word, word.replace(".", "") if len(word) > 1 and not word[0].isdigit() else word)


def tokenise(text: str, lexicon: Lexicon) -> Iterator[Tokens]:
    """Tokens, chunk by chunk; a chunk ends at an empty line, or (in a very long paragraph) at a sentence's end."""
    for start, end in _chunks(text):
        yield _tokenise(text, start, end, lexicon)


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    start, size = 0, len(text)
    while start < size:
        end = min(size, start + _CHUNK)
        if end < size:
            end = _cut(text, start + _CHUNK // 2, end)
        yield start, end
        start = end


def _cut(text: str, low: int, high: int) -> int:
    """Where a chunk may end: after an empty line, a line, a sentence ("Dec. 11" ends none), or a word."""
    for stop in ("\n\n", "\n", ". ", " "):
        at = text.rfind(stop, low, high)
        while at > 0:
            end = at + len(stop)
            if stop != ". " or text[end : end + 1].isalpha():
                return end
            at = text.rfind(stop, low, at)
    return high


@cache
def _tens(lexicon_tens: frozenset[str], ones: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(sorted(lexicon_tens))})[-‐‑ ](?:{'|'.join(sorted(ones))})\b", re.IGNORECASE)


def _tokenise(text: str, start: int, end: int, lexicon: Lexicon) -> Tokens:
    known = lexicon.symbols
    symbols: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    skip_to = start
    for match in _TOKEN.finditer(text, start, end):
        first, last = match.span()
        if first < skip_to:
            continue
        kind = match.lastgroup
        if kind == "word" or kind == "abbr":
            word = match.group().lower()
            if word in lexicon.tens and (joined := _joined_number(text, first, lexicon)):
                symbol, last = joined
                skip_to = last
            else:
                symbol, last = _word_symbol(text, first, last, lexicon)
                skip_to = last
        elif kind == "mark" or kind == "poss":
            symbol = known.get(normal(match.group()), OTHER)
        elif kind == "int":
            symbol = _int_symbol(text, first, last, lexicon)
        else:
            symbol = known.get(f"<{(kind or '').upper()}>", OTHER)
        symbols.append(symbol)
        starts.append(first)
        ends.append(last)
    return Tokens(text=text, symbols="".join(symbols), starts=starts, ends=ends)


def _word_symbol(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[str, int]:
    word = normal(text[start:end])
    symbol = lexicon.symbols.get(word, OTHER)
    if symbol == OTHER:
        return OTHER, end
    if word in lexicon.capital_only and not text[start].isupper():
        return OTHER, end
    if word in lexicon.dotted and text[end : end + 1] == ".":
        end += 1  # "Dec. 11": the dot is the abbreviation's
    return symbol, end


def _joined_number(text: str, start: int, lexicon: Lexicon) -> tuple[str, int] | None:
    ones = frozenset(w for c in ("NUMWORD", "ORDWORD") for w, v in lexicon.values.get(c, {}).items() if v < 10)
    match = _tens(lexicon.tens, ones).match(text, start)
    if not match:
        return None
    last = re.split(r"[-‐‑ ]", match.group().lower())[-1]
    kind = "TENSORD" if last in lexicon.values.get("ORDWORD", {}) else "TENS"
    return lexicon.symbols[f"<{kind}>"], match.end()


def _int_symbol(text: str, start: int, end: int, lexicon: Lexicon) -> str:
    if start >= 2 and text[start - 1] in "-‑" and text[start - 2].isalpha():
        word = re.search(r"[^\W\d_]+$", text[max(0, start - 12) : start - 1])
        if word is None or word.group().lower() not in lexicon.symbols:
            return OTHER  # "Su-25", "T-72": a name's number
    size = end - start
    number = int(text[start:end]) if size < 6 else 0
    if size <= 2:
        kind = "DD" if 1 <= number <= 31 else "N2"
    elif size == 3:
        kind = "N3"
    elif size == 4:
        kind = "YEAR" if 1000 <= number < 2200 else "HHMM"
    else:
        kind = "BIG"
    return lexicon.symbols[f"<{kind}>"]
