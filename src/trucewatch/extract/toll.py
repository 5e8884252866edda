"""Harm that no act of its sentence takes: told of the sentence before, or a toll of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.attribution import Attribution, find_attributions
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import is_verb, lemma, subjects
from trucewatch.extract.harm_figures import HarmFound
from trucewatch.extract.lexicon import words
from trucewatch.extract.parsing import body_span
from trucewatch.extract.roles import usable
from trucewatch.extract.slots import add_harm, fill_slots
from trucewatch.extract.triggers import Trigger
from trucewatch.extract.when.mention import TimeMention
from trucewatch.extract.when.resolve import TimeContext
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence


_OWN_ACT = {"displaced": "displacement", "captured": "abduction"}  # harm that is an act by itself


def toll_draft(
    left: list[HarmFound],
    new: list[Draft],
    earlier: list[Draft],
    sentence: Sentence,
    cast: Cast,
    carried: ActorRef | None,
    times: tuple[TimeMention, ...],
    context: TimeContext,
) -> list[Draft]:
    """A draft for harm told without an act, or none when the account before takes it."""
    talk = [t.token for d in new for t in d.triggers if t.act in ("appeal", "threat", "investigation")]
    left = [h for h in left if not h.negated and not any(t.is_ancestor(h.token) for t in talk) and not _retold(h)]
    left = [h for h in left if not (h.part and _told_whole(h, earlier))]
    if not left:
        return []
    attribution = next(
        (a for a in find_attributions(sentence) if left[0].token.i in a.content and a.source is not None), None
    )
    speaker = cast.source(attribution.source, sentence) if attribution is not None else carried
    if speaker is None and all(h.amount.low is None and h.amount.high is None for h in left):
        return []  # "thousands dead" in the outlet's own words is history
    before = _clash_here(new, speaker) or (_taker(earlier, sentence, speaker) if not times else None)
    if before is not None:
        for found in left:
            add_harm(before, found, cast, sentence)
        span = Span(sentence.start, sentence.end)
        if span not in before.spans:
            before.spans.append(span)
        return []
    doer = _doer(left[0], attribution, sentence, cast, speaker)
    act = _OWN_ACT.get(left[0].kind) or (
        "casualty_toll" if doer is None else "civilian_harm" if left[0].civilian else "unspecified_fire"
    )
    if act == "unspecified_fire" and not any(h.kind in ("killed", "wounded") for h in left):
        act, doer = "casualty_toll", None  # who takes prisoners has not fired for that
    draft = Draft(
        sentence=sentence, triggers=[Trigger(token=left[0].token, act=act, rule="act:harm-alone")], acts=[act],
        spans=[Span(sentence.start, sentence.end)], speaker=speaker,
        speaker_rule=attribution.rule if attribution is not None else "speaker:carried" if speaker else "speaker:narrator",
    )  # fmt: skip
    if doer is not None:
        draft.initiator = doer
        draft.because("initiator", "role:killer", *([doer.span] if doer.span else []))
    if attribution is not None and attribution.denies:
        draft.polarity = "denies"
    draft.because("acts", "act:harm-alone", body_span(left[0].token))
    if speaker is not None:
        draft.because("speaker", draft.speaker_rule, *([speaker.span] if speaker.span else []))
    fill_slots([draft], sentence, cast, times, context)
    for found in left:
        add_harm(draft, found, cast, sentence)
    if act == "casualty_toll" and any(h.civilian and h.scope == "this_occasion" for h in draft.harm):
        draft.acts = ["civilian_harm", act]  # civilians were hurt on one occasion, whatever hit them
    return [draft]


def _clash_here(new: list[Draft], speaker: ActorRef | None) -> Draft | None:
    """The fight of the same sentence and voice: who killed whom in it is part of it."""
    fights = [d for d in new if "exchange_of_fire" in d.acts and d.polarity == "affirms" and d.modality == "actual"]
    return next((d for d in fights if _voice(d.speaker) == _voice(speaker)), None)


def _voice(ref: ActorRef | None) -> str | None:
    return (ref.side or ref.name) if ref is not None else None


def _doer(
    found: HarmFound, attribution: Attribution | None, sentence: Sentence, cast: Cast, speaker: ActorRef | None
) -> ActorRef | None:
    """Who killed or wounded, where the words name somebody: "killed by X", "X killed", "accused X of killing"."""
    does = is_verb(found.token) and lemma(found.token) not in words("grammar", "suffer")  # not "we have lost six men"
    heads = [s for s in subjects(found.token) if found.victim is None or s.i != found.victim.i] if does else []
    heads += list(attribution.accused) if attribution is not None else []
    for head in heads:
        ref = cast.reference(head, sentence, speaker) or cast.itself(head, sentence, speaker)
        if ref is not None and usable(ref) and ref.side not in (None, "both", "civilians", "media"):
            return ref
        if ref is None and does:
            ref = cast.nameless(head, sentence)
            if ref is not None and ref.kind in ("non_state_armed_group", "state_military"):
                return ref
    return None


def _told_whole(part: HarmFound, earlier: list[Draft]) -> bool:
    """True if the number of which this is a part was told just before."""
    return any(h.kind == part.kind for d in earlier[-3:] for h in d.harm)


def _retold(found: HarmFound) -> bool:
    """True for "the soldiers had perished", "the search for others who are missing": people without a number, told of before."""
    victim = found.victim
    if victim is None or found.amount.low is not None or found.amount.high is not None:
        return False
    if found.kind == "missing" and any(c.dep_ == "relcl" for c in victim.children):
        return True
    return any(c.lower_ in ("the", "those", "these") for c in victim.children)


def _taker(earlier: list[Draft], sentence: Sentence, speaker: ActorRef | None) -> Draft | None:
    """The act told just before by the same voice, when this sentence dates nothing itself."""
    for draft in reversed(earlier[-3:]):
        if sentence.index - draft.sentence.index > 1:
            return None
        same = _voice(draft.speaker) == _voice(speaker)
        if (
            same
            and draft.polarity == "affirms"
            and draft.modality == "actual"
            and any(family(a) in ("force", "monitors") for a in draft.acts)
        ):
            return draft
    return None
