"""What the map asks for: places, names, the base map; and what is said where something is missing."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from trucewatch.errors import UsageError
from trucewatch.web.app import make_app

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
ARCHIVE = b"PMTiles\x03" + bytes(range(256)) * 4


@pytest.fixture(scope="module")
def on_the_ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Pages over a store whose places were resolved with the overlay, with a base map."""
    from typer.testing import CliRunner

    from gazetteer_files import overlay_file
    from trucewatch.cli.main import app

    folder = tmp_path_factory.mktemp("ground")
    overlay_file(folder).close()
    (folder / "own.pmtiles").write_bytes(ARCHIVE)
    (folder / "a.txt").write_text(
        "Azerbaijani forces attacked near Hadrut on 8 December 2020, the Karabakh army said. "
        "Shelling was reported in Nagorno-Karabakh on 9 December 2020.",
        encoding="utf-8",
    )
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as held:
        patch.setenv("TRUCEWATCH_GAZETTEER", str(folder / "overlay.sqlite"))
        done = CliRunner().invoke(app, ["ingest", str(folder / "a.txt"), "--store", str(folder / "s.sqlite")])
        assert done.exit_code == 0, done.output
        client = held.enter_context(TestClient(make_app(folder / "s.sqlite", basemap=folder / "own.pmtiles")))
        patch.undo()  # the pages have opened it; what other tests build must not see it
        yield client


def test_places_come_with_radius_and_the_incidents_told_there(on_the_ground: TestClient) -> None:
    told = on_the_ground.get("/map.json").json()
    assert told["places"]
    for place in told["places"]:
        assert place["radius_m"] > 0
        assert place["firm"] + place["candidates"] >= len(place["told"]) > 0
    only = on_the_ground.get("/map.json?from=2020-12-09&to=2020-12-09").json()
    assert only["shown"] < told["shown"]


def test_an_area_is_drawn_with_its_outline(on_the_ground: TestClient) -> None:
    places = {p["name"]: p for p in on_the_ground.get("/map.json").json()["places"]}
    ring = places["Nagorno-Karabakh"]["ring"]
    assert len(ring) > 3
    assert ring[0] == ring[-1]


def test_names_around_come_from_the_gazetteer(on_the_ground: TestClient) -> None:
    names = on_the_ground.get("/map/labels.json", params={"box": "46,39,48,40.5"}).json()
    assert "Hadrut" in {n["name"] for n in names}
    assert all(46 <= n["lon"] <= 48 and 39 <= n["lat"] <= 40.5 for n in names)


def test_the_plain_map_draws_settled_ground_and_says_what_it_leaves_out(on_the_ground: TestClient) -> None:
    text = on_the_ground.get("/").text
    told = on_the_ground.get("/map.json").json()
    assert text.count("<circle") == len(told["places"])
    assert f"{told['shown']} drawn; {told['left_out']} without known coordinates left out" in text


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "10,0,5,1", "nan,0,1,1", "-999,0,1,1", "1,2,3,4,5"])
def test_a_box_that_is_none_is_refused(on_the_ground: TestClient, box: str) -> None:
    assert on_the_ground.get("/map/labels.json", params={"box": box}).status_code == 400


def test_the_base_map_is_sent_in_ranges(on_the_ground: TestClient) -> None:
    answer = on_the_ground.get("/basemap.pmtiles", headers={"Range": "bytes=0-7"})
    assert answer.status_code == 206
    assert answer.content == ARCHIVE[:8]
    assert answer.headers["content-range"] == f"bytes 0-7/{len(ARCHIVE)}"


def test_the_page_tells_the_script_where_to_ask_and_keeps_the_filter(
    on_the_ground: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "maplibre-gl.mjs").write_text("")
    monkeypatch.setattr("trucewatch.web.maps.VENDOR", tmp_path)
    text = on_the_ground.get("/?from=2020-12-08").text
    assert 'data-map="/map.json?from=2020-12-08"' in text
    assert 'data-basemap="/basemap.pmtiles"' in text
    assert "<circle" in text  # the plain drawing stays for browsers that cannot run the script


def test_without_the_map_library_the_plain_map_stands_and_says_so(
    on_the_ground: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("trucewatch.web.maps.VENDOR", tmp_path)
    text = on_the_ground.get("/").text
    assert "<circle" in text
    assert "the map library is not installed" in text
    assert "map.mjs" not in text


def test_without_a_base_map_there_is_no_such_page(demo: Path) -> None:
    with TestClient(make_app(demo)) as client:
        assert client.get("/basemap.pmtiles").status_code == 404
        assert client.get("/map/labels.json", params={"box": "0,0,1,1"}).json() == []


@pytest.mark.parametrize("data", [b"", b"PMTiles\x02older", b"PNG"])
def test_a_file_that_is_no_base_map_is_refused_at_the_start(demo: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.pmtiles").write_bytes(data)
    with pytest.raises(UsageError, match="no PMTiles"):
        make_app(demo, basemap=tmp_path / "x.pmtiles")
    with pytest.raises(UsageError, match="cannot read"):
        make_app(demo, basemap=tmp_path / "none.pmtiles")
