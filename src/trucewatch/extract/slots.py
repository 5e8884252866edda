"""Weapons, places, times, harm and counts of a sentence, each given to the draft whose words it hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.extract.attribution import find_attributions
from trucewatch.extract.counts import fill_count
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import is_passive, is_verb, lemma, subjects, tree_distance
from trucewatch.extract.harm import find_harm, harm_verbs
from trucewatch.extract.harm_figures import HarmFound
from trucewatch.extract.lexicon import words
from trucewatch.extract.parsing import body_span
from trucewatch.extract.places import Place, find_places
from trucewatch.extract.weapons import Weapon, find_weapons
from trucewatch.extract.when.mention import TimeMention
from trucewatch.extract.when.resolve import TimeContext, combine, resolve_time
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.amount import Harm, HarmScope
from trucewatch.model.span import Span
from trucewatch.model.where import PlaceMention

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

_TALK = ("appeal", "threat", "compliance_statement", "meeting", "agreement", "investigation")


def fill_slots(
    drafts: list[Draft], sentence: Sentence, cast: Cast, times: tuple[TimeMention, ...], context: TimeContext
) -> list[HarmFound]:
    """Fill the drafts of one sentence; returns harm that no draft of it can take."""
    for weapon in find_weapons(sentence):
        for draft in _owners(weapon.tokens[0], [d for d in drafts if _armed(d) and not _own_tool(d, weapon)]):
            _add_weapon(draft, weapon)
    seats = {
        t.i
        for a in find_attributions(sentence)
        if a.source is not None
        for t in a.source.subtree
        if t.i not in a.content
    }
    for place in find_places(sentence, cast.name_kind, actor_words(sentence, cast)):
        if place.tokens[0].i in seats and not any(t.token.i in seats for d in drafts for t in d.triggers):
            continue  # "the ministry in Yerevan said": where it sits is not where it happened
        for draft in _owners(place.tokens[0], drafts, shared=True):
            _add_place(draft, place)
    _fill_times(drafts, sentence, times, context)
    for draft in drafts:
        fill_count(draft)
    left: list[HarmFound] = []
    for found in find_harm(sentence):
        takers = [d for d in drafts if _takes_harm(d) and (d.content is None or found.token.i in d.content)]
        doer = killer(found, cast, sentence, takers[0].speaker) if takers else None
        if doer is not None and all(d.initiator is not None and d.initiator.side != doer.side for d in takers):
            takers = []  # "killed a fighter who was breaking the truce": the harm is of another act
        if not takers:
            left.append(found)
            continue
        for draft in _owners(found.token, takers):
            add_harm(draft, found, cast, sentence)
    return left


def actor_words(sentence: Sentence, cast: Cast) -> frozenset[int]:
    """Numbers of the words that belong to the names of bodies: no part of these is ground."""
    bodies = cast.bodies(sentence.text)
    at = sentence.tokens[0].idx
    return frozenset(t.i for t in sentence.tokens for s in bodies if s.start <= t.idx - at < s.end)


def _armed(draft: Draft) -> bool:
    return any(family(a) in ("force", "weapons", "air", "civilians") for a in draft.acts)


def _own_tool(draft: Draft, weapon: Weapon) -> bool:
    """True for the aircraft that saw it: "a drone spotted fresh craters" names no weapon."""
    return weapon.kind in ("drone", "aircraft") and set(draft.acts) <= {
        "undetermined_explosion",
        "unspecified_violation",
        "compliance_statement",
    }


def _takes_harm(draft: Draft) -> bool:
    return (
        any(family(a) in ("force", "civilians", "territory", "monitors") for a in draft.acts)
        and draft.modality != "planned"
    )


def _owners(token: Token, drafts: list[Draft], *, shared: bool = False) -> list[Draft]:
    """The drafts that a word belongs to: the nearest in the parse, and the other voices that tell the same words.

    `shared`: with one account of several acts (a violation answered by fire) the words serve all that are equally near.
    """
    if not drafts:
        return []
    if len(drafts) == 1:
        return drafts
    near = [(min((tree_distance(token, t.token) for t in d.triggers), default=40), d) for d in drafts]
    best = min(n for n, _ in near)
    first = next(d for n, d in near if n == best)
    mine = {t.token.i for t in first.triggers}
    out = [d for n, d in near if n == best or mine & {t.token.i for t in d.triggers}]
    if shared:
        out += [d for n, d in near if d not in out and n <= best + 1]
    return out


def _add_weapon(draft: Draft, weapon: Weapon) -> None:
    if weapon.kind not in draft.weapons:
        draft.weapons.append(weapon.kind)
    draft.because("weapons", f"weapon:{weapon.kind}", body_span(weapon.tokens[0], weapon.tokens[-1]))


def _add_place(draft: Draft, place: Place) -> None:
    span = body_span(place.tokens[0], place.tokens[-1])
    mention = PlaceMention(name=place.name, text=place.name, span=span, kind=place.kind, relation=place.relation)
    wide = place.holds
    into = draft.within if wide else draft.where
    if all(m.name != mention.name for m in (*draft.where, *draft.within)):
        into.append(mention)
        draft.because("within" if wide else "where", f"place:{place.kind}", span)


def _fill_times(drafts: list[Draft], sentence: Sentence, times: tuple[TimeMention, ...], context: TimeContext) -> None:
    """Give each draft the times of its sentence, those of the speaking left out (they count for talk itself)."""
    if not times or not drafts:
        return
    cues = {a.cue.i: a for a in find_attributions(sentence) if a.source is not None and a.manner != "carrier"}
    mine: dict[int, list[tuple[int, TimeMention]]] = {id(d): [] for d in drafts}
    openings: list[TimeMention] = []
    for mention in times:
        tokens = [t for t in sentence.tokens if mention.span.start <= sentence.base + t.idx < mention.span.end]
        if not tokens or mention.names_agreement:
            continue
        top = min(tokens, key=lambda t: (_depth(t), t.i))
        candidates = [d for d in drafts if not _apart(top, d)]
        if mention.opening_clause is not None and not candidates:
            openings.append(mention)
        cue = _speech_above(top, cues, {t.token.i for d in drafts for t in d.triggers})
        if cue is not None and any(top.i < t.token.i < cue for d in candidates for t in d.triggers):
            cue = None  # "On Monday troops shelled it, the ministry said": the day stands before the act, the tag behind it
        loose = mention.kind in ("weekday", "relative", "day_part")
        if cue is None and loose and (said := _reported_thing(top, candidates, cues)) is not None:
            cue = said  # "reported a shelling by troops on Monday": the day may be that of the reporting
        if cue is not None:
            candidates = [
                d for d in drafts if set(d.acts) & set(_TALK) and any(t.token.i == cue for t in d.triggers)
            ] or [d for d in drafts if set(d.acts) & set(_TALK)]
        for draft in _owners(top, candidates, shared=len(times) == 1):
            mine[id(draft)].append((min((tree_distance(top, t.token) for t in draft.triggers), default=40), mention))
    for draft in drafts:
        if mine[id(draft)]:
            put_time(draft, _together(mine[id(draft)]), context)
        elif openings:
            _put_opened(draft, openings[0], context)


def _reported_thing(time: Token, drafts: list[Draft], cues: dict[int, Any]) -> int | None:
    """The cue of "reported a shelling ... on Monday": nobody can tell the day of the report from that of the thing."""
    for number, cue in cues.items():
        if cue.rule != "attribution:reported-thing" or cue.manner != "assert":
            continue
        told = [t.token for d in drafts for t in d.triggers if number < t.token.i < time.i and t.token.i in cue.content]
        if told:
            return number
    return None


def _put_opened(draft: Draft, mention: TimeMention, context: TimeContext) -> None:
    """The stretch that a side clause opens for what is told outside it: "since the truce began on 10 October"."""
    resolved = resolve_time(mention, context)
    many = (draft.count or 1) > 1 or any(t.token.tag_ == "NNS" for t in draft.triggers)
    if many and resolved.opened_edtf is not None and draft.modality == "actual" and not set(draft.acts) & set(_TALK):
        draft.when, draft.time = resolved.opened_edtf, resolved.detail
        draft.because("when", "when:since-a-clause", mention.span)


def _apart(time: Token, draft: Draft) -> bool:
    """True if the time stands in a side clause or comparison that the act is not in: "the deal reached on 22 July"."""
    t = time
    for _ in range(8):
        if t.lower_ == "compared" or (
            t.dep_ == "prep" and t.lower_ in ("since", "after", "before") and is_verb(t.head) is False
        ):
            return all(not t.is_ancestor(x.token) for x in draft.triggers)
        if lemma(t) in harm_verbs():
            return False  # "left dozens injured on Thursday": the day of the hurt is the day of the act
        if t.dep_ in ("relcl", "acl") or (
            t.dep_ == "advcl"
            and any(c.dep_ in ("mark", "advmod") and c.lower_ in words("grammar", "side_clauses") for c in t.children)
        ):
            return all(t.i != x.token.i and not t.is_ancestor(x.token) for x in draft.triggers)
        if t.head.i == t.i:
            return False
        t = t.head
    return False


_NEAR_CHARS = 30


def _together(found: list[tuple[int, TimeMention]]) -> list[TimeMention]:
    """The time words nearest to the act, with those that stand right beside them ("Over the past day, September 17")."""
    first = min(found, key=lambda f: (f[0], f[1].span.start))[1]
    out = [first]
    for _, mention in sorted(found, key=lambda f: f[1].span.start):
        if mention is not first and any(
            abs(mention.span.start - o.span.end) <= _NEAR_CHARS or abs(o.span.start - mention.span.end) <= _NEAR_CHARS
            for o in out
        ):
            out.append(mention)
    return sorted(out, key=lambda m: m.span.start)


def put_time(draft: Draft, mentions: list[TimeMention], context: TimeContext) -> None:
    """Resolve time words for a draft and note what they rest on."""
    future = draft.modality == "planned"
    resolved = combine(mentions, context_with(context, future=future))
    if resolved.edtf is None and (draft.when is not None or all(m.kind == "duration" for m in mentions)):
        return
    draft.when = resolved.edtf
    draft.time = resolved.detail
    draft.because("when", resolved.detail.rule, *(m.span for m in mentions))


def context_with(context: TimeContext, *, future: bool) -> TimeContext:
    """The same context for a verb in the future."""
    return msgspec.structs.replace(context, future=future)


def _depth(token: Token) -> int:
    n = 0
    while token.head.i != token.i and n < 50:
        token, n = token.head, n + 1
    return n


def _speech_above(token: Token, cues: dict[int, Any], told: set[int]) -> int | None:
    """The cue verb that a time word hangs on directly, if it is the speaking that it dates."""
    t = token
    for _ in range(6):
        if t.i in cues:
            cue = cues[t.i]
            if token.i in cue.content and cue.rule == "attribution:reported-thing" and cue.manner == "perceive":
                return None
            return int(t.i) if not is_passive(t) else None
        if (is_verb(t) and t.i != token.i) or t.i in told:
            return None
        if t.head.i == t.i:
            return None
        t = t.head
    return None


def killer(found: HarmFound, cast: Cast, sentence: Sentence, speaker: ActorRef | None) -> ActorRef | None:
    """Who killed or wounded, where a verb of harm has a named side (or the speaker itself) as its subject or agent."""
    if not is_verb(found.token):
        return None
    for head in subjects(found.token):
        if found.victim is not None and head.i == found.victim.i:
            continue
        ref = cast.reference(head, sentence, speaker) or cast.itself(head, sentence, speaker)
        if ref is not None and ref.side not in (None, "both", "civilians", "media"):
            return ref
    return None


def victims(found: HarmFound, cast: Cast, sentence: Sentence, speaker: ActorRef | None) -> ActorRef | None:
    """Who was hurt: a bare number ("three were wounded") takes the people of the same number named in the sentence."""
    if found.victim is None:
        return None
    head = found.victim
    if head.pos_ == "NUM":
        alike = [
            t
            for t in sentence.tokens
            for c in t.children
            if c.dep_ == "nummod" and c.lower_ == head.lower_ and t.i != head.i
        ]
        if alike:
            head = alike[0]
    return cast.reference(head, sentence, speaker) or cast.nameless(head, sentence)


def _is_total(draft: Draft, token: Token) -> bool:
    """True for figures that sum up a longer time: "since the truce began", "in total", beside a count of many."""
    lowered = [t.lower_ for t in draft.sentence.tokens]
    told = {token.i, *(t.token.i for t in draft.triggers)}
    since = any(
        t.lower_ == "since" and (t.head.i in told or (t.dep_ == "mark" and t.head.head.i in told))
        for t in draft.sentence.tokens
    )
    many = draft.count is not None and draft.count > 20 and "unspecified_violation" in draft.acts
    return since or many or "total" in lowered or "toll" in lowered


def add_harm(draft: Draft, found: HarmFound, cast: Cast, sentence: Sentence) -> None:
    """Add harm to a draft; the same figure told twice is one."""
    if found.negated:
        return
    who = victims(found, cast, sentence, draft.speaker)
    word = body_span(found.token)
    first = body_span(
        found.victim.left_edge if found.victim is not None and found.victim.left_edge.i < found.token.i else found.token
    )
    span = Span(
        min(word.start, first.start),
        max(word.end, body_span(found.victim).end if found.victim is not None else word.end),
    )
    scope: HarmScope = "cumulative" if _is_total(draft, found.token) else "this_occasion"
    harm = Harm(
        kind=found.kind, low=found.amount.low, high=found.amount.high, who=who, civilian=found.civilian, scope=scope,
        text=None, span=span,
    )  # fmt: skip
    if harm.low is None and harm.high is None and any(h.kind == harm.kind for h in draft.harm):
        return
    for other in draft.harm:
        if other.kind == harm.kind and (other.low, other.high) == (harm.low, harm.high):
            return
    draft.harm.append(harm)
    draft.because("harm", found.rule, span)
    summary = set(draft.acts) <= {"unspecified_violation"}
    if (
        draft.target is None
        and who is not None
        and who.side
        and not harm.civilian
        and not summary
        and who != draft.initiator
    ):
        draft.target = who
        draft.because("target", "role:victim", *([who.span] if who.span else []))
