"""Rounds of the watch against a real server that misbehaves."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from loopback import Reply, Site, conditional, feed, serve_site
from trucewatch.flow.watch import Watcher
from trucewatch.watching.card import Links
from trucewatch.watching.clock import MovedClock
from watched import START, source, watching

NEWS = [
    ("first", "Sun, 01 Mar 2026 05:00:00 +0000", "@claim North shelling 2026-03-01 Dolna"),
    ("second", "Sun, 01 Mar 2026 05:30:00 +0000", "@claim South shooting 2026-02-28 Gorna"),
]


@pytest.fixture
def site():
    with serve_site() as running:
        yield running


def texts(watcher: Watcher) -> list[str]:
    return sorted(d.text for d in watcher.store.documents())


def go_on(watcher: Watcher, clock: MovedClock, rounds: int, hours: float = 1) -> None:
    for _ in range(rounds):
        clock.sleep(hours * 3600)
        watcher.round(at_once=True)


def test_a_feed_is_taken_in_once_and_asked_with_its_etag_after_that(tmp_path: Path, site: Site) -> None:
    site.routes["/feed"] = conditional(feed(NEWS), '"v1"')
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        first = watcher.round(at_once=True)
        assert (first.fresh, first.looked.asked) == (2, 1)
        assert first.derived is not None
        assert first.derived.incidents == 2
        go_on(watcher, clock, 3)
        assert len(texts(watcher)) == 2
        assert [d.source for d in watcher.store.documents()] == ["The Border Paper"] * 2
        assert [r.status for r in watcher.state.responses("role = 'source'")] == [200, 304, 304, 304]
    assert [h.get("if-none-match") for p, h in site.asked if p == "/feed"] == [None, '"v1"', '"v1"', '"v1"']


def test_nothing_is_asked_before_it_is_due(tmp_path: Path, site: Site) -> None:
    site.put("/feed", Reply(body=feed(NEWS)))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        watcher.round()
        clock.sleep(60)
        assert watcher.round().looked.asked == 0
        wait = watcher.next_due() - clock.now()
        assert timedelta(minutes=25) < wait < timedelta(minutes=34)


def test_every_response_is_kept_with_its_digest_and_the_version_of_the_program(tmp_path: Path, site: Site) -> None:
    site.put("/feed", Reply(body=feed(NEWS)))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        watcher.round()
        go_on(watcher, clock, 1)
        rows = list(watcher.state.responses())
        assert [r.role for r in rows] == ["robots", "source", "source"]
        assert watcher.archive.read(rows[1].kept).body == feed(NEWS)
    (file,) = (tmp_path / "w.sqlite.watch" / "warc").glob("*.warc.gz")
    with file.open("rb") as packed:
        records = [(r.rec_type, r.rec_headers, r.raw_stream.read()) for r in ArchiveIterator(packed)]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "response", "revisit"]  # the same bytes again
    headers = records[2][1]
    assert headers.get_header("WARC-Date") == "2026-03-01T06:00:00.000000Z"
    assert headers.get_header("WARC-Payload-Digest").startswith("sha256:")
    assert headers.get_header("Trucewatch-Version")
    assert records[3][1].get_header("WARC-Payload-Digest") == headers.get_header("WARC-Payload-Digest")


def test_an_article_behind_a_list_page_is_fetched_once(tmp_path: Path, site: Site) -> None:
    page = "<html><body><h1>Gunfire near Dolna</h1><p>{}</p></body></html>"
    words = "Soldiers at the northern post opened fire on a patrol near Dolna on Saturday, the ministry said. " * 3
    site.put("/news", Reply(body=b'<html><body><a href="/a/1">One</a><a href="/about">About</a></body></html>'))
    site.put("/a/1", Reply(body=page.format(words).encode()))
    clock = MovedClock(START)
    card = {"form": "pages", "links": Links(match=r"/a/\d+"), "again_after_hours": ()}
    with watching(tmp_path, source("m", f"{site.address}/news", **card), clock=clock) as w:
        w.round()
        go_on(w, clock, 3)
        (document,) = w.store.documents()
        assert document.url == f"{site.address}/a/1"
        assert "opened fire" in document.text
    assert (site.count("/a/1"), site.count("/about"), site.count("/news")) == (1, 0, 4)


def test_a_page_that_fails_is_asked_again_later_and_one_that_is_gone_is_not(tmp_path: Path, site: Site) -> None:
    body = (
        "<html><body><p>" + "The post near Gorna was shelled on Friday, the army said. " * 4 + "</p></body></html>"
    ).encode()
    site.put("/news", Reply(body=b'<a href="/a/1">1</a> <a href="/a/2">2</a>'))
    site.put("/a/1", Reply(status=500), Reply(status=503, headers=(("Retry-After", "120"),)), Reply(body=body))
    site.put("/a/2", Reply(status=410))
    clock = MovedClock(START)
    card = {"form": "pages", "links": Links(match="/a/"), "again_after_hours": ()}
    with watching(tmp_path, source("m", f"{site.address}/news", **card), clock=clock) as w:
        w.round()
        go_on(w, clock, 6)
        assert len(texts(w)) == 1
    assert (site.count("/a/1"), site.count("/a/2")) == (3, 1)


FAULTS = {
    "429": Reply(status=429, headers=(("Retry-After", "7200"),)),
    "500": Reply(status=500, body=b"no"),
    "cut off": Reply(body=feed(NEWS), cut=80),
    "not packed as it says": Reply(body=b"plain", headers=(("Content-Encoding", "gzip"),)),
    "a bomb": Reply(body=gzip.compress(b"a" * 30_000_000), headers=(("Content-Encoding", "gzip"),)),
    "too large": Reply(body=b"a" * 21_000_000),
    "a redirect to nowhere": Reply(status=302, headers=(("Location", "ftp://x/"),)),
    "an endless redirect": Reply(status=302, headers=(("Location", "/feed"),)),
    "an unknown packing": Reply(body=b"x", headers=(("Content-Encoding", "br"),)),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noted_and_after_it_everything_is_taken_in(tmp_path: Path, site: Site, name: str) -> None:
    site.put("/feed", FAULTS[name], Reply(body=feed(NEWS)))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        done = watcher.round()
        assert (done.looked.failed, done.fresh) == (1, 0)
        state = watcher.state.source("paper")
        assert state.failures == 1
        assert state.fault
        assert watcher.round().looked.asked == 0  # it waits
        go_on(watcher, clock, 3)
        assert len(texts(watcher)) == 2
        assert watcher.state.source("paper").failures == 0


def test_a_server_that_asks_for_a_pause_gets_it(tmp_path: Path, site: Site) -> None:
    site.put("/feed", FAULTS["429"], Reply(body=feed(NEWS)))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        watcher.round()
        assert watcher.next_due() - clock.now() >= timedelta(hours=2)


def test_pauses_grow_with_failures_and_end_at_six_hours(tmp_path: Path, site: Site) -> None:
    site.put("/feed", Reply(status=500))
    clock = MovedClock(START)
    waits = []
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        for _ in range(14):
            watcher.round()
            waits.append(watcher.next_due() - clock.now())
            clock.at = watcher.next_due()
    assert timedelta(seconds=30) <= waits[0] <= timedelta(minutes=1)
    assert all(b > a / 2 for a, b in pairwise(waits))
    assert timedelta(hours=3) <= waits[-1] <= timedelta(hours=6)


def test_a_slow_server_is_left(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trucewatch.watching.look.Limits", _quick)
    site.put("/feed", Reply(body=feed(NEWS), drip=0.05), Reply(body=feed(NEWS)))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        watcher.round()
        assert "slower than" in str(watcher.state.source("paper").fault)
        (row,) = watcher.state.responses("role = 'source'")
        assert watcher.archive.read(row.kept).truncated == "time"


def _quick(max_bytes: int):
    from trucewatch.watching.fetch import Limits

    return Limits(max_bytes=max_bytes, total_seconds=0.3)


def test_broken_xml_gives_what_stands_before_the_break_and_the_rest_when_it_is_mended(
    tmp_path: Path, site: Site
) -> None:
    whole = feed(NEWS)
    site.put("/feed", Reply(body=whole[: whole.index(b"<title>second")]), Reply(body=whole))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        assert [i.code for i in watcher.round().issues] == ["broken_feed"] or texts(watcher)
        go_on(watcher, clock, 1)
        assert any("South" in t for t in texts(watcher))
        assert sum("North" in t for t in texts(watcher)) == 1


def test_a_page_in_the_encoding_that_only_its_header_names(tmp_path: Path, site: Site) -> None:
    words = "Солдаты открыли огонь у деревни Дольна в субботу, сообщило министерство обороны страны. " * 4
    body = f"<html><body><p>{words}</p></body></html>".encode("windows-1251")
    site.put("/news", Reply(body=b'<a href="/a/1">1</a>'))
    site.put("/a/1", Reply(body=body, headers=(("Content-Type", "text/html; charset=windows-1251"),)))
    clock = MovedClock(START)
    with watching(
        tmp_path, source("m", f"{site.address}/news", form="pages", links=Links(match="/a/")), clock=clock
    ) as w:
        w.round()
        assert "Дольна" in texts(w)[0]


def test_a_host_that_forbids_by_robots_txt_is_not_asked(tmp_path: Path, site: Site) -> None:
    site.put("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /feed"))
    site.put("/feed", Reply(body=feed(NEWS)))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        watcher.round()
        assert "forbids" in str(watcher.state.source("paper").fault)
        go_on(watcher, clock, 3)
    assert (site.count("/feed"), site.count("/robots.txt")) == (0, 1)  # robots.txt is asked once a day


def test_a_host_whose_robots_txt_cannot_be_had_is_left_for_now(tmp_path: Path, site: Site) -> None:
    site.put("/robots.txt", Reply(status=500), Reply(status=404))
    site.put("/feed", Reply(body=feed(NEWS)))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        watcher.round()
        assert site.count("/feed") == 0
        go_on(watcher, clock, 1)
        assert len(texts(watcher)) == 2


def test_two_requests_to_one_host_keep_the_pause_that_it_asks_for(tmp_path: Path, site: Site) -> None:
    site.put("/robots.txt", Reply(body=b"User-agent: *\nCrawl-delay: 9"))
    site.put("/feed", Reply(body=feed(NEWS[:1])))
    site.put("/other", Reply(body=feed(NEWS[1:])))
    clock = MovedClock(START)
    sources = [source(n, f"{site.address}/{n}") for n in ("feed", "other")]
    with watching(tmp_path, *sources, clock=clock) as watcher:
        watcher.round()
        at = [r.at for r in watcher.state.responses("role = 'source'")]
    assert at[1] - at[0] == timedelta(seconds=9)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "127.1"])
def test_an_address_of_this_machine_is_refused_unless_the_card_allows_it(tmp_path: Path, site: Site, host: str) -> None:
    site.put("/feed", Reply(body=feed(NEWS)))
    port = site.address.rpartition(":")[2]
    clock = MovedClock(START)
    with watching(tmp_path, source("p", f"http://{host}:{port}/feed", allow_private=False), clock=clock) as watcher:
        watcher.round()
        assert "does not tell" in str(watcher.state.source("p").fault)  # not even robots.txt may be asked there
    assert site.asked == []


def test_a_redirect_into_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    from trucewatch.watching import fetch

    site.put("/feed", Reply(status=302, headers=(("Location", "http://10.0.0.7/secret"),)))
    # the first address counts as public here, the second is looked at as it is
    real = fetch.resolve
    monkeypatch.setattr(fetch, "resolve", lambda url, allow_private: real(url, allow_private=site.address in url))
    found = fetch.Fetcher(MovedClock(START), agent="t").fetch(
        f"{site.address}/feed", limits=fetch.Limits(max_bytes=1000)
    )
    assert found.payload is None
    assert "private network" in str(found.fault)
    assert len(found.exchanges) == 1


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    from trucewatch.watching.fetch import Fetcher, Limits

    monkeypatch.setenv("http_proxy", site.address)
    monkeypatch.setenv("no_proxy", "")
    site.put("http://paper.example/feed", Reply(body=b"through the proxy"))
    found = Fetcher(MovedClock(START), agent="t").fetch("http://paper.example/feed", limits=Limits(max_bytes=1000))
    assert found.payload == b"through the proxy"


def test_a_json_feed_and_a_changed_item(tmp_path: Path, site: Site) -> None:
    def body(text: str) -> bytes:
        item = {
            "id": "1",
            "url": "https://x.example/1",
            "content_html": f"<p>{text}</p>",
            "date_published": "2026-03-01T05:00:00Z",
        }
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "X", "items": [item]}).encode()

    site.put("/feed", Reply(body=body("Two soldiers were wounded.")), Reply(body=body("Three soldiers were wounded.")))
    clock = MovedClock(START)
    with watching(tmp_path, source("x", f"{site.address}/feed"), clock=clock) as watcher:
        first = watcher.round()
        clock.sleep(7200)
        second = watcher.round()
        assert (first.fresh, second.fresh, second.items) == (1, 0, 1)  # a new version of a known item
        assert texts(watcher) == ["Three soldiers were wounded.", "Two soldiers were wounded."]


def test_a_watched_folder_takes_each_state_of_a_file_once(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("@claim North shelling 2026-03-01 Dolna")
    (folder / ".b.txt").write_text("half written")
    clock = MovedClock(START)
    with watching(tmp_path, source("f", str(folder), form="folder"), clock=clock) as watcher:
        assert watcher.round(at_once=True).fresh == 1
        go_on(watcher, clock, 2)
        (folder / "a.txt").write_text("@claim North shelling 2026-03-01 Gorna")
        (folder / "c.txt").write_text("@claim South shelling 2026-03-01 Dolna")
        go_on(watcher, clock, 2)
        assert len(texts(watcher)) == 3


def test_a_chat_export_gives_its_messages(tmp_path: Path) -> None:
    messages = [
        {"id": 1, "type": "service", "date": "2026-03-01T01:00:00", "action": "create_channel"},
        {
            "id": 2,
            "type": "message",
            "date": "2026-03-01T02:00:00",
            "date_unixtime": "1772326800",
            "text": ["The enemy shelled ", {"type": "bold", "text": "Dolna"}, " overnight."],
        },
        {"id": 3, "type": "message", "date": "2026-03-01T03:00:00", "text": "", "photo": "x.jpg"},
    ]
    (tmp_path / "result.json").write_text(
        json.dumps({"name": "Ministry", "type": "public_channel", "messages": messages})
    )
    clock = MovedClock(START)
    with watching(tmp_path, source("c", str(tmp_path / "result.json"), form="chat"), clock=clock) as watcher:
        done = watcher.round()
        (document,) = watcher.store.documents()
        assert document.text == "The enemy shelled Dolna overnight."
        assert str(document.published) == "2026-03-01"
        assert document.published_at is not None
        assert document.published_at.timestamp() == 1772326800
        assert ["no words" in i.reason for i in done.issues] == [True]


def test_what_was_kept_can_be_read_again_and_nothing_doubles(tmp_path: Path, site: Site) -> None:
    site.put("/feed", Reply(body=feed(NEWS)))
    clock = MovedClock(START)
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        watcher.round()
        assert watcher.state.reopen("paper", START - timedelta(days=1)) == 1
        assert watcher.round().items == 0
        assert len(texts(watcher)) == 2


def test_a_list_page_whose_layout_has_changed_says_so(tmp_path: Path, site: Site) -> None:
    site.put("/news", Reply(body=b'<a href="/story/1">1</a>'))
    clock = MovedClock(START)
    with watching(
        tmp_path, source("m", f"{site.address}/news", form="pages", links=Links(match="/a/")), clock=clock
    ) as w:
        assert [i.code for i in w.round().issues] == ["layout_changed"]


def test_while_another_process_writes_answers_wait_and_nothing_is_lost(tmp_path: Path, site: Site) -> None:
    from trucewatch.flow.watch import keep_watching
    from trucewatch.store.locks import file_lock

    site.put("/feed", Reply(body=feed(NEWS)))
    clock, said = MovedClock(START), list[str]()
    with watching(tmp_path, source("paper", f"{site.address}/feed"), clock=clock) as watcher:
        with file_lock(str(tmp_path / "w.sqlite"), "test"):
            keep_watching(watcher, clock, lambda done: None, say=said.append, until=lambda: len(said) > 2)
        assert all("is writing to this store" in line for line in said)
        assert texts(watcher) == []
        watcher.round(at_once=True)
        assert len(texts(watcher)) == 2
    assert site.count("/feed") == 1


def test_a_redirect_to_another_host_asks_that_host_first(tmp_path: Path, site: Site) -> None:
    with serve_site() as other:
        other.put("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /closed"))
        for path in ("/open", "/closed"):
            other.put(path, Reply(body=feed(NEWS[:1])))
            site.put(f"/to{path}", Reply(status=301, headers=(("Location", f"{other.address}{path}"),)))
        clock = MovedClock(START)
        sources = [source(n, f"{site.address}/to/{n}") for n in ("open", "closed")]
        with watching(tmp_path, *sources, clock=clock) as watcher:
            watcher.round()
            assert watcher.state.source("open").fault is None
            assert "forbids" in str(watcher.state.source("closed").fault)
        assert [p for p, _ in other.asked] == ["/robots.txt", "/open"]


def test_a_bulletin_in_word_behind_a_list_page_is_read_with_its_table(tmp_path: Path, site: Site) -> None:
    import io

    from docx import Document

    bulletin = Document()
    bulletin.add_paragraph("On 1 March the mission recorded two violations of the ceasefire near Dolna.")
    table = bulletin.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Dolna", "5 explosions"
    packed = io.BytesIO()
    bulletin.save(packed)
    site.put("/bulletins", Reply(body=b'<a href="/files/2026-03-01.docx">1 March</a>'))
    site.put("/files/2026-03-01.docx", Reply(body=packed.getvalue()))
    clock = MovedClock(START)
    card = {"form": "pages", "links": Links(match=r"[.]docx$")}
    with watching(tmp_path, source("b", f"{site.address}/bulletins", **card), clock=clock) as watcher:
        watcher.round()
        (document,) = watcher.store.documents()
        assert "two violations" in document.text
        assert "Dolna" in document.text.splitlines()[-1]
        assert str(document.published) == "2026-03-01"


def test_a_list_without_end_is_followed_so_far_and_no_further(tmp_path: Path, site: Site) -> None:
    site.put("/news", Reply(body="".join(f'<a href="/a/{n}">x</a>' for n in range(5000)).encode()))
    clock = MovedClock(START)
    card = {"form": "pages", "links": Links(match="/a/"), "pages_a_round": 3}
    with watching(tmp_path, source("m", f"{site.address}/news", **card), clock=clock) as watcher:
        done = watcher.round()
        assert [i.code for i in done.issues] == ["too_many_links"]
        assert done.pages.asked == 3
        assert len(watcher.state.wanted("m", clock.now(), 10_000)) <= 1000
