"""The calendar for calendar programs: what moves keeps its name and says that it moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import icalendar
import pytest

PACK = Path(__file__).resolve().parents[1] / "cases" / "sound_pack.yml"
REPORT = (
    "Southern troops shelled Aville in the Long Valley on Friday, the North's army said. "
    "The foreign ministers of North and South will meet in Geneva on 20 May 2030, the mediator said.\n"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one report and the example pack. For reading only."""
    from typer.testing import CliRunner

    from trucewatch.cli.main import app

    place = tmp_path_factory.mktemp("calendar")
    (place / "report.txt").write_text(REPORT, encoding="utf-8")
    words = ["ingest", place / "report.txt", "--store", place / "s.sqlite", "--published", "2030-05-12"]
    done = CliRunner().invoke(app, [str(w) for w in (*words, "--received", "published", "--agreement", PACK)])
    assert done.exit_code == 0, done.output
    return place / "s.sqlite"


def events(trucewatch: Any, store: Path, tmp_path: Path, day: str) -> dict[str, Any]:
    out = tmp_path / f"{day}.ics"
    told = trucewatch(
        "calendar", "--store", store, "--as-of", day, "--clock", "published", "--format", "ics", "--out", out
    )
    assert told.code == 0, told.err
    found = icalendar.Calendar.from_ical(out.read_bytes())
    return {str(e["UID"]): e for e in found.walk("VEVENT")}


def test_a_date_put_off_keeps_its_uid_and_raises_its_sequence(trucewatch: Any, store: Path, tmp_path: Path) -> None:
    uid = "example-2030/ex-2@trucewatch"
    before = events(trucewatch, store, tmp_path, "2030-06-10")[uid]
    after = events(trucewatch, store, tmp_path, "2030-06-15")[uid]
    assert (before.decoded("dtstart").isoformat(), before["sequence"]) == ("2030-06-15", 0)
    assert (after.decoded("dtstart").isoformat(), after["sequence"]) == ("2030-06-20", 1)
    assert "First due 15 June 2030" in after["description"]


def test_a_planned_meeting_is_tentative_and_names_who_announced_it(
    trucewatch: Any, store: Path, tmp_path: Path
) -> None:
    plans = [e for uid, e in events(trucewatch, store, tmp_path, "2030-05-14").items() if uid.startswith("plan/")]
    assert [(e.decoded("dtstart").isoformat(), str(e["status"])) for e in plans] == [("2030-05-20", "TENTATIVE")]
    assert "that it takes place is not said" in plans[0]["description"]


def test_the_same_time_gives_the_same_bytes_with_the_ends_of_lines_that_calendars_want(
    trucewatch: Any, store: Path, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        events(trucewatch, store, tmp_path / name, "2030-06-15")
    first = (tmp_path / "a" / "2030-06-15.ics").read_bytes()
    assert first == (tmp_path / "b" / "2030-06-15.ics").read_bytes()
    lines = first.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in b"".join(lines)
