"""A claim in the making: what the steps of the reader write into before it becomes a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Modality, Polarity
from trucewatch.model.evidence import Evidence
from trucewatch.model.span import Span
from trucewatch.model.when import TimeDetail
from trucewatch.model.where import PlaceMention

if TYPE_CHECKING:
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.triggers import Trigger


@dataclass
class Draft:
    """Everything known of a claim so far. Spans count characters of the body until the claim is finished."""

    sentence: Sentence
    triggers: list[Trigger]
    acts: list[str]
    spans: list[Span]
    speaker: ActorRef | None = None
    speaker_rule: str = "speaker:narrator"
    relay: list[ActorRef] = field(default_factory=list)
    polarity: Polarity = "affirms"
    modality: Modality = "actual"
    initiator: ActorRef | None = None
    target: ActorRef | None = None
    response: bool = False
    count: int | None = None
    count_unit: str | None = None
    when: str | None = None
    time: TimeDetail | None = None
    own_time: bool = False  # words of time hang on it, whether or not they tell a day
    where: list[PlaceMention] = field(default_factory=list)
    within: list[PlaceMention] = field(default_factory=list)
    weapons: list[str] = field(default_factory=list)
    harm: list[Harm] = field(default_factory=list)
    background: bool = False
    anaphoric: bool = False
    denied_side: str | None = None
    side_inferred: bool = False
    content: frozenset[int] | None = None
    quoted: bool = False
    until: int = -1  # the sentence in which it was told last, by its number, once repeats are folded in
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The number of the sentence that told it last."""
        return max(self.until, self.sentence.index)

    def because(self, slot: str, rule: str, *spans: Span) -> None:
        """Note the words and rule that a slot's value rests on."""
        row = Evidence(rule=rule, spans=tuple(spans))
        if row not in self.evidence.setdefault(slot, []):
            self.evidence[slot].append(row)

    @property
    def verdict_key(self) -> tuple[str | None, Polarity]:
        """Whose word it is and whether it affirms: claims that differ in this are never one."""
        if self.speaker is None:
            return None, self.polarity
        side = self.speaker.name if self.side_inferred else self.speaker.side or self.speaker.name
        apart = (
            self.speaker.kind in ("peacekeeping_force", "monitoring_mission")
            or "peacekeep" in self.speaker.name.lower()
        )
        press = self.speaker.kind == "news_outlet" and not (self.speaker.actor_id or "").startswith("source:")
        told = f"{side}/peacekeepers" if apart else f"{side}/press" if press else side  # "local media" are no ministry
        return told, self.polarity
