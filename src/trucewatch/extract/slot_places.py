"""Places of a sentence, each given to the drafts whose words it hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.attribution import find_attributions
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.parsing import body_span
from trucewatch.extract.places import Place, find_places
from trucewatch.extract.slot_owners import owners
from trucewatch.model.span import Span
from trucewatch.model.where import PlaceMention

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token


def fill_places(drafts: list[Draft], sentence: Sentence, cast: Cast) -> None:
    """Give each draft the places of its sentence, the seats of those who speak left out."""
    seats = {
        t.i
        for a in find_attributions(sentence)
        if a.source is not None and lemma(a.source) not in words("places", "dwellers")
        for t in a.source.subtree
        if t.i not in a.content
    }
    found = []
    for place in find_places(sentence, cast.name_kind, actor_words(sentence, cast)):
        if place.tokens[0].i in seats and not any(t.token.i in seats for d in drafts for t in d.triggers):
            continue  # "the ministry in Yerevan said": where it sits is not where it happened
        found.append(place)
    if sentence.index == 0:
        found = [p for p in found if not _dateline(p, sentence)]
    here = [p for p in found if not all(_elsewhere(p.tokens[-1], d) for d in drafts)]
    for place in here or found:  # "shelled Homs hours before envoys were to arrive in Damascus"
        takers = [d for d in drafts if not (_ground_of_talk(place, d) or _whole_state(place, d))]
        for draft in owners(place.tokens[0], takers, shared=True):
            _add_place(draft, place)


_UTTERED = frozenset(("appeal", "threat", "compliance_statement", "agreement", "investigation"))


def _whole_state(place: Place, draft: Draft) -> bool:
    """True for the state that an appeal or a threat is about: it is uttered, not somewhere in that state."""
    return place.kind == "country" and set(draft.acts) <= _UTTERED


def _ground_of_talk(place: Place, draft: Draft) -> bool:
    """True for where a deal was signed or talks are held, beside an act of another kind."""
    if set(draft.acts) & {"agreement", "meeting"}:
        return False
    told = {t.token.i for t in draft.triggers}
    t = place.head
    for _ in range(5):
        if t.head.i == t.i or t.i in told:
            return False
        t = t.head
        if t.i not in told and lemma(t) in words("places", "talks"):
            return True
    return False


def _dateline(place: Place, sentence: Sentence) -> bool:
    """True for the towns of a dateline that runs into the text: "Phnom Penh/Bangkok: Soldiers exchanged fire"."""
    first = sentence.tokens[0]
    for t in first.doc[first.i : first.i + _DATELINE]:
        if t.text in (":", "—", "–") and t.i > place.tokens[-1].i:
            return True
        if not (t.text[:1].isupper() or t.text in ("/", ",", "-", "(", ")")):
            return False
    return False


_DATELINE = 8  # words in which a dateline ends


def _elsewhere(place: Token, draft: Draft) -> bool:
    """True for a place in a side clause of time that the act is not in."""
    t = place
    for _ in range(8):
        aside = words("grammar", "side_clauses")
        opened = any(c.dep_ in ("mark", "advmod") and c.lower_ in aside for c in t.children)
        if (t.dep_ == "advcl" and opened) or (t.dep_ == "pcomp" and t.head.lower_ in aside):
            return all(t.i != x.token.i and not t.is_ancestor(x.token) for x in draft.triggers)
        if t.head.i == t.i:
            return False
        t = t.head
    return False


def follow_up(sentence: Sentence, cast: Cast, before: Draft) -> None:
    """Places of a sentence that only says where: "It was recorded near Avdiivka and Maryinka."."""
    first = sentence.tokens[0]
    if first.lower_ not in ("it", "this", "that", "these", "they") or sentence.index - before.sentence.index != 1:
        return
    if any(p.kind not in ("region", "country", "line") for p in before.where):
        return
    told = find_places(sentence, cast.name_kind, actor_words(sentence, cast))
    if not told or lemma(first.head) not in words("grammar", "telling"):
        return
    before.within += [p for p in before.where if all(p.name != w.name for w in before.within)]
    before.where = []
    for place in told:
        _add_place(before, place)
    before.spans.append(Span(sentence.start, sentence.end))


def actor_words(sentence: Sentence, cast: Cast) -> frozenset[int]:
    """Numbers of the words that belong to the names of bodies: no part of these is ground."""
    bodies = cast.bodies(sentence.text)
    at = sentence.tokens[0].idx
    return frozenset(t.i for t in sentence.tokens for s in bodies if s.start <= t.idx - at < s.end)


def _town_and_its_district(a: PlaceMention, b: PlaceMention) -> bool:
    """True for "the city of X in the X district": two places of one name."""
    return {a.kind, b.kind} == {"settlement", "district"}


def _add_place(draft: Draft, place: Place) -> None:
    span = body_span(place.tokens[0], place.tokens[-1])
    mention = PlaceMention(name=place.name, text=place.name, span=span, kind=place.kind, relation=place.relation)
    wide = place.holds
    into = draft.within if wide else draft.where
    if all(m.name != mention.name or _town_and_its_district(m, mention) for m in (*draft.where, *draft.within)):
        into.append(mention)
        draft.because("within" if wide else "where", f"place:{place.kind}", span)
