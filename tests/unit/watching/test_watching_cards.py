"""Cards: what is sound, and what an error says of one that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.errors import ConfigurationError, UsageError
from trucewatch.model.sources import find_source
from trucewatch.watching.adapters import check_adapters
from trucewatch.watching.card import Source, bundled_sources, load_source, load_sources, parse_card
from trucewatch.watching.new_card import write_card
from trucewatch.watching.schema import schema_text

CARD = """\
publisher: The Border Paper
kind: news_outlet
form: feed
address: https://paper.example/rss
language: en
licence: {name: own, publish: facts}
every_minutes: 30
items_a_day: [2, 40]
"""


def test_a_card_has_its_fields() -> None:
    card = parse_card(CARD, "c.yml")
    assert (card.publisher, card.items_a_day, card.silent_after_hours, card.local) == (
        "The Border Paper",
        (2, 40),
        72,
        False,
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: news_outlet", "kind: paper", 2, "Invalid enum value"),
        ("language: en\n", "", 1, "missing required field `language`"),
        ("every_minutes: 30", "every_minutes: 30\nevry: 2", 8, "unknown field `evry`"),
        ("every_minutes: 30", "every_minutes: half", 7, "Expected `int`"),
        ("every_minutes: 30", "every_minutes: 0", 7, "1 or more"),
        ("[2, 40]", "[40, 2]", 8, "runs backwards"),
        ("https://paper.example/rss", "ftp://paper.example/rss", 4, "only http and https"),
        ("https://paper.example/rss", "https://me:secret@paper.example/rss", 4, "password"),
        ("https://paper.example/rss", "news/in", 4, "needs an address"),
        ("form: feed", "form: pages", 3, "needs `links`"),
        ("form: feed", "form: pages\nlinks: {match: '['}", 4, "no pattern"),
        ("form: feed", "form: table", 3, "needs `table`"),
        ("form: feed", "form: folder", 4, "lies on this machine"),
        (
            "form: feed",
            "form: table\ntable: {observer: x, columns: {place: P, date: D}}",
            4,
            "`observation` is missing",
        ),
        ("form: feed", "form: table\ntable: {observer: x, columns: {spot: P}}", 4, "no column 'spot'"),
        ("publisher: The", "publisher The", 2, "not YAML"),
    ],
)
def test_an_unsound_card_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        parse_card(CARD.replace(old, new), "c.yml")
    assert words in error.value.what
    assert error.value.where == f"c.yml:{line}"
    assert error.value.try_this


def test_the_cards_that_come_along_are_sound_and_unverified() -> None:
    found = bundled_sources()
    assert len(found) >= 20
    assert [s.id for s in found if s.card.checked] == []
    theatres = {t for s in found for t in s.card.theatres}
    from trucewatch.assess.packs import bundled_packs

    assert theatres <= {p.id for p in bundled_packs()}
    assert len(theatres) >= 9


def test_the_cards_that_come_along_agree_with_the_table_of_publishers() -> None:
    for source in bundled_sources():
        known = find_source(source.card.publisher)
        if known is not None:
            card = source.card
            assert (card.kind, card.speaks_for, card.independence_group) == (
                known.kind,
                known.aligned_with,
                known.independence_group,
            ), source.id


def test_the_schema_that_editors_use_is_the_one_of_the_code() -> None:
    kept = Path(__file__).resolve().parents[3] / "docs" / "schema" / "source.schema.json"
    assert kept.read_text(encoding="utf-8") == schema_text()


def test_a_new_card_is_sound_for_every_form(tmp_path: Path) -> None:
    for form, address in [
        ("feed", "https://p.example/rss"),
        ("pages", "https://p.example/news"),
        ("folder", "/srv/in"),
        ("chat", "result.json"),
        ("table", "https://p.example/t.csv"),
    ]:
        write_card(tmp_path, f"a-{form}", address, form=form, publisher='The "Paper"', speaks_for="North")
    assert [s.card.form for s in load_sources(tmp_path) if isinstance(s, Source)] == [
        "chat",
        "feed",
        "folder",
        "pages",
        "table",
    ]
    assert load_source(tmp_path / "a-feed").card.publisher == 'The "Paper"'


def test_a_card_is_never_written_over_and_an_unsound_one_leaves_nothing(tmp_path: Path) -> None:
    write_card(tmp_path, "a", "https://p.example/rss", form="feed")
    with pytest.raises(UsageError):
        write_card(tmp_path, "a", "https://q.example/rss", form="feed")
    with pytest.raises(UsageError, match="needs an address"):
        write_card(tmp_path, "b", "nowhere", form="feed")
    assert not (tmp_path / "b").exists()


ADAPTER = """
from trucewatch.ingest.draft import Draft
from trucewatch.watching.adapters import LayoutChangedError


def read(payload, url):
    rows = payload.decode().split("|")
    if len(rows) < 2:
        raise LayoutChangedError("no bar was found")
    for n, row in enumerate(rows):
        yield Draft(text=row, location=f"{url}#{n}", media_type="text/plain")
"""


def test_an_adapter_is_held_against_its_kept_page(tmp_path: Path) -> None:
    home = tmp_path / "odd"
    home.mkdir()
    adapters = 'adapters: [{since: "2026-01-01", module: adapter.py}]\n'
    (home / "source.yml").write_text(CARD.replace("form: feed", "form: pages") + adapters)
    (home / "adapter.py").write_text(ADAPTER)
    source = load_source(home)
    assert ["no kept page" in f for f in check_adapters(source)] == [True]
    (home / "adapter.kept").write_bytes(b"One.|Two.")
    (home / "adapter.expected.json").write_text('["One.", "Two."]')
    assert list(check_adapters(source)) == []
    (home / "adapter.expected.json").write_text('["One."]')
    assert ["is expected" in f for f in check_adapters(source)] == [True]


def test_an_adapter_that_does_not_know_a_page_says_so_and_the_one_of_the_day_is_used(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from trucewatch.watching.contents import Item, read_response
    from trucewatch.watching.fetch import Exchange

    home = tmp_path / "odd"
    home.mkdir()
    adapters = 'adapters: [{since: "2026-01-01", module: adapter.py}, {since: "2026-06-01", module: later.py}]\n'
    (home / "source.yml").write_text(CARD.replace("form: feed", "form: pages") + adapters)
    (home / "adapter.py").write_text(ADAPTER)
    (home / "later.py").write_text(ADAPTER.replace('"|"', '"/"'))

    def read(day: datetime, body: bytes) -> list[object]:
        exchange = Exchange(url="https://x.example/", at=day, status=200, reason="OK", headers=(), body=body)
        return list(read_response(load_source(home), "source", exchange, body))

    march, july = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    assert [isinstance(f, Item) for f in read(march, b"One.|Two.")] == [True, True]
    assert [f.code for f in read(july, b"One.|Two.")] == ["layout_changed"]
    assert len(read(july, b"One./Two.")) == 2
    assert [f.code for f in read(datetime(2025, 1, 1, tzinfo=UTC), b"One.|Two.")] == ["layout_changed"]
