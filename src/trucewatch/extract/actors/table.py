"""The actors that the data files know, found in a text by their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import msgspec
import yaml

from trucewatch.errors import ConfigurationError
from trucewatch.extract.actors.folding import fold, lower, spellings
from trucewatch.extract.actors.lexicon import Words, load_words
from trucewatch.model.sources import quiet_names, sources, split_names
from trucewatch.model.span import Span

FILES = ("states.yml", "authorities.yml", "forces.yml", "groups.yml", "missions.yml")
MEDIA_SIDE = "media"

ActorKind = Literal[
    "state",
    "state_military",
    "ministry",
    "spokesperson",
    "leader",
    "de_facto_authority",
    "de_facto_force",
    "non_state_armed_group",
    "peacekeeping_force",
    "monitoring_mission",
    "coalition",
    "igo",
    "ngo",
    "mediator",
    "wire_agency",
    "news_outlet",
    "civilians",
    "officials",
    "persons",
    "not_an_actor",
    "unknown",
]
FormClass = Literal["name", "adjective", "capital", "abbreviation"]
Qualifier = Literal["led", "backed", "occupied", "brokered", "against", "for"]

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
_KEYS = {*_CLASSES, "name", "side", "home", "quiet_capital"}


class ActorEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An actor of the table. `home`: state codes or entry ids of the dispute in which it plays; `adjective` the first one."""

    id: str
    name: str
    kind: ActorKind
    side: str
    home: tuple[str, ...] = ()
    adjective: str | None = None


