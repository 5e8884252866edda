"""A natural full name for what a noun phrase names."""

from __future__ import annotations

import re

from trucewatch.extract.actors.entries import ActorEntry, ActorMention
from trucewatch.extract.actors.lexicon import Words
from trucewatch.extract.actors.reading import Head, Reading
from trucewatch.extract.actors.table import ActorTable

_TITLED = ("leader", "spokesperson", "officials", "military")
_ACRONYMS = {"mod": "Defence", "mfa": "Foreign", "foreign office": "Foreign"}


def natural_name(
    reading: Reading, head: Head | None, owners: tuple[ActorMention, ...], table: ActorTable, words: Words
) -> str:
    """The name to print: "Azerbaijani Defence Ministry" for "Azerbaijan's Ministry of Defense".

    Articles, numbers and quantities are left off; a state in the genitive becomes its adjective; a titled person comes
    first, the office in brackets.
    """
    entry = table.entries[owners[0].entry_id] if len(owners) == 1 else None
    if head is not None and head.cls == "ministry":
        return _ministry(reading, head, entry, words)
    core = reading.text[reading.core :].strip()
    if entry is not None and head is None and _is_whole(reading, owners[0]):
        written = entry.various and owners[0].form in ("name", "abbreviation")
        return _capital(reading.text[owners[0].span.start : owners[0].span.end]) if written else entry.name
    person = person_in(reading, head)
    if person is not None and head is not None and person != core:
        office = _genitive_off(reading, reading.core, head.end, table)
        return f"{person} ({_capital(office)})"
    return _capital(_genitive_off(reading, reading.core, len(reading.text), table))


def person_in(reading: Reading, head: Head | None) -> str | None:
    """The name of a person: capitalised words right behind a title, or the whole phrase when it is nothing else."""
    text = reading.text
    if head is None:
        if reading.mentions or len(reading.parts) > 1:
            return None
        core = text[reading.core :].strip()
        tokens = core.split()
        return core if 1 < len(tokens) <= 4 and all(t[:1].isupper() for t in tokens) else None
    if head.cls not in _TITLED:
        return None
    rest = text[head.end : reading.first.end].strip()
    tokens = rest.split()
    named = [t for t in tokens if t[:1].isupper()]
    if not tokens or named != tokens or len(tokens) > 5:
        return None
    behind = [m for m in reading.mentions_in(reading.first) if m.span.start >= head.end]
    if any(m.kind != "state" or m.form != "name" for m in behind):
        return None
    return rest


def _ministry(reading: Reading, head: Head, entry: ActorEntry | None, words: Words) -> str:
    subject = _subject(reading, head, words)
    owner = _owner_word(entry)
    if subject is None:
        return _capital(reading.text[reading.core :].strip()) if entry is None else f"{owner} Ministry"
    return " ".join(part for part in (owner, subject, "Ministry") if part)


def _subject(reading: Reading, head: Head, words: Words) -> str | None:
    for token in re.findall(r"[a-z]+", reading.low[reading.core :]):
        if token in words.ministries:
            return words.ministries[token]
    return _ACRONYMS.get(head.word)


def _owner_word(entry: ActorEntry | None) -> str:
    if entry is None:
        return ""
    if entry.kind == "state":
        return entry.adjective or entry.name
    return entry.side


def _is_whole(reading: Reading, owner: ActorMention) -> bool:
    left = reading.low[reading.core : owner.span.start] + reading.low[owner.span.end :]
    return left.replace("'s", "").strip(" -'") == ""


def _genitive_off(reading: Reading, start: int, end: int, table: ActorTable) -> str:
    """The words from start to end, an opening "Armenia's" turned into "Armenian"."""
    for m in reading.mentions:
        entry = table.entries[m.entry_id]
        genitive = reading.low.startswith("'s ", m.span.end) or reading.low.startswith("' ", m.span.end)
        own_name = reading.text[m.span.start : m.span.end] == entry.name
        if m.span.start == start and genitive and entry.kind == "state" and entry.adjective and own_name:
            behind = reading.text[m.span.end : end].split(" ", 1)[1]
            return f"{entry.adjective} {behind}".strip()
    return reading.text[start:end].strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
