"""From the acts of a sentence to drafts of claims: one speaker, one occasion, one draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trucewatch.extract.aims import find_target
from trucewatch.extract.attribution import Attribution, find_attributions, is_untrue_predicate
from trucewatch.extract.denial import bare_denials, denial_of_account
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import is_verb, lemma, subjects
from trucewatch.extract.lexicon import words
from trucewatch.extract.parsing import body_span
from trucewatch.extract.roles import find_initiator
from trucewatch.extract.slot_owners import of_two_days
from trucewatch.extract.speakers import mend_sources, observes, own_words, sources_of
from trucewatch.extract.stance import modality_of
from trucewatch.extract.topics import told_triggers
from trucewatch.extract.triggers import Trigger, did_not, find_triggers, nothing
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

HAPPENING = ("force", "territory", "weapons", "civilians")
_DONE = ("withdrawal", "release", "monitor_deployment", "aid_delivery", "demining")
UTTERED = ("appeal", "threat", "compliance_statement")


class Voice:
    """One way in which a word is attributed: the source, the chain above it, and whether it denies."""

    def __init__(
        self, speaker: ActorRef | None, rule: str, chain: list[Attribution], relay: list[ActorRef], denies: bool
    ) -> None:
        self.speaker, self.rule, self.chain, self.relay, self.denies = speaker, rule, chain, relay, denies
        self.denied_by: ActorRef | None = None  # who denies what this voice is said to have said

    def key(self) -> tuple[Any, ...]:
        """Two words with one key are one account."""
        return (self.chain[0].cue.i if self.chain else None, self.denies, self.speaker.name if self.speaker else None)


def drafts_of(
    sentence: Sentence, cast: Cast, carried: ActorRef | None, carried_rule: str, quoted_by: ActorRef | None
) -> list[Draft]:
    """Drafts of all claims that a sentence makes. `carried`: who goes on speaking; `quoted_by`: whose direct speech it is."""
    attributions = find_attributions(sentence)
    sources = sources_of(attributions, sentence, cast)
    own_words(attributions, sources, quoted_by or carried)
    mend_sources(attributions, sources, cast)
    attributions = tuple(a for a in attributions if a.manner != "perceive" or observes(a, sources, attributions))
    triggers = told_triggers(find_triggers(sentence), attributions)
    if sentence.tokens[-1].text == "?":
        return []  # a question claims nothing
    silent = [a.content for a in attributions if a.silent]
    triggers = tuple(t for t in triggers if not any(t.token.i in content for content in silent))
    spoken = ("compliance_statement", "casualty_toll")
    triggers = tuple(t for t in triggers if t.act in spoken or is_verb(t.token) or not nothing(t.token))
    out: list[Draft] = []
    groups: dict[tuple[Any, ...], Draft] = {}
    for trigger in triggers:
        for voice in _voices(trigger, sentence, attributions, sources, carried, carried_rule, quoted_by):
            _enter(trigger, voice, sentence, cast, groups)
    out = [
        d for d in groups.values() if not (d.speaker and d.speaker.side == "both" and len(groups) > 1 and _mutual(d))
    ]
    out += bare_denials(sentence, attributions, sources, triggers, cast)
    denial = is_untrue_predicate(sentence)
    if denial is not None:
        out += denial_of_account(sentence, cast, denial, attributions, sources, carried, quoted_by, out)
    return out


def _mutual(draft: Draft) -> bool:
    """True for "each blaming the other", which tells nothing beside the clash that it is about."""
    return draft.initiator is None or draft.initiator.side is None


def _voices(
    trigger: Trigger,
    sentence: Sentence,
    attributions: tuple[Attribution, ...],
    sources: dict[int, ActorRef | None],
    carried: ActorRef | None,
    carried_rule: str,
    quoted_by: ActorRef | None,
) -> list[Voice]:
    """All voices in which a word stands: usually one; two where an accusation is known through its denial."""
    chain = sorted((a for a in attributions if trigger.token.i in a.content), key=lambda a: len(a.content))
    chain = chain or [a for a in attributions if a.manner == "accuse" and _hangs_on(trigger.token, a.cue)]
    chain = [a for a in chain if not (a.manner == "carrier" and id(a) not in sources)]
    if not chain:
        cue = next((a for a in attributions if a.cue.i == trigger.token.i and a.source is not None), None)
        speaker = sources.get(id(cue)) if cue is not None else None
        if speaker is not None:
            return [Voice(speaker, "speaker:own-utterance", [], [], False)]
        if quoted_by is not None:
            return [Voice(quoted_by, "speaker:quotation", [], [], False)]
        return [Voice(carried, carried_rule if carried else "speaker:narrator", [], [], False)]
    if chain[0].rule == "attribution:tag":  # "X said that ..., Y reported, citing Z": the tag is about the saying too
        chain = sorted(chain, key=lambda a: a.rule == "attribution:tag" and any(_tags(a, b) for b in chain))
    inner = chain[0]
    above = chain[1:]
    denial = next((a for a in chain if a.denies), None)
    voices: list[Voice] = []
    carrier = next((a for a in chain if a.manner == "carrier"), None)
    if denial is not None:
        denier = sources.get(id(denial)) or quoted_by or carried
        voices.append(Voice(denier, denial.rule, [denial], _relays(chain, denial, sources), True))
        told = next(
            (a for a in chain if a.manner in ("carrier", "accuse") and len(a.content) < len(denial.content)), None
        )
        teller = sources.get(id(told)) if told is not None else None
        if teller is not None and teller != denier:
            accuser = Voice(
                teller, told.rule if told else "", [told] if told else [], [denier] if denier else [], False
            )
            accuser.denied_by = denier
            voices.append(accuser)
        return voices
    speaker = sources.get(id(inner))
    if inner.manner == "perceive" and speaker is not None:  # "X said that six died in what it described as shelling"
        inner = next((a for a in reversed(above) if _says_it(a, sources.get(id(a)), speaker)), inner)
    if speaker is None and inner.manner == "accuse" and above:
        speaker = sources.get(id(above[0]))
    if speaker is None:
        speaker = quoted_by or carried
    voices.append(Voice(speaker, inner.rule, [inner], _relays(chain, inner, sources), False))
    if carrier is not None and is_untrue_predicate(sentence) is not None:
        outer = next((sources.get(id(a)) for a in chain if a is not carrier and sources.get(id(a)) is not None), None)
        denier = outer or quoted_by or carried
        voices = [Voice(sources.get(id(carrier)), carrier.rule, [carrier], [denier] if denier else [], False)]
        voices.append(Voice(denier, "attribution:called-untrue", [carrier, carrier], [], True))
    return voices


def _tags(tag: Attribution, said: Attribution) -> bool:
    """True if a tag behind a sentence is about a saying that the sentence begins with, whatever the parse put under which."""
    return said.rule != "attribution:tag" and said.cue.i < tag.cue.i and said.cue.i in tag.content


def _hangs_on(token: Token, cue: Token) -> bool:
    """True for "accused X of breaching the truce, causing damage": the parser hangs what X caused on the accusing."""
    path = [token, *token.ancestors][:4]
    return any(t.dep_ == "advcl" and t.tag_ == "VBG" and t.head.i == cue.i for t in path)


def _says_it(a: Attribution, source: ActorRef | None, speaker: ActorRef) -> bool:
    return a.manner == "assert" and source is not None and source.name == speaker.name


def _relays(chain: list[Attribution], inner: Attribution, sources: dict[int, ActorRef | None]) -> list[ActorRef]:
    out: list[ActorRef] = []
    mine = sources.get(id(inner))
    for a in chain:
        other = sources.get(id(a))
        if a is not inner and other is not None and other != mine and other not in out:
            out.append(other)
    return out


def _enter(
    trigger: Trigger, voice: Voice, sentence: Sentence, cast: Cast, groups: dict[tuple[Any, ...], Draft]
) -> None:
    """Put a word's act into the draft that it belongs to, or begin one."""
    initiator = find_initiator(trigger, sentence, cast, voice.speaker)
    voice = _not_against_itself(voice, initiator, trigger, sentence, cast)
    if is_verb(trigger.token) and trigger.act in _DONE and did_not(trigger.token):
        return  # "they won't withdraw"
    if is_verb(trigger.token) and family(trigger.act) in HAPPENING and not trigger.negated and did_not(trigger.token):
        if voice.speaker is None or voice.denies or trigger.response:
            return  # nobody's claim that nothing happened; "did not respond" tells of no fire
        voice = Voice(voice.speaker, "polarity:negated", voice.chain, voice.relay, True)
    if trigger.act == "casualty_toll" and nothing(trigger.token):
        if voice.speaker is None or voice.denies:
            return
        voice = Voice(voice.speaker, "polarity:no-losses", voice.chain, voice.relay, True)
    if initiator is None and voice.denies and voice.speaker is not None and family(trigger.act) in HAPPENING:
        initiator = voice.speaker if voice.chain and voice.chain[0].rule == "attribution:deny" else None
    if initiator is None and voice.chain and voice.speaker is not None and _owns_up(voice.chain[0], trigger):
        initiator, rule = voice.speaker, "role:owned-up"
    if initiator is None and voice.denied_by is not None and family(trigger.act) in HAPPENING:
        initiator = voice.denied_by
    accused = voice.chain[0].accused if voice.chain and not trigger.response else ()
    if accused and (initiator is None or _same_voice(voice, initiator)):
        initiator = next((r for t in voice.chain[0].accused if (r := cast.reference(t, sentence, voice.speaker))), None)
    if trigger.act == "displacement" and initiator is not None and initiator.kind in ("civilians", "persons"):
        initiator = None  # those who flee do nothing to anybody
    utters = is_verb(trigger.token) and lemma(trigger.token) in words("grammar", "speech_acts")
    if initiator is None and voice.speaker is None and trigger.act in UTTERED and utters:
        subject = next(iter(subjects(trigger.token)), None)
        initiator = cast.source(subject, sentence) if subject is not None and _speaks(subject) else None
    rule = "role:subject"
    own_words = not voice.chain and initiator is not None and initiator.side is not None and (utters or _makes(trigger))
    if trigger.act in UTTERED and voice.speaker is not None and not own_words:
        of_itself = lemma(trigger.token) == "be"  # "the truce is over": said of the truce, uttered by the speaker
        if trigger.act == "compliance_statement" or initiator is None or of_itself:
            initiator, rule = voice.speaker, "role:utterer"
    elif trigger.act in UTTERED and own_words and initiator is not None and not _same_voice(voice, initiator):
        voice = Voice(initiator, "speaker:own-utterance", voice.chain, voice.relay, voice.denies)
    if trigger.response and initiator is None and voice.speaker is not None:
        initiator, rule = voice.speaker, "role:own-answer"
    target = find_target(trigger, sentence, cast, voice.speaker)
    mutual = bool(voice.chain) and any(t.lower_ == "other" for t in voice.chain[0].accused)
    if mutual and target is None and initiator is not None and initiator.side == "both":
        target = initiator  # "accused each other of"
    modality, modality_rule = modality_of(trigger.token, trigger.act)
    kind = "happening" if family(trigger.act) in HAPPENING else trigger.act
    key = (*voice.key(), kind, trigger.response, modality)
    draft = _same_doer(groups, key, None if rule == "role:own-answer" else initiator, trigger.token)
    if draft is None:
        draft = Draft(
            sentence=sentence, triggers=[], acts=[], spans=[Span(sentence.start, sentence.end)], speaker=voice.speaker,
            speaker_rule=voice.rule, relay=list(voice.relay), polarity="denies" if voice.denies else "affirms", modality=modality,
            response=trigger.response, content=voice.chain[0].content if voice.chain else None,
        )  # fmt: skip
        groups[(*key, len(groups))] = draft
        if voice.speaker is not None:
            cue = [body_span(voice.chain[0].cue)] if voice.chain else []
            own = [voice.speaker.span] if voice.speaker.span is not None else []
            draft.because("speaker", voice.rule, *own, *cue)
        draft.because("modality", modality_rule, body_span(trigger.token))
        draft.because(
            "polarity",
            voice.rule if voice.denies else "polarity:affirmed",
            *([body_span(voice.chain[0].cue)] if voice.chain else []),
        )
    draft.triggers.append(trigger)
    draft.because("acts", trigger.rule, body_span(trigger.token))
    if trigger.act not in draft.acts:
        draft.acts.append(trigger.act)
    if draft.initiator is None and initiator is not None:
        draft.initiator = initiator
        draft.because("initiator", rule, *([initiator.span] if initiator.span is not None else []))
    if target is None and trigger.act in ("monitor_restriction", "monitor_attack") and _monitors(voice.speaker):
        target = voice.speaker
    if draft.target is None and target is not None and (mutual or not _one(target, draft.initiator)):
        draft.target = target
        draft.because("target", "role:object", *([target.span] if target.span is not None else []))
    if trigger.response:
        draft.because("response", "response:wording", body_span(trigger.token))


