"""A sentence of a report: its parts, and what it rests on."""

from __future__ import annotations

from datetime import date

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A stretch of a sentence. `quoted`: somebody's own words or name, shown inside quotation marks."""

    text: str
    quoted: bool = False


class Count(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A figure that we computed, so that a check can compute it again.

    Either the number of `ids`, or the sum of `added` (one figure an id), or the days `between` two dates.
    """

    n: int
    unit: str
    ids: tuple[str, ...] = ()
    added: tuple[int, ...] | None = None
    between: tuple[date, date] | None = None


class Sentence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One sentence and its ground: claims, other records (provision, deadline, document, judgement, ...), counts.

    `told`: it tells what somebody says, so their names must stand in it. `noted`: it shows the numbers of its notes;
    False where the sentences beside it, or the incidents that it names, show them already.
    """

    parts: tuple[Part, ...]
    claims: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    told: bool = False
    noted: bool = True


def quoted(text: str) -> Part:
    """Words inside quotation marks."""
    return Part(text=text, quoted=True)


def words_of(*parts: str | Part) -> tuple[Part, ...]:
    """Parts from strings (our own words) and quoted parts."""
    return tuple(p if isinstance(p, Part) else Part(text=p) for p in parts)


def plain(parts: tuple[Part, ...]) -> str:
    """The parts as one string, quoted words inside quotation marks."""
    return "".join(f"“{p.text}”" if p.quoted else p.text for p in parts)


def count_of(ids: tuple[str, ...], unit: str) -> Count:
    """How many ids there are."""
    return Count(n=len(ids), unit=unit, ids=ids)
