"""Times of a sentence, each given to the draft whose words it hangs on; the day of speaking is kept apart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from trucewatch.extract.attribution import find_attributions
from trucewatch.extract.distance import tree_distance
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import is_passive, is_verb, lemma
from trucewatch.extract.harm import harm_verbs
from trucewatch.extract.lexicon import words
from trucewatch.extract.slot_owners import owners
from trucewatch.extract.when.mention import TimeMention
from trucewatch.extract.when.resolve import TimeContext, combine, resolve_time
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

_DATELINE_WORDS = 5
_DAYS_TOGETHER = 3
_SPOKEN_BEFORE = 3  # days that a report may lag behind the word that it passes on
_TALK = ("appeal", "threat", "compliance_statement", "meeting", "agreement", "investigation")


def fill_times(drafts: list[Draft], sentence: Sentence, times: tuple[TimeMention, ...], context: TimeContext) -> None:
    """Give each draft the times of its sentence, those of the speaking left out (they count for talk itself)."""
    if not times or not drafts:
        return
    cues = {
        a.cue.i: a
        for a in find_attributions(sentence)
        if a.manner != "carrier" and (a.source is not None or is_verb(a.cue))
    }
    mine: dict[int, list[tuple[int, TimeMention]]] = {id(d): [] for d in drafts}
    openings: list[TimeMention] = []
    for mention in times:
        tokens = [t for t in sentence.tokens if mention.span.start <= sentence.base + t.idx < mention.span.end]
        if not tokens or mention.names_agreement or _heads_report(mention, sentence, tokens) or _age(mention, tokens):
            continue
        top = min(tokens, key=lambda t: (_depth(t), t.i))
        candidates = [d for d in drafts if not _apart(top, d)]
        if mention.opening_clause is not None and not candidates:
            openings.append(mention)
        cue = _speech_above(top, cues, {t.token.i for d in drafts for t in d.triggers})
        if cue is not None and mention.clock is not None and _reports_thing(cue, cues.get(cue), drafts):
            cue = None  # nobody tells at what minute he reported a blast
        if cue is not None and any(top.i < t.token.i < cue for d in candidates for t in d.triggers):
            cue = None  # "On Monday troops shelled it, the ministry said": the day stands before the act, the tag behind it
        loose = mention.kind in ("weekday", "relative", "day_part")
        if cue is None and loose and (said := _reported_thing(top, tokens[-1], candidates, cues)) is not None:
            cue = said  # "reported a shelling by troops on Monday": the day may be that of the reporting
        if cue is not None:
            candidates = [
                d for d in drafts if set(d.acts) & set(_TALK) and any(t.token.i == cue for t in d.triggers)
            ] or [d for d in drafts if set(d.acts) & set(_TALK)]
        for draft in owners(top, candidates, shared=len(times) == 1):
            mine[id(draft)].append((min((tree_distance(top, t.token) for t in draft.triggers), default=40), mention))
    for draft in drafts:
        known = [f for f in mine[id(draft)] if _resolves(f[1], context)]
        mine[id(draft)] = known or mine[id(draft)]
        if mine[id(draft)]:
            draft.own_time = any(_tells_days(m) for _, m in mine[id(draft)])
            put_time(draft, _together(mine[id(draft)]), context)
        elif openings:
            _put_opened(draft, openings[0], context)
    _share_in_sentence(drafts)


def _share_in_sentence(drafts: list[Draft]) -> None:
    """The day of what a sentence answers, for the answer: "fired 36 times in the past day, and troops fired back"."""
    for draft in drafts:
        if not draft.response or draft.when is not None or draft.own_time:
            continue
        for other in drafts:
            force = any(family(a) == "force" for a in other.acts)
            if (
                other is not draft
                and force
                and not other.response
                and other.when is not None
                and other.time is not None
            ):
                draft.when, draft.time = other.when, other.time
                draft.because("when", "shared:what-it-answers", *([other.time.span] if other.time.span else []))
                break


def _age(mention: TimeMention, tokens: list[Token]) -> bool:
    """True for the age of a thing: "the 11th-century temple"."""
    last = tokens[-1]
    return mention.kind in ("century", "decade") and last.dep_ in ("amod", "compound", "nmod") and last.head.i > last.i


def _resolves(mention: TimeMention, context: TimeContext) -> bool:
    return mention.first.kind in ("clock", "day_part") or resolve_time(mention, context).edtf is not None


def _heads_report(mention: TimeMention, sentence: Sentence, tokens: list[Token]) -> bool:
    """True for the day of a dateline that runs into the text: "Khartoum, Oct 7 Two people were killed"."""
    before = [t for t in sentence.tokens if t.i < tokens[0].i]
    last = tokens[-1]
    after = last.nbor(1) if last.i + 1 < len(last.doc) else None
    return (
        sentence.index == 0
        and 0 < len(before) <= _DATELINE_WORDS
        and before[-1].text == ","
        and all(t.text == "," or t.text[:1].isupper() for t in before)
        and after is not None
        and (after.text[:1].isupper() or after.text in ("-", "–", "—", "(", ":"))
    )


def spoken_day(sentence: Sentence, times: tuple[TimeMention, ...], context: TimeContext) -> date | None:
    """The day on which somebody spoke, where a sentence tells it: periods told then end with it."""
    cues = {a.cue.i: a for a in find_attributions(sentence) if a.manner != "carrier" and is_verb(a.cue)}
    if not cues or context.anchor is None:
        return None
    for mention in times:
        if mention.kind not in ("weekday", "date"):
            continue
        tokens = [t for t in sentence.tokens if mention.span.start <= sentence.base + t.idx < mention.span.end]
        if not tokens or _speech_above(min(tokens, key=lambda t: (_depth(t), t.i)), cues, set()) is None:
            continue
        told = resolve_time(mention, context)
        day = told.start.first_day() if told.start is not None and told.granularity == "day" else None
        if day is not None and 0 < (context.anchor - day).days <= _SPOKEN_BEFORE:
            return day
    return None


def _tells_days(mention: TimeMention) -> bool:
    """False for "recently", "daily", "for ten minutes": beside these the day of the account before still holds."""
    return mention.kind not in ("reference", "frequency") and not (
        mention.kind == "duration" and mention.first.unit in ("minute", "hour")
    )


def _reports_thing(verb: int, cue: Any, drafts: list[Draft]) -> bool:
    """True for "at 6.40 a.m. peacekeepers reported bursts of fire"."""
    if cue is not None and cue.rule == "attribution:reported-thing":
        return True
    return any(t.token.dep_ == "dobj" and t.token.head.i == verb for d in drafts for t in d.triggers)


def _reported_thing(time: Token, last: Token, drafts: list[Draft], cues: dict[int, Any]) -> int | None:
    """The cue of "reported a shelling ... on Monday": nobody can tell the day of the report from that of the thing."""
    for number, cue in cues.items():
        if cue.rule != "attribution:reported-thing" or cue.manner != "assert":
            continue
        told = [t.token for d in drafts for t in d.triggers if number < t.token.i < time.i and t.token.i in cue.content]
        if told and not _within_phrase(time, last, told):
            return number
    return None


def _within_phrase(time: Token, last: Token, told: list[Token]) -> bool:
    """True for "reported an attack on Monday on their base": what follows still belongs to the attack, so the day does."""
    noun = time.head.head if time.head.dep_ == "prep" else time.head
    after = last.nbor(1).lower_ if last.i + 1 < len(last.doc) else ""
    if after in words("grammar", "aims_at") and noun.i < time.i:
        return True
    return any(noun.i == t.i for t in told) and any(c.dep_ == "prep" and c.i > time.i for c in noun.children)


def _put_opened(draft: Draft, mention: TimeMention, context: TimeContext) -> None:
    """The stretch that a side clause opens for what is told outside it: "since the truce began on 10 October"."""
    resolved = resolve_time(mention, context)
    many = (draft.count or 1) > 1 or any(t.token.tag_ == "NNS" or _perfect(t.token) for t in draft.triggers)
    if many and resolved.opened_edtf is not None and draft.modality == "actual" and not set(draft.acts) & set(_TALK):
        draft.when, draft.time = resolved.opened_edtf, resolved.detail
        draft.because("when", "when:since-a-clause", mention.span)


def _perfect(trigger: Token) -> bool:
    """True for "has shelled", and for the fire of "fire has killed 200"."""
    verb = trigger if is_verb(trigger) else trigger.head
    return any(c.dep_ == "aux" and c.lower_ in ("has", "have", "had") for c in verb.children)


def _apart(time: Token, draft: Draft) -> bool:
    """True if the time stands in a side clause or comparison that the act is not in: "the deal reached on 22 July"."""
    t = time
    for _ in range(8):
        if t.lower_ == "compared" or (
            t.dep_ == "prep" and t.lower_ in ("since", "after", "before") and is_verb(t.head) is False
        ):
            return all(not t.is_ancestor(x.token) for x in draft.triggers)
        told = any(t.i == x.token.i for x in draft.triggers)
        if lemma(t) in words("grammar", "ratified") and not told:
            return True  # "the ceasefire signed on 21 December", however it is parsed
        if (
            t.dep_ == "acl"
            and lemma(t) in words("grammar", "aimed_fire")
            and any(x.token.i < t.i for x in draft.triggers)
        ):
            return False  # "fire directed at the villages late on Friday"
        if lemma(t) in harm_verbs():
            return False  # "left dozens injured on Thursday": the day of the hurt is the day of the act
        if t.dep_ in ("relcl", "acl") or (
            t.dep_ == "advcl"
            and any(c.dep_ in ("mark", "advmod") and c.lower_ in words("grammar", "side_clauses") for c in t.children)
        ):
            # "fighting which broke out on 27 May": the clause dates the act that it is about
            own = t.dep_ in ("relcl", "acl") and any(t.head.i == x.token.i for x in draft.triggers)
            return not own and all(t.i != x.token.i and not t.is_ancestor(x.token) for x in draft.triggers)
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
    if context.spoken is not None and all(m.first.kind == "period" and m.first.sign < 0 for m in mentions):
        context = msgspec.structs.replace(context, anchor=context.spoken, anchor_source="text")
    seen = context_with(context, future=future)
    known = [m for m in mentions if resolve_time(m, seen).edtf is not None or m.first.kind in ("clock", "day_part")]
    resolved = combine(known or mentions, seen)
    if len(known) == 2 and (both := _two_days(known, draft, seen)) is not None:
        resolved = msgspec.structs.replace(resolved, edtf=both)
    if resolved.edtf is None and (draft.when is not None or all(m.kind == "duration" for m in mentions)):
        return
    draft.when = resolved.edtf
    draft.time = resolved.detail
    draft.because("when", resolved.detail.rule, *(m.span for m in mentions))


def _two_days(known: list[TimeMention], draft: Draft, context: TimeContext) -> str | None:
    """ "late on 1 August and overnight on 2 August": a stretch from the one to the other."""
    first, second = known
    base = draft.sentence.base
    between = draft.sentence.tokens[0].doc.text[first.span.end - base : second.span.start - base].strip()
    days = [r.start.first_day() for m in known if (r := resolve_time(m, context)).start and r.granularity == "day"]
    if (
        between not in ("and", "and again", "and continued", "and continued into")
        or len(days) != 2
        or days[0] is None
        or days[1] is None
    ):
        return None
    return f"{days[0]}/{days[1]}" if 0 < (days[1] - days[0]).days <= _DAYS_TOGETHER else None


def context_with(context: TimeContext, *, future: bool) -> TimeContext:
    """The same context for a verb in the future."""
    return msgspec.structs.replace(context, future=future)


def _depth(token: Token) -> int:
    n = 0
    while token.head.i != token.i and n < 50:
        token, n = token.head, n + 1
    return n


def _gives_out(verb: Token) -> bool:
    """True for the verb of "issued a statement", "made an announcement"."""
    if lemma(verb) not in words("attribution", "gives_out") or is_passive(verb):
        return False
    return any(c.dep_ == "dobj" and lemma(c) in words("attribution", "carriers") for c in verb.children)


def _speech_above(token: Token, cues: dict[int, Any], told: set[int]) -> int | None:
    """The cue verb that a time word hangs on directly, if it is the speaking that it dates."""
    t = token
    for _ in range(6):
        if t.i not in told and (_gives_out(t) or (lemma(t) in words("attribution", "speaks") and t.dep_ == "advcl")):
            return t.i
        if t.i in cues:
            cue = cues[t.i]
            if cue.manner == "perceive" and (t.i in told or lemma(t) in words("attribution", "sees")):
                return None  # whoever saw it saw it when it happened; "released" may be what was done
            return int(t.i) if not is_passive(t) else None
        if (is_verb(t) and t.i != token.i) or t.i in told:
            return None
        if t.head.i == t.i:
            return None
        t = t.head
    return None
