"""The written forms of all entries, filed by their first word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import get_args

from trucewatch.errors import ConfigurationError
from trucewatch.extract.actors.datafile import read_yaml
from trucewatch.extract.actors.entries import ActorEntry, ActorKind, Form, FormClass
from trucewatch.extract.actors.folding import fold, lower, spellings
from trucewatch.model.sources import quiet_names, sources, split_names

FILES = ("states.yml", "authorities.yml", "forces.yml", "groups.yml", "missions.yml")
MEDIA_SIDE = "media"


_WORD = re.compile(r"[^\W_]+")
_CLASSES: Mapping[str, FormClass] = {
    "names": "name",
    "abbr": "abbreviation",
    "adjectives": "adjective",
    "people": "name",
    "capital": "capital",
    "in_context": "name",
    "it": "adjective",
}
_KEYS = {*_CLASSES, "name", "side", "home", "quiet_capital", "various"}
Written = dict[tuple[str, FormClass, bool], list[ActorEntry]]


def read_entries() -> tuple[dict[str, ActorEntry], Written]:
    """All entries by id, and who is written how.

    Raises: ConfigurationError naming the file and entry that is off.
    """
    entries: dict[str, ActorEntry] = {}
    written: Written = {}
    for name in FILES:
        for kind, rows in read_yaml(name).items():
            for ident, row in rows.items():
                _add_entry(name, kind, ident, row, entries, written)
    _add_sources(entries, written)
    return entries, written


def _add_entry(
    file: str,
    kind: str,
    ident: str,
    row: Mapping[str, str],
    entries: dict[str, ActorEntry],
    written: Written,
) -> None:
    where = f"data/actors/{file}, entry {ident!r}"
    if kind not in get_args(ActorKind):
        raise ConfigurationError(f"unknown kind {kind!r}", where=where, try_this=", ".join(get_args(ActorKind)))
    if ident in entries:
        raise ConfigurationError("the id stands twice", where=where, try_this="give one of the two another id")
    if (
        not isinstance(row, dict)
        or "name" not in row
        or set(row) - _KEYS
        or not all(isinstance(v, str) for v in row.values())
    ):
        raise ConfigurationError(
            "wants `name` and, as text, any of the other keys", where=where, try_this=", ".join(sorted(_KEYS))
        )
    adjectives = split_names(row.get("adjectives", ""))
    entry = ActorEntry(
        id=ident,
        name=row["name"],
        kind=kind,  # type: ignore[arg-type]  # checked above
        side=str(row.get("side", row["name"])),
        home=split_names(row.get("home", "")),
        various=row.get("various") == "yes",
        adjective=adjectives[0] if adjectives else None,
    )
    entries[ident] = entry
    for form in (row["name"], *(n for n in split_names(row.get("names", "")))):
        _write(written, form, "name", True, entry)
    for key in ("abbr", "adjectives", "people", "capital", "in_context", "it"):
        for form in split_names(row.get(key, "")):
            _write(written, form, _CLASSES[key], key != "in_context", entry)


def _add_sources(entries: dict[str, ActorEntry], written: Written) -> None:
    quiet = quiet_names()
    for source in sources().values():
        kind: ActorKind = "wire_agency" if source.kind == "wire_agency" else "news_outlet"
        side = source.aligned_with if source.aligned_with else MEDIA_SIDE
        entry = ActorEntry(id=f"source:{source.id}", name=source.name, kind=kind, side=side)
        entries[entry.id] = entry
        for form in (source.name, *source.aliases):
            if form not in quiet:
                _write(written, form, "name", True, entry)


def _write(
    written: Written,
    form: str,
    cls: FormClass,
    certain: bool,
    entry: ActorEntry,
) -> None:
    if _is_abbreviation(form):
        cls = "abbreviation"
    for spelling in spellings(form):
        holders = written.setdefault((fold(spelling), cls, certain), [])
        if entry not in holders:
            holders.append(entry)


def _is_abbreviation(form: str) -> bool:
    letters = form.replace(".", "").replace("-", "")
    return form.isupper() and letters.isalnum() and len(letters) <= 6


def file_by_first_word(
    written: Mapping[tuple[str, FormClass, bool], list[ActorEntry]], not_actors: Iterable[str]
) -> dict[str, tuple[Form, ...]]:
    merged: dict[str, tuple[FormClass, bool, list[ActorEntry]]] = {}
    for (text, cls, certain), holders in written.items():
        known = merged.get(text)
        if known is None:
            merged[text] = (cls, certain, list(holders))
        elif certain or not known[1]:  # two certain holders, or two in context: the text must tell which
            fresh = [e for e in holders if e not in known[2]]
            merged[text] = (known[0], known[1] and certain, known[2] + fresh)
        else:
            merged[text] = (known[0], False, known[2] + [e for e in holders if e not in known[2]])
    buckets: dict[str, list[Form]] = {}
    for text, (cls, certain, holders) in merged.items():
        _file(buckets, text, cls, certain and len(holders) == 1, tuple(holders))
    for text in not_actors:
        _file(buckets, fold(text), "name", True, ())
    return {first: tuple(sorted(forms, key=lambda f: (-len(f.low), f.low))) for first, forms in buckets.items()}


def _file(
    buckets: dict[str, list[Form]], text: str, cls: FormClass, certain: bool, holders: tuple[ActorEntry, ...]
) -> None:
    low = lower(text)
    first = _WORD.match(low)
    if first is None:
        raise ConfigurationError(f"the form {text!r} does not begin with a letter or digit", where="data/actors")
    short = _is_abbreviation(text) or cls == "abbreviation" or (text[0].islower() and " " not in text)
    caps = tuple(i for i, c in enumerate(text) if c.isupper())
    buckets.setdefault(first[0], []).append(Form(low, caps, text if short else None, cls, holders, certain))