class ActorMention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name of the table where it stands in a text.

    Offsets: `span` counts characters of the text that was searched. `qualifier`: what a hyphen joins to the name, and so
    what the name is not: "Iran" in "Iran-backed" is *backed*, "Israeli" in "Israeli-occupied" *occupied*, "Houthi" in
    "anti-Houthi" *against*, "Russian" in "pro-Russian" *for*, "Russian" in "Russian-led" *led*.
    """

    span: Span
    entry_id: str
    name: str
    side: str
    kind: ActorKind
    form: FormClass
    qualifier: Qualifier | None = None


class _Form(msgspec.Struct, frozen=True):
    """A written form: `low` is compared, `caps` are the letters that must be capitals, `exact` the whole if case must agree."""

    low: str
    caps: tuple[int, ...]
    exact: str | None
    cls: FormClass
    entries: tuple[ActorEntry, ...]
    certain: bool


class ActorTable:
    """The entries by id, and their forms by first word."""

    def __init__(self, entries: Mapping[str, ActorEntry], forms: Mapping[str, tuple[_Form, ...]], words: Words) -> None:
        self.entries = entries
        self._forms = forms
        self._words = words
        self.sides = frozenset(e.side for e in entries.values())

    def find(self, text: str, homes: Mapping[str, int] | None = None) -> tuple[ActorMention, ...]:
        """The table's names in a text, longest first at each place, none overlapping, in order.

        A form that several entries share, or that is read in context only, is settled by the other names in the text and
        by `homes` (as `homes_in` gives them for a longer text around this one), and left out if they do not settle it.
        """
        folded = fold(text)
        hits = self._scan(folded, lower(folded))
        weights = Counter(homes or {})
        for _, form in hits:
            if form.certain:
                weights.update(_weights(form.entries[0]))
        found = []
        for start, form in hits:
            entry = form.entries[0] if form.certain else _settle(form.entries, weights)
            if entry is not None:
                found.append(self._mention(folded, start, form, entry))
        return tuple(found)

    def homes_in(self, text: str) -> Mapping[str, int]:
        """How often a text speaks of each dispute: weights by state code and entry id, to hand to `find` and `describe`."""
        weights: Counter[str] = Counter()
        folded = fold(text)
        for _, form in self._scan(folded, lower(folded)):
            if form.certain:
                weights.update(_weights(form.entries[0]))
        return weights

    def _scan(self, folded: str, low: str) -> list[tuple[int, _Form]]:
        hits: list[tuple[int, _Form]] = []
        done = 0
        buckets = self._forms
        for word in _WORD.finditer(low):
            bucket = buckets.get(word[0])
            if bucket is None or word.start() < done:
                continue
            form = _longest(bucket, folded, low, word.start())
            if form is not None:
                done = word.start() + len(form.low)
                if form.entries:
                    hits.append((word.start(), form))
        return hits

    def _mention(self, folded: str, start: int, form: _Form, entry: ActorEntry) -> ActorMention:
        end = start + len(form.low)
        return ActorMention(
            span=Span(start, end),
            entry_id=entry.id,
            name=entry.name,
            side=entry.side,
            kind=entry.kind,
            form=form.cls,
            qualifier=self._qualifier(folded, start, end),
        )

    def _qualifier(self, folded: str, start: int, end: int) -> Qualifier | None:
        if folded[end : end + 1] == "-":
            word = _WORD.match(folded, end + 1)
            if word is not None:
                return self._words.after_hyphen.get(word[0].lower())
        if folded[start - 1 : start] == "-" and start > 1:
            before = re.search(r"([^\W_]+)-$", folded[max(0, start - 12) : start])
            if before is not None:
                return self._words.before_hyphen.get(before[1].lower())
        return None


def _longest(bucket: tuple[_Form, ...], folded: str, low: str, start: int) -> _Form | None:
    for form in bucket:  # longest first
        if not low.startswith(form.low, start):
            continue
        end = start + len(form.low)
        if end < len(low) and low[end].isalnum():
            continue
        words = folded[start:end]
        if words == form.exact or (form.exact is None and all(words[i].isupper() for i in form.caps)):
            return form
    return None


def _weights(entry: ActorEntry) -> dict[str, int]:
    """What one certain mention says of the dispute: its own entry most, then the state where it plays."""
    own = 2 if entry.kind == "state" else 4
    return {entry.id: own, **({entry.home[0]: 1} if entry.home else {})}


def _settle(entries: Iterable[ActorEntry], weights: Mapping[str, int]) -> ActorEntry | None:
    scored = sorted(
        ((weights.get(e.id, 0) + sum(weights.get(h, 0) for h in e.home), e) for e in entries), key=lambda p: -p[0]
    )
    if scored[0][0] == 0 or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1]


@cache
def load_table() -> ActorTable:
    """The table of `data/actors` and `data/sources.yml`, read once.

    Raises: ConfigurationError naming the file and entry that is off.
    """
    entries: dict[str, ActorEntry] = {}
    written: dict[tuple[str, FormClass, bool], list[ActorEntry]] = {}
    for name in FILES:
        for kind, rows in read_yaml(name).items():
            for ident, row in rows.items():
                _add_entry(name, kind, ident, row, entries, written)
    _add_sources(entries, written)
    words = load_words()
    return ActorTable(entries, _by_first_word(written, words.not_actors), words)


def read_yaml(name: str) -> dict[str, Any]:
    """A file of `data/actors`, as plain mappings. Raises: ConfigurationError if it is not YAML."""
    text = files("trucewatch.data").joinpath("actors", name).read_text(encoding="utf-8")
    try:
        loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ConfigurationError("cannot be read as YAML", where=f"data/actors/{name}", try_this=str(error)) from error
    return loaded


def _add_entry(
    file: str,
    kind: str,
    ident: str,
    row: Mapping[str, str],
    entries: dict[str, ActorEntry],
    written: dict[tuple[str, FormClass, bool], list[ActorEntry]],
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
        side=row.get("side", row["name"]),
        home=split_names(row.get("home", "")),
        adjective=adjectives[0] if adjectives else None,
    )
    entries[ident] = entry
    for form in (row["name"], *(n for n in split_names(row.get("names", "")))):
        _write(written, form, "name", True, entry)
    for key in ("abbr", "adjectives", "people", "capital", "in_context", "it"):
        for form in split_names(row.get(key, "")):
            _write(written, form, _CLASSES[key], key != "in_context", entry)


def _add_sources(entries: dict[str, ActorEntry], written: dict[tuple[str, FormClass, bool], list[ActorEntry]]) -> None:
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
    written: dict[tuple[str, FormClass, bool], list[ActorEntry]],
    form: str,
    cls: FormClass,
    certain: bool,
    entry: ActorEntry,
) -> None:
    for spelling in spellings(form):
        holders = written.setdefault((fold(spelling), cls, certain), [])
        if entry not in holders:
            holders.append(entry)


def _by_first_word(
    written: Mapping[tuple[str, FormClass, bool], list[ActorEntry]], not_actors: Iterable[str]
) -> dict[str, tuple[_Form, ...]]:
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
    buckets: dict[str, list[_Form]] = {}
    for text, (cls, certain, holders) in merged.items():
        _file(buckets, text, cls, certain and len(holders) == 1, tuple(holders))
    for text in not_actors:
        _file(buckets, fold(text), "name", True, ())
    return {first: tuple(sorted(forms, key=lambda f: (-len(f.low), f.low))) for first, forms in buckets.items()}


def _file(
    buckets: dict[str, list[_Form]], text: str, cls: FormClass, certain: bool, holders: tuple[ActorEntry, ...]
) -> None:
    low = lower(text)
    first = _WORD.match(low)
    if first is None:
        raise ConfigurationError(f"the form {text!r} does not begin with a letter or digit", where="data/actors")
    short = (
        text.isupper()
        and len(text.replace(".", "")) <= 6
        or cls == "abbreviation"
        or (text[0].islower() and " " not in text)
    )
    caps = tuple(i for i, c in enumerate(text) if c.isupper())
    buckets.setdefault(first[0], []).append(_Form(low, caps, text if short else None, cls, holders, certain))
