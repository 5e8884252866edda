"""Atom feeds (RFC 4287): incidents, their changes of status, and what people decided. Ids never change, `updated` moves."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import BinaryIO
from xml.etree import ElementTree as ET

from trucewatch.model.ids import short_id
from trucewatch.publish.files.shared import Writer, page_name
from trucewatch.publish.quotes import one_line
from trucewatch.publish.release.make import release_day
from trucewatch.publish.release.rows import ReleasedClaim, ReleasedIncident
from trucewatch.publish.release.view import Released
from trucewatch.publish.wording import say_code

ATOM = "http://www.w3.org/2005/Atom"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed that nothing was ever told in
# XML 1.0 has no place for these, not even escaped
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FEED_END = b"</feed>"
Place = tuple[datetime, str, int, int]  # updated, id, and where an entry lies
Entry = tuple[str, str, str, datetime, tuple[str, ...]]  # id, title, summary, updated, categories
CORRECTIONS = ("correct", "retract", "accept", "assess", "place", "same", "different", "unsure", "undo")


class Feed(Writer):
    """An entry an incident. Entries lie on the disk until all are known, since the latest change stands first."""

    papers = True

    def __init__(
        self,
        released: Released,
        out: BinaryIO,
        name: str,
        title: str,
        entry: Callable[[_Times, ReleasedIncident], Entry],
        *,
        area: str | None = None,
    ) -> None:
        super().__init__(released, out)
        self._name, self._title, self._entry, self._area = name, title, entry, area
        self._times = _Times(released)
        self._spool = _Spool()
        self._areas: dict[str, list[Place]] = {}

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        if self._area is None or row.area == self._area:
            self._areas.setdefault(row.area, []).append(self._spool.put(self._entry(self._times, row)))

    def end(self) -> None:
        places = [place for found in self._areas.values() for place in found]
        self.rows = len(places)
        self._spool.write(self.out, self._name, self._title, places)

    def areas(self) -> tuple[str, ...]:
        """The areas that some incident lies in."""
        return tuple(sorted(self._areas))

    def write_area(self, area: str, out: BinaryIO) -> int:
        """How many entries of one area were written as a feed of its own."""
        places = self._areas[area]
        self._spool.write(out, *_of_area(area), places)
        return len(places)


def write_incidents(released: Released, out: BinaryIO) -> Feed:
    """An entry an incident, the latest told first; `updated` is when what it says last changed."""
    return Feed(released, out, "incidents", "Incidents", _incident)


def write_area(released: Released, out: BinaryIO, area: str) -> Feed:
    """The feed of one area."""
    return Feed(released, out, *_of_area(area), _incident, area=area)


def _of_area(area: str) -> tuple[str, str]:
    return f"area/{short_id('a', area)}", f"Incidents: {area}"


def write_status(released: Released, out: BinaryIO) -> Feed:
    """An entry for each status that an incident has come to: another status is another entry, with an id of its own."""
    return Feed(released, out, "status", "Changes of status", _status)


class Corrections(Writer):
    """An entry a decision: what was corrected, retracted, accepted, joined, set apart, or undone, by whom, and why."""

    def begin(self) -> None:
        self._judged = {j.subject for j in self.released.view.records.judgements if j.kind in CORRECTIONS}
        self._shown: set[str] = set()

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        self._shown |= self._judged.intersection((row.code, *row.claim_ids))

    def end(self) -> None:
        spool = _Spool()
        places = [spool.put(entry) for entry in _decisions(self.released, self._shown)]
        self.rows = len(places)
        spool.write(self.out, "corrections", "Corrections and decisions", places)


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


def _decisions(released: Released, shown: set[str]) -> Iterable[Entry]:
    records = released.view.records
    for j in records.judgements:
        if j.kind not in CORRECTIONS or (released.tier.name != "full" and j.subject not in shown):
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


class _Spool:
    """Entries as they will stand in a feed, on the disk; what is held of each is where it stands in time, and where it lies."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the feed is written
        self._at = 0

    def put(self, made: Entry) -> Place:
        """Where an entry has been put."""
        data = _entry(made)
        self._file.seek(self._at)
        self._file.write(data)
        self._at += len(data)
        return made[3], made[0], self._at - len(data), len(data)

    def write(self, out: BinaryIO, name: str, title: str, places: Sequence[Place]) -> None:
        """The feed of some entries, in order of time and id. Links are relative to where the feed lies."""
        held = sorted(places, reverse=True)
        feed = ET.Element("feed", xmlns=ATOM)
        _add(feed, "id", f"tag:trucewatch,2026:feed/{name}")
        _add(feed, "title", f"Trucewatch: {title}")
        _add(feed, "updated", _instant(held[0][0] if held else NEVER))
        _add(_add(feed, "author"), "name", "Trucewatch")
        head: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
        out.write(head.removesuffix(_FEED_END))
        for _, _, at, length in held:
            self._file.seek(at)
            out.write(self._file.read(length))
        out.write(_FEED_END)


def _entry(made: Entry) -> bytes:
    ident, head, summary, updated, categories = made
    entry = ET.Element("entry")
    _add(entry, "id", f"tag:trucewatch,2026:{ident}")
    _add(entry, "title", head)
    _add(entry, "updated", _instant(updated))
    _add(entry, "summary", summary)
    if ident.startswith(("incident/", "status/")):
        _add(entry, "link", rel="alternate", href=f"../incidents/{page_name(ident.split('/')[1])}.html")
    for word in dict.fromkeys(categories):
        _add(entry, "category", term=word)
    data: bytes = ET.tostring(entry, encoding="utf-8")
    return data


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, {k: _clean(v) for k, v in attributes.items()})
    made.text = _clean(text) if text is not None else None
    return made


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", one_line(text))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
