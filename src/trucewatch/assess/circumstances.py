"""Exercises, controlled explosions, old mines, accidents: what the accounts call a happening besides its act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import yaml

from trucewatch.errors import ConfigurationError
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.incident import Incident

FILE = "data/circumstances.yml"
NEGATED = re.compile(r"\b(?:no|not|never|nor|n't|denied|denies)\b(?:\W+\w+){0,2}\W*\Z", re.IGNORECASE)
AFFIRMING = ("tells", "acknowledges", "counts")


class Circumstance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind: how it is said, the phrases that mean it, and the finding where every account calls it so."""

    kind: str
    says: str
    finding: Literal["cannot_tell", "outside_scope"]
    because: str
    phrases: tuple[str, ...]


class ToldAs(msgspec.Struct, frozen=True, kw_only=True):
    """What an incident is called: by every account, or by some, with their names."""

    by_all: tuple[str, ...] = ()
    by_some: tuple[tuple[str, tuple[str, ...]], ...] = ()


@cache
def circumstances() -> dict[str, Circumstance]:
    """The kinds by name, in the order of the file: the first that fits decides."""
    text = files("trucewatch.data").joinpath("circumstances.yml").read_text(encoding="utf-8")
    try:
        rows = msgspec.convert(yaml.safe_load(text), tuple[Circumstance, ...])
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ConfigurationError(str(error), where=FILE, try_this="kind, says, finding, because, phrases") from error
    return {row.kind: row for row in rows}


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    phrases = sorted(circumstances()[kind].phrases, key=len, reverse=True)
    forms = (r"[\s-]+".join(map(re.escape, p.split())) for p in phrases)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})s?(?!\w)", re.IGNORECASE)


def kinds_in(words: str) -> tuple[str, ...]:
    """The kinds that some words name and do not deny. Cost: linear in the words."""
    found = []
    for kind in circumstances():
        hits = _pattern(kind).finditer(words)
        if any(not NEGATED.search(words[max(0, m.start() - 60) : m.start()]) for m in hits):
            found.append(kind)
    return tuple(found)


def kinds_by_claim(claims: Iterable[Claim], documents: Mapping[str, Document]) -> dict[str, tuple[str, ...]]:
    """The kinds that each claim's own words name, by claim id; claims that name none are left out."""
    found = {}
    for claim in claims:
        document = documents.get(claim.document_id)
        if document is None or claim.polarity != "affirms":
            continue
        kinds = kinds_in(" … ".join(span.words(document.text) for span in claim.spans))
        if kinds:
            found[claim.id] = kinds
    return found


def told_as(incident: Incident, claims: Mapping[str, Claim], kinds: Mapping[str, tuple[str, ...]]) -> ToldAs:
    """What the accounts of an incident call it. An account is all that one side, or one speaker without a side, says."""
    accounts: dict[str, set[str]] = {}
    for link in incident.claims:
        claim = claims.get(link.claim_id)
        if claim is None or link.role not in AFFIRMING:
            continue
        who = (claim.speaker.side or claim.speaker.name) if claim.speaker else "a report in its own voice"
        accounts.setdefault(who, set()).update(kinds.get(claim.id, ()))
    by_all: list[str] = []
    by_some: list[tuple[str, tuple[str, ...]]] = []
    for kind in circumstances():
        names = tuple(sorted(name for name, found in accounts.items() if kind in found))
        if names and len(names) == len(accounts):
            by_all.append(kind)
        elif names:
            by_some.append((kind, names))
    return ToldAs(by_all=tuple(by_all), by_some=tuple(by_some))
