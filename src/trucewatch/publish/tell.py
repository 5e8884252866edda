"""Sentences from claims: who says what, in neutral words, made of parts that remember which words are quoted."""

from __future__ import annotations

from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document, DocumentHead
from trucewatch.publish.guard import is_loaded
from trucewatch.publish.quotes import one_line
from trucewatch.publish.sentence import Part, quoted
from trucewatch.publish.wording import (
    phrases,
    say_civilians,
    say_code,
    say_day,
    say_number,
    say_places,
    say_range,
    say_when,
)


def tell(claim: Claim, document: Document, *, stop: bool = True, printed: bool = True) -> tuple[Part, ...]:
    """One sentence: speaker, relays, verb, act, roles, place, time, harm. Every value is the claim's own.

    `stop` False leaves the full stop out, for a sentence that goes on; `printed` False the document's own day, which
    else stands where the claim gives none.
    """
    return (
        *speaker_of(claim, document),
        *_relays(claim),
        Part(text=f" {_verb(claim)} {_acts(claim)}"),
        *_roles(claim),
        *_place(claim),
        *_time(claim, document if printed else None),
        *_harms(claim),
        *_count(claim),
        *_answer(claim),
        *((Part(text="."),) if stop else ()),
    )


def tell_on(before: Claim, after: Claim) -> tuple[Part, ...]:
    """The second thing that one speaker says in a passage: its own verb, act, roles and harm, and what else differs."""
    return (
        Part(text=f" {_verb(after)} {_acts(after)}"),
        *_roles(after),
        *(_place(after) if after.where != before.where else ()),
        *(_time(after, None) if after.when != before.when else ()),
        *(_harms(after) if after.harm != before.harm else ()),
        *_count(after),
        *_answer(after),
    )


def named(name: str) -> Part:
    """A name from a text: as it is, or inside quotation marks when it holds a word that takes a side."""
    name = one_line(name)
    return quoted(name) if is_loaded(name) else Part(text=name)


def speaker_of(claim: Claim, document: Document) -> tuple[Part, ...]:
    """Who says it: the speaker, or the outlet in its own voice."""
    if claim.speaker:
        name = claim.speaker.name
        return (named(f"The {name[4:]}" if name.startswith("the ") else name),)
    return (named(outlet_of(document)), Part(text=" (in its own voice)"))


def outlet_of(document: Document | DocumentHead) -> str:
    """Who speaks where a text narrates: its publisher, else the agency that it names."""
    dateline = document.dateline.agency if document.dateline else None
    return document.source or document.agency or dateline or "An outlet that is not named"


def same_side(a: ActorRef | None, b: ActorRef | None) -> bool:
    """True if both are known to belong to one side."""
    return bool(a and b and a.side and a.side == b.side)


def _relays(claim: Claim) -> tuple[Part, ...]:
    if not claim.relay:
        return ()
    parts: list[Part] = [Part(text=" (through ")]
    for i, relay in enumerate(claim.relay):
        parts += [Part(text=", ")] if i else []
        parts.append(named(relay.name))
    return (*parts, Part(text=")"))


def _verb(claim: Claim) -> str:
    """The verb, in the past tense: it fits one ministry and several officials alike."""
    if claim.polarity == "denies":
        return "denied"
    if claim.modality == "planned":
        return "told of as planned:" if "compliance_statement" in claim.acts else "told of plans for"
    if claim.modality == "hypothetical":
        return "spoke of as possible:"
    if claim.modality == "historical":
        return "recalled"
    forceful = any(family(a) != "context" for a in claim.acts)
    if claim.response:
        return "spoke of"
    if forceful and same_side(claim.speaker, claim.initiator):
        return "acknowledged"
    if forceful and claim.speaker and _lays_on(claim.initiator):
        return "alleged"
    if claim.acts == ("compliance_statement",):
        return "said"
    return "reported"


