"""Building a gazetteer: sources, merging, stated cleaning, resuming, checks."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from gazetteer_files import table_file
from trucewatch.errors import ConfigurationError, UsageError
from trucewatch.gazetteer import build as build_module
from trucewatch.gazetteer.build import build
from trucewatch.gazetteer.lookup import GazetteerFile
from trucewatch.gazetteer.open_source import open_source
from trucewatch.gazetteer.row import SourceRow
from trucewatch.gazetteer.sources.geonames import GeoNames
from trucewatch.gazetteer.sources.overlay import Overlay
from trucewatch.gazetteer.sources.table import Table
from trucewatch.gazetteer.sources.wof import WhosOnFirst


def names_of(file: GazetteerFile, folded: str) -> list[str]:
    return [h.entry.ref for h in file.by_name(folded)]


def test_a_table_is_found_by_label_other_name_script_and_position(tmp_path: Path) -> None:
    file = table_file(tmp_path, ["7;Al Qamar;P;YE;Hajjah;Abs;16.1;43.2;5000;Qamar City|القمر"])
    assert names_of(file, "al qamar") == names_of(file, "qamar") == names_of(file, "qamar city") == ["gn:7"]
    assert [e.ref for e in file.near(16.12, 43.2, 5)] == ["gn:7"]
    assert file.near(20, 43.2, 5) == ()
    assert "CC BY" in file.licence_of("gn:7")
    assert file.by_ref("gn:8") is None


def test_a_line_of_another_shape_is_set_aside_and_counted(tmp_path: Path) -> None:
    file = table_file(tmp_path, ["7;Good;P;YE;;;16.1;43.2;5000;", "8;Bad;P;YE;;;north;43.2;5000;"])
    assert sum(file.set_aside().values()) == 1


def test_names_copied_between_namesakes_stay_with_the_better_known_one(tmp_path: Path) -> None:
    copied = "Ville Une|Stadt Eins|Villa Uno|Mesto Odin|Kota Satu"
    file = table_file(tmp_path, [f"1;Unatown;P;FR;;;48;2;900000;{copied}", f"2;Unatown;P;US;;;40;-90;900;{copied}"])
    assert names_of(file, "stadt eins") == ["gn:1"]
    assert set(names_of(file, "unatown")) == {"gn:1", "gn:2"}


def test_a_population_copied_between_namesakes_is_emptied(tmp_path: Path) -> None:
    file = table_file(tmp_path, ["1;Unatown;P;FR;;;48;2;90000;", "2;Unatown;P;US;;;40;-90;90000;"])
    assert sorted(h.entry.population for h in file.by_name("unatown")) == [0, 90000]


def test_points_outside_their_country_are_set_aside(tmp_path: Path) -> None:
    home = [f"{n};Home{n};P;AA;;;{10 + n * 0.01:.2f};10;0;" for n in range(60)]
    others = [f"{100 + n};Other{n};P;BB;;;{50 + n * 0.01:.2f};50;0;" for n in range(60)]
    file = table_file(tmp_path, [*home, *others, "999;Stray;P;AA;;;50.3;50;0;", "998;Nowhere;P;AA;;;0;0;0;"])
    assert names_of(file, "stray") == []
    assert names_of(file, "nowhere") == []
    assert len(names_of(file, "home3")) == 1


def test_a_border_town_of_a_thinly_listed_country_stays(tmp_path: Path) -> None:
    home = [f"{n};Home{n};P;AA;;;{10 + n * 0.01:.2f};10;0;" for n in range(60)]
    others = [f"{100 + n};Other{n};P;BB;;;{12 + n * 0.01:.2f};10.2;0;" for n in range(60)]
    file = table_file(tmp_path, [*home, *others, "999;Border;P;AA;;;12.3;10;400000;"])
    assert len(names_of(file, "border")) == 1


def test_an_area_gets_its_extent_from_its_settlements(tmp_path: Path) -> None:
    rows = ["1;Northland;A1;AA;N;;10;10;0;", "2;Near;P;AA;N;;10.1;10;50;", "3;Far;P;AA;N;;10.9;10;50;"]
    region = table_file(tmp_path, rows).by_ref("gn:1")
    assert region is not None
    assert 95 < region.radius_km < 105


def test_the_same_sources_give_the_same_rows(tmp_path: Path) -> None:
    digests = set()
    for n in (1, 2):
        made = build([Overlay()], tmp_path / f"{n}.sqlite")
        with sqlite3.connect(tmp_path / f"{n}.sqlite") as db:
            rows = db.execute("SELECT * FROM place ORDER BY id").fetchall()
            digests.add((made.digest, str(rows), str(db.execute("SELECT * FROM name").fetchall())))
    assert len(digests) == 1


class _Stops:
    """A source that fails after some rows, as a pulled plug would."""

    key, name, url, licence = "stops", "stops", "", "CC0"

    def __init__(self, after: int | None) -> None:
        self.after, self.given = after, 0

    def digest(self) -> str:
        return "one"

    def size(self) -> int:
        return 10

    def rows(self) -> Iterator[SourceRow | str]:
        rows = (SourceRow(ref=f"x:{n}", name=f"Place {n}", kind="settlement", lat=1.0 + n, lon=2.0) for n in range(10))
        for n, row in enumerate(rows):
            if n == self.after:
                raise KeyboardInterrupt
            self.given += 1
            yield row


def test_a_build_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "BATCH", 4)
    path = tmp_path / "out.sqlite"
    with pytest.raises(KeyboardInterrupt):
        build([_Stops(6)], path)
    assert not path.exists()
    made = build([_Stops(None)], path)
    assert made.resumed
    assert made.rows == 10
    assert not path.with_name("out.sqlite.part").exists()


def test_a_source_without_rows_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty.tsv"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no rows"):
        build([Table(empty)], tmp_path / "out.sqlite")


def test_geonames_dumps_are_read_from_text_and_zip(tmp_path: Path) -> None:
    cells = [
        "5",
        "Sotk",
        "Sotk",
        "Zod,Сотк",
        "40.2",
        "45.86",
        "P",
        "PPL",
        "AM",
        "",
        "04",
        "",
        "",
        "",
        "1100",
        "",
        "",
        "",
        "2020-01-01",
    ]
    airport = [*cells[:1], "Sotk Airfield", *cells[2:6], "S", "AIRF", *cells[8:]]
    stream = ["6", *cells[1:6], "S", "WLL", *cells[8:]]
    airport[0] = "7"
    text = "\n".join("\t".join(c) for c in (cells, stream, airport)) + "\n"
    (tmp_path / "AM.txt").write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "AM.zip", "w") as packed:
        packed.writestr("readme.txt", "about")
        packed.writestr("AM.txt", text)
    for name in ("AM.txt", "AM.zip"):
        rows = [r for r in GeoNames(tmp_path / name).rows() if isinstance(r, SourceRow)]
        assert [(r.ref, r.kind) for r in rows] == [("gn:5", "settlement"), ("gn:7", "airport")]
        assert "Zod" in rows[0].names
    assert isinstance(open_source(tmp_path / "AM.zip"), GeoNames)


def test_whos_on_first_folders_are_read(tmp_path: Path) -> None:
    properties = {
        "wof:id": 42, "wof:name": "Sotk", "wof:placetype": "locality", "wof:country": "AM", "geom:latitude": 40.2,
        "geom:longitude": 45.86, "name:hye_x_preferred": ["Սոթք"], "wof:hierarchy": [{"region_id": 9, "county_id": -1}],
        "wof:concordances": {"gn:id": 5}, "mz:is_current": 1,
    }  # fmt: skip
    gone = {**properties, "wof:id": 43, "mz:is_current": 0}
    (tmp_path / "a").mkdir()
    for n, p in (("42", properties), ("43", gone)):
        (tmp_path / "a" / f"{n}.geojson").write_text(json.dumps({"type": "Feature", "properties": p}), encoding="utf-8")
    (tmp_path / "a" / "44.geojson").write_text("{broken", encoding="utf-8")
    rows = list(WhosOnFirst(tmp_path).rows())
    good = [r for r in rows if isinstance(r, SourceRow)]
    assert [(r.ref, r.admin1, r.names) for r in good] == [("gn:5", "9", ("Սոթք",))]
    assert len([r for r in rows if isinstance(r, str)]) == 1


def test_a_path_that_is_no_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        open_source(tmp_path / "absent.tsv")
    (tmp_path / "page.html").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="not a source"):
        open_source(tmp_path / "page.html")


def test_a_file_that_is_no_gazetteer_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"not a database at all")
    with pytest.raises(ConfigurationError, match="not a gazetteer"):
        GazetteerFile(other)
    with pytest.raises(ConfigurationError, match="no gazetteer here"):
        GazetteerFile(tmp_path / "absent.sqlite")


def test_an_overlay_row_that_is_wrong_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yml"
    bad.write_text("- {id: here, name: Here, kind: castle, lat: 1, lon: 2, source: own}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="here"):
        list(islice(Overlay(bad).rows(), 1))
