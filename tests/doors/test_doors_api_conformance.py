"""The abstract tests of OGC API Features Part 1 (17-069r4, Annex A.2), as the official suite makes them.

Numbers are those of version 1.0.1 of the standard. The suite's test of media types that we do not offer has no part here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import box, shape
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from made_release import released_store
from trucewatch.web.app import make_app

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
NAMES = ("incidents", "claims", "places", "zones")
BOXES = (
    "44,41,45,42",
    "-1.5,50,1.5,53",  # the meridian
    "-80,-5,-70,5",  # the equator
    "177,65,-177,70",  # 180 degrees
    "177,-20,-177,-10",
    "-180,85,180,90",  # the poles
    "-180,-90,180,-85",
    "44,41,-100,45,42,9000",  # heights
)
TIMES = (
    "2021-03-05T10:00:00Z",
    "2021-03-05",
    "2021-03-05T00:00:00Z/2021-03-06T00:00:00Z",
    "2021-03-05/P2D",
    "../2021-03-06T00:00:00Z",
    "2021-03-06T00:00:00+04:00/..",
    "2021-03-06T00:00:00Z/",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("api") / "s.sqlite"
    released_store(path).close()
    with TestClient(make_app(path)) as held:
        yield held


def get(client: TestClient, path: str, **asked: object) -> Any:
    answer = client.get(path, params={k: str(v) for k, v in asked.items()} or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def links(held: Any, rel: str) -> list[str]:
    return [link["href"] for link in held["links"] if link["rel"] == rel]


def resolved(client: TestClient, path: str) -> Any:
    return get(client, "/api/openapi.json")["paths"][path]["get"]


def every_page(client: TestClient, name: str, **asked: object) -> list[Any]:
    page = get(client, f"/api/collections/{name}/items", **asked)
    found = list(page["features"])
    while links(page, "next"):
        page = get(client, links(page, "next")[0])
        found += page["features"]
        assert len(found) < 1000
    return found


# -- A.2.2, A.2.3, A.2.4: landing page, description, conformance -----------------------------------------------------
def test_1_http_1_1_is_spoken(client: TestClient) -> None:
    assert client.get("/api").http_version == "HTTP/1.1"


@pytest.mark.parametrize("path", ["/api", "/api/"])
def test_3_4_the_landing_page_leads_to_description_conformance_and_data(client: TestClient, path: str) -> None:
    held = get(client, path)
    assert {"service-desc", "conformance", "data", "self"} <= {link["rel"] for link in held["links"]}
    for rel in ("service-desc", "conformance", "data"):
        assert client.get(links(held, rel)[0]).status_code == 200


def test_5_6_the_description_is_openapi_3_0_under_its_media_type(client: TestClient) -> None:
    answer = client.get("/api/openapi.json")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    held = answer.json()
    assert held["openapi"].startswith("3.0.")
    assert {"info", "paths"} <= set(held)
    text = answer.text
    for ref in {part.split('"')[0] for part in text.split('"$ref":"#/')[1:]}:
        at: Any = held
        for step in ref.split("/"):
            at = at[step]
    assert '"type":"null"' not in text


def test_7_8_the_conformance_classes_are_listed(client: TestClient) -> None:
    classes = get(client, "/api/conformance")["conformsTo"]
    for name in ("core", "geojson", "oas30"):
        assert f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" in classes


# -- A.2.5, A.2.6: collections ---------------------------------------------------------------------------------------
def test_9_to_13_collections_are_listed_with_links_that_have_rel_and_type(client: TestClient) -> None:
    held = get(client, "/api/collections")
    assert links(held, "self")
    assert [c["id"] for c in held["collections"]] == list(NAMES)
    for c in held["collections"]:
        assert c["crs"][0] == CRS84
        assert len(links(c, "items")) == 1
        assert all({"rel", "type", "href"} <= set(link) for link in c["links"])
        assert c["extent"]["spatial"]["crs"] == CRS84
        west, south, east, north = c["extent"]["spatial"]["bbox"][0]
        assert -180 <= west <= east <= 180
        assert -90 <= south <= north <= 90


@pytest.mark.parametrize("name", NAMES)
def test_14_15_a_collection_by_itself_says_what_the_list_says(client: TestClient, name: str) -> None:
    listed = next(c for c in get(client, "/api/collections")["collections"] if c["id"] == name)
    assert get(client, f"/api/collections/{name}") == listed


# -- A.2.7: features -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_16_26_to_31_items_are_a_collection_whose_counts_and_links_hold(client: TestClient, name: str) -> None:
    answer = client.get(f"/api/collections/{name}/items")
    assert answer.headers["content-type"] == "application/geo+json"
    held = answer.json()
    assert held["type"] == "FeatureCollection"
    assert isinstance(held["features"], list)
    assert links(held, "self")
    assert all({"rel", "type"} <= set(link) for link in held["links"])
    assert held["numberReturned"] == len(held["features"])
    if "numberMatched" in held:
        assert held["numberMatched"] == len(every_page(client, name, limit=1))


@pytest.mark.parametrize("name", NAMES)
def test_17_to_19_the_bbox_parameter_is_described_as_the_standard_has_it(client: TestClient, name: str) -> None:
    parameters = {p["name"]: p for p in resolved(client, f"/collections/{name}/items")["parameters"]}
    bbox = parameters["bbox"]
    assert (bbox["in"], bbox["required"], bbox["style"], bbox["explode"]) == ("query", False, "form", False)
    assert bbox["schema"]["type"] == "array"
    assert {(s["minItems"], s["maxItems"]) for s in bbox["schema"]["oneOf"]} == {(4, 4), (6, 6)}
    assert bbox["schema"]["items"]["type"] == "number"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("asked", BOXES)
def test_19_only_what_meets_the_box_or_has_no_geometry_is_returned_and_all_of_it(
    client: TestClient, name: str, asked: str
) -> None:
    numbers = [float(n) for n in asked.split(",")]
    west, south = numbers[:2]
    east, north = numbers[len(numbers) // 2 :][:2]
    here = (
        [box(west, south, east, north)]
        if west <= east
        else [box(west, south, 180, north), box(-180, south, east, north)]
    )
    every = every_page(client, name)
    expected = {f["id"] for f in every if not f["geometry"] or any(shape(f["geometry"]).intersects(b) for b in here)}
    assert {f["id"] for f in every_page(client, name, bbox=asked, limit=2)} == expected


@pytest.mark.parametrize("name", NAMES)
def test_20_21_no_more_than_the_limit_is_returned_and_a_higher_one_is_cut(client: TestClient, name: str) -> None:
    limit = {p["name"]: p for p in resolved(client, f"/collections/{name}/items")["parameters"]}["limit"]
    assert (limit["in"], limit["required"], limit["style"], limit["explode"]) == ("query", False, "form", False)
    schema = limit["schema"]
    assert schema["type"] == "integer"
    assert 0 <= schema["minimum"] <= schema["default"] <= schema["maximum"]
    for asked in (schema["minimum"], 2, schema["maximum"], schema["maximum"] + 1):
        held = get(client, f"/api/collections/{name}/items", limit=asked)
        assert len(held["features"]) <= min(asked, schema["maximum"])
        if links(held, "next"):
            assert len(held["features"]) == asked


@pytest.mark.parametrize("name", NAMES)
def test_22_the_datetime_parameter_is_described_as_the_standard_has_it(client: TestClient, name: str) -> None:
    time = {p["name"]: p for p in resolved(client, f"/collections/{name}/items")["parameters"]}["datetime"]
    assert (time["in"], time["required"], time["style"], time["explode"]) == ("query", False, "form", False)
    assert time["schema"]["type"] == "string"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("asked", TIMES)
def test_23_every_form_of_time_is_taken_and_undated_items_meet_it(client: TestClient, name: str, asked: str) -> None:
    every = {f["id"]: f["properties"] for f in every_page(client, name)}
    kept = {f["id"] for f in every_page(client, name, datetime=asked, limit=2)}
    undated = {
        i for i, p in every.items() if not any(p.get(k) for k in ("first_day", "last_day", "earliest", "latest"))
    }
    assert undated <= kept <= set(every)


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("2021-03-05T15:00:00Z", {"TT-2021-0001"}),  # told of from 14:00 to 20:00 UTC
        ("2021-03-05T13:59:59Z", set()),
        ("2021-03-05T20:00:00Z", set()),
        ("2021-03-05T19:59:59Z/..", {"TT-2021-0001", "TT-2021-0002"}),
        ("../2021-03-07T23:59:59Z", {"TT-2021-0001"}),
        ("2021-03-08", {"TT-2021-0002"}),
        ("2021-03-09T00:00:00+04:00", {"TT-2021-0002"}),
        ("2021-03-01/P3D", set()),
        ("P1D/2021-03-09T00:00:00Z", {"TT-2021-0002"}),
    ],
)
def test_23_times_meet_what_may_have_happened_then(client: TestClient, asked: str, codes: set[str]) -> None:
    kept = {f["id"] for f in every_page(client, "incidents", datetime=asked)}
    assert kept == codes | {"TT-2021-0003"}  # undated: of any time


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "asked",
    [
        "limit=unlimited", "limit=0", "limit=-1", "limit=1.5", "limit=", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=0,5,1,4",
        "bbox=0,0,nan,1", "bbox=0,0,1,91", "bbox=-181,0,1,1", "bbox=0,0,9,1,1,8", "datetime=yesterday", "datetime=2021-13-01",
        "datetime=2021-03-05T10:00:00", "datetime=2021-03-06T00:00:00Z/2021-03-05T00:00:00Z", "datetime=P1D", "datetime=a/b/c",
        "datetime=../P1D", "limit=1&limit=2", "unknownQueryParameter12345=1", "as_of=0001-01-01T00:00:00%2B14:00", "placed=maybe",
    ],
)  # fmt: skip
def test_24_25_an_invalid_or_unknown_parameter_is_refused_with_400(client: TestClient, name: str, asked: str) -> None:
    answer = client.get(f"/api/collections/{name}/items?{asked}")
    assert answer.status_code == 400
    assert answer.json()["description"]


# -- A.2.8: a feature ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_32_to_34_each_feature_is_found_by_its_id_with_self_and_collection(client: TestClient, name: str) -> None:
    for listed in every_page(client, name):
        answer = client.get(f"/api/collections/{name}/items/{listed['id']}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/geo+json"
        held = answer.json()
        assert links(held, "self")
        assert links(held, "collection") == [f"http://testserver/api/collections/{name}"]
        assert {k: held[k] for k in listed} == listed
    assert client.get(f"/api/collections/{name}/items/none").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_2_all_coordinates_are_longitude_and_latitude_of_wgs_84(client: TestClient, name: str) -> None:
    for f in every_page(client, name):
        if f["geometry"]:
            west, south, east, north = shape(f["geometry"]).bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90
