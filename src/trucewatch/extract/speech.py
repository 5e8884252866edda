"""Whose direct speech a sentence is, for sentences that stand wholly within quotation marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from trucewatch.extract.attribution import find_attributions
from trucewatch.extract.attribution_sources import speech_verb_of
from trucewatch.model.actor import ActorRef

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence


def quoted_speakers(sentences: list[Sentence], quotes: tuple[tuple[int, int], ...], cast: Cast) -> dict[int, ActorRef]:
    """Speaker by sentence number, for the sentences of quotations that run over several sentences.

    The speaker is the one whose cue stands outside the marks in the first, last or next sentence; else who spoke last
    before the quotation.
    """
    out: dict[int, ActorRef] = {}
    starts, ends = [s.start for s in sentences], [s.end for s in sentences]
    for start, end in quotes:
        inside = sentences[bisect_right(ends, start) : bisect_left(starts, end)]
        if not inside:
            continue
        whole = [s for s in inside if s.start >= start - 1 and s.end <= end + 2]
        if len(inside) < 2 and not whole:
            continue
        speaker = _tagged(inside, start, end, cast)
        speaker = speaker or _led_in(inside[0], start, cast)
        if speaker is None and whole:
            speaker = _beside(sentences, inside, cast)
        if speaker is None:
            continue
        for s in inside:
            out.setdefault(s.index, speaker)
    return out


def _tagged(inside: list[Sentence], start: int, end: int, cast: Cast) -> ActorRef | None:
    for s in (inside[-1], inside[0], *inside[1:-1]):
        for a in find_attributions(s):
            here = s.base + a.cue.idx
            if (
                not start <= here < end
                and a.source is not None
                and a.manner in ("assert", "according", "accuse", "deny")
            ):
                ref = cast.source(a.source, s)
                if ref is not None:
                    return ref
    return None


def _led_in(sentence: Sentence, start: int, cast: Cast) -> ActorRef | None:
    """Who is told to speak right before the opening mark: "the minister had posted on a channel: ..."."""
    before = [t for t in sentence.tokens if sentence.base + t.idx < start]
    for verb in reversed(before):
        if speech_verb_of(verb):
            subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
            return cast.source(subject, sentence) if subject is not None else None
    return None


def _beside(sentences: list[Sentence], inside: list[Sentence], cast: Cast) -> ActorRef | None:
    """A neighbour's cue: "... . The ministry said this on Sunday" or "He said:" before."""
    before = inside[0].index - 1
    if before >= 0:
        s = sentences[before]
        for t in s.tokens:
            if speech_verb_of(t):
                subject = next((c for c in t.children if c.dep_ == "nsubj"), None)
                if subject is not None:
                    ref = cast.source(subject, s)
                    if ref is not None:
                        return ref
    return None
