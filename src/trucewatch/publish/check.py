"""The checks before publishing: style, ground, attribution, figures, quotes. A report with a fault is withheld."""

from __future__ import annotations

import contextlib
import re
from datetime import date, datetime
from functools import cache
from itertools import chain, zip_longest

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.publish.brief import Brief, sentences_of
from trucewatch.publish.guard import find_loaded, instead_of
from trucewatch.publish.sentence import Count, Part, Sentence, plain, words_of
from trucewatch.publish.tell import outlet_of
from trucewatch.publish.view import View
from trucewatch.publish.wording import NUMBER_WORDS, fold, phrases, say_radius

FEW_IDS = 500
_TOKEN = re.compile(r"\w[\w.@/-]*\w|\w")
_FIGURE = re.compile(r"\d+(?:,\d{3})+|\d+:\d{2}|\d+(?:\.\d+)?")
_WORDS = {w: n for n, w in enumerate(NUMBER_WORDS) if n >= 2}  # "one" and "no" are words of every day
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b", re.IGNORECASE)
# what holds digits and tells no figure: incident codes, ids made by hashing, zones
_NO_FIGURE = re.compile(r"\b[A-Z]{1,8}-\d{4}-\d{4,}\b|\b[a-z]{1,3}-[0-9a-f]{12}\b|\bUTC[+-]\d{2}:\d{2}")


def find_faults(brief: Brief, view: View) -> tuple[str, ...]:
    """Every fault of a report, each in one sentence; empty when it may go out."""
    faults: list[str] = []
    named = {id(s.claims): s.claims for s in sentences_of(brief)}  # two sentences may rest on all claims there are
    known = view.records.known_claims(chain.from_iterable(named.values()))
    for line in (brief.title, *brief.agreements, *(s.guide for s in brief.sections)):
        faults += _style(words_of(line))
    for sentence in sentences_of(brief):
        faults += _style(sentence.parts)
        faults += _ground(sentence, known)
        faults += _attribution(sentence, view)
        faults += _figures(sentence, brief, view)
    for note in brief.notes:
        faults += _quotes(note.claim.id, view)
    return tuple(dict.fromkeys(faults))


def _style(parts: tuple[Part, ...]) -> list[str]:
    return [
        f"“{word}” stands outside quotation marks in: {_short(parts)} (write instead: {instead_of(word)})"
        for word in find_loaded(parts)
    ]


def _ground(sentence: Sentence, known: frozenset[str]) -> list[str]:
    """A sentence rests on claims, on other records, or on a count; the claims are in the store, the counts come out."""
    faults = []
    if not sentence.claims and not sentence.records and not sentence.counts:
        faults.append(f"nothing supports: {_short(sentence.parts)}")
    missing = [] if known.issuperset(sentence.claims) else [c for c in sentence.claims if c not in known]
    if missing:
        faults.append(f"claim {missing[0]} is not in the store: {_short(sentence.parts)}")
    faults += [
        f"{c.n} {c.unit} does not come out again in: {_short(sentence.parts)}" for c in sentence.counts if _off(c)
    ]
    return faults


def _off(count: Count) -> bool:
    if count.between:
        return count.n != (count.between[1] - count.between[0]).days
    if count.added is not None:
        return count.n != sum(count.added) or len(count.added) != len(count.ids)
    return count.n != len(count.ids) or len(set(count.ids)) != len(count.ids)


def _attribution(sentence: Sentence, view: View) -> list[str]:
    """Who says it stands in the sentence."""
    if not sentence.told:
        return []
    if not sentence.claims:
        return [f"nobody is named as saying: {_short(sentence.parts)}"]
    text = fold(plain(sentence.parts))
    claim = view.records.claims.get(sentence.claims[0])
    if claim is None or any(fold(" ".join(n.split())) in text for n in _speakers(claim, view)):
        return []
    return [f"the speaker of {claim.id} is not named in: {_short(sentence.parts)}"]


def _speakers(claim: Claim, view: View) -> list[str]:
    if claim.speaker:
        return [n for n in (claim.speaker.name, claim.speaker.side) if n]
    return [outlet_of(view.records.document(claim.document_id))]


def _figures(sentence: Sentence, brief: Brief, view: View) -> list[str]:
    """Every figure outside quotation marks is in a count that came out, in a record, or in a claim."""
    left = figures_in(_own_words(sentence))
    for count in sentence.counts:
        left -= {float(count.n), float(len(count.ids)), *(float(n) for n in count.added or ())}
        left -= {n for day in count.between or () for n in _day_figures(day)}
    for record, claim_id in zip_longest(sentence.records, sentence.claims):
        if not left:  # a count over thousands of records and claims needs none of them looked up
            return []
        if record is not None:
            left -= _record_figures(record, brief, view)
        claim = view.records.claims.get(claim_id) if left and claim_id is not None else None
        if claim is not None:
            left -= _claim_figures(claim, brief, view)
    return [f"the figure {n:g} has no ground in: {_short(sentence.parts)}" for n in sorted(left)]


