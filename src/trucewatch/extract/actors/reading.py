"""A noun phrase taken apart: what stands before it, its head word, its names, and its parts by preposition."""

from __future__ import annotations

import re
from collections import Counter

import msgspec

from trucewatch.extract.actors.entries import ActorMention
from trucewatch.extract.actors.folding import fold, lower
from trucewatch.extract.actors.lexicon import HeadClass, Words
from trucewatch.extract.actors.table import ActorTable

_TOKEN = re.compile(r"[^\W_]+(?:[.'&/][^\W_]+)*\.?|'s\b|[,;:()]|\S")
_BLANKS = re.compile(r"\s+")
_PARENTHESES = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_EDGES = " \t\n\"'“”«»‘’„*_-–—.,;:#"


class Token(msgspec.Struct, frozen=True):
    """A word of the cleaned phrase. Offsets: characters of `Reading.text`."""

    start: int
    end: int
    low: str


class Head(msgspec.Struct, frozen=True):
    """A head noun of the lists, with its class and place."""

    start: int
    end: int
    word: str
    cls: HeadClass


class Part(msgspec.Struct, frozen=True):
    """A stretch of the phrase and the preposition (or comma) that opens it, "" for the first."""

    opener: str
    start: int
    end: int


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A noun phrase taken apart.

    Shape: `text` is the cleaned phrase without parentheses, `low` it folded; `aside` what stood in parentheses; `core`
    where the phrase begins once determiners and quantities are off; `opening` the words so taken off; `parts` in order.
    """

    text: str
    low: str
    aside: tuple[str, ...]
    core: int
    opening: tuple[str, ...]
    mentions: tuple[ActorMention, ...]
    heads: tuple[Head, ...]
    parts: tuple[Part, ...]

    def mentions_in(self, part: Part) -> tuple[ActorMention, ...]:
        """The names that stand in a part."""
        return tuple(m for m in self.mentions if part.start <= m.span.start < part.end)

    def head_of(self, part: Part) -> Head | None:
        """The last head noun of a part."""
        inside = [h for h in self.heads if part.start <= h.start < part.end]
        return inside[-1] if inside else None

    @property
    def first(self) -> Part:
        """The part before any preposition, where the main word stands."""
        return self.parts[0]


def read(phrase: str, table: ActorTable, words: Words, homes: dict[str, int] | None = None) -> Reading:
    """A noun phrase taken apart with the table's names and the head words found."""
    whole = _BLANKS.sub(" ", phrase.replace("#", "")).strip(_EDGES)
    text, aside = _without_parentheses(whole, table)
    folded = fold(text)
    low = lower(folded)
    if aside:
        homes = dict(Counter(homes or {}) + Counter(table.homes_in(whole)))
    mentions = table.find(text, homes)
    tokens = [Token(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(low)]
    core, opening = _core(low, mentions, words)
    heads = _heads([t for t in tokens if t.start >= core], mentions, low, words)
    parts = _parts([t for t in tokens if t.start >= core], mentions, heads, core, len(text), words)
    return Reading(
        text=text, low=low, aside=aside, core=core, opening=opening, mentions=mentions, heads=heads, parts=parts
    )


def _without_parentheses(whole: str, table: ActorTable) -> tuple[str, tuple[str, ...]]:
    """The phrase without what is in parentheses, unless the table has a name that holds them."""
    if "(" not in whole and "[" not in whole:
        return whole, ()
    if any("(" in whole[m.span.start : m.span.end] for m in table.find(whole)):
        return whole, ()
    aside = tuple(m[1].strip() for m in _PARENTHESES.finditer(whole) if m[1].strip())
    return _BLANKS.sub(" ", _PARENTHESES.sub("", whole)).strip(_EDGES), aside


def _core(low: str, mentions: tuple[ActorMention, ...], words: Words) -> tuple[int, tuple[str, ...]]:
    """Where the phrase begins behind articles, numbers and quantities, and which words were passed over."""
    at = 0
    passed: list[str] = []
    while True:
        if any(m.span.start == at for m in mentions):
            return at, tuple(passed)
        quantity = next((q for q in words.quantities if low.startswith(q + " ", at)), None)
        word = re.compile(r"\S+").match(low, at)
        if quantity is None and word is not None:
            plain = word[0].strip(",\"'")
            simple = plain in words.determiners or plain in words.numbers or plain.replace(",", "").isdigit()
            linking = bool(passed) and plain in ("of", "dei", "di", "to", "or", "and")
            quantity = word[0] if (simple or linking) and word.end() < len(low) else None
        if quantity is None:
            return at, tuple(passed)
        passed.append(quantity)
        at += len(quantity)
        at += len(low[at:]) - len(low[at:].lstrip(" "))


def _heads(tokens: list[Token], mentions: tuple[ActorMention, ...], low: str, words: Words) -> tuple[Head, ...]:
    """Head nouns, longest first at each place, outside the table's names."""
    found: list[Head] = []
    i = 0
    while i < len(tokens):
        if any(m.span.start <= tokens[i].start < m.span.end for m in mentions):
            i += 1
            continue
        for length in range(min(words.longest_head, len(tokens) - i), 0, -1):
            start, end = tokens[i].start, tokens[i + length - 1].end
            word = low[start:end].rstrip(".").removesuffix("'s")
            if word in words.heads and not any(m.span.start < end and start < m.span.end for m in mentions):
                found.append(Head(start, end, word, words.heads[word]))
                i += length - 1
                break
        i += 1
    return tuple(found)


def _lists(comma: Token, mentions: tuple[ActorMention, ...]) -> bool:
    """True if a comma stands between two names of a list ("Armenia, Azerbaijan and Russia")."""
    before = any(comma.start - m.span.end in (0, 1) for m in mentions)
    return before and any(0 < m.span.start - comma.end <= len(" and ") for m in mentions)


def _parts(
    tokens: list[Token],
    mentions: tuple[ActorMention, ...],
    heads: tuple[Head, ...],
    core: int,
    end: int,
    words: Words,
) -> tuple[Part, ...]:
    """The phrase cut at prepositions and commas that stand in no name and in no head word of several words."""
    guarded = [(m.span.start, m.span.end) for m in mentions] + [(h.start, h.end) for h in heads if " " in h.word]
    parts: list[Part] = []
    opener, start = "", core
    before = ""
    for token in tokens:
        linked = token.low in ("to", "by", "with") and before in words.owner_openers
        before = token.low
        cut = (
            token.low in words.prepositions
            or token.low in (",", ";", ":")
            or token.low.startswith(("dell'", "l'altra"))
        )
        if not cut or any(s <= token.start < e for s, e in guarded) or (token.low == "," and _lists(token, mentions)):
            continue
        parts.append(Part(opener, start, token.start))
        elided = token.low.startswith("dell'")
        opener, start = ("dell'", token.start + 5) if elided else ("of" if linked else token.low, token.end)
    parts.append(Part(opener, start, end))
    return tuple(parts)
