"""A reconciliation under its lasting codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from trucewatch.model.incident import Incident, Reconciliation


def coded(found: Reconciliation, codes: Mapping[str, str]) -> Reconciliation:
    """The same incidents and episodes with every provisional code replaced by the lasting one, in order of code."""
    incidents = (_coded_incident(i, codes) for i in found.incidents)
    episodes = (
        msgspec.structs.replace(e, incidents=tuple(sorted(codes.get(c, c) for c in e.incidents)))
        for e in found.episodes
    )
    return msgspec.structs.replace(
        found, incidents=tuple(sorted(incidents, key=lambda i: i.code)), episodes=tuple(episodes)
    )


def _coded_incident(incident: Incident, codes: Mapping[str, str]) -> Incident:
    def told(sentences: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_in_words(s, codes) for s in sentences)

    return msgspec.structs.replace(
        incident,
        code=codes[incident.code],
        unsure_with=tuple(sorted(codes.get(c, c) for c in incident.unsure_with)),
        status_reasons=told(incident.status_reasons),
        contradictions=told(incident.contradictions),
        open_questions=told(incident.open_questions),
    )


def _in_words(sentence: str, codes: Mapping[str, str]) -> str:
    """A sentence that names codes, with whole words replaced all at once (one may be another's new name)."""
    return re.sub(r"[\w-]+", lambda found: codes.get(found[0], found[0]), sentence)
