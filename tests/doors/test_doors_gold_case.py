"""One agency report from file to daily report, alone and with reprints: the gold case, and a twin of our own wording."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

GOLD = Path(__file__).resolve().parents[2] / "../shared/seed/000_bc1b01a183624807.txt"
TWIN = files("trucewatch.data").joinpath("demo/05-agency-report.html")
DATE_LINE = "December 13, 2020"
NEEDS_GOLD = pytest.mark.skipif(not GOLD.exists(), reason="the seed report is not beside the checkout")
Rows = list[dict[str, Any]]


def filled(trucewatch: Any, store: Path, *reports: tuple[Path | tuple[Path, ...], str | None]) -> Path:
    """The store after taking in each report or batch of reports, with their publication date, in order."""
    for paths, published in reports:
        batch = paths if isinstance(paths, tuple) else (paths,)
        told = trucewatch("ingest", *batch, "--store", store, *(["--published", published] if published else []))
        assert told.code == 0, told.err
    return store


def rows_of(trucewatch: Any, store: Path, **more: str) -> Rows:
    words = [w for key, value in more.items() for w in (f"--{key.replace('_', '-')}", value)]
    found: Rows = json.loads(trucewatch("incidents", "--store", store, "--format", "json", *words).out)["rows"]
    return found


def story(rows: Rows) -> list[tuple[Any, ...]]:
    """What must be the same whatever was reprinted: codes, days, places, harm, statuses, origins."""
    keys = ("code", "when", "day_part", "firm", "occurrence", "attribution", "origins", "places", "harm", "unsure_with")
    return [tuple(str(r[k]) for k in keys) for r in rows]


# -- the gold case ------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the seed report. For reading only."""
    from typer.testing import CliRunner

    from trucewatch.cli.main import app

    store = tmp_path_factory.mktemp("gold") / "gold.sqlite"
    done = CliRunner().invoke(app, ["ingest", str(GOLD), "--published", "2020-12-13", "--store", str(store)])
    assert done.exit_code == 0, done.output
    return store


@NEEDS_GOLD
def test_the_report_is_one_firm_incident_and_one_unsure_candidate(trucewatch: Any, gold: Path) -> None:
    firm, candidate = sorted(rows_of(trucewatch, gold), key=lambda r: not r["firm"])
    assert (firm["firm"], firm["when"], firm["day_part"]) == (True, "2020-12-11", "evening")
    assert firm["area"] == "Hadrut"
    assert "exchange_of_fire" in firm["acts"]
    assert (firm["occurrence"], firm["attribution"]) == ("corroborated", "acknowledged")
    assert {"Russia", "Karabakh"} <= set(firm["told_by"])
    assert firm["origins"] == 2
    assert (candidate["firm"], candidate["when"]) == (False, None)
    assert candidate["told_by"] == ["Armenia"]
    assert candidate["unsure_with"] == [firm["code"]]


@NEEDS_GOLD
def test_the_three_wounded_are_counted_once_and_the_thousands_never(trucewatch: Any, gold: Path) -> None:
    harm = [figure for r in rows_of(trucewatch, gold) for figure in r["harm"]]
    assert len(harm) == 1
    assert re.match(r"three wounded of Karabakh, says Karabakh", harm[0])


@NEEDS_GOLD
def test_the_first_is_russias_first_report_and_no_first_violation(trucewatch: Any) -> None:
    (told,) = json.loads(trucewatch("read", GOLD, "--published", "2020-12-13", "--format", "json").out)
    text = GOLD.read_text(encoding="utf-8")
    at = text.index("It was Russia's first report")
    behind = [c for c in told["claims"] if any(s[0] <= at < s[1] for s in c["spans"])]
    assert [c["speaker"]["side"] for c in behind] == ["Russia"]
    assert {c["when"] for c in behind} <= {"2020-12-11", None}


@NEEDS_GOLD
def test_the_sentence_that_a_break_cut_in_two_is_read_whole(trucewatch: Any) -> None:
    (told,) = json.loads(trucewatch("read", GOLD, "--published", "2020-12-13", "--format", "json").out)
    text = GOLD.read_text(encoding="utf-8")
    start, end = text.index("A spokesman for the Russian"), text.index("Related article")
    of_it = [c for c in told["claims"] if any(start <= s[0] < end for s in c["spans"])]
    assert {a for c in of_it for a in c["acts"]} == {"exchange_of_fire", "appeal"}
    for claim in of_it:
        assert claim["speaker"]["side"] == "Russia"
        assert claim["initiator"] is None or "exchange_of_fire" not in claim["acts"]
    (fire,) = [c for c in of_it if "exchange_of_fire" in c["acts"]]
    assert fire["weapons"] == ["small_arms"]
    words = " ".join(" ".join(text[a:b].split()) for a, b in fire["spans"])
    assert words.startswith("A spokesman")
    assert "with automatic weapons" in words


@NEEDS_GOLD
def test_the_report_tells_meeting_plan_appeal_and_compliance_apart(trucewatch: Any, gold: Path) -> None:
    brief = json.loads(trucewatch("brief", "--store", gold, "--format", "json").out)
    said = {s["id"]: ["".join(p["text"] for p in line["parts"]) for line in s["sentences"]] for s in brief["sections"]}
    assert any("meeting or visit" in t and "Baku, 12 December 2020" in t for t in said["talks"])
    assert any("an appeal for restraint" in t for t in said["talks"])
    assert any(t.startswith("Azerbaijani Defence Ministry said that the ceasefire was") for t in said["talks"])
    assert any("plans for a meeting or visit, Yerevan, 13 December 2020" in t for t in said["planned"])
    assert not any("Yerevan" in t for t in said["talks"])