def _lays_on(actor: ActorRef | None) -> bool:
    """True if an act is laid on one side; "the sides" and "each other" are nobody in particular."""
    return bool(actor and actor.side and actor.side != "both")


def _answer(claim: Claim) -> tuple[Part, ...]:
    return (Part(text="; told as an answer to the other side"),) if claim.response else ()


def _acts(claim: Claim) -> str:
    names = [say_code("acts", a) for a in claim.acts]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _roles(claim: Claim) -> tuple[Part, ...]:
    parts: list[Part] = []
    act = claim.acts[0] if claim.acts else ""
    if claim.initiator and not (family(act) == "context" and _same_name(claim.initiator, claim.speaker)):
        own = _same_name(claim.initiator, claim.speaker)
        parts += [Part(text=" by its own side")] if own else [Part(text=" by "), _within(claim.initiator)]
    word = phrases()["target"].get(act, "against" if claim.initiator else "affecting")
    if claim.target and word != "-":
        parts += [Part(text=f" {word} "), _within(claim.target)]
    return tuple(parts)


def _inside(actor: ActorRef) -> str:
    """The name as it stands inside a sentence: the text's own lower case ("both sides"), else as it is."""
    text = one_line(actor.text or "")
    return text if text and text[0].islower() and text.casefold() == one_line(actor.name).casefold() else actor.name


def _within(actor: ActorRef) -> Part:
    """The name as it stands inside a sentence; "we" is the speaker's own side, another bare pronoun stays a quotation."""
    name = _inside(actor)
    pronouns = phrases()["pronouns"]
    if name.casefold() in pronouns:
        meant = pronouns[name.casefold()]
        return Part(text=meant) if meant else quoted(name)
    return named(name)


def _same_name(a: ActorRef | None, b: ActorRef | None) -> bool:
    return bool(a and b and a.name == b.name)


def _place(claim: Claim) -> tuple[Part, ...]:
    places = say_places(claim.where) or say_places(claim.within)
    parts: list[Part] = []
    for i, place in enumerate(places):
        parts += [Part(text="; " if i else ", "), named(place)]
    return tuple(parts)


def _time(claim: Claim, document: Document | None) -> tuple[Part, ...]:
    if claim.when is None and claim.polarity == "denies":
        return ()  # a denial needs no date
    if claim.when is None and document and document.published:
        return (Part(text=f", date not stated (document of {say_day(document.published)})"),)
    return (Part(text=f", {say_when(claim.when, claim.time.day_part if claim.time else None)}"),)


def _harms(claim: Claim) -> tuple[Part, ...]:
    parts: list[Part] = []
    for harm in claim.harm:
        parts += [Part(text="; "), *tell_harm(harm, claim.speaker)]
    return tuple(parts)


def tell_harm(harm: Harm, speaker: ActorRef | None) -> tuple[Part, ...]:
    """three of their own wounded; two civilians killed; four killed (Azerbaijani servicemen), a cumulative figure."""
    people = f"{say_civilians(harm.low, harm.high)[1:]} " if harm.civilian else ""
    own = "of their own " if not harm.civilian and same_side(harm.who, speaker) else ""
    parts = [Part(text=f"{say_range(harm.low, harm.high)} {own or people}{say_code('harm', harm.kind)}")]
    if harm.who and not own and harm.who.name.casefold() not in ("civilian", "civilians"):
        parts += [Part(text=" ("), _within(harm.who), Part(text=")")]
    if harm.scope == "cumulative":
        parts.append(Part(text=", a cumulative figure"))
    return tuple(parts)


def _count(claim: Claim) -> tuple[Part, ...]:
    if claim.count is None:
        return ()
    unit = (
        (Part(text=" "), quoted(one_line(claim.count_unit))) if claim.count_unit else (Part(text=" (unit not stated)"),)
    )
    return (Part(text=f"; counted {say_number(claim.count)}"), *unit)
