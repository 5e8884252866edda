"""What goes on from sentence to sentence: the speaker, the reporting period, the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.attribution import find_attributions
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.place_pointers import fits, pointer
from trucewatch.model.actor import ActorRef
from trucewatch.model.acts import family

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence


_WATCHERS = ("monitoring_mission", "peacekeeping_force", "spokesperson", "ministry", "state_military")


class Account:
    """Whose account is being told, from the last sentence that said so."""

    def __init__(self) -> None:
        self.speaker: ActorRef | None = None
        self.paragraph = -1
        self.leads_in = False
        self._before: dict[
            int, tuple[ActorRef | None, ActorRef | None, int]
        ] = {}  # by sentence: who spoke up to it, in it

    def carried(self, sentence: Sentence) -> tuple[ActorRef | None, str]:
        """The speaker that goes on in a sentence without a cue of its own, and the rule."""
        if self.speaker is None:
            return None, "speaker:narrator"
        opening = sentence.text[:60].lower().lstrip(' "-')
        if any(opening.startswith(c) for c in words("grammar", "stepping_back")):
            return None, "speaker:narrator"
        if sentence.paragraph == self.paragraph:
            return self.speaker, "speaker:same-paragraph"
        if self.leads_in and sentence.paragraph == self.paragraph + 1:
            return self.speaker, "speaker:led-in"
        lowered = {t.lower_ for t in sentence.tokens}
        if any(opening.startswith(w + " ") or opening.startswith(w + ",") for w in words("attribution", "continues")):
            return self.speaker, "speaker:goes-on"
        if sentence.paragraph == self.paragraph + 1 and lowered & {
            "enemy",
            "adversary",
            "our",
            "invaders",
            "occupiers",
            "occupation",
        }:
            return self.speaker, "speaker:own-words"
        return None, "speaker:narrator"

    def hears(self, told: list[Draft], quoted: ActorRef | None, named: ActorRef | None, sentence: Sentence) -> None:
        """Note who spoke in a sentence: whose claim it makes, whose quotation it is, or else whom it names as a source.

        Where it calls an account untrue, the one who does so goes on, not the one who is contradicted.
        """
        earlier = self.speaker
        self._hears(told, quoted, named, sentence)
        said = next((d.speaker for d in told if d.speaker_rule.startswith("attribution:")), None)
        self._before[sentence.index] = (earlier, named or said or quoted, sentence.paragraph)

    def settle_between(self, drafts: list[Draft]) -> None:
        """Give what stands between two sentences of one speaker to that speaker: "Posts were hit. Two men died, it said."."""
        for draft in drafts:
            if draft.speaker is not None or draft.speaker_rule != "speaker:narrator":
                continue
            earlier, _, paragraph = self._before[draft.sentence.index]
            _, behind, at = self._before.get(draft.sentence.index + 1, (None, None, -1))
            if earlier is not None and behind is not None and earlier.name == behind.name and at == paragraph:
                draft.speaker, draft.speaker_rule = earlier, "speaker:between"
                draft.because("speaker", "speaker:between", *([earlier.span] if earlier.span else []))

    def _hears(self, told: list[Draft], quoted: ActorRef | None, named: ActorRef | None, sentence: Sentence) -> None:
        untrue = next((d for d in told if d.speaker_rule == "attribution:called-untrue"), None)
        if untrue is not None:
            self.speaker, self.paragraph = untrue.speaker, sentence.paragraph
            return
        speaker = next((d.speaker for d in told if d.speaker is not None and d.polarity == "affirms"), None)
        speaker = speaker or quoted or named
        if speaker is not None and (speaker.kind in _WATCHERS or not _only_counts(sentence)):
            self.speaker, self.paragraph = speaker, sentence.paragraph
            self.leads_in = sentence.text.rstrip().endswith(":")


def _only_counts(sentence: Sentence) -> bool:
    """True where a body has but recorded something ("the office recorded 61 casualties"): no account that goes on."""
    manners = {a.manner for a in find_attributions(sentence) if a.source is not None}
    return manners == {"perceive"}


def inherit(draft: Draft, earlier: list[Draft]) -> None:
    """Take over the reporting period and the place from the account before, where the words say that it goes on."""
    if not earlier or draft.modality != "actual":
        return
    happening = any(family(a) in ("force", "territory", "air", "weapons", "civilians") for a in draft.acts)
    if not happening:
        return
    for before in reversed(earlier[-6:]):
        if before.modality != "actual":
            continue
        near = draft.sentence.index - before.sentence.index
        _same_occasion(draft, before, near)
        if before.verdict_key[0] != draft.verdict_key[0]:
            continue
        goes_on = _goes_on(draft, before) or _same_bulletin(draft, before)
        if (
            goes_on
            and draft.when is None
            and not draft.own_time
            and before.when is not None
            and ".." not in before.when
            and "casualty_toll" not in before.acts
            and near <= (3 if draft.speaker is None else _CARRIED)
            and (draft.speaker is not None or "/" in before.when)  # a newspaper's next paragraph has another day
            and _same_strand(draft, before)
        ):
            draft.when, draft.time = before.when, before.time
            draft.because("when", "inherited:reporting-period", *before.spans[:1])
        if goes_on:
            _inherit_roles(draft, before, near)
        if draft.when is not None and draft.where:
            return


def _same_occasion(draft: Draft, before: Draft, near: int) -> None:
    """Day and ground of the happening that a draft takes up: "in the same area", "the attack", an answer to it."""
    if not _told_of_force(before):
        return
    taken_up = near <= 3 and _takes_up(draft)
    if (
        not draft.where
        and before.where
        and (
            taken_up
            or (near <= _POINTED_BACK and _points_to_place(draft, before))
            or (near <= 1 and _answers(draft, before))
        )
    ):
        draft.where = list(before.where)
        draft.within = draft.within or list(before.within)
        draft.because("where", "inherited:same-place", *before.spans[:1])
    day = before.when is not None and len(before.when) >= len("2020-12-11") and ".." not in before.when
    if taken_up and draft.when is None and not draft.own_time and day:
        draft.when, draft.time = before.when, before.time
        draft.because("when", "inherited:same-occasion", *before.spans[:1])


_CARRIED = 6  # sentences that a bulletin's reporting period goes on for
_POINTED_BACK = 5  # sentences that "in the same area" may lie behind the name


def _told_of_force(before: Draft) -> bool:
    return any(family(a) in ("force", "territory", "air", "weapons", "civilians", "monitors") for a in before.acts)


def _answers(draft: Draft, before: Draft) -> bool:
    """True for an answer to what was told before, whoever tells it."""
    return draft.response and not before.response


def _takes_up(draft: Draft) -> bool:
    """True if the draft only takes up what was told: "the clash", "in the attack"."""
    nouns = [t.token for t in draft.triggers if t.token.pos_ == "NOUN"]
    if draft.triggers and len(nouns) == len(draft.triggers):
        told = {n.i for n in nouns}
        nouns = [n for n in nouns if not (n.head.lower_ == "of" and n.head.head.i in told)]  # "the exchange of fire"
        return all(
            n.tag_ == "NN"
            and lemma(n) not in words("grammar", "long_fighting")
            and not any(c.lower_ in words("grammar", "many") for c in n.children if c.dep_ == "amod")
            and any(c.lower_ in words("grammar", "pointing") for c in n.children)
            for n in nouns
        )
    text = draft.sentence.text.lower()
    return any(h in text for h in words("grammar", "same_occasion"))


def _inherit_roles(draft: Draft, before: Draft, near: int) -> None:
    """Whom an answer was aimed at, and who goes on doing what a party's bulletin lists in the passive."""
    if draft.response and draft.target is None and before.initiator is not None and not before.response:
        if _name(before.initiator) != _name(draft.initiator):
            draft.target = before.initiator
            draft.because("target", "inherited:answers-the-act-before", *before.spans[:1])
    one_way = set(draft.acts).isdisjoint(("exchange_of_fire", "undetermined_explosion", "explosive_device"))
    if (
        draft.initiator is None
        and not draft.response
        and one_way
        and near <= 2
        and before.initiator is not None
        and draft.speaker is not None
    ):
        if before.initiator.side not in (None, "both", draft.speaker.side):
            draft.initiator = before.initiator
            draft.because("initiator", "inherited:same-account", *before.spans[:1])


