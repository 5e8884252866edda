"""Repeats within a document: the same claim in headline, lead and body is one claim with several spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trucewatch.extract.alike import actors_agree, days_agree, harm_agrees, same_figure, voices_agree
from trucewatch.extract.continuing import goes_on, lead_names_wider_ground, other_occasion, outcome_of, told_by_outlet
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import lemma
from trucewatch.extract.lexicon import words
from trucewatch.extract.retold import told_again
from trucewatch.model.acts import family
from trucewatch.model.when import TimeDetail

if TYPE_CHECKING:
    from trucewatch.extract.token import Token

_ENSUES = 6
_BODY = 5  # sentences after the lead in which "the attack" is the one that it told
_WIDE = ("region", "country", "line")
_WIDER = ("district", "region", "country", "area")  # ground in which a village may lie
_LOOSE = ("unspecified_violation", "exchange_of_fire", "undetermined_explosion")
_GENERIC = (
    "unspecified_fire",
    "unspecified_violation",
    "ground_assault",
    "exchange_of_fire",
    "casualty_toll",
    "civilian_harm",
)


# what clashes and assaults are not another word for
_NO_CLASH = {
    "exchange_of_fire": {"air_strike", "drone_strike", "explosive_device", "sniper_fire"},
    "ground_assault": {"explosive_device"},
}


def merge_repeats(drafts: list[Draft]) -> list[Draft]:
    """Drafts with repeats folded into the fullest of them, in the order of the text."""
    out: list[Draft] = []
    for draft in drafts:
        twin = next((d for d in out if _same(d, draft)), None)
        if twin is None:
            out.append(draft)
        else:
            _fold(twin, draft)
    return out


def _same(a: Draft, b: Draft) -> bool:
    if _taken_up(a, b) and (_definite(b) or _the_same(a, b)):
        return True
    if outcome_of(a, b) or told_by_outlet(a, b) or _lead_taken_up(a, b) or told_again(a, b):
        return True
    if not voices_agree(a, b) or a.modality != b.modality or a.response != b.response:
        return False
    if _one_breath(a, b) or goes_on(a, b):
        return True
    if a.response and b.response and abs(a.sentence.index - b.sentence.index) <= 1 and _one_doer(a, b):
        return True  # "their forces were repulsed. They were given a proper response."
    if not set(a.acts) & set(b.acts) and not _covers(a, b):
        return False
    if not actors_agree(a.initiator, b.initiator):
        return False
    if a.count is not None and b.count is not None and a.count != b.count:
        return False
    if a.when and b.when and not days_agree(a.when, b.when):
        return False
    if a.count is not None and a.count == b.count and a.count > 1 and _places_agree(a, b):
        return True  # the same total told twice
    if (a.count or b.count or 1) > 1 and (a.count is None) != (b.count is None) and _several(a if a.count else b):
        return False  # "two attacks" is not one of them
    if _only_names_a_breach(b) and a.acts == b.acts:
        return True  # "it was Russia's first report of a violation"
    if not _places_agree(a, b) and not (_points_back(b) and lead_names_wider_ground(a, b)):
        return False
    if _another_place(a, b):
        return False
    if not _tied(a, b) and not _one_sentence(a, b) and not _first_lines(a, b):
        return False
    return _narrows(a, b) or harm_agrees(a, b)


def _another_place(a: Draft, b: Draft) -> bool:
    """True for "a patrol was also attacked in X", behind an attack that was told without ground of its own."""
    told = any(p.kind not in _WIDE for p in b.where) and all(p.kind in _WIDE for p in a.where)
    return told and other_occasion(b) and a.sentence.index > 0 and not _points_back(b)


def _lead_taken_up(a: Draft, b: Draft) -> bool:
    """True for "the attack, which took place on Monday, ...": the body tells more of what the lead told."""
    lead = a.sentence.index <= 1 and 0 < b.sentence.index - a.sentence.index <= _BODY
    if (
        not lead
        or not (a.speaker is None or voices_agree(a, b))
        or a.polarity != b.polarity
        or a.modality != b.modality
        or b.response
        or not _known_subject(b)
    ):
        return False
    if other_occasion(b) or not (set(a.acts) & set(b.acts) or _covers(a, b)):
        return False
    if b.initiator is not None and b.initiator.side is not None and not actors_agree(a.initiator, b.initiator):
        return False
    days = a.when is None or b.when is None or days_agree(a.when, b.when)
    places = _places_agree(a, b) or all(p.kind in _WIDER for p in a.where)
    return days and places and harm_agrees(a, b) and (a.count or 1) == (b.count or 1)


def _known_subject(draft: Draft) -> bool:
    """True for "the attack ... was led by ...": the act is the subject, and known."""
    pointing = words("grammar", "pointing")
    nouns = [t.token for t in draft.triggers if t.token.pos_ == "NOUN" and t.token.dep_ in ("nsubj", "nsubjpass")]
    return any(c.lower_ in pointing for n in nouns for c in n.children if c.dep_ in ("det", "amod"))


def _one_breath(a: Draft, b: Draft) -> bool:
    """True for two clauses of one sentence that tell one side's fire, and part neither places nor days."""
    if a.sentence.index != b.sentence.index or (
        a.triggers and b.triggers and a.triggers[0].token.i == b.triggers[0].token.i
    ):
        return False
    if not all(
        family(x) in ("force", "territory", "civilians", "monitors") and x not in _LOOSE for x in (*a.acts, *b.acts)
    ):
        return False
    if not actors_agree(a.initiator, b.initiator):
        return False
    places = not a.where or not b.where or _shared_places(a, b)
    return places and (a.when == b.when or not a.when or not b.when) and (a.count is None or b.count is None)


