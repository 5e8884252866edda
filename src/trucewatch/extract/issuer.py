"""Whose paper a text is: a mission's own bulletin, or a report whose title names its one source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trucewatch.extract.attribution_sources import speech_verb_of
from trucewatch.extract.draft import Draft
from trucewatch.extract.frames import governed, is_verb, lemma
from trucewatch.extract.lexicon import words
from trucewatch.model.actor import ActorRef
from trucewatch.model.document import Document

if TYPE_CHECKING:
    from trucewatch.extract.cast import Cast
    from trucewatch.extract.parsing import Sentence
    from trucewatch.extract.token import Token

_BULLETIN = re.compile(
    r"\b(daily report|spot report|weekly report|bulletin|situation report|sitrep|status report|latest from)\b", re.I
)
# "... - JFO HQ", "... : ministry", "..., says the army", "said in the DPR"
_TAIL = re.compile(r"(?:\s[-–—|]\s*|,\s*(?:says?|said)\s+|\b(?:says?|said)\s+(?:in|by)?\s*)([^-–—|:,]{2,60})$", re.I)
_SAYS = re.compile(r",\s*([^,:]{2,60}?)\s+(?:says?|said|reports?|claims?)$", re.I)  # "..., Defence Ministry says"
_HEAD = re.compile(r"^([^:]{2,50}):\s")
_LETTERHEAD = 60  # characters of a line that holds but a name
_BODIES = ("ministry", "spokesperson", "state_military", "monitoring_mission", "peacekeeping_force",
           "de_facto_authority", "de_facto_force", "officials", "leader", "non_state_armed_group")  # fmt: skip


def find_issuer(document: Document, cast: Cast) -> ActorRef | None:
    """The body whose account a document is by its title, or None."""
    title = document.title or ""
    if _BULLETIN.search(title):
        for mention in cast.table.find(title):
            if mention.kind in ("monitoring_mission", "peacekeeping_force", "igo"):
                return ActorRef(
                    name=mention.name, text=None, side=mention.side, kind=mention.kind, actor_id=mention.entry_id
                )
    for mention in cast.table.find(title)[:1]:
        if mention.span.start == 0 and mention.kind in ("monitoring_mission", "peacekeeping_force"):
            return ActorRef(
                name=mention.name, text=None, side=mention.side, kind=mention.kind, actor_id=mention.entry_id
            )
    letterhead = _letterhead(document, cast)
    if letterhead is not None:
        return letterhead
    for pattern in (_SAYS, _TAIL, _HEAD):
        match = pattern.search(title)
        if match is None:
            continue
        seen = cast.describe(match.group(1).strip())
        bare = seen.side is None and seen.kind in ("ministry", "spokesperson")  # "..., Defence Ministry says"
        if bare or (seen.side not in (None, "both", "media", "civilians") and seen.kind in _BODIES):
            return ActorRef(name=seen.name, text=None, side=seen.side, kind=seen.kind, actor_id=seen.entry_id)
    return None


def _letterhead(document: Document, cast: Cast) -> ActorRef | None:
    """The body whose name alone makes up the first or the last line of a text."""
    lines = [line.strip() for line in document.body.strip().splitlines() if line.strip()]
    for line in (lines[0], lines[-1]) if len(lines) > 2 else ():
        if len(line) > _LETTERHEAD:
            continue
        for mention in cast.table.find(line)[:1]:
            if mention.span.start <= 4 and mention.span.end == len(line) and mention.kind in _BODIES:
                return ActorRef(
                    name=mention.name, text=None, side=mention.side, kind=mention.kind, actor_id=mention.entry_id
                )
    return None


def _asserts(verb: Token) -> bool:
    """True for a verb that stands behind what it says: "reports this", never "denied it"."""
    return speech_verb_of(verb) and lemma(verb) in words("attribution", "verbs", "assert")


def issuer_in(sentence: Sentence, cast: Cast) -> ActorRef | None:
    """The body that a sentence names as the source of all around it: "the press service reports this", "with reference to"."""
    for token in sentence.tokens:
        if token.lower_ in ("this", "it") and token.dep_ == "dobj" and _asserts(token.head):
            subject = next((c for c in token.head.children if c.dep_ == "nsubj"), None)
            found = cast.reference(subject, sentence) if subject is not None else None
        elif token.lower_ == "reference" and token.head.lower_ in ("with", "in"):
            found = next((r for o in governed(token, "to") if (r := cast.reference(o, sentence))), None)
        elif is_verb(token) and lemma(token) in words("attribution", "issues") and (paper := _this_paper(token)):
            found = next((r for o in _makers(token, paper) if (r := cast.reference(o, sentence))), None)
            if found is not None and found.kind in ("igo", "ngo", "monitoring_mission", "peacekeeping_force"):
                return found
        elif is_verb(token) and lemma(token) in words("attribution", "verbs", "tell") and _briefs_agency(token):
            teller = next((c for c in token.children if c.dep_ == "nsubj"), None)
            found = cast.source(teller, sentence) if teller is not None else None
        elif lemma(token) == "learn" and is_verb(token):
            found = next((r for o in governed(token, "from") if (r := cast.reference(o, sentence))), None)
        else:
            continue
        if found is not None and found.side not in (None, "both", "media", "civilians"):
            return found
    return None


def _another(draft: Draft, issuer: ActorRef) -> bool:
    """True for a claim of somebody else who has no side: a witness, a diplomat, a doctor."""
    speaker = draft.speaker
    return speaker is not None and speaker.side is None and speaker.name != issuer.name


def _briefs_agency(verb: Token) -> bool:
    """True for "the service informed the agency (of the details)": what was told stands in the sentences around it."""
    told = any(lemma(c) in words("attribution", "listeners") for c in verb.children if c.dep_ in ("dobj", "dative"))
    return told and not any(c.dep_ in ("ccomp", "xcomp", "parataxis") for c in verb.children) and verb.dep_ == "ROOT"


def _teller(drafts: list[Draft]) -> ActorRef | None:
    """The body that a report opens with, where it alone speaks in it: what follows unmarked is its account still."""
    untrue = next((d for d in drafts if d.speaker_rule == "attribution:called-untrue"), None)
    first = next(iter(drafts), None)
    if untrue is not None and first is not None and untrue.sentence.index == first.sentence.index:
        first = untrue
    if (
        first is None
        or first.speaker is None
        or first.relay
        or first.sentence.index > 1
        or first.speaker.kind not in _BODIES
    ):
        return None
    return first.speaker if first.speaker.side not in (None, "both", "media", "civilians") else None


def _this_paper(verb: Token) -> Token | None:
    """ "this report", where a body is told to make it."""
    papers = words("attribution", "papers")
    return next(
        (
            c
            for c in verb.children
            if c.dep_ in ("dobj", "nsubjpass") and lemma(c) in papers and any(d.lower_ == "this" for d in c.children)
        ),
        None,
    )


def _makers(verb: Token, paper: Token) -> list[Token]:
    if paper.dep_ == "dobj":
        return [c for c in verb.children if c.dep_ == "nsubj"]
    return governed(verb, "by")


def settle_issuer(drafts: list[Draft], issuer: ActorRef | None) -> None:
    """Give what nobody in the text says to the body whose account it is, where no other side speaks in the text."""
    rule = "speaker:issuer-in-title" if issuer is not None else "speaker:only-voice"
    if issuer is None:
        issuer = _teller(drafts)
        if issuer is not None and any(_another(d, issuer) for d in drafts):
            return  # a newspaper that asked several tells the rest itself
    if issuer is None or issuer.side is None:
        return
    untrue = {d.sentence.index for d in drafts if d.speaker_rule == "attribution:called-untrue"}
    voices = {
        d.speaker.side
        for d in drafts
        if d.speaker is not None and d.speaker.side is not None and not d.relay and d.sentence.index not in untrue
    }
    if voices - {issuer.side}:
        return
    for draft in drafts:
        if draft.speaker is None:
            draft.speaker, draft.speaker_rule = issuer, rule
            draft.because("speaker", rule)
            if draft.initiator is None and "compliance_statement" in draft.acts:
                draft.initiator = issuer
