"""Whose direct speech a sentence is, for sentences that stand wholly within quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from trucewatch.extract.attribution import find_attributions
from trucewatch.extract.attribution_sources import speech_verb_of
from trucewatch.model.actor import ActorRef
from trucewatch.model.span import Span

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

# a place and a dash may stand before the name
_NAMED = re.compile(r"(?:[^:\n–—-]{2,40}\s[–—-]\s+)?(?P<name>[A-Z][^:\n–—\"“”]{2,60}):{1,2}\s")
Cue = tuple["Token", "Sentence"]  # the head word of a source, and its sentence


class DirectSpeech:
    """The quotations of a text that hold whole sentences or run over several.

    The speaker is the one whose cue stands outside the marks in the first, last or next sentence; else whoever is told
    to speak in the sentence before. Who "he" and "the ministry" are is settled when a quotation is reached, so that the
    speakers of the text before it are known.
    """

    def __init__(self, sentences: list[Sentence], quotes: tuple[tuple[int, int], ...]) -> None:
        self._cues: dict[int, list[Cue]] = {}  # by sentence: the list of its quotation
        self._known: dict[int, ActorRef | None] = {}  # by identity of that list
        starts, ends = [s.start for s in sentences], [s.end for s in sentences]
        for start, end in quotes:
            inside = sentences[bisect_right(ends, start) : bisect_left(starts, end)]
            whole = [s for s in inside if s.start >= start - 1 and s.end <= end + 2]
            if not inside or (len(inside) < 2 and not whole):
                continue
            cues = [*_tagged(inside, start, end), *_led_in(inside[0], start)]
            if whole:
                cues += _before(sentences, inside, quotes)
            if cues:
                for s in inside:
                    self._cues.setdefault(s.index, cues)

    def speaker(self, sentence: Sentence, cast: Cast) -> ActorRef | None:
        """Whose words a sentence is, or None."""
        cues = self._cues.get(sentence.index)
        if cues is None:
            return None
        if id(cues) not in self._known:
            found = (cast.source(source, where) for source, where in cues)
            self._known[id(cues)] = next((ref for ref in found if ref is not None), None)
        return self._known[id(cues)]


def led_by_name(sentence: Sentence, cast: Cast) -> ActorRef | None:
    """Whose words a sentence is that opens with a name and a colon: "Town X - The Y Observatory: two shells fell"."""
    match = _NAMED.match(sentence.text)
    if match is None:
        return None
    seen = cast.describe(match["name"].strip())
    if seen.side in (None, "both", "media", "civilians") or seen.kind in ("not_an_actor", "state", "civilians"):
        return None
    start = sentence.start + match.start("name")
    text = match["name"].strip()
    return ActorRef(
        name=seen.name,
        text=text,
        side=seen.side,
        kind=seen.kind,
        actor_id=seen.entry_id,
        span=Span(start, start + len(text)),
    )


def _tagged(inside: list[Sentence], start: int, end: int) -> Iterator[Cue]:
    for s in (inside[-1], inside[0], *inside[1:-1]):
        for a in find_attributions(s):
            here = s.base + a.cue.idx
            spoken = a.manner in ("assert", "according", "accuse", "deny")
            if spoken and a.source is not None and not start <= here < end:
                yield a.source, s


def _led_in(sentence: Sentence, start: int) -> Iterator[Cue]:
    """Who is told to speak right before the opening mark: "the minister had posted on a channel: ..."."""
    for verb in reversed([t for t in sentence.tokens if sentence.base + t.idx < start]):
        if speech_verb_of(verb):
            subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
            if subject is not None:
                yield subject, sentence
            return


def _before(sentences: list[Sentence], inside: list[Sentence], quotes: tuple[tuple[int, int], ...]) -> Iterator[Cue]:
    """The cue of the sentence before: "The ministry said this on Sunday" or "He said:"; none within its quotations."""
    before = inside[0].index - 1
    if before >= 0:
        s = sentences[before]
        for t in s.tokens:
            at = bisect_right(quotes, (s.base + t.idx, s.base + t.idx)) - 1
            if speech_verb_of(t) and not (at >= 0 and s.base + t.idx < quotes[at][1]):
                subject = next((c for c in t.children if c.dep_ == "nsubj"), None)
                if subject is not None:
                    yield subject, s
