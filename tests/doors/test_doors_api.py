"""The API as other programs meet it: GDAL reads it, made-up requests break nothing, caches and earlier times work."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from made_release import released_store
from trucewatch.publish.questions import QUESTIONS
from trucewatch.publish.questions.public import PUBLIC
from trucewatch.publish.release import Tier, public_tier
from trucewatch.publish.release.tier import SourceTerms
from trucewatch.publish.view import View
from trucewatch.store.copy import copy_store
from trucewatch.store.opening import open_store
from trucewatch.web.app import make_app


@pytest.fixture(scope="module", params=["file", "database"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path | str:
    path = tmp_path_factory.mktemp("api") / "s.sqlite"
    released_store(path).close()
    return path if request.param == "file" else str(request.getfixturevalue("postgres").holding(path))


@pytest.fixture(scope="module")
def client(store: Path | str) -> Iterator[TestClient]:
    with TestClient(make_app(store), raise_server_exceptions=False) as held:
        yield held


@contextmanager
def served(store: Path | str) -> Iterator[str]:
    """The server as a user starts it, in a process of its own: GDAL holds this one's lock while it reads."""
    command = [
        sys.executable,
        "-c",
        "from trucewatch.cli.main import run; run()",
        "serve",
        "--port",
        "0",
        "--store",
        str(store),
    ]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr
    told = server.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", told)
    try:
        assert found, told
        yield found[0]
    finally:
        server.terminate()
        server.wait(20)
        server.stderr.close()