def _name(ref: ActorRef | None) -> str | None:
    return (ref.side or ref.name) if ref is not None else None


def _goes_on(draft: Draft, before: Draft) -> bool:
    """True if the draft's voice is carried on from before, or the same speaker in the same paragraph."""
    if draft.speaker_rule.startswith("speaker:") or draft.response:
        return True
    same = draft.speaker is not None and before.speaker is not None and draft.speaker.name == before.speaker.name
    return same and draft.sentence.paragraph - before.sentence.paragraph <= 1


def _same_bulletin(draft: Draft, before: Draft) -> bool:
    """True for the next sentence of a bulletin that goes on in the passive ("16 rounds were fired")."""
    next_to = (
        draft.sentence.paragraph - before.sentence.paragraph <= 1 and draft.sentence.index - before.sentence.index <= 2
    )
    one_way = set(draft.acts).isdisjoint(("exchange_of_fire", "undetermined_explosion", "compliance_statement"))
    return next_to and one_way and draft.initiator is None and before.initiator is not None and not draft.response


def _same_strand(draft: Draft, before: Draft) -> bool:
    if draft.response:
        return (
            before.initiator is not None
        )  # an answer has the day of what it answers, if anybody was told to have begun
    a, b = draft.initiator, before.initiator
    same = a is None or b is None or (a.side or a.name) == (b.side or b.name)
    if all(family(x) == "civilians" for x in draft.acts):
        return False  # what was destroyed, who fled: told of a longer time
    return same and any(family(x) in ("force", "air") for x in before.acts)


def _points_to_place(draft: Draft, before: Draft) -> bool:
    word = pointer(draft)
    if word is not None:
        return fits(word, before.where)
    text = draft.sentence.text.lower()
    return any(h in text for h in words("grammar", "same_place"))
