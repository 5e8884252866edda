"""Where something happened: names in the text, and what is known of their ground."""

from __future__ import annotations

from typing import Literal

import msgspec

from trucewatch.model.span import Span

PlaceKind = Literal["settlement", "district", "region", "country", "area", "line", "site", "unknown"]
PlaceRelation = Literal["in", "near", "towards", "from", "along", "between"]


class PlaceMention(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """A named place in one text. Units: degrees WGS 84, `radius_m` metres; null until a gazetteer has settled it.

    `method` says how the coordinates came about ("none", "gazetteer:<how>", "phrase:<shape>", "judgement:<id>"), or,
    in what `read` prints, which question is open ("question:<id>"). A district carries the
    radius of its whole area, never a village's.
    """

    name: str
    text: str | None = None
    span: Span | None = None
    kind: PlaceKind = "unknown"
    relation: PlaceRelation = "in"
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    method: str = "none"
    place_id: str | None = None
