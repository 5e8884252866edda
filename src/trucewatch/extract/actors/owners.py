"""Which of the names in a noun phrase say whose its main word is."""

from __future__ import annotations

from itertools import pairwise

from trucewatch.extract.actors.entries import ActorMention
from trucewatch.extract.actors.lexicon import Words
from trucewatch.extract.actors.reading import Head, Part, Reading
from trucewatch.extract.actors.rivals import Rivals

THIRD_PARTY = ("igo", "mediator", "monitoring_mission", "peacekeeping_force")
MEDIA = ("wire_agency", "news_outlet")
_PROXY_HEADS = ("armed_group", "military", "equipment", "party", "coalition", "media", "leader")


def usable(mentions: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
    return tuple(m for m in mentions if m.qualifier in (None, "led"))


def owners_of(reading: Reading, head: Head | None, words: Words) -> tuple[ActorMention, ...]:
    """The names that say whose the head is: those before it, else those after "of", else "X" of "X-backed"."""
    first = usable(_but_person(reading, head))
    later = [p for p in reading.parts[1:] if p.opener in words.owner_prepositions]
    if head is not None and head.cls == "not_an_actor":
        return first
    if head is not None and head.cls in ("peacekeepers", "monitors"):  # "observers in X" are not X's
        later = [p for p in later if p.opener not in ("in", "at", "within", "nel", "nella")]
    if head is not None and head.cls == "happening":
        later = [p for p in reading.parts[1:] if p.opener in words.doer_prepositions]
    if len({m.side for m in first}) > 1:
        body = next((m for p in later for m in usable(reading.mentions_in(p)) if m.kind in THIRD_PARTY), None)
        if body is not None:
            return (body,)
    if first:
        return _closest(reading, first)
    for part in later:
        inside = usable(reading.mentions_in(part))
        if inside:
            return _closest(reading, inside)
        if _is_place(reading, part):
            break
    if any(m.qualifier in ("occupied", "brokered", "against") for m in reading.mentions_in(reading.first)):
        return ()
    backed = tuple(m for m in reading.mentions_in(reading.first) if m.qualifier in ("backed", "for"))
    if backed and head is not None and head.cls in _PROXY_HEADS:
        return backed[:1]
    return _from_aside(reading, words)


def _from_aside(reading: Reading, words: Words) -> tuple[ActorMention, ...]:
    later = [p for p in reading.parts[1:] if p.opener == ","]
    for part in later:
        inside = usable(reading.mentions_in(part))
        if inside:
            return inside[:1]
    return ()


def _is_place(reading: Reading, part: Part) -> bool:
    head = reading.head_of(part)
    return head is not None and head.cls == "not_an_actor" and part.opener in ("in", "at")


def _but_person(reading: Reading, head: Head | None) -> tuple[ActorMention, ...]:
    """The first part's names, without a state's name that is a person's behind a title ("Minister Israel K.")."""
    kept = []
    for m in reading.mentions_in(reading.first):
        behind = (
            head is not None and head.cls in ("leader", "spokesperson", "officials") and m.span.start == head.end + 1
        )
        follows = reading.text[m.span.end : m.span.end + 2]
        if behind and m.kind == "state" and m.form == "name" and follows[:1] == " " and follows[1:].isupper():
            continue
        kept.append(m)
    return tuple(kept)


def _closest(reading: Reading, mentions: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
    """Mentions joined by "and" or commas together; of others the group or mission, else the first."""
    if len(mentions) == 1:
        return mentions
    joined = all(_joins(reading.low[a.span.end : b.span.start]) for a, b in pairwise(mentions))
    if joined:
        return mentions
    outlets = [m for m in mentions if m.kind in MEDIA]
    if outlets:
        return (outlets[-1],)
    special = [m for m in mentions if m.kind not in ("state", "state_military", "ministry") and m.form != "capital"]
    return (special[-1],) if special else (mentions[0],)


def _joins(between: str) -> bool:
    words = between.replace(",", " , ").split()
    return between in ("/", "-") or any(
        w in ("and", "&", ",", "/", "-", "or", "nor", "versus", "e", "ed") for w in words
    )


def titled_list(reading: Reading) -> tuple[ActorMention, ...]:
    """The names of a list whose members each carry a head of their own ("the A-ian X, the B-ian X and the C-ian X").

    Told from an apposition by the "and" that opens its last member.
    """
    commas = [p for p in reading.parts[1:] if p.opener == ","]
    if not commas or " and " not in reading.low[commas[-1].start :]:
        return ()
    members = [p for p in (reading.first, *commas) if reading.head_of(p) and usable(reading.mentions_in(p))]
    if len(members) != 1 + len(commas):
        return ()
    return tuple(m for p in members for m in usable(reading.mentions_in(p)))


def joined_sides(owners: tuple[ActorMention, ...], rivals: Rivals) -> tuple[str, ...]:
    """The different sides among joined names: one where the table names them as one bloc.

    Organisations and outlets beside a disputant are no second side ("UN and Houthi officials").
    """
    outside = (*THIRD_PARTY, *MEDIA, "ngo")
    sides = list(dict.fromkeys(m.side for m in owners if m.kind not in outside))
    if not sides:
        return tuple(dict.fromkeys(m.side for m in owners))[:1]
    if any(not rivals.are_allied(a, b) for i, a in enumerate(sides) for b in sides[i + 1 :]):
        return tuple(sides)
    return tuple(sides[:1])