def _one_doer(a: Draft, b: Draft) -> bool:
    both = a.initiator is not None and b.initiator is not None
    places = not a.where or not b.where or _shared_places(a, b)
    return both and actors_agree(a.initiator, b.initiator) and places and (a.when == b.when or not a.when or not b.when)


def _several(draft: Draft) -> bool:
    if (draft.count_unit or "").rstrip("s") in words("grammar", "rounds"):
        return False  # six bombs are one strike
    return any(
        a in ("ground_assault", "air_strike", "drone_strike", "exchange_of_fire", "explosive_device")
        for a in draft.acts
    )


def _only_names_a_breach(draft: Draft) -> bool:
    """True for a mention of a breach with no day, place, number, doer or harm of its own."""
    own = draft.when or draft.where or draft.harm or draft.initiator or draft.weapons
    return set(draft.acts) == {"unspecified_violation"} and not own and (draft.count or 1) == 1


def _places_agree(a: Draft, b: Draft) -> bool:
    """False where both name ground and neither lies in the other's."""
    if not a.where or not b.where:
        return True
    if _shared_places(a, b):
        own, others = ({p.name for p in d.where} for d in (a, b))
        return not own & others or own <= others or others <= own
    if _narrows(a, b) or all(p.kind in _WIDE for p in a.where):
        return True
    # what was told of a village is not retold as a day in its region
    return all(p.kind in _WIDE for p in b.where) and b.when in (None, a.when) and not other_occasion(b)


def _one_sentence(a: Draft, b: Draft) -> bool:
    return a.sentence.index == b.sentence.index and bool(set(a.acts) & set(b.acts))


def _tied(a: Draft, b: Draft) -> bool:
    """True if something that both tell ties them: a day, a place, a figure of harm."""
    return bool(a.when and b.when) or _shared_places(a, b) or same_figure(a, b)


def _shared_places(a: Draft, b: Draft) -> bool:
    near = [{p.name for p in d.where if p.kind != "line"} for d in (a, b)]
    wide = [{p.name for p in d.within if p.kind != "line"} for d in (a, b)]
    if near[0] & near[1] or near[0] & wide[1] or wide[0] & near[1]:
        return True
    return bool(wide[0] & wide[1]) and not (near[0] and near[1])  # two villages of one district are two places


def _points_back(draft: Draft) -> bool:
    """True for a draft whose act is only taken up: "the attack", "this shelling"."""
    force = [t.token for t in draft.triggers if family(t.act) == "force"] or [t.token for t in draft.triggers]
    nouns = [t for t in force if t.pos_ == "NOUN"]
    verbs = [t for t in force if t.pos_ != "NOUN"]
    if not nouns or any(not _of_one(v, nouns) for v in verbs):
        return False
    if any(c.lower_ in words("grammar", "many") for n in nouns for c in n.children):
        return False  # "the various clashes" are many
    pointing = words("grammar", "pointing")
    return all(any(c.lower_ in pointing for c in n.children if c.dep_ in ("det", "amod")) for n in nouns)


