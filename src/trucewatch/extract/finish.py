"""From drafts to records: offsets of the captured text, ids, and nothing without evidence."""

from __future__ import annotations

import msgspec

from trucewatch.extract.draft import Draft
from trucewatch.model.actor import ActorRef
from trucewatch.model.amount import Harm
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.model.evidence import Evidence
from trucewatch.model.ids import short_id
from trucewatch.model.span import Span
from trucewatch.model.where import PlaceMention


def finish(drafts: list[Draft], document: Document, reader: str) -> tuple[Claim, ...]:
    """Claims of one document in the order of its text."""
    taken: dict[str, int] = {}
    return tuple(_claim(draft, document, reader, taken) for draft in drafts)


def _nested(draft: Draft) -> tuple[list[PlaceMention], list[PlaceMention]]:
    """Where and within: a region told beside a village is the larger place that the village lies in; a line alone is where."""
    wide = [p for p in draft.where if p.kind in ("region", "country", "line")]
    if wide and len(wide) < len(draft.where):
        held = {p.name for p in draft.within}
        return [p for p in draft.where if p not in wide], draft.within + [p for p in wide if p.name not in held]
    if not draft.where and len(draft.within) == 1:
        return list(draft.within), []
    return draft.where, draft.within


def _claim(draft: Draft, document: Document, reader: str, taken: dict[str, int]) -> Claim:
    to_text = document.offsets.to_text

    def actor(ref: ActorRef | None) -> ActorRef | None:
        if ref is None or ref.span is None:
            return ref
        span = to_text(ref.span)
        return msgspec.structs.replace(ref, span=span, text=span.words(document.text))

    def place(p: PlaceMention) -> PlaceMention:
        span = to_text(p.span) if p.span else None
        return msgspec.structs.replace(p, span=span, text=span.words(document.text) if span else p.text)

    def harm(h: Harm) -> Harm:
        span = to_text(h.span) if h.span else None
        return msgspec.structs.replace(h, span=span, who=actor(h.who), text=span.words(document.text) if span else None)

    where, within = _nested(draft)
    spans = tuple(to_text(s) for s in draft.spans)
    time = draft.time
    if time is not None and time.span is not None:
        time = msgspec.structs.replace(time, span=to_text(time.span))
    evidence = {
        slot: tuple(Evidence(rule=e.rule, spans=tuple(to_text(s) for s in e.spans)) for e in rows)
        for slot, rows in sorted(draft.evidence.items())
    }
    for slot, places in (("where", where), ("within", within)):
        if places and slot not in evidence:
            evidence[slot] = evidence.get("within" if slot == "where" else "where", ())
    return Claim(
        id=_id(draft, document, spans, taken), document_id=document.id, spans=spans, acts=tuple(draft.acts),
        speaker=actor(draft.speaker), relay=tuple(r for x in draft.relay if (r := actor(x)) is not None),
        polarity=draft.polarity, modality=draft.modality, initiator=actor(draft.initiator), target=actor(draft.target),
        response=draft.response, count=draft.count, count_unit=draft.count_unit, when=draft.when, time=time,
        where=tuple(place(p) for p in where), within=tuple(place(p) for p in within),
        weapons=tuple(draft.weapons), harm=tuple(harm(h) for h in draft.harm), background=draft.background,
        evidence=evidence, reader=reader,
    )  # fmt: skip


def _id(draft: Draft, document: Document, spans: tuple[Span, ...], taken: dict[str, int]) -> str:
    """An id that stays while passage, voice and polarity stay, so that judgements outlive a better reader."""
    voice = (draft.speaker.side or draft.speaker.name) if draft.speaker else "outlet"
    doer = (draft.initiator.side or draft.initiator.name) if draft.initiator else "-"
    base = short_id("c", document.id, f"{spans[0].start}-{spans[0].end}", voice, draft.polarity, doer, length=12)
    taken[base] = taken.get(base, 0) + 1
    return base if taken[base] == 1 else f"{base}.{taken[base]}"
