"""A sentence of a report: its parts, and what it rests on."""

from __future__ import annotations

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A stretch of a sentence. `quoted`: somebody's own words or name, shown inside quotation marks."""

    text: str
    quoted: bool = False


class Count(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure that we computed: how many of what, and the ids counted; `parts` when figures of claims were added."""

    n: int
    unit: str
    ids: tuple[str, ...] = ()
    parts: tuple[int, ...] | None = None


class Sentence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One sentence and its ground: claims, other records (provision, deadline, document, judgement, ...), counts.

    `told`: it tells what somebody says, so their names must stand in it.
    """

    parts: tuple[Part, ...]
    claims: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    told: bool = False


def quoted(text: str) -> Part:
    """Words inside quotation marks."""
    return Part(text=text, quoted=True)


def words_of(*parts: str | Part) -> tuple[Part, ...]:
    """Parts from strings (our own words) and quoted parts."""
    return tuple(p if isinstance(p, Part) else Part(text=p) for p in parts)
