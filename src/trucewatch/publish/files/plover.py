"""PLOVER as JSON lines: one event a line, with the sixteen categories of manual 0.8."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from trucewatch.model.acts import acts
from trucewatch.publish.files.shared import Writer, deaths
from trucewatch.publish.release.rows import Ground, LeftOut, ReleasedClaim, ReleasedIncident

CODEBOOK = "PLOVER manual 0.8"
CATEGORIES = frozenset(
    [
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "CONCEDE",
        "COOPERATE",
        "AID",
        "RETREAT",
        "REQUEST",
        "ACCUSE",
        "REJECT",
        "THREATEN",
        "PROTEST",
        "SANCTION",
        "MOBILIZE",
        "COERCE",
        "ASSAULT",
    ]
)
SAID = frozenset({"appeal", "threat", "agreement", "compliance_statement"})  # done by saying it
TWO_WAY = frozenset({"exchange_of_fire"})
_RESOLUTION = {1: 4, 2: 4, 3: 3, 4: 2, 5: 2, 6: 1, 7: 2}  # from UCDP's where_prec


class Plover(Writer):
    """One line an incident, and one a meeting, appeal, threat or the like outside them, where PLOVER has a category.

    What is told of one such happening by several documents is one line: same act, days, doer and receiver.
    """

    told = True

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        why = _why_not(row)
        if why:
            self.left_out.append(LeftOut(file="plover", id=row.code, why=why))
        else:
            self._put(_event(row, {c.id: c for c in told}))

    def end(self) -> None:
        loose: dict[tuple[object, ...], list[ReleasedClaim]] = {}
        for claim in self.released.each_loose():
            if claim.background or claim.modality != "actual" or claim.polarity != "affirms":
                continue
            why = _why_no_event(claim)
            if why:
                self.left_out.append(LeftOut(file="plover", id=claim.id, why=why))
            else:
                key = (claim.acts[0], claim.first_day, claim.last_day, _doer(claim), claim.target)
                loose.setdefault(key, []).append(claim)
        for told in loose.values():
            self._put(_talk(told))

    def _put(self, line: dict[str, object]) -> None:
        self.rows += 1
        self.out.write(msgspec.json.encode(line) + b"\n")


def _doer(claim: ReleasedClaim) -> str | None:
    """Who does it: the one named as doing it, else, of what is done by saying it, the speaker."""
    return claim.initiator or (claim.speaker if claim.acts[0] in SAID else None)


def _why_no_event(claim: ReleasedClaim) -> str | None:
    if acts()[claim.acts[0]].plover_category not in CATEGORIES:
        return f"no category for the act {claim.acts[0]}"
    if claim.first_day is None:
        return "no date"
    return None if _doer(claim) else "no actor is named"


def _talk(told: list[ReleasedClaim]) -> dict[str, object]:
    """The event of some claims that tell of one happening outside all incidents; its id is that of the first claim."""
    first = told[0]
    codes = [acts()[a] for a in first.acts]
    return {
        "id": first.id,
        "codebook": CODEBOOK,
        "date": first.first_day,
        "enddate": first.last_day,
        "actor": [_doer(first)],
        "recipient": [first.target] if first.target else [],
        "event": codes[0].plover_category,
        "mode": [c.plover_mode for c in codes if c.plover_mode],
        "context": list(dict.fromkeys(w for c in codes for w in c.plover_context.split(";") if w)),
        "event_loc": _place(first.ground),
        "dead": None,
        **_cited(told),
        "status": {"told_by": list(dict.fromkeys(c.speaker or c.source for c in told))},
    }


def _place(ground: Ground) -> dict[str, object] | None:
    if not ground.circles:
        return None
    first = ground.circles[0]
    return {
        "text": first.label or first.name,
        "lat": first.lat,
        "lon": first.lon,
        "radius_m": first.radius_m,
        "geonameid": first.ref.removeprefix("gn:") if first.ref and first.ref.startswith("gn:") else None,
        "resolution": _RESOLUTION.get(ground.ucdp_where_prec or 0),
    }


def _cited(told: list[ReleasedClaim]) -> dict[str, object]:
    return {
        "text_info": [{"document": c.document_id, "start": c.start, "end": c.end} for c in told],
        "cite_info": [{"source": c.source, "date": c.published, "url": c.url} for c in told],
    }


def _why_not(row: ReleasedIncident) -> str | None:
    if not row.firm:
        return "a candidate: no day, or perhaps the same as another"
    if row.first_day is None:
        return "no date"
    if acts()[row.acts[0]].plover_category not in CATEGORIES:
        return f"no category for the act {row.acts[0]}"
    if not row.actors and not row.accused:
        return "no actor is named"
    return None


def _event(row: ReleasedIncident, claims: dict[str, ReleasedClaim]) -> dict[str, object]:
    codes = [acts()[a] for a in row.acts]
    doers = sorted(row.accused)
    others = sorted({a.side or a.name for a in row.actors} - set(doers))
    if not doers or row.acts[0] in TWO_WAY or row.attribution == "mutually_alleged":
        doers, others = sorted({*doers, *others}), []  # reciprocal violence: all are actors
    told = [claims[c] for c in row.claim_ids if c in claims]
    killed = deaths(row.harm)
    return {
        "id": row.code,
        "codebook": CODEBOOK,
        "date": row.first_day,
        "enddate": row.last_day,
        "actor": doers,
        "recipient": others,
        "event": codes[0].plover_category,
        "mode": [c.plover_mode for c in codes if c.plover_mode],
        "context": list(dict.fromkeys(w for c in codes for w in c.plover_context.split(";") if w)),
        "event_loc": _place(row.ground),
        "dead": {"low": killed[0], "high": killed[1]} if any(h.kind == "killed" for h in row.harm) else None,
        **_cited(told),
        "status": {"occurrence": row.occurrence, "flags": row.flags, "attribution": row.attribution},
    }
