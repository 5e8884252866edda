"""A store with ground, deaths and hostile words, for tests of what leaves the house. Names and sentences are our own."""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from trucewatch.model.actor import ActorRef
from trucewatch.model.incident import ClaimLink, HarmFigure, Incident, Reconciliation
from trucewatch.model.place import ResolvedPlace
from trucewatch.publish.files import write_into
from trucewatch.publish.release.rows import LeftOut
from trucewatch.publish.release.view import Released
from trucewatch.store.sqlite import SqliteStore

sys.path.insert(0, str(Path(__file__).resolve().parent / "unit" / "publish"))
from publish_world import small_store

FORMULA = '=HYPERLINK("http://evil.example","open")'
SCRIPT = "<script>alert(1)</script>\x07&"


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A file's bytes, how many rows it holds, and the records that it could not take, with why."""

    data: bytes
    rows: int
    left_out: tuple[LeftOut, ...] = ()


def write_file(name: str, released: Released, *, area: str | None = None) -> Made:
    """The file of that format, in memory."""
    out = io.BytesIO()
    rows, left_out = write_into(out, name, released, area=area)
    return Made(data=out.getvalue(), rows=rows, left_out=left_out)


def place(name: str, lat: float, lon: float, radius_m: int, kind: str = "settlement", **more: object) -> ResolvedPlace:
    """A settled place."""
    held = {
        "precision": "exact",
        "method": "gazetteer:name",
        "ref": f"tw:{name.lower()}",
        "label": name,
        "country": ("GE",),
    }
    return ResolvedPlace(name=name, lat=lat, lon=lon, radius_m=radius_m, kind=kind, **{**held, **more})  # type: ignore[arg-type]


def figure(kind: str, low: int, high: int | None, side: str, speaker: str, **more: object) -> HarmFigure:
    """A figure of harm by one speaker."""
    held = {"civilian": False, "speaker_side": None, "relation": "own_side", "claim_ids": ("c1",)}
    return HarmFigure(kind=kind, low=low, high=high, side=side, speaker=speaker, **{**held, **more})  # type: ignore[arg-type]


def incidents(base: tuple[Incident, ...]) -> tuple[Incident, ...]:
    """The two of the small world with ground, one across the antimeridian, one by a person with rival deaths."""
    first, second = base
    north, south = (
        ActorRef(name="Northern army", side="North", kind="state_military"),
        ActorRef(name="Southern front", side="South", kind="non_state_armed_group"),
    )
    alder = place("Alder", 41.12345, 44.56789, 1500)
    return (
        msgspec.structs.replace(
            first,
            ground=(alder, place("Alder district", 41.2, 44.5, 25_000, "district", precision="area")),
            actors=(north, south, ActorRef(name="Ivan Doe", side="South", kind="person")),
            harm=(
                *first.harm,
                figure("killed", 2, 2, "North", "Northern army"),
                figure("killed", 1, 1, "North", "Ivan Doe"),
            ),
        ),
        msgspec.structs.replace(
            second,
            firm=True,
            title=f"{FORMULA} {SCRIPT}",
            when="2021-03-08",
            ground=(place("Cedar", -17.0, 179.9, 60_000, precision="approximate", country=("FJ",)),),
            actors=(north, south),
            first_reported=datetime(2021, 3, 9, 9, tzinfo=UTC),
        ),
        msgspec.structs.replace(
            second,
            code="TT-2021-0003",
            title="Threat, day not stated",
            acts=("threat",),
            claims=(ClaimLink(claim_id="c6"),),
            harm=(),
            places=(),
            ground=(),
        ),
    )


def released_store(path: str | Path = ":memory:") -> SqliteStore:
    """The small world with these incidents."""
    store = small_store(path)
    found = store.reconciliation()
    store.replace_reconciliation(
        Reconciliation(incidents=incidents(found.incidents), links=found.links), store.tallies()
    )
    return store
