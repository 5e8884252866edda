"""Whom a noun phrase names: its side, its kind, or that only the context can tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from trucewatch.extract.actors.entries import ActorEntry, ActorKind, ActorMention
from trucewatch.extract.actors.lexicon import HeadClass, Words, load_words
from trucewatch.extract.actors.naming import natural_name, person_in
from trucewatch.extract.actors.owners import MEDIA, joined_sides, owners_of, titled_list
from trucewatch.extract.actors.reading import Head, Reading, read
from trucewatch.extract.actors.rivals import Rivals, load_rivals
from trucewatch.extract.actors.table import ActorTable

Deictic = Literal["enemy", "other_side", "the_ministry", "government", "both", "own", "pronoun"]

BOTH = "both"
CIVILIANS = "civilians"
_HEAD_KINDS: Mapping[HeadClass, ActorKind] = {
    "ministry": "ministry",
    "government": "state",
    "command": "state_military",
    "spokesperson": "spokesperson",
    "leader": "leader",
    "officials": "officials",
    "military": "state_military",
    "equipment": "state_military",
    "armed_group": "non_state_armed_group",
    "peacekeepers": "peacekeeping_force",
    "monitors": "monitoring_mission",
    "mediators": "mediator",
    "civilians": "civilians",
    "journalists": "civilians",
    "aid": "ngo",
    "media": "news_outlet",
    "coalition": "coalition",
    "happening": "not_an_actor",
    "not_an_actor": "not_an_actor",
}
# what a force or body of an owner of this kind is
_FORCE_OF: Mapping[ActorKind, ActorKind] = {
    "state": "state_military",
    "state_military": "state_military",
    "ministry": "state_military",
    "de_facto_authority": "de_facto_force",
    "igo": "peacekeeping_force",
}
_OWNERLESS: frozenset[HeadClass] = frozenset(
    ("ministry", "government", "command", "spokesperson", "leader", "officials", "military", "equipment", "armed_group",
     "peacekeepers", "monitors", "mediators", "coalition", "statement", "media", "member")
)  # fmt: skip


class PhraseActor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom a noun phrase names.

    `side` None: the words do not say; `deictic` then tells what the context must supply: the *enemy* or *other_side* of
    whoever speaks, the owner of a body or force named without one (*the_ministry*), the *government* of the dispute,
    the speaker's *own*, a *pronoun*'s antecedent; "both" sides of the dispute need none. `community`: the side among
    whose people civilians are counted ("Armenian villagers"), while their `side` is "civilians". `person`: a name that
    follows a title. `members`: the sides of a phrase that names several.
    """

    name: str
    side: str | None = None
    kind: ActorKind = "unknown"
    entry_id: str | None = None
    deictic: Deictic | None = None
    community: str | None = None
    person: str | None = None
    members: tuple[str, ...] = ()


def describe(phrase: str, table: ActorTable, homes: Mapping[str, int] | None = None) -> PhraseActor:
    """Whom a noun phrase names, from its words alone.

    `homes`, as `ActorTable.homes_in` gives them for the whole text, lets shared abbreviations and names without an
    owner ("the Joint Forces") be read.
    """
    words = load_words()
    reading = read(phrase, table, words, dict(homes) if homes else None)
    if not reading.text:
        return PhraseActor(name=phrase.strip())
    pointing = _pointing(reading, words)
    if pointing is not None:
        return pointing
    return _named(reading, table, words, homes)