@NEEDS_GOLD
def test_one_incident_is_read_in_two_minutes(trucewatch: Any, gold: Path) -> None:
    markdown = trucewatch("brief", "--store", gold).out
    block = markdown.split("### NK-2020-0001")[1].split("### ")[0]
    assert len(block.split()) < 300
    assert len(markdown.split("## Harm to people")[0].split()) < 900


# -- reprints -----------------------------------------------------------------------------------------------------
def dated(text: str, day: date) -> str:
    """The report with its own date line changed."""
    return text.replace(DATE_LINE, f"{day:%B} {day.day}, {day.year}")


@NEEDS_GOLD
@pytest.mark.parametrize("days", [7, 30])
def test_a_reprint_days_later_moves_nothing(trucewatch: Any, gold: Path, tmp_path: Path, days: int) -> None:
    text, later = GOLD.read_text(encoding="utf-8"), date(2020, 12, 13) + timedelta(days=days)
    whole, body = tmp_path / "whole.txt", tmp_path / "body.txt"
    whole.write_text(dated(text, later), encoding="utf-8")
    body.write_text("Another headline\n\n" + text[text.index("The Russian army") :], encoding="utf-8")
    first, again = (GOLD, "2020-12-13"), later.isoformat()
    wanted = story(rows_of(trucewatch, gold))
    alone = filled(trucewatch, tmp_path / "alone.sqlite", (GOLD, again))  # its date line stands in the text
    beside = filled(trucewatch, tmp_path / "beside.sqlite", first, ((whole, body), again))
    assert story(rows_of(trucewatch, alone)) == wanted
    assert story(rows_of(trucewatch, beside)) == wanted


@NEEDS_GOLD
def test_a_reprint_that_came_before_its_original_gives_way_to_it(trucewatch: Any, gold: Path, tmp_path: Path) -> None:
    """Codes were given before the original came and stay; all that is told is the same."""
    whole = tmp_path / "whole.txt"
    whole.write_text(dated(GOLD.read_text(encoding="utf-8"), date(2020, 12, 20)), encoding="utf-8")
    store = filled(trucewatch, tmp_path / "s.sqlite", (whole, "2020-12-20"), (GOLD, "2020-12-13"))
    assert [r[1:-1] for r in story(rows_of(trucewatch, store))] == [r[1:-1] for r in story(rows_of(trucewatch, gold))]


# -- the twin -----------------------------------------------------------------------------------------------------
def copies(tmp_path: Path, outlets: int) -> Iterator[Path]:
    """Our own agency report as other outlets print it later: own title, address, date and dateline."""
    page = TWIN.read_text(encoding="utf-8")
    for n in range(outlets):
        day = date(2020, 12, 13) + timedelta(days=5 * n)
        text = page.replace("2020-12-12T21:40:00+03:00", f"{day}T08:00:00+03:00")
        text = text.replace("caucasus-wire.example/2020/12/12", f"paper-{n}.example/{day:%Y/%m/%d}")
        text = text.replace('content="Caucasus Wire"', f'content="Paper {n}"')
        text = text.replace("Moscow reports first breach", f"Paper {n} on the breach")
        path = tmp_path / f"copy-{n}.html"
        path.write_text(text, encoding="utf-8")
        yield path


@pytest.fixture
def twin(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text(TWIN.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def test_our_own_report_is_one_firm_incident_and_one_candidate(trucewatch: Any, twin: Path, tmp_path: Path) -> None:
    rows = rows_of(trucewatch, filled(trucewatch, tmp_path / "s.sqlite", (twin, None)))
    firm, candidate = sorted(rows, key=lambda r: not r["firm"])
    assert (firm["when"], firm["area"], firm["occurrence"]) == ("2020-12-11", "Hadrut", "corroborated")
    assert [h for h in firm["harm"] if "wounded" in h] == firm["harm"]
    assert len(firm["harm"]) == 1
    assert (candidate["firm"], candidate["when"], candidate["unsure_with"]) == (False, None, [firm["code"]])


def test_six_outlets_that_print_one_report_change_nothing(trucewatch: Any, twin: Path, tmp_path: Path) -> None:
    alone = filled(trucewatch, tmp_path / "alone.sqlite", (twin, None))
    six = filled(trucewatch, tmp_path / "six.sqlite", ((twin, *copies(tmp_path, 6)), None))
    assert story(rows_of(trucewatch, six)) == story(rows_of(trucewatch, alone))
    brief = trucewatch("brief", "--store", six).out
    assert "7 documents" in brief
    assert "6 of them are reprints" in brief


def test_the_order_of_arrival_changes_nothing_that_is_told(trucewatch: Any, twin: Path, tmp_path: Path) -> None:
    last, first = copies(tmp_path, 2)
    one = filled(trucewatch, tmp_path / "one.sqlite", ((twin, first, last), None))
    two = filled(trucewatch, tmp_path / "two.sqlite", (last, None), (first, None), (twin, None))
    assert sorted(r[1:-1] for r in story(rows_of(trucewatch, one))) == sorted(
        r[1:-1] for r in story(rows_of(trucewatch, two))
    )
