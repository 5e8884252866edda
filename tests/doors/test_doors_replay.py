"""The demonstration played day by day."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from trucewatch.cli.main import app


def test_a_newcomer_sees_incidents_form_turn_disputed_and_due_dates_pass(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["demo", "--replay", "--pause", "0", "--out", str(tmp_path / "d")])
    assert done.exit_code == 0, done.output
    played = done.output[done.output.index("25 November 2020:") :]
    days = re.findall(r"^(\d+ \w+ 2020): (\d+) reports?, (\d+) incidents? so far$", played, re.MULTILINE)
    assert days[0][0] == "25 November 2020"
    assert days[-1][0] == "28 December 2020"
    assert sum(int(n) for _, n, _ in days) == 17
    counts = [int(n) for _, _, n in days]
    assert counts == sorted(counts)
    assert len(re.findall(r"NK-2020-\d+ forms:", played)) == counts[-1]
    assert "disputed" in played
    assert re.search(r"Lachin district[^\n]*(\n\s+)?[^\n]*\bmet\b", played)
    # what is told of the 26th of November came out on the 13th of December: it must not stand under an earlier day
    before, _, after = played.partition("13 December 2020:")
    assert "26 November 2020" not in before
    assert "26 November 2020" in after