def _pointing(reading: Reading, words: Words) -> PhraseActor | None:
    """The phrase as one that only points, or None."""
    low = reading.low
    first = low[reading.first.start : reading.first.end].strip()
    opened = " ".join((*reading.opening, first)).strip()
    plain = {low, first, opened, low.removeprefix("the "), opened.removeprefix("the ")}
    name = reading.text[:1].upper() + reading.text[1:]
    if plain & words.own_pronouns and not reading.mentions:
        return PhraseActor(name=name, kind="persons", deictic="own")
    if low in words.pronouns:
        return PhraseActor(name=name, kind="persons", deictic="pronoun")
    usable = [m for m in reading.mentions if m.qualifier in (None, "led")]
    bare = _residue(reading).removeprefix("the ")
    if len({m.side for m in usable}) < 2 and (plain | {bare}) & words.both:
        return PhraseActor(name=name, side=BOTH, deictic="both")
    if usable:
        return None
    head = reading.head_of(reading.first)
    kind: ActorKind = _HEAD_KINDS.get(head.cls, "unknown") if head else "unknown"
    if kind not in ("unknown", "not_an_actor", "civilians") and _owners_said(reading) & words.both:
        return PhraseActor(name=name, side=BOTH, kind=kind, deictic="both")  # "commanders of the two armies"
    opener = first.split(" ", 1)[0] if first else ""
    if opener in words.own_determiners:
        return PhraseActor(name=name, kind=kind, deictic="own")
    if opener in words.pronoun_determiners:
        return PhraseActor(name=name, kind=kind, deictic="pronoun")
    if plain & words.other_side:
        return PhraseActor(name=name, deictic="other_side")
    if any(
        f" of the {other}" in f" {low}" for other in words.other_side if " " in other
    ):  # "the guards of the other country"
        return PhraseActor(name=name, kind=kind, deictic="other_side")
    tokens = {w.removesuffix("'s") for w in low.replace(",", " ").split()}
    if plain & words.enemy or tokens & {"enemy", "adversary", "foe", "nemico"}:
        return PhraseActor(name=name, kind="state_military", deictic="enemy")
    if plain & words.government:
        state: ActorKind = (
            "state_military" if head and head.cls in ("military", "armed_group", "equipment") else "state"
        )
        return PhraseActor(name=name, kind=state, deictic="government")
    return None


def _owners_said(reading: Reading) -> set[str]:
    """What stands behind "of" and "from" in a phrase, with and without its article."""
    told = [reading.low[p.start : p.end].strip() for p in reading.parts[1:] if p.opener in ("of", "from")]
    return {t for o in told for t in (o, o.removeprefix("the "), f"the {o}") if t}


def _residue(reading: Reading) -> str:
    """The first part without the names in it, to read "Yemen's warring parties" as "warring parties"."""
    first, low = reading.first, reading.low
    kept, at = [], first.start
    for mention in reading.mentions_in(first):
        kept.append(low[at : mention.span.start])
        at = mention.span.end
        if low.startswith("'s", at):
            at += 2
        elif low.startswith("'", at):
            at += 1
    kept.append(low[at : first.end])
    return " ".join("".join(kept).split())


def _named(reading: Reading, table: ActorTable, words: Words, homes: Mapping[str, int] | None) -> PhraseActor:
    """The phrase as one that names its owner, or says that it leaves the owner out."""
    head = reading.head_of(reading.first)
    owners = owners_of(reading, head, words)
    explained = len(reading.parts) > 1 and reading.parts[1].opener == "," and not reading.mentions_in(reading.first)
    if head is None and (explained or not owners):
        beside = _beside(reading, table, homes)
        if beside is not None:
            return beside
    rivals = load_rivals()
    if (head is not None and head.cls == "not_an_actor") or (head is None and _is_stretch(reading, words)):
        return PhraseActor(name=natural_name(reading, head, (), table, words), kind="not_an_actor")
    sides = joined_sides(titled_list(reading) or owners, rivals)
    if len(sides) > 1:
        name = natural_name(reading, None, (), table, words)
        return PhraseActor(name=name, side=BOTH, kind=_kind(head, None), members=sides)
    owner = next((m for m in owners if m.side in sides), owners[0] if owners else None)
    if owner is not None and owner.kind == "state" and head is not None and head.cls == "armed_group":
        # "Liberian rebels of LURD", "the Mozambican resistance movement Renamo"
        named = [m for m in reading.mentions if m.kind == "non_state_armed_group" and m.qualifier is None]
        owner = named[0] if len({m.side for m in named}) == 1 else owner
    rising = any(h.word in words.rebel_words for h in reading.heads if h.end <= reading.first.end)
    rising = rising and not any(m.kind == "state_military" for m in owners)  # "the Chinese People's Liberation Army"
    side = _side(owner, head, rivals, table, rising=rising)
    name = natural_name(reading, head, owners[:1], table, words)
    if head is not None and head.cls in ("civilians", "journalists", "aid"):
        return PhraseActor(
            name=name,
            side=None if head.cls == "aid" else CIVILIANS,
            kind=_HEAD_KINDS[head.cls],
            community=None if side == "media" else side,
        )
    return _described(reading, head, table.entries[owner.entry_id] if owner else None, side, name)


