"""The sides present in a text, and who "the other side" is for one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from trucewatch.extract.actors.entries import ActorKind, ActorMention
from trucewatch.extract.actors.folding import fold, lower
from trucewatch.extract.actors.lexicon import load_words
from trucewatch.extract.actors.rivals import load_rivals
from trucewatch.extract.actors.table import ActorTable

if TYPE_CHECKING:
    from trucewatch.extract.actors.phrase import PhraseActor

# Kinds that fight or hold land; the others (missions, organisations, media) are third parties to a dispute.
_DISPUTANT: frozenset[str] = frozenset(
    ("state", "state_military", "ministry", "de_facto_authority", "non_state_armed_group", "coalition")
)
_STATE: frozenset[str] = frozenset(("state", "state_military", "ministry"))
_LANDS = ("state", "de_facto_authority")
_NON_STATE: frozenset[str] = frozenset(("de_facto_authority", "non_state_armed_group"))
# "the coalition", "the rebels", "the peacekeepers": read as the only such side of a text
_ALONE: Mapping[str, frozenset[str]] = {
    "coalition": frozenset(("coalition",)),
    "non_state_armed_group": _NON_STATE,
    "peacekeeping_force": frozenset(("peacekeeping_force",)),
    "monitoring_mission": frozenset(("monitoring_mission",)),
}


_PLAIN = re.compile(r"[a-z]+")
_FAR_MORE = 4  # times as often named: then "the rebels" are that group's


class SideCount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A side of a text: how often it is named, where first, and as what kinds."""

    side: str
    count: int
    first: int
    kinds: tuple[ActorKind, ...]
    homes: tuple[str, ...] = ()


class SideMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sides that a text names, most often named first; `parties` are those of the agreement.

    `places`: sides whose land alone is named ("in Moscow"), which makes them no side of what is told.
    """

    ranked: tuple[SideCount, ...] = ()
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def has(self, side: str) -> bool:
        """True if the text names the side."""
        return any(s.side == side for s in self.ranked)

    def names(self, side: str) -> bool:
        """True if the text names the side or its land."""
        return self.has(side) or side in self.places

    def is_state(self, side: str) -> bool:
        """True for a side that the text names as a state or a state's force."""
        return any(s.side == side and _STATE & set(s.kinds) for s in self.ranked)

    def is_group(self, side: str) -> bool:
        """True for a side that the text names as an armed group alone."""
        return any(s.side == side and set(s.kinds) == {"non_state_armed_group"} for s in self.ranked)

    def disputants(self) -> tuple[str, ...]:
        """The sides that can be a party to a dispute, most often named first."""
        return tuple(s.side for s in self.ranked if _DISPUTANT & set(s.kinds))

    def rank(self, side: str) -> tuple[int, int]:
        """Sorts sides by how often, then how early, they are named."""
        found = next((s for s in self.ranked if s.side == side), None)
        return (-found.count, found.first) if found else (0, 0)


def sides_in(text: str, table: ActorTable, *, parties: Iterable[str] = ()) -> SideMap:
    """The sides that a text names, ranked: without media, lands named as places, and the "X" of "X-backed"."""
    mentions = table.find(text)
    acting = [m for m in mentions if not _is_place(m, text)]
    sides = sides_of(acting, table, parties=parties)
    named = {s.side for s in sides.ranked}
    places = dict.fromkeys(m.side for m in mentions if m.kind in _LANDS and m.side not in named)
    return msgspec.structs.replace(sides, places=tuple(places))


def _is_place(mention: ActorMention, text: str) -> bool:
    """True if the name of a land stands behind "in", "near" and the like, or its capital in a dateline."""
    if mention.kind not in _LANDS or mention.form == "adjective":
        return False
    before = lower(fold(text[max(0, mention.span.start - 24) : mention.span.start]))
    words = before.replace("the ", " ").split()
    if words and words[-1] in load_words().place_prepositions | load_words().compass:
        return True
    behind = text[mention.span.end : mention.span.end + 3].strip()
    return mention.form == "capital" and (behind[:1] in ("(", "/") or behind.startswith(("--", "–", "—")))


def sides_of(mentions: Iterable[ActorMention], table: ActorTable, *, parties: Iterable[str] = ()) -> SideMap:
    """The sides that these mentions name, ranked by how often and then how early."""
    counts: dict[str, tuple[int, int, list[ActorKind], list[str]]] = {}
    for mention in mentions:
        if mention.kind in ("wire_agency", "news_outlet") or mention.qualifier not in (None, "led"):
            continue
        count, first, kinds, homes = counts.get(mention.side, (0, mention.span.start, [], []))
        if mention.kind not in kinds:
            kinds.append(mention.kind)
        entry = table.entries[mention.entry_id]
        for home in entry.home or ((entry.id,) if entry.kind == "state" else ()):
            if home not in homes:
                homes.append(home)
        counts[mention.side] = (count + 1, first, kinds, homes)
    ranked = sorted(
        (SideCount(side=s, count=n, first=at, kinds=tuple(k), homes=tuple(h)) for s, (n, at, k, h) in counts.items()),
        key=lambda c: (-c.count, c.first, c.side),
    )
    return SideMap(ranked=tuple(ranked), parties=tuple(parties))


