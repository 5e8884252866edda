"""The files of the site: pages over the released rows, and every file and feed beside them. All links are relative."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import groupby

import msgspec
from jinja2 import Environment
from markupsafe import Markup

from trucewatch import __version__
from trucewatch.model.acts import acts
from trucewatch.model.place import WIDE_KINDS
from trucewatch.publish.brief import Figure, Spot
from trucewatch.publish.draw import draw
from trucewatch.publish.environment import environment_of
from trucewatch.publish.files import FORMATS, write_file
from trucewatch.publish.files.atom import write_area
from trucewatch.publish.files.shared import page_name
from trucewatch.publish.files.write import LIBRARIES
from trucewatch.publish.quotes import one_line
from trucewatch.publish.release.rows import LeftOut, ReleasedClaim, ReleasedIncident
from trucewatch.publish.release.view import Released
from trucewatch.publish.sentence import count_of
from trucewatch.publish.tables import write_csv
from trucewatch.publish.wording import say_range, say_when

MARKER = ".trucewatch-site"  # says that a folder is one of ours and may be replaced
FEEDS = ("atom", "atom-status", "atom-corrections")
LATEST = 50  # incidents on the first page
File = tuple[str, bytes]


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the page of files names it."""

    path: str
    says: str
    rows: int
    left_out: int


def make_site(released: Released) -> Iterator[File]:
    """Every file with its path in the folder, the marker first. The same rows give the same bytes."""
    yield MARKER, f"Written by trucewatch publish {__version__}; the next run replaces the whole folder.\n".encode()
    yield "style.css", files("trucewatch.publish.site").joinpath("templates/site.css").read_bytes()
    rows = released.incidents
    claims: dict[str, list[ReleasedClaim]] = {}
    for claim in released.claims:
        for code in claim.incidents:
            claims.setdefault(code, []).append(claim)
    listed: list[Listed] = []
    out: list[LeftOut] = list(released.left_out)
    for path, says, data, count, left in _downloads(released):
        yield path, data
        listed.append(Listed(path=path, says=says, rows=count, left_out=len(left)))
        out += left
    lines = "".join(f"{line}\r\n" for line in write_csv(tuple(out))) or "file,id,why\r\n"
    yield "files/left_out.csv", lines.encode()
    for row in rows:
        told = claims.get(row.code, [])
        yield f"incidents/{page_name(row.code)}.html", _page(released, "incident", "../", row=row, claims=told)
    months = [(name, list(found)) for name, found in groupby(sorted(rows, key=_month), key=_month)]
    for name, found in months:
        yield f"months/{name}.html", _page(released, "month", "../", said=_say_month(name), rows=found)
    newest = sorted(rows, key=lambda r: (r.first_day is not None, r.first_day, r.code), reverse=True)[:LATEST]
    yield (
        "index.html",
        _page(
            released,
            "index",
            "",
            rows=newest,
            months=[(n, _say_month(n), len(f)) for n, f in months],
            drawn=_map(released),
        ),
    )
    yield "agreement.html", _page(released, "agreement", "")
    yield "files.html", _page(released, "files", "", listed=listed, out=len(out))


def _downloads(released: Released) -> Iterator[tuple[str, str, bytes, int, tuple[LeftOut, ...]]]:
    own = set(released.left_out)
    for name, form in FORMATS.items():
        if name in LIBRARIES and find_spec(LIBRARIES[name]) is None:
            continue
        made = write_file(name, released)
        folder = "feeds" if name in FEEDS else "files"
        left = tuple(x for x in made.left_out if x not in own)
        yield f"{folder}/{form.file}", form.says, made.data, made.rows, left
    for area in sorted({row.area for row in released.incidents}):
        made = write_area(released, area)
        yield f"feeds/area-{page_name(area)}.atom", f"feed of {area}", made.data, made.rows, ()


def _month(row: ReleasedIncident) -> str:
    return row.first_day.strftime("%Y-%m") if row.first_day else "undated"


def _say_month(name: str) -> str:
    return "Date not stated" if name == "undated" else say_when(name)


def _map(released: Released) -> Markup | None:
    """The ground as the tier shows it, drawn by the report's own map."""
    spots = tuple(
        Spot(
            name=place.name,
            lat=c.lat,
            lon=c.lon,
            radius_m=c.radius_m,
            count=count_of(place.codes, "incidents"),
            area=c.kind in WIDE_KINDS,
        )
        for place in sorted(released.places, key=lambda p: -(p.ground.radius_m or 0))
        for c in place.ground.circles
    )
    return draw(Figure(id="map", caption="Where the accounts place the incidents", spots=spots)) if spots else None


def _page(released: Released, name: str, up: str, **held: object) -> bytes:
    """A page; `up` leads from it to the folder of the site."""
    text = _templates().get_template(f"{name}.html.j2").render(released=released, view=released.view, up=up, **held)
    return text.encode()


@cache
def _templates() -> Environment:
    made = environment_of("trucewatch.publish.site")
    made.filters.update(
        act=lambda word: acts()[word].label if word in acts() else one_line(word),
        page=page_name,
    )
    made.globals.update(say_when=say_when, say_range=say_range)
    return made