def _is_stretch(reading: Reading, words: Words) -> bool:
    """True for a stretch of a land: "eastern Ukraine"."""
    inside = reading.mentions_in(reading.first)
    if len(inside) != 1 or inside[0].form == "adjective":
        return False
    return reading.low[reading.first.start : inside[0].span.start].strip() in words.compass


def _described(
    reading: Reading, head: Head | None, entry: ActorEntry | None, side: str | None, name: str
) -> PhraseActor:
    person = person_in(reading, head)
    kind = _kind(head, entry)
    deictic: Deictic | None = None
    if side is None and head is not None and head.cls in _OWNERLESS:
        if head.cls == "media":
            side = "media"
        else:
            deictic = "the_ministry"
    if head is None and entry is None:
        barred = any(m.qualifier in ("occupied", "brokered") for m in reading.mentions_in(reading.first))
        kind = "persons" if person else ("not_an_actor" if barred else "unknown")
    return PhraseActor(
        name=name, side=side, kind=kind, entry_id=entry.id if entry else None, deictic=deictic, person=person
    )


def _beside(reading: Reading, table: ActorTable, homes: Mapping[str, int] | None) -> PhraseActor | None:
    """A bare name explained by what follows a comma or stands in parentheses: "X Y, the president of Armenia"."""
    person = reading.text[reading.first.start : reading.first.end].strip()
    rest = list(reading.aside)
    if len(reading.parts) > 1 and reading.parts[1].opener == ",":
        rest.insert(0, reading.text[reading.parts[1].start :])
    for words in rest:
        inner = describe(words, table, homes)
        if inner.side is not None or inner.deictic == "the_ministry":
            name = f"{person} ({inner.name})"
            return msgspec.structs.replace(inner, name=name, person=inner.person or person)
    return None


def _side(
    owner: ActorMention | None, head: Head | None, rivals: Rivals, table: ActorTable, *, rising: bool
) -> str | None:
    """The owner's side; `rising`: the phrase holds a word for rebels, who are not their state's ("Syrian rebel leader")."""
    if owner is None:
        return None
    if rising and owner.kind == "state" and owner.form != "capital" and owner.qualifier is None:
        adjective = table.entries[owner.entry_id].adjective or owner.name
        return rivals.rebels.get(owner.side, f"{adjective} rebels")
    if head is not None and head.cls == "armed_group" and owner.kind == "state" and owner.qualifier is None:
        return rivals.militants.get(owner.side, owner.side)
    return owner.side


def _kind(head: Head | None, entry: ActorEntry | None) -> ActorKind:
    if head is None or head.cls in ("party", "member", "statement"):
        return entry.kind if entry else "unknown"
    kind = _HEAD_KINDS[head.cls]
    if entry is None:
        return kind
    if head.cls in ("military", "equipment", "command"):
        return _FORCE_OF.get(entry.kind, entry.kind)
    if head.cls == "armed_group":
        return "de_facto_force" if entry.kind == "de_facto_authority" else "non_state_armed_group"
    if head.cls == "government":
        return "state" if entry.kind in ("state", "state_military", "ministry") else entry.kind
    if head.cls == "media":
        return entry.kind if entry.kind in MEDIA else ("wire_agency" if "agency" in head.word else "news_outlet")
    return kind
