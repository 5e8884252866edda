"""Lasting codes for provisional ones, everywhere that a code is named."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from trucewatch.model.codes import order_of_code
from trucewatch.model.incident import Reconciliation


def recode(result: Reconciliation, mapping: Mapping[str, str]) -> Reconciliation:
    """The same reconciliation under other codes; a code that the mapping does not name stays. Ordered by new code."""

    def new(code: str) -> str:
        return mapping.get(code, code)

    incidents = tuple(
        msgspec.structs.replace(i, code=new(i.code), unsure_with=tuple(sorted(new(c) for c in i.unsure_with)))
        for i in result.incidents
    )
    episodes = tuple(
        msgspec.structs.replace(e, incidents=tuple(sorted(new(c) for c in e.incidents))) for e in result.episodes
    )
    return Reconciliation(
        incidents=tuple(sorted(incidents, key=lambda i: order_of_code(i.code))), links=result.links, episodes=episodes
    )
