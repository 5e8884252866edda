"""Sentences with two sides in them, the sides to put in, and labels of claims with the sides' names swapped."""

from __future__ import annotations

from typing import Any

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.claim import Claim


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A side of a conflict: its name in a sentence, its adjective, and the canonical name that claims carry."""

    name: str
    adjective: str
    side: str


def _state(name: str, adjective: str) -> Party:
    return Party(name=name, adjective=adjective, side=name)


PARTIES = (
    _state("Armenia", "Armenian"),
    _state("Azerbaijan", "Azerbaijani"),
    _state("Ukraine", "Ukrainian"),
    _state("Russia", "Russian"),
    _state("India", "Indian"),
    _state("Pakistan", "Pakistani"),
    _state("Israel", "Israeli"),
    _state("Cambodia", "Cambodian"),
    _state("Thailand", "Thai"),
    _state("Ethiopia", "Ethiopian"),
    Party(name="Hezbollah", adjective="Hezbollah", side="Hezbollah"),
    Party(name="Hamas", adjective="Hamas", side="Hamas"),
    Party(name="M23", adjective="M23", side="M23"),
)
# {A}, {B} names, {a}, {b} adjectives. Of our own wording; places are made up.
TEMPLATES = (
    "The {a} forces reported attacks from {B} on the villages of Berdik and Sarnut.",
    "{A} accused {B} of shelling the village of Dalnova on Monday.",
    "{A} said that {b} forces opened fire on its positions near Dalnova on Tuesday evening.",
    "{b} troops fired mortars at {a} positions near Dalnova, {A} said.",
    "{A} denied firing on {b} positions near Dalnova.",
    "On 4 March, {a} forces attacked a {b} post near the town of Dalnova, killing two {b} soldiers.",
    "Two {a} soldiers were wounded by {b} sniper fire on Sunday, {A} said.",
    "{A} said {B} violated the ceasefire twelve times over the past 24 hours.",
    "According to {A}, {b} fighters used heavy machine guns and mortars on Saturday.",
    "{A} rejected reports that its forces had shelled {b} villages.",
    "{b} forces seized the village of Dalnova, {a} officials said.",
    "{A} and {B} signed a ceasefire agreement on Friday.",
    "{A} will release three {b} prisoners on Thursday.",
    "{A} said its forces returned fire after a {b} attack near Dalnova.",
    "{a} forces shelled Dalnova on Monday. {B} said one civilian was killed.",
    "Clashes broke out between {a} and {b} forces near Dalnova on Sunday.",
    "A {b} drone hit a house in Dalnova, {a} officials said on Monday.",
    "{a} officials said that {b} rockets landed near the village of Berdik overnight.",
    '"{b} troops shelled our positions near Dalnova on Sunday," a spokesman for the {a} forces said.',
    "{A} called on {B} to respect the ceasefire.",
    "{b} snipers killed one civilian in the village of Sarnut, said {A}.",
    "The {a} army claimed that three {b} soldiers had been killed. {B} denied the claim.",
    "No violations by {b} forces were recorded on Monday, {A} said.",
    "Posts held by {a} forces came under fire from {b} positions on Tuesday.",
    "{A} blamed {B} for the shelling of Dalnova; {B} said its troops had not fired.",
)
# Sentences in which a name can still change the parse; how many pairs of sides flip is held down by the test.
HARD = ("On 4 March {a} forces attacked a {b} post near the town of Dalnova, killing two {b} soldiers.",)


def fill(template: str, a: Party, b: Party) -> str:
    """The sentence with two sides put in; its first letter is a capital."""
    text = template.format(A=a.name, a=a.adjective, B=b.name, b=b.adjective)
    return text[0].upper() + text[1:]


def labels(claims: tuple[Claim, ...], swap: dict[str, str] | None = None) -> list[tuple[Any, ...]]:
    """What the claims say, without names and offsets; `swap` renames sides."""
    exchange = swap or {}

    def side(ref: ActorRef | None) -> str | None:
        if ref is None:
            return None
        return exchange.get(ref.side, ref.side) if ref.side else "nobody known"

    return [
        (
            c.acts,
            c.polarity,
            c.modality,
            side(c.speaker),
            side(c.initiator),
            side(c.target),
            len(c.relay),
            c.response,
            c.count,
            c.when,
            tuple(p.name for p in c.where),
            tuple(p.name for p in c.within),
            c.weapons,
            tuple((h.kind, h.low, h.high, side(h.who), h.civilian, h.scope) for h in c.harm),
        )
        for c in claims
    ]
