"""The speakers behind the attributions of a sentence: whom pronouns mean, and whom the parse gives by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.model.actor import ActorRef

if TYPE_CHECKING:
    from trucewatch.extract.attribution import Attribution
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

# kinds that the parse may give as a source by mistake: things, and people who only stand in the sentence
_NO_SPEAKER = (None, "unknown", "not_an_actor", "state_military", "persons", "civilians")


def sources_of(attributions: tuple[Attribution, ...], sentence: Sentence, cast: Cast) -> dict[int, ActorRef | None]:
    """Who stands behind each attribution; "he" and "it" are the one whose words they stand in, or who was named before."""
    out: dict[int, ActorRef | None] = {}
    names = [a for a in attributions if a.source is not None and a.source.pos_ != "PRON" and a.manner != "carrier"]
    near = {id(a): _named_near(a, names) for a in attributions if a.source is not None and a.source.pos_ == "PRON"}
    waiting = _inner_first(attributions)
    waiting.sort(key=lambda a: 0 if id(a) in near and near[id(a)] is None else 2 if id(a) in near else 1)
    for a in waiting:
        if _has_source(a):
            other = near.get(id(a))
            known = out.get(id(other)) if other is not None else None
            # peacekeepers who "watch the situation" do not take the word: what follows is said by who spoke before
            watching = lemma(a.cue) in words("grammar", "watching")
            out[id(a)] = known or cast.source(a.source, sentence, remember=not watching)
    return out


def _named_near(a: Attribution, names: list[Attribution]) -> Attribution | None:
    """The named source around a pronoun's own words, or before it in the sentence."""
    # "she stressed that ..., an agency reported": the tag behind is no antecedent
    around = [b for b in names if a.cue.i in b.content and b.source is not None and b.source.i < a.cue.i]
    if around:
        return min(around, key=lambda b: len(b.content))
    before = [b for b in names if b.source is not None and b.source.i < a.cue.i and b.cue.i < a.cue.i]
    return before[-1] if before else None


def _inner_first(attributions: tuple[Attribution, ...]) -> list[Attribution]:
    """In the order of the text, save that what stands within another's words comes before it: the outer one spoke last."""
    waiting = list(attributions)
    out: list[Attribution] = []
    while waiting:
        at = next((i for i, a in enumerate(waiting) if not any(b.cue.i in a.content for b in waiting if b is not a)), 0)
        out.append(waiting.pop(at))
    return out


def own_words(
    attributions: tuple[Attribution, ...], sources: dict[int, ActorRef | None], speaker: ActorRef | None
) -> None:
    """Who "I" and "we" are: the one whose words they stand in, else who goes on speaking."""
    for a in attributions:
        if a.source is not None and (a.source.lower_ in ("i", "we") or _owned(a.source)):
            around = [b for b in attributions if a.cue.i in b.content and sources.get(id(b)) is not None]
            teller = min(around, key=lambda b: len(b.content), default=None)
            sources[id(a)] = sources[id(teller)] if teller is not None else speaker


def _owned(source: Token) -> bool:
    """True for "our commanders", "my men": they speak for whoever owns them."""
    return any(c.dep_ == "poss" and c.lower_ in ("our", "my") for c in source.children)


def mend_sources(attributions: tuple[Attribution, ...], sources: dict[int, ActorRef | None], cast: Cast) -> None:
    """Where the parse gives a thing as the source of a joined cue ("... but added that"), take the sentence's own speaker."""
    named = [
        r
        for a in attributions
        if (r := sources.get(id(a))) is not None and (r.side or r.kind not in (None, "unknown", "not_an_actor"))
    ]
    for a in attributions:
        ref = sources.get(id(a))
        if a.source is None or (ref is not None and (ref.side is not None or ref.kind not in _NO_SPEAKER)):
            continue
        if (a.source is not None and a.source.ent_type_ == "PERSON") or a.cue.dep_ not in ("conj", "advcl"):
            continue
        if ref is not None and ref in cast.speakers:
            cast.speakers.remove(ref)
        sources[id(a)] = named[0] if named else cast.last()


def observes(a: Attribution, sources: dict[int, ActorRef | None], attributions: tuple[Attribution, ...]) -> bool:
    """True for sources that can see and record: not a front line, nor troops of whom a speaker says that they saw."""
    source = sources.get(id(a))
    if source is None or (source.side is None and source.kind in (None, "unknown", "not_an_actor")):
        return False
    told = any(a.cue.i in b.content and b.manner != "perceive" and sources.get(id(b)) is not None for b in attributions)
    return not (told and source.kind in ("state_military", "non_state_armed_group", "de_facto_force"))


def _has_source(a: Attribution) -> bool:
    return a.source is not None or a.manner != "carrier"
