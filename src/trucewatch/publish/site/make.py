"""The files of the site: pages over the released rows, and every file and feed beside them. All links are relative."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from heapq import nlargest
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import msgspec
from jinja2 import Environment

from trucewatch import __version__
from trucewatch.model.acts import acts
from trucewatch.model.place import WIDE_KINDS
from trucewatch.publish.brief import Figure, Spot
from trucewatch.publish.draw import draw
from trucewatch.publish.environment import environment_of
from trucewatch.publish.files import FORMATS
from trucewatch.publish.files.atom import Feed
from trucewatch.publish.files.shared import Writer, page_name
from trucewatch.publish.files.write import LIBRARIES, Tell, silent, write_steps
from trucewatch.publish.quotes import one_line
from trucewatch.publish.release.rows import LeftOut, ReleasedClaim, ReleasedIncident
from trucewatch.publish.release.view import Released
from trucewatch.publish.sentence import count_of
from trucewatch.publish.tables import write_csv
from trucewatch.publish.wording import say_range, say_when

MARKER = ".trucewatch-site"  # says that a folder is one of ours and may be replaced
FEEDS = ("atom", "atom-status", "atom-corrections")
LATEST = 50  # incidents on the first page
ROWS_A_PAGE = 500  # of a month
MOST_IN_WORKBOOK = 200_000  # claims; few programs open a workbook of more, and a sheet ends at a million
MOST_DRAWN = 2_000  # places on the map of the first page
File = tuple[str, bytes | Path]  # a path stands for a file that may be moved


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A file as the page of files names it."""

    path: str
    says: str
    rows: int
    left_out: int


def make_site(released: Released, room: Path, tell: Tell = silent) -> Iterator[File]:
    """Every file with its path in the folder, the marker first. The same rows give the same bytes.

    `room`: a folder for large files while they are written; they are handed out as paths in it, to be moved.
    `tell` hears how far it is: step, done, of how many.
    """
    yield MARKER, f"Written by trucewatch publish {__version__}; the next run replaces the whole folder.\n".encode()
    yield "style.css", files("trucewatch.publish.site").joinpath("templates/site.css").read_bytes()
    pages = _Pages(released)
    run = released.view.records.store.run()
    left = {"xlsx"} if run is not None and run.claims > MOST_IN_WORKBOOK else set[str]()
    with ExitStack() as stack:
        downloads = {
            name: form.write(released, stack.enter_context((room / form.file).open("w+b")))
            for name, form in FORMATS.items()
            if name not in left and (name not in LIBRARIES or find_spec(LIBRARIES[name]) is not None)
        }
        for _ in write_steps(released, (*downloads.values(), pages), tell):
            yield from pages.take()
    yield from pages.take()
    listed: list[Listed] = []
    out: list[LeftOut] = list(released.left_out)
    out += [LeftOut(file=name, id="all", why="too many claims for a workbook; the tables hold them") for name in left]
    for name, writer in downloads.items():
        form = FORMATS[name]
        path = f"{'feeds' if name in FEEDS else 'files'}/{form.file}"
        listed.append(Listed(path=path, says=form.says, rows=writer.rows, left_out=len(writer.left_out)))
        out += writer.left_out
        yield path, room / form.file
    feed = downloads["atom"]
    assert isinstance(feed, Feed)
    for area in feed.areas():
        path = f"feeds/area-{page_name(area)}.atom"
        with (room / "area.atom").open("wb") as file:
            listed.append(Listed(path=path, says=f"feed of {area}", rows=feed.write_area(area, file), left_out=0))
        yield path, room / "area.atom"
    with (room / "left_out.csv").open("wb") as file:
        file.writelines(f"{line}\r\n".encode() for line in write_csv(tuple(out)) or ())
        if not out:
            file.write(b"file,id,why\r\n")
    yield "files/left_out.csv", room / "left_out.csv"
    yield "index.html", _page(released, "index", "", rows=pages.latest(), months=pages.months, **_map(released))
    yield "agreement.html", _page(released, "agreement", "")
    yield "files.html", _page(released, "files", "", listed=listed, out=len(out))


class _Pages(Writer):
    """A page an incident, and as its months end their pages: incidents come in order of time, so that one month is held."""

    told = True

    def __init__(self, released: Released) -> None:
        super().__init__(released, io.BytesIO())
        self.months: list[tuple[str, str, int]] = []
        self._ready: list[File] = []
        self._month: list[ReleasedIncident] = []
        self._dated: deque[ReleasedIncident] = deque(maxlen=LATEST)
        self._undated: list[ReleasedIncident] = []

    def incident(self, row: ReleasedIncident, told: Sequence[ReleasedClaim]) -> None:
        page = _page(self.released, "incident", "../", row=row, claims=told)
        self._ready.append((f"incidents/{page_name(row.code)}.html", page))
        if self._month and _month(self._month[0]) != _month(row):
            self.end()
        self._month.append(row)
        if row.first_day is not None:
            self._dated.append(row)
        else:
            self._undated = nlargest(LATEST, [*self._undated, row], key=lambda r: r.code)

    def end(self) -> None:
        if not self._month:
            return
        name, rows = _month(self._month[0]), self._month
        parts = [rows[at : at + ROWS_A_PAGE] for at in range(0, len(rows), ROWS_A_PAGE)]
        names = [name if n == 1 else f"{name}-part{n}" for n in range(1, len(parts) + 1)]
        for own, part in zip(names, parts, strict=True):
            held = {"said": _say_month(name), "rows": part, "total": len(rows), "own": own, "names": names}
            self._ready.append((f"months/{own}.html", _page(self.released, "month", "../", **held)))
        self.months.append((name, _say_month(name), len(rows)))
        self._month = []

    def take(self) -> list[File]:
        """The pages that are ready, each once."""
        ready, self._ready = self._ready, []
        return ready

    def latest(self) -> list[ReleasedIncident]:
        """The latest incidents, those without a day last."""
        return [*reversed(self._dated), *self._undated][:LATEST]


def _month(row: ReleasedIncident) -> str:
    return row.first_day.strftime("%Y-%m") if row.first_day else "undated"


def _say_month(name: str) -> str:
    return "Date not stated" if name == "undated" else say_when(name)


def _map(released: Released) -> dict[str, object]:
    """The ground as the tier shows it, drawn by the report's own map: of many places those of which most is told."""
    drawn = released.places[:MOST_DRAWN]
    spots = tuple(
        Spot(
            name=place.name,
            lat=c.lat,
            lon=c.lon,
            radius_m=c.radius_m,
            count=count_of(place.codes, "incidents"),
            area=c.kind in WIDE_KINDS,
        )
        for place in sorted(drawn, key=lambda p: -(p.ground.radius_m or 0))
        for c in place.ground.circles
    )
    figure = Figure(id="map", caption="Where the accounts place the incidents", spots=spots)
    return {"drawn": draw(figure) if spots else None, "places_drawn": len(drawn), "places": len(released.places)}


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
