"""Denials that point back: "the accusations are false" takes its act from the accusation before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trucewatch.extract.attribution import Attribution, carrier_owner
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.parsing import body_span
from trucewatch.extract.triggers import Trigger
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token


def settle_denials(drafts: list[Draft]) -> None:
    """Give each pointing denial the act, roles, time and place of the latest rival account; drop those that find none."""
    for at, draft in enumerate(drafts):
        if not draft.anaphoric:
            continue
        told = next((d for d in reversed(drafts[:at]) if _deniable(d, draft)), None)
        if told is None:
            continue
        draft.acts = list(told.acts)
        draft.initiator, draft.target = told.initiator, told.target
        draft.when, draft.time = told.when, told.time
        draft.where, draft.within = list(told.where), list(told.within)
        draft.weapons = list(told.weapons)
        for slot in ("acts", "initiator", "target", "when", "where", "within", "weapons"):
            if slot in told.evidence:
                draft.because(slot, "denial:what-was-told", *told.spans[:1])
    drafts[:] = [d for d in drafts if d.acts]


def _deniable(told: Draft, denial: Draft) -> bool:
    if told.polarity != "affirms" or told.modality != "actual" or told.speaker is None or denial.speaker is None:
        return False
    if denial.denied_side is not None and told.speaker.side != denial.denied_side:
        return False
    if denial.sentence.index - told.sentence.index > 6:
        return False
    mine, theirs = denial.speaker.side or denial.speaker.name, told.speaker.side or told.speaker.name
    return mine != theirs and any(family(a) in ("force", "territory", "civilians", "weapons", "air") for a in told.acts)


def bare_denials(
    sentence: Sentence,
    attributions: tuple[Attribution, ...],
    sources: dict[int, ActorRef | None],
    triggers: tuple[Trigger, ...],
    cast: Cast,
) -> list[Draft]:
    """Denials that name no act ("denied the accusation", "rejected this"): they point back to the account before."""
    out: list[Draft] = []
    by_number = {t.i: t for t in sentence.tokens}
    pointing = (
        words("attribution", "denied_carriers") | words("attribution", "carriers") | {"it", "this", "that", "which"}
    )
    for a in attributions:
        speaker = sources.get(id(a))
        if not a.denies or speaker is None or any(t.token.i in a.content for t in triggers):
            continue
        if not any(lemma(by_number[i]) in pointing for i in a.content if i in by_number):
            continue
        draft = Draft(
            sentence=sentence, triggers=[], acts=[], spans=[Span(sentence.start, sentence.end)], speaker=speaker,
            speaker_rule=a.rule, polarity="denies", anaphoric=True,
        )  # fmt: skip
        if not any(
            _is_rejected(by_number[i], a.cue) for i in a.content if i in by_number and lemma(by_number[i]) in pointing
        ):
            continue
        carriers = [by_number[i] for i in a.content if i in by_number and lemma(by_number[i]) in pointing]
        owners = [cast.reference(o, sentence) for c in carriers if (o := carrier_owner(c)) is not None]
        draft.denied_side = next((o.side for o in owners if o is not None and o.side is not None), None)
        draft.because("polarity", "attribution:denies-what-was-told", body_span(a.cue))
        draft.because("speaker", a.rule, *([speaker.span] if speaker.span else []))
        out.append(draft)
    return out


def _is_rejected(word: Token, cue: Token) -> bool:
    """False for the "that" of a clause further down, and for what is only given a name: "dismissed it as a tactic"."""
    if word.pos_ in ("SCONJ", "DET") or word.dep_ in ("mark", "det"):
        return False
    if word.pos_ == "PRON":
        if word.head.i != cue.i and lemma(word) == "which":
            return False
        named = [o for p in cue.children if p.lower_ == "as" for o in p.children if o.dep_ in ("pobj", "amod", "pcomp")]
        untrue = words("attribution", "untrue")
        return not named or any(
            lemma(x) in untrue for o in named for x in (o, *(c for c in o.children if c.dep_ != "compound"))
        )
    return True


def denial_of_account(
    sentence: Sentence,
    cast: Cast,
    predicate: Any,
    attributions: tuple[Attribution, ...],
    sources: dict[int, ActorRef | None],
    carried: ActorRef | None,
    quoted_by: ActorRef | None,
    made: list[Draft],
) -> list[Draft]:
    """A sentence that calls an account untrue without telling it: a denial that points back ("the accusations are false")."""
    if any(d.polarity == "denies" for d in made):
        return []
    outer = [
        a for a in attributions if predicate.i in a.content and a.manner != "carrier" and sources.get(id(a)) is not None
    ]
    speaker = sources.get(id(outer[0])) if outer else (quoted_by or carried)
    if predicate.dep_ == "oprd" and not outer:  # "the ministry called the accusation baseless"
        caller = next((c for c in predicate.head.children if c.dep_ == "nsubj"), None)
        speaker = (cast.source(caller, sentence) if caller is not None else None) or speaker
    if speaker is None:
        return []
    draft = Draft(
        sentence=sentence, triggers=[], acts=[], spans=[Span(sentence.start, sentence.end)], speaker=speaker,
        speaker_rule="attribution:called-untrue", polarity="denies", anaphoric=True,
    )  # fmt: skip
    draft.because("polarity", "attribution:called-untrue", body_span(predicate))
    draft.because("speaker", "attribution:called-untrue", *([speaker.span] if speaker.span else []))
    return [draft]