def _of_one(verb: Token, nouns: list[Token]) -> bool:
    """True for "the strike targeted a car", "the strikes, targeting the town": the verb only tells where the act went."""
    told = any((n.head.i == verb.i and n.dep_ == "nsubj") or (verb.head.i == n.i and verb.dep_ == "acl") for n in nouns)
    return told and lemma(verb) in words("grammar", "hitting")


def _definite(draft: Draft) -> bool:
    """True for a draft that only takes up what was told and adds neither day nor place: "six were wounded in the offensive"."""
    return _points_back(draft) and not draft.where and not _own_day(draft) and draft.count is None


def _the_same(a: Draft, b: Draft) -> bool:
    """True for "the strikes, targeting the town of X": the strikes told just before, which named one place at most."""
    return (
        _points_back(b)
        and {x for x in b.acts if family(x) == "force"} <= set(a.acts)
        and b.when in (None, a.when)
        and len(a.where) <= 1
        and (a.count or 1) == (b.count or 1) == 1
    )


def _own_day(draft: Draft) -> bool:
    """True if the draft's own words date it."""
    return draft.when is not None and not any(e.rule.startswith("inherited") for e in draft.evidence.get("when", ()))


def _narrows(a: Draft, b: Draft) -> bool:
    """True if "the attack" of b is a's, told with a village where a gave a district."""
    same_day = a.when is None or b.when is None or a.when == b.when
    return _points_back(b) and same_day and bool(set(a.acts) & set(b.acts)) and all(p.kind in _WIDER for p in a.where)


def _taken_up(a: Draft, b: Draft) -> bool:
    near = b.sentence.index - a.last
    force = all(any(family(x) == "force" for x in d.acts) for d in (a, b))
    return (
        a.sentence.index < b.sentence.index
        and near <= (_ENSUES if _ensuing(b) else 2)
        and force
        and a.verdict_key == b.verdict_key
        and a.modality == "actual"
        and actors_agree(a.initiator, b.initiator)
    )


def _first_words(a: Draft) -> bool:
    return a.sentence.index == 0


def _ensuing(draft: Draft) -> bool:
    """True for "the ensuing firefight": it belongs to what was told last, however long that was told."""
    return any(c.lower_ in ("ensuing", "resulting") for t in draft.triggers for c in t.token.children)


def _covers(a: Draft, b: Draft) -> bool:
    """True if one tells in general words what the other tells exactly ("violated the ceasefire", "shelled")."""
    families = {family(x) for x in (*a.acts, *b.acts)}
    if _first_words(a) and {*a.acts, *b.acts} <= {"shelling", "rocket_fire", "unspecified_fire"}:
        return (a.count or 1) == (b.count or 1) == 1
    if "undetermined_explosion" in (*a.acts, *b.acts) or _sum_of_many(a) or _sum_of_many(b):
        return False
    for one, other in ((a, b), (b, a)):
        if set(one.acts) == {"air_defence_fire"} != set(other.acts):
            return False  # "fire" and "attack" do not say that something was shot down
        if set(one.acts) <= {"exchange_of_fire", "ground_assault"} and set(other.acts) & _NO_CLASH[one.acts[0]]:
            return False
    return (
        families <= {"force", "civilians", "monitors"}
        and (all(x in _GENERIC for x in a.acts) or all(x in _GENERIC for x in b.acts))
        and ((a.count or 1) == 1 and (b.count or 1) == 1)
    )


def _sum_of_many(draft: Draft) -> bool:
    """True for "multiple violations", "several breaches": a sum without a figure, told apart from its episodes."""
    if set(draft.acts) != {"unspecified_violation"}:
        return False
    nouns = [t.token for t in draft.triggers if t.token.pos_ == "NOUN"]
    return any(w.lower_ in words("grammar", "many") for n in nouns for w in n.doc[max(0, n.i - 3) : n.i])


