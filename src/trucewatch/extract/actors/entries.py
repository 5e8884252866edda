"""What an entry of the actor table is, and a mention of it in a text."""

from __future__ import annotations

from typing import Literal

import msgspec

from trucewatch.model.span import Span

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


class ActorEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An actor of the table.

    `home`: state codes or ids of the dispute where it plays; `adjective`: the first one; `various`: the entry gathers
    several bodies under one side, and its name is none of theirs.
    """

    id: str
    name: str
    kind: ActorKind
    side: str
    home: tuple[str, ...] = ()
    adjective: str | None = None
    various: bool = False


class ActorMention(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name of the table where it stands in a text.

    Offsets: `span` counts characters of the text that was searched. `qualifier`: what a hyphen joins to the name, and
    so what the name is not: "Iran" in "Iran-backed" is *backed*, "Israeli" in "Israeli-occupied" *occupied*, "Houthi"
    in "anti-Houthi" *against*, "Russian" in "pro-Russian" *for*, "Russian" in "Russian-led" *led*.
    """

    span: Span
    entry_id: str
    name: str
    side: str
    kind: ActorKind
    form: FormClass
    qualifier: Qualifier | None = None


class Form(msgspec.Struct, frozen=True):
    """A written form.

    `low` is compared; `caps` are the letters that must be capitals; `exact` is the whole where letter case must agree.
    """

    low: str
    caps: tuple[int, ...]
    exact: str | None
    cls: FormClass
    entries: tuple[ActorEntry, ...]
    certain: bool
