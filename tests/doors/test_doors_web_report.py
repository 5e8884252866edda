"""The report as a page leads on to the other pages; as a file it leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from trucewatch.web.app import make_app


@pytest.fixture(scope="module")
def client(demo: Path) -> Iterator[TestClient]:
    with TestClient(make_app(demo), raise_server_exceptions=False) as held:
        yield held


@pytest.mark.parametrize("address", ["/report", "/report?weekly=yes"])
def test_the_page_has_the_way_to_every_other_page(client: TestClient, address: str) -> None:
    said = client.get(address).text
    ways = re.findall(r'<a href="(/[a-z]*)"', client.get("/sources").text.split("</nav>")[0])
    assert len(ways) >= 8
    assert all(f'<a href="{way}"' in said for way in ways)
    assert (
        'http-equiv="Content-Security-Policy"' not in said
    )  # the answer's own header holds, and knows the shared styles
    assert "style-src 'self'" in client.get(address).headers["content-security-policy"]


@pytest.mark.parametrize("name", ["daily.html", "weekly.html", "daily.md", "weekly.md", "daily.json", "weekly.json"])
def test_a_file_of_the_report_is_whole_and_leads_nowhere(client: TestClient, name: str) -> None:
    answer = client.get(f"/report/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert len(answer.content) > 5_000
    assert 'href="/' not in answer.text
    assert "/static/" not in answer.text
    if name.endswith(".html"):
        assert 'http-equiv="Content-Security-Policy"' in answer.text


def test_the_file_is_what_the_command_writes(client: TestClient, demo: Path, trucewatch) -> None:  # type: ignore[no-untyped-def]
    written = trucewatch("brief", "--format", "html", "--store", demo).out
    assert client.get("/report/daily.html").text == written


def test_an_unknown_file_is_told_with_those_there_are(client: TestClient) -> None:
    answer = client.get("/report/monthly.html")
    assert answer.status_code == 404
    assert "weekly.md" in answer.text


def test_an_earlier_report_keeps_its_time_in_every_link(client: TestClient) -> None:
    later = client.get("/report", params={"as_of": "2100-01-01T00:00+00:00"}).text
    top = later.split("</aside>")[0]
    assert "back to now" in top
    assert all("as_of=" in link for link in re.findall(r'href="(/report/[^"]*)"', top))


def test_the_page_leads_to_each_incident_and_to_the_words_of_each_note(client: TestClient) -> None:
    for settings in ("", "?as_of=2100-01-01"):
        said = client.get(f"/report{settings}").text
        ways = set(re.findall(r'href="(/(?:incidents|documents)/[^"#]+)', said))
        assert {w.split("/")[1] for w in ways} == {"incidents", "documents"}
        assert all(("as_of=" in w) == bool(settings) for w in ways)
    for way in sorted(ways)[:3]:
        assert client.get(way.replace("&amp;", "&")).status_code == 200