def other_side(side: str | None, sides: SideMap) -> str | None:
    """Whom a speaker of `side` means by "the other side" or "the enemy", or None if the text does not settle it.

    A known rival that the text names comes first, the most often named one where there are several, then the order of
    the table; next the agreement's only other party; next the only other disputant of the text. A side that stands
    outside an opposition that the text shows (a peacekeeper's state, a mediator) has no other side.
    """
    if side is None or side in ("both", "media", "civilians"):
        return None
    rivals = load_rivals()
    known = rivals.opposed.get(side, ())
    present = [s for s in known if sides.has(s)]
    if sides.parties and side in sides.parties:
        bound = [s for s in sides.parties if s != side and not rivals.are_allied(s, side)]
        if len(bound) == 1 and (not present or bound[0] in present):
            return bound[0]
    if present:
        return min(present, key=lambda s: (sides.rank(s)[0], known.index(s)))
    others = [s for s in sides.disputants() if s != side and not rivals.are_allied(s, side)]
    if any(rivals.are_opposed(a, b) for a in others for b in others):
        return None
    return others[0] if len(others) == 1 and side in sides.disputants() else None


def government_side(sides: SideMap, table: ActorTable, *, at_home: bool = False) -> str | None:
    """Whose "government forces" a text speaks of: the state where the text's armed groups play, or its only state.

    None where more than one state answers to that. `at_home`: only the former, and only if the text names it.
    """
    rivals = load_rivals()
    for group in sides.ranked:
        homes = (
            [table.entries[h].side for h in group.homes if h in table.entries] if _NON_STATE & set(group.kinds) else []
        )
        fought = [s for s in homes if rivals.are_opposed(group.side, s)]
        if fought:
            named = [s for s in fought if sides.names(s)]
            return named[0] if named else None if at_home else fought[0]
    if at_home:
        return None
    states = [s.side for s in sides.ranked if _STATE & set(s.kinds)] or [s for s in sides.places if s in rivals.opposed]
    return states[0] if len(states) == 1 else None


def _outnumbers(alike: list[SideCount]) -> bool:
    """True if the first of these sides is the only one, or is named several times as often as any other."""
    return bool(alike) and (len(alike) == 1 or alike[0].count >= _FAR_MORE * alike[1].count)


def resolve_side(actor: PhraseActor, speaker_side: str | None, sides: SideMap, table: ActorTable) -> str | None:
    """The side of a described phrase, with what the text adds for one that points; None where nothing settles it.

    "The enemy" and "the other side" are read from the speaker, "our positions" are the speaker's, "government forces"
    are those of the state where the text's armed groups play, and a body or group without an owner ("the coalition",
    "the rebels") is the only one of its kind in the text.
    """
    if actor.side is not None:
        return actor.side
    if actor.deictic == "own":
        return speaker_side
    if actor.deictic in ("enemy", "other_side"):
        return other_side(speaker_side, sides)
    if actor.deictic == "government":
        return government_side(sides, table)
    if actor.deictic != "the_ministry":
        return None
    told = set(_PLAIN.findall(fold(actor.name).lower()))
    rising = bool(told & load_words().rebel_words)  # "the rebel commander", "the rebels' military command"
    if not rising and told & load_words().of_the_state:
        return government_side(sides, table, at_home=True)
    if not rising and (actor.kind not in _ALONE or told & load_words().doers):
        return None  # "the attackers", "gunmen" may be anybody's
    alike = [s for s in sides.ranked if _ALONE["non_state_armed_group" if rising else actor.kind] & set(s.kinds)]
    if not alike and rising:
        return rebels_of(sides, table)
    return alike[0].side if _outnumbers(alike) else None


def rebels_of(sides: SideMap, table: ActorTable) -> str | None:
    """What "the rebels" of a text without a named group are called: those of the state that it speaks of far the most."""
    told: Counter[str] = Counter()
    for side in sides.ranked:
        if side.homes and _STATE & set(side.kinds):
            told[side.homes[0]] += side.count
    states = told.most_common(2)
    if not states or (len(states) > 1 and states[0][1] < _FAR_MORE * states[1][1]):
        return None
    state = table.entries.get(states[0][0])
    if state is None or state.adjective is None:
        return None
    return load_rivals().rebels.get(state.side, f"{state.adjective} rebels")
