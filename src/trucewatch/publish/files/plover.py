"""PLOVER as JSON lines: one event a line, with the sixteen categories of manual 0.8."""

from __future__ import annotations

import msgspec

from trucewatch.model.acts import acts
from trucewatch.publish.files.shared import Made, deaths, sift
from trucewatch.publish.release.rows import ReleasedClaim, ReleasedIncident
from trucewatch.publish.release.view import Released

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
TWO_WAY = frozenset({"exchange_of_fire"})
_RESOLUTION = {1: 4, 2: 4, 3: 3, 4: 2, 5: 2, 6: 1, 7: 2}  # from UCDP's where_prec


def write_plover(released: Released) -> Made:
    """One line an incident with a date and an act that PLOVER has a category for."""
    kept, out = sift(released, "plover", _why_not)
    claims = {c.id: c for c in released.claims} if kept else {}
    lines = [msgspec.json.encode(_event(row, claims)) for row in kept]
    return Made(data=b"".join(line + b"\n" for line in lines), rows=len(lines), left_out=tuple(out))


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
    first = row.ground.circles[0] if row.ground.circles else None
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
        "event_loc": first
        and {
            "text": first.label or first.name,
            "lat": first.lat,
            "lon": first.lon,
            "radius_m": first.radius_m,
            "geonameid": first.ref.removeprefix("gn:") if first.ref and first.ref.startswith("gn:") else None,
            "resolution": _RESOLUTION.get(row.ground.ucdp_where_prec or 0),
        },
        "dead": {"low": killed[0], "high": killed[1]} if any(h.kind == "killed" for h in row.harm) else None,
        "text_info": [{"document": c.document_id, "start": c.start, "end": c.end} for c in told],
        "cite_info": [{"source": c.source, "date": c.published, "url": c.url} for c in told],
        "status": {"occurrence": row.occurrence, "flags": row.flags, "attribution": row.attribution},
    }