def _not_against_itself(
    voice: Voice, initiator: ActorRef | None, trigger: Trigger, sentence: Sentence, cast: Cast
) -> Voice:
    """ "The ministry said that X attacked" is no word of X's own ministry: take the latest speaker of another side."""
    speaker = voice.speaker
    if speaker is None or initiator is None or trigger.response or voice.denies or family(trigger.act) != "force":
        return voice
    pointed = speaker.span is None or not sentence.start <= speaker.span.start < sentence.end
    if not pointed or speaker.side is None or speaker.side != initiator.side or not voice.chain:
        return voice
    other = cast.rival_voice(initiator.side)
    return (
        Voice(other, "speaker:not-the-accused", voice.chain, voice.relay, voice.denies) if other is not None else voice
    )


def _makes(trigger: Trigger) -> bool:
    """True for "made a new call for", "issued a warning": the verb's subject utters it."""
    noun = trigger.token
    return noun.dep_ == "dobj" and is_verb(noun.head) and lemma(noun.head) in words("grammar", "light_verbs")


def _one(a: ActorRef, b: ActorRef | None) -> bool:
    """True for one actor met twice."""
    return b is not None and (a == b or (a.name, a.side) == (b.name, b.side))


def _speaks(subject: Token) -> bool:
    """True for a subject that can be a person or body: no truce "holds" its word."""
    return subject.pos_ in ("NOUN", "PROPN", "PRON") and lemma(subject) not in words("grammar", "instruments")