def test_gdal_lists_and_reads_every_collection_and_filters_by_box(
    store: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with served(store) as address:
        source = f"OAPIF:{address}/api"
        assert [name for name, _ in pyogrio.list_layers(source)] == ["incidents", "claims", "places", "zones"]
        raw = pyogrio.raw.read(source, layer="incidents")
        fields = dict(zip(raw[0]["fields"], raw[3], strict=True))
        assert set(fields["code"]) == {"TT-2021-0001", "TT-2021-0002", "TT-2021-0003"}
        assert raw[0]["crs"] in ("EPSG:4326", "OGC:CRS84")  # GDAL's word for longitude and latitude
        near = pyogrio.raw.read(source, layer="incidents", bbox=(44.0, 41.0, 45.0, 42.0))
        assert "TT-2021-0001" in set(dict(zip(near[0]["fields"], near[3], strict=True))["code"])
        assert len(pyogrio.raw.read(source, layer="claims")[3][0]) == 6


def test_made_up_requests_meet_no_defect_and_answers_are_of_their_description(demo: Path) -> None:
    schemathesis = pytest.importorskip("schemathesis")
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    with served(demo) as address:
        schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
        seen = 0
        for found in schema.get_all_operations():
            operation = found.ok()
            seen += 1

            @settings(
                max_examples=8,
                deadline=None,
                derandomize=True,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @_given(operation)
            def check(case: Any) -> None:
                case.call_and_validate(checks=checks)

            check()
    assert seen == 17  # all but the description itself


def _given(operation: Any) -> Any:
    from hypothesis import given

    return given(case=operation.as_strategy())


@pytest.fixture
def own_copy(store: Path | str, request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A copy of the store on its engine, to write to."""
    target = tmp_path / "c.sqlite" if isinstance(store, Path) else str(request.getfixturevalue("postgres").schema())
    with closing(open_store(store)) as source, closing(open_store(target)) as made:
        copy_store(source, made)
    return target


def test_the_same_question_is_answered_from_the_cache_until_something_is_written(own_copy: Path | str) -> None:
    from publish_world import judgement

    with TestClient(make_app(own_copy)) as client:
        path = "/api/collections/incidents/items?limit=2"
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get("/api/collections/claims/items", headers={"If-None-Match": tag}).status_code == 200
        writer = open_store(own_copy)
        import msgspec

        writer.append_judgements((msgspec.structs.replace(judgement(), id="j-new"),))
        writer.close()
        fresh = client.get(path, headers={"If-None-Match": tag})
        assert fresh.status_code == 200
        assert fresh.headers["etag"] != tag


def test_an_earlier_time_knows_less(demo: Path) -> None:
    with TestClient(make_app(demo)) as client:
        now = client.get("/api/collections/incidents/items").json()
        then = client.get("/api/collections/incidents/items", params={"as_of": "2020-12-13T00:00:00Z"}).json()
        assert 0 < then["numberReturned"] < now["numberReturned"]
        gone = ({f["id"] for f in now["features"]} - {f["id"] for f in then["features"]}).pop()
        held = client.get(f"/api/collections/incidents/items/{gone}", params={"as_of": "2020-12-13T00:00:00Z"})
        assert held.status_code == 404


@pytest.mark.parametrize("name", [q.name for q in QUESTIONS.values() if not q.needs])
def test_questions_are_answered_as_at_the_command_line(client: TestClient, name: str) -> None:
    held = client.get(f"/api/questions/{name}").json()
    assert held["question"] == name
    assert {"says", "unit", "rows", "filter", "caveat"} <= set(held)
    assert "unknown, not calm" in held["caveat"]


def test_what_a_question_needs_is_asked_for_with_400(client: TestClient) -> None:
    for q in QUESTIONS.values():
        if q.needs:
            answer = client.get(f"/api/questions/{q.name}")
            assert answer.status_code == 400
            assert q.needs[0] in answer.json()["description"]
    assert client.get("/api/questions/versions", params={"incident": "TT-2021-0001"}).status_code == 200
    assert client.get("/api/questions/none").status_code == 404


def test_the_api_of_the_public_tier_rounds_and_finds_what_it_shows(store: Path | str) -> None:
    with TestClient(make_app(store, tier=public_tier())) as client:
        first = client.get("/api/collections/incidents/items/TT-2021-0001").json()
        assert first["geometry"]["coordinates"] == [44.57, 41.12]
        found = {
            f["id"]
            for box in ("44.5699,41.1199,44.5701,41.1201", "44.567,41.123,44.568,41.124")
            for f in client.get("/api/collections/incidents/items", params={"bbox": box, "placed": "true"}).json()[
                "features"
            ]
        }
        assert found == {"TT-2021-0001"}
        exact = client.get(
            "/api/collections/incidents/items", params={"bbox": "44.567,41.123,44.568,41.124", "placed": "true"}
        )
        assert exact.json()["numberReturned"] == 0  # a box cannot ask where it is to more places than are shown
        assert "Ivan Doe" not in client.get("/api/collections/incidents/items").text
        assert client.get("/api/questions/harm").status_code == 400


def test_what_the_tier_holds_back_is_nowhere_in_the_api(store: Path | str) -> None:
    with TestClient(make_app(store, tier=Tier(delay_days=3))) as client:
        for name in ("incidents", "claims", "places"):
            assert "TT-2021-0002" not in client.get(f"/api/collections/{name}/items").text
        assert client.get("/api/collections/incidents/items/TT-2021-0002").status_code == 404
        assert client.get("/api/collections/claims/items/c4").status_code == 404


def test_trouble_is_told_in_json_and_nothing_is_written(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/api/collections/incidents/items").status_code == 405
    answer = client.get("/api/collections/<script>alert(1)</script>/items")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["incidents", "claims", "places", "zones"])
def test_short_pages_lead_to_all_there_is_and_none_is_empty_before_the_last(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from trucewatch.web.api import collections

    asked = {"bbox": "44,41,45,42", "datetime": "2021-03-01/P30D"}
    whole = [f["id"] for f in client.get(f"/api/collections/{name}/items", params=asked).json()["features"]]
    monkeypatch.setattr(collections, "MOST_LOOKED_AT", 1)
    found, address = [], f"/api/collections/{name}/items?bbox=44,41,45,42&datetime=2021-03-01/P30D"
    while address:
        page = client.get(address).json()
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
        assert page["features"] or not address
        found += [f["id"] for f in page["features"]]
    assert found == whole


def test_a_claim_that_names_the_district_alone_lies_in_the_district(client: TestClient) -> None:
    held = client.get("/api/collections/claims/items/c2").json()
    assert held["properties"]["place_names"] == ["Alder district"]
    assert held["properties"]["geo_radius_m"] == 25_000
    assert held["geometry"]["type"] == "Polygon"


def test_a_public_door_answers_over_what_leaves_and_refuses_what_reads_more(store: Path | str) -> None:
    hides = Tier(hide_names=("Northern defence ministry",))
    with TestClient(make_app(store, tier=hides)) as client, TestClient(make_app(store)) as whole:
        listed = [q["name"] for q in client.get("/api/questions").json()["questions"]]
        assert listed == [q for q in QUESTIONS if q in PUBLIC]
        said = client.get("/api/questions/contradictions").text + client.get("/api/questions/one-sided").text
        assert "Northern defence ministry" not in said
        assert (
            client.get("/api/questions/one-sided").json()["number"]
            == whole.get("/api/questions/one-sided").json()["number"]
            > 0
        )
        refused = client.get("/api/questions/harm")
        assert refused.status_code == 400
        assert "days-since" in refused.json()["try_this"]
        assert client.get("/api/questions/new-weapons?since=2021-03-01T00:00:00Z").status_code == 400
        assert whole.get("/api/questions/provisions").json()["rows"]
    with TestClient(make_app(store, tier=Tier(delay_days=3660))) as client:
        for name in PUBLIC:
            answer = client.get(f"/api/questions/{name}").json()
            assert "TT-2021" not in str(answer), name
            assert not [c for row in answer["rows"] for c in row["claims"]], name


def test_a_public_door_tells_no_due_date_that_rests_on_a_text_that_stays(demo: Path) -> None:
    """Where the terms of a source keep its texts here, they are no reason that could be read from a state either."""
    with TestClient(make_app(demo)) as whole:
        told = {r["cells"]["provision"]: r for r in whole.get("/api/questions/provisions").json()["rows"]}
    with closing(open_store(demo)) as held:
        outlets = {d.source for d in View(held).records.documents.values() if d.source}
    closed = Tier(sources={name: SourceTerms(release=False) for name in outlets})
    with TestClient(make_app(demo, tier=closed)) as client:
        rows = client.get("/api/questions/provisions").json()["rows"]
        assert len(rows) == len(told)
        hidden = [r["cells"] for r in rows if r["cells"]["why"] == "not told here"]
        assert hidden
        assert all(cells["state"] == "not told here" for cells in hidden)
        for row in rows:
            before = told[row["cells"]["provision"]]
            if before["cells"]["why"] and row["cells"] not in hidden:  # what is told rests on nothing that stays
                assert set(row["claims"]) == set(before["claims"])


def test_zones_of_a_day_have_the_outlines_of_the_map(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from trucewatch.cli.main import app

    done = CliRunner().invoke(app, ["demo", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    with TestClient(make_app(tmp_path / "demo.sqlite")) as client:
        drawn = client.get("/map/zones.json?day=2020-12-20").json()["features"]
        asked = "/api/collections/zones/items?datetime=2020-12-20T00:00:00Z/2020-12-20T23:59:59Z"
        told = {f["properties"]["name"]: f for f in client.get(asked).json()["features"]}
        shapes = [f["geometry"] for f in told.values() if f["geometry"]]
        assert shapes == [f["geometry"] for f in drawn] != []
        assert all(f["properties"]["doubt_km"] for f in told.values() if f["geometry"])
        assert any(f["geometry"] is None for f in told.values())  # what nobody has drawn has no shape
        far = client.get(f"{asked}&bbox=0,0,1,1").json()["features"]
        assert [f for f in far if f["geometry"]] == []
        late = client.get("/api/collections/zones/items?datetime=2023-01-01T00:00:00Z").json()["features"]
        assert {f["id"] for f in late} < {
            f["id"] for f in client.get("/api/collections/zones/items").json()["features"]
        }
