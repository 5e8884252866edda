"""Atom feeds (RFC 4287): incidents, their changes of status, and what people decided. Ids never change, `updated` moves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from trucewatch.model.ids import short_id
from trucewatch.publish.files.shared import Made, page_name
from trucewatch.publish.quotes import one_line
from trucewatch.publish.release.make import release_day
from trucewatch.publish.release.rows import ReleasedIncident
from trucewatch.publish.release.view import Released
from trucewatch.publish.wording import say_code

ATOM = "http://www.w3.org/2005/Atom"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed that nothing was ever told in
# XML 1.0 has no place for these, not even escaped
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Entry = tuple[str, str, str, datetime, tuple[str, ...]]  # id, title, summary, updated, categories
CORRECTIONS = ("correct", "retract", "accept", "assess", "place", "same", "different", "unsure", "undo")


def write_incidents(released: Released) -> Made:
    """An entry an incident, the latest told first; `updated` is when what it says last changed."""
    times = _Times(released)
    return _feed("incidents", "Incidents", (_incident(times, r) for r in released.incidents))


def write_area(released: Released, area: str) -> Made:
    """The feed of one area."""
    rows = (r for r in released.incidents if r.area == area)
    times = _Times(released)
    return _feed(f"area/{short_id('a', area)}", f"Incidents: {area}", (_incident(times, r) for r in rows))


def write_status(released: Released) -> Made:
    """An entry for each status that an incident has come to: another status is another entry, with an id of its own."""
    times = _Times(released)
    return _feed("status", "Changes of status", (_status(times, r) for r in released.incidents))


def write_corrections(released: Released) -> Made:
    """An entry a decision: what was corrected, retracted, accepted, joined, set apart, or undone, by whom, and why."""
    return _feed("corrections", "Corrections and decisions", _decisions(released))


def _incident(times: _Times, r: ReleasedIncident) -> Entry:
    told = f"Told by {', '.join(r.told_by)}. " if r.told_by else ""
    said = f"{told}{'; '.join(r.other_side)}{'. ' if r.other_side else ''}{_standing(r)}"
    return (
        f"incident/{r.code}",
        f"{r.code}: {r.title}",
        said,
        times.of(r),
        (*r.acts, r.occurrence, r.area),
    )


def _status(times: _Times, r: ReleasedIncident) -> Entry:
    state = (r.occurrence, *r.flags, r.attribution, r.editorial, *r.compliance)
    updated = times.of(r)
    return (f"status/{r.code}/{short_id('s', *state)}", f"{r.code}: {_standing(r)}", r.title, updated, state)


def _decisions(released: Released) -> Iterable[Entry]:
    records = released.view.records
    shown = {r.code for r in released.incidents}
    shown_claims = {c for r in released.incidents for c in r.claim_ids}
    for j in records.judgements:
        if j.kind not in CORRECTIONS or (released.tier.name != "full" and j.subject not in shown | shown_claims):
            continue
        about = (
            f"{j.kind}: {j.subject}" + (f" and {j.object}" if j.object else "") + (f", {j.field}" if j.field else "")
        )
        who = j.by if j.by.startswith("rule:") or released.tier.name == "full" else "a reader"
        stands = "" if j.id in records.standing else " Undone since."
        reason = j.reason if released.tier.name == "full" else ""
        yield (f"judgement/{j.id}", about, f"By {who}. {reason}{stands}".strip(), j.made_at, (j.kind,))


def _standing(r: ReleasedIncident) -> str:
    words = [say_code("occurrence", r.occurrence), *(say_code("flags", f) for f in r.flags)]
    words += [say_code("attribution", r.attribution)] if r.attribution != "none" else []
    return f"{', '.join(words)}{'' if r.firm else ', a candidate'}."


class _Times:
    """When what an entry says last changed: the last report of it that is no copy, the last decision on it, or its release.

    A decision counts once it is worked in, and the taking back of one is one. With a delay, an entry comes to stand in the feed
    when the delay is over: its time is then that, so that a reader who asks for what is newer finds it.
    """

    def __init__(self, released: Released) -> None:
        self.released = released
        records = released.view.records
        run = records.store.run()
        by_id = {j.id: j for j in records.judgements}
        self.decided: dict[str, datetime] = {}
        for j in records.judgements:
            if j.kind == "code" or (run is not None and j.made_at > run.as_of):
                continue
            about = j
            while about.kind == "undo" and about.subject in by_id and about is not by_id[about.subject]:
                about = by_id[about.subject]
            for name in (about.subject, about.object):
                if name:
                    self.decided[name] = max(j.made_at, self.decided.get(name, j.made_at))

    def of(self, r: ReleasedIncident) -> datetime:
        """Of one incident."""
        records = self.released.view.records
        papers = [records.document(records.claim(c).document_id) for c in r.claim_ids]
        first_hand = [d for d in papers if not (d.republication_of or d.near_duplicate_of)]
        known = [d.received_at for d in first_hand or papers]
        known += [self.decided.get(name) for name in (r.code, *r.claim_ids)]
        last = max((k for k in known if k), default=r.first_reported or NEVER)
        delay = self.released.tier.delay_days
        incident = self.released.find(r.code) if delay else None
        day = release_day(incident) if incident else None
        if day is None:
            return last
        return max(last, datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=delay))


def _feed(name: str, title: str, entries: Iterable[Entry]) -> Made:
    """The feed of some entries, in order of time and id. Links are relative to where the feed lies."""
    held = sorted(entries, key=lambda e: (e[3], e[0]), reverse=True)
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, "id", f"tag:trucewatch,2026:feed/{name}")
    _add(feed, "title", f"Trucewatch: {title}")
    _add(feed, "updated", _instant(held[0][3] if held else NEVER))
    _add(_add(feed, "author"), "name", "Trucewatch")
    for ident, head, summary, updated, categories in held:
        entry = _add(feed, "entry")
        _add(entry, "id", f"tag:trucewatch,2026:{ident}")
        _add(entry, "title", head)
        _add(entry, "updated", _instant(updated))
        _add(entry, "summary", summary)
        if ident.startswith(("incident/", "status/")):
            _add(entry, "link", rel="alternate", href=f"../incidents/{page_name(ident.split('/')[1])}.html")
        for word in dict.fromkeys(categories):
            _add(entry, "category", term=word)
    return Made(data=ET.tostring(feed, encoding="utf-8", xml_declaration=True), rows=len(held))


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{ATOM}}}{tag}", {k: _clean(v) for k, v in attributes.items()})
    made.text = _clean(text) if text is not None else None
    return made


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", one_line(text))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
