"""What the sections need of every incident: taken in one pass, so that a hundred thousand incidents need not be held."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from trucewatch.model.incident import HarmFigure, Incident
from trucewatch.publish.map_features import ground_of

Place = tuple[str, float, float, int, bool]  # name, degrees, radius in metres, whether it is an area


class Facts(msgspec.Struct, frozen=True, gc=False):
    """Of one incident. `sure`: for each figure, whether independent origins agree on it; `denied`: some claim denies it."""

    harm: tuple[HarmFigure, ...] = ()
    sure: tuple[bool, ...] = ()
    ground: tuple[Place, ...] = ()
    denied: bool = False

    @property
    def killed(self) -> int:
        """The most people killed that an account gives."""
        return max((f.high or f.low or 0 for f in self.harm if f.kind == "killed"), default=0)

    @property
    def hurt(self) -> int:
        """The most people harmed in any one way that an account gives."""
        return max((f.high or f.low or 0 for f in self.harm), default=0)


def facts_of(incidents: Iterable[Incident]) -> dict[str, Facts]:
    """The facts by code; what many share (places, nothing at all) is held once."""
    places: dict[tuple[Place, ...], tuple[Place, ...]] = {}
    plain: dict[tuple[tuple[Place, ...], bool], Facts] = {}
    found = {}
    for incident in incidents:
        ground = tuple(ground_of(incident))
        ground = places.setdefault(ground, ground)
        denied = any(link.role == "denies" for link in incident.claims)
        if incident.harm:
            sure = tuple(corroborated(incident, f) for f in incident.harm)
            found[incident.code] = Facts(incident.harm, sure, ground, denied)
        else:
            found[incident.code] = plain.setdefault((ground, denied), Facts(ground=ground, denied=denied))
    return found


def corroborated(incident: Incident, figure: HarmFigure) -> bool:
    """True if claims of two or more independent origins give this very figure."""
    same = [
        f
        for f in incident.harm
        if (f.kind, f.side, f.civilian, f.low, f.high)
        == (figure.kind, figure.side, figure.civilian, figure.low, figure.high)
    ]
    ids = {c for f in same for c in f.claim_ids}
    groups = {o.group for o in incident.origins if ids & set(o.claim_ids)}
    return len(groups) > 1 and (figure.low is not None or figure.high is not None)