def _first_lines(a: Draft, b: Draft) -> bool:
    """True if one is a lead and the other the sentence that takes it up, or both are the same kind of talk."""
    if a.acts == b.acts == ["threat"] and not {t.rule for t in a.triggers} & {t.rule for t in b.triggers}:
        one = a.speaker is None or b.speaker is None or a.speaker.name == b.speaker.name
        return (
            one and abs(a.sentence.index - b.sentence.index) <= 2
        )  # called off the truce; later vowed to disrupt a vote
    if all(family(x) in ("context", "politics") for x in (*a.acts, *b.acts)):
        return abs(a.sentence.index - b.sentence.index) <= 2 or a.sentence.index <= 1
    return min(a.sentence.index, b.sentence.index) <= 1 and abs(a.sentence.index - b.sentence.index) <= 3


def _tells_time_closer(other: Draft, into: Draft) -> bool:
    """True if the other time is the better one: hours before their day, a day before a stretch, a night before its day."""
    if other.when is None or into.when is None:
        return other.when is not None
    if other.when == into.when:
        return _inside(other.time, into.time)
    if "/" in into.when and "/" not in other.when:
        return not _night_of(into, other)
    return "/" in other.when and "/" not in into.when and _night_of(other, into)


def _inside(hours: TimeDetail | None, day: TimeDetail | None) -> bool:
    """True for "at 15:30 on Sunday" beside "on Sunday": the first says more and nothing else."""
    if hours is None or day is None or hours.earliest is None or hours.latest is None:
        return False
    if day.earliest is None or day.latest is None:
        return False
    shorter = hours.latest - hours.earliest < day.latest - day.earliest
    return shorter and day.earliest <= hours.earliest and hours.latest <= day.latest


def _night_of(night: Draft, day: Draft) -> bool:
    """True for "late on Sunday and early on Monday" or "overnight" beside one of the two days."""
    told = night.time is not None and any(w in night.time.text.lower() for w in ("night", "late "))
    return told and (day.when or "") in (night.when or "").split("/")


def _fold(into: Draft, other: Draft) -> None:
    into.until = max(into.last, other.last)
    for span in other.spans:
        if span not in into.spans:
            into.spans.append(span)
    general = [a for a in into.acts if a in _GENERIC and a not in other.acts]
    into.acts = into.acts + [a for a in other.acts if a not in into.acts]
    if any(a not in _GENERIC and family(a) == "force" for a in into.acts):
        into.acts = [
            a for a in into.acts if a not in ("unspecified_fire", "unspecified_violation") or a not in general
        ] or into.acts
    if into.initiator is None or (into.initiator.side is None and other.initiator is not None):
        into.initiator = other.initiator or into.initiator
    if into.speaker is None and other.speaker is not None:
        into.speaker, into.speaker_rule, into.relay = other.speaker, other.speaker_rule, other.relay
    into.target = into.target or other.target
    hit = any(e.rule == "count:buildings" for e in other.evidence.get("count", ()))
    if into.count is None and not (hit and any(family(a) == "force" for a in into.acts)):
        into.count, into.count_unit = other.count, other.count_unit  # houses hit are no count of the fire on them
    if _tells_time_closer(other, into):
        into.when, into.time = other.when, other.time
    for place in other.where:
        if all(p.name != place.name for p in into.where):
            into.where.append(place)
    for place in other.within:
        if all(p.name != place.name for p in into.within):
            into.within.append(place)
    holders = {p.name for p in into.within}
    if any(p.name not in holders for p in into.where):
        into.where = [p for p in into.where if p.name not in holders]
    into.weapons += [w for w in other.weapons if w not in into.weapons]
    for harm in other.harm:
        if harm.low is None and harm.high is None and any(h.kind == harm.kind for h in into.harm):
            continue
        if harm.low is not None:
            into.harm = [h for h in into.harm if h.kind != harm.kind or h.low is not None or h.high is not None]
        if all((h.kind, h.low) != (harm.kind, harm.low) for h in into.harm):
            into.harm.append(harm)
    for slot, rows in other.evidence.items():
        into.evidence.setdefault(slot, [])
        into.evidence[slot] += [r for r in rows if r not in into.evidence[slot]]