def _same_voice(voice: Voice, utterer: ActorRef) -> bool:
    """True if the voice is the utterer's already."""
    return voice.speaker is not None and (voice.speaker.side or voice.speaker.name) == (utterer.side or utterer.name)


def _owns_up(a: Attribution, trigger: Trigger) -> bool:
    """True for "claimed responsibility for" and "claimed an attack": the speaker says that it did it."""
    if a.denies:
        return False
    claimed = lemma(a.cue) == "claim" and trigger.token.dep_ == "dobj" and trigger.token.head.i == a.cue.i
    return claimed or any(c.dep_ == "dobj" and lemma(c) in ("responsibility", "involvement") for c in a.cue.children)


def _monitors(speaker: ActorRef | None) -> bool:
    return speaker is not None and speaker.kind in ("monitoring_mission", "peacekeeping_force", "igo")


def _same_doer(
    groups: dict[tuple[Any, ...], Draft], key: tuple[Any, ...], initiator: ActorRef | None, act: Token
) -> Draft | None:
    """The draft of the same account whose doer is the same or open, and which is not told of another day."""
    for k, draft in groups.items():
        if k[:-1] != key or any(of_two_days(t.token, act) for t in draft.triggers):
            continue
        if initiator is None or draft.initiator is None:
            return draft
        if (draft.initiator.side or draft.initiator.name) == (initiator.side or initiator.name):
            return draft
    return None
