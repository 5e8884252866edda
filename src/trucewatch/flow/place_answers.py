"""People's answers to questions about places: judgements of kind "place"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from trucewatch.errors import UsageError
from trucewatch.model.judgement import Judgement
from trucewatch.model.place import ResolvedPlace
from trucewatch.places.geometry import ground_of
from trucewatch.places.phrases import Phrase
from trucewatch.places.settle import place_on
from trucewatch.places.shape import Gazetteer

FORM = 'the id of a row as JSON, such as "gn:709717", a point as [latitude, longitude, radius in km], or null for none'
Value = str | tuple[float, float, float] | None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said a name in an incident stands for."""

    name: str
    value: Value
    judgement: str
    by: str
    reason: str


def read_value(text: str | None) -> Value:
    """The answer in a judgement's value. Raises: UsageError when it has none of the forms."""
    try:
        value: Value = msgspec.json.decode(text or "", type=Value)
    except msgspec.DecodeError as error:
        raise UsageError(f"{text} is no place", try_this=FORM) from error
    if isinstance(value, tuple) and not (abs(value[0]) <= 90 and abs(value[1]) <= 180 and value[2] > 0):
        raise UsageError(f"{text} is no point with a radius", try_this=FORM)
    return value


def answers_of(judgements: Sequence[Judgement]) -> Mapping[tuple[str, str], Answer]:
    """The standing answers by incident and name; of two the later."""
    return {
        (j.subject, j.field): Answer(name=j.field, value=read_value(j.value), judgement=j.id, by=j.by, reason=j.reason)
        for j in judgements
        if j.kind == "place" and j.field
    }


def answered(answer: Answer, gazetteer: Gazetteer) -> ResolvedPlace | None:
    """The place that an answer names; None where the gazetteer in use lacks its row, so that the question stays open."""
    method = f"judgement:{answer.judgement}"
    if answer.value is None:
        return ResolvedPlace(name=answer.name, method=method, precision="unresolved")
    if isinstance(answer.value, tuple):
        lat, lon, km = answer.value
        return ResolvedPlace(
            name=answer.name,
            kind="site",
            lat=lat,
            lon=lon,
            radius_m=round(km * 1000),
            precision="exact",
            probability=1.0,
            method=method,
        )
    entry = gazetteer.by_ref(answer.value)
    if entry is None:
        return None
    return place_on(entry, ground_of(entry, Phrase()), answer.name, probability=1.0, method=method)