def figures_in(text: str) -> set[float]:
    """The numbers in a text, in figures or words from two to nine; 18:30 counts as 1830."""
    found = {float(m.group().replace(",", "").replace(":", "")) for m in _FIGURE.finditer(text)}
    return found | {float(_WORDS[m.group().lower()]) for m in _WORD.finditer(text)}


def _own_words(sentence: Sentence) -> str:
    text = "\n".join(p.text for p in sentence.parts if not p.quoted)
    for phrase in _phrases_with_figures():
        text = text.replace(phrase, " ")
    named = (sentence.records, *(c.ids for c in sentence.counts))
    known = set(chain.from_iterable(named)) if sum(map(len, named)) <= FEW_IDS else set(_TOKEN.findall(text))
    if sum(map(len, named)) > FEW_IDS:  # a hundred thousand ids: only those are looked for that may stand in the text
        known.intersection_update(chain.from_iterable(named))
    for record in sorted(known, key=lambda i: (-len(i), i)):
        text = text.replace(record, " ")
    return _NO_FIGURE.sub(" ", text)


@cache
def _phrases_with_figures() -> tuple[str, ...]:
    """Our own fixed phrases that hold a number ("two or more independent origins")."""
    return tuple(p for table in phrases().values() for p in table.values() if figures_in(p))


def _claim_figures(claim: Claim, brief: Brief, view: View) -> set[float]:
    """The numbers that a claim holds: count, harm, days, clock times, radii, names, and its own words."""
    known = {float(claim.count)} if claim.count is not None else set()
    known |= {float(n) for h in claim.harm for n in (h.low, h.high) if n is not None}
    known |= _when_figures(claim.when)
    for instant in (claim.time.earliest, claim.time.latest) if claim.time else ():
        known |= _instant_figures(instant, brief) if instant else set()
    for place in (*claim.where, *claim.within):
        known |= figures_in(place.name)
        known |= figures_in(say_radius(place.radius_m)) if place.radius_m is not None else set()
    document = view.records.document(claim.document_id)
    words = [s.words(document.text) for s in claim.spans]
    words += [a.name for a in (claim.speaker, claim.initiator, claim.target, *claim.relay) if a]
    words += [h.who.name for h in claim.harm if h.who] + ([document.source] if document.source else [])
    known |= {n for w in words for n in figures_in(w)}
    known |= _day_figures(document.published) if document.published else set()
    return known


def _record_figures(record: str, brief: Brief, view: View) -> set[float]:
    """The numbers of an incident, or of any other record."""
    incident = view.records.incidents.get(record)
    if incident is None:
        return _other_figures(record, brief, view)
    known = _when_figures(incident.when)
    known |= _instant_figures(incident.first_reported, brief) if incident.first_reported else set()
    radii = (p.radius_m for p in (*incident.places, *incident.within) if p.radius_m is not None)
    known |= {n for radius in radii for n in figures_in(say_radius(radius))}
    return known | {n for text in (*incident.contradictions, *incident.open_questions) for n in figures_in(text)}


def _other_figures(record: str, brief: Brief, view: View) -> set[float]:
    """The numbers of a deadline, finding, tally, coverage, provision, judgement, or of a day named as such."""
    known = figures_in(record)
    with contextlib.suppress(ValueError):
        known |= _day_figures(date.fromisoformat(record))
    for found in view.records.terms(record):
        known |= _text_figures(msgspec.json.encode(found).decode())
    for judgement in view.records.judgements:
        if judgement.id == record:
            known |= _instant_figures(judgement.made_at, brief) | _text_figures(msgspec.json.encode(judgement).decode())
    return known


def _text_figures(text: str) -> set[float]:
    days = re.findall(r"\d{4}-\d{2}-\d{2}", text)
    return figures_in(text) | {n for d in days for n in _day_figures(date.fromisoformat(d))}


def _when_figures(when: str | None) -> set[float]:
    """The years, months and days of an EDTF value, also of one with an open end."""
    return {float(n) for n in re.findall(r"\d+", when or "")}


def _day_figures(day: date) -> set[float]:
    return {float(day.year), float(day.month), float(day.day)}


def _instant_figures(instant: datetime, brief: Brief) -> set[float]:
    local = instant.astimezone(brief.as_of.tzinfo)
    return _day_figures(local.date()) | figures_in(f"{local:%H:%M}") | figures_in(brief.as_of_text)


def _quotes(claim_id: str, view: View) -> list[str]:
    """The passages of a quoted claim lie in their document and hold words."""
    claim = view.records.claims[claim_id]
    text = view.records.document(claim.document_id).text
    bad = [s for s in claim.spans if not (0 <= s.start < s.end <= len(text)) or not s.words(text).strip()]
    return [f"claim {claim_id} points at no words ({s.start}-{s.end})" for s in bad]


def _short(parts: tuple[Part, ...]) -> str:
    text = " ".join(plain(parts).split())
    return text if len(text) <= 120 else f"{text[:119]}…"
