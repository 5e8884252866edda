"""Alerts from reports to messages, by the commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trucewatch.cli.main import app

RULES = """\
rules:
  - {id: civilians, when: harm_to_civilians}
  - {id: any, when: incident, act: shelling, firm_only: false}
  - {id: weapons, when: first_weapon}
channels:
  - {id: screen, to: stdout}
"""
SHELLED = "Armenian forces shelled the village of Talish on Saturday, killing two civilians, Azerbaijan's Defence Ministry said."
PLANNED = "Azerbaijan's Defence Ministry said its forces will shell the village of Madagiz on December 20."
SUPPOSED = "If Armenian forces shell the village of Aghdara, Baku will respond, Azerbaijan's Defence Ministry said."
PAST = "In July 1993 Armenian forces shelled the town of Aghdam, killing 20 civilians."
DENIED = "Armenia's Defence Ministry denied that its forces had shelled the village of Talish on December 12."


def run(*words: str) -> str:
    done = CliRunner().invoke(app, [str(w) for w in words])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yml").write_text(RULES)
    return tmp_path


def take_in(home: Path, name: str, text: str, published: str = "2020-12-13") -> None:
    (home / f"{name}.txt").write_text(text)
    run("ingest", str(home / f"{name}.txt"), "--published", published)


def test_a_happening_is_told_once_updated_and_cancelled(home: Path) -> None:
    take_in(home, "before", "The foreign ministers met in Moscow on December 11, TASS said.")
    assert "Alert" not in run("alert", "send", "rules.yml")
    take_in(home, "a", SHELLED)
    out = run("alert", "send", "rules.yml")
    assert out.count("Alert:") >= 1
    assert "Talish" in out
    assert "civilians" in out
    assert "Alert:" not in run("alert", "send", "rules.yml")
    take_in(home, "b", DENIED)
    out = run("alert", "send", "rules.yml")
    assert "Alert:" not in out
    assert "Update:" in out
    assert "disputed" in out
    assert "Refers to: al-" in out
    code = json.loads(run("incidents", "--act", "shelling", "--format", "json"))["rows"][0]["code"]
    run("judge", "retract", code, "--by", "A. Reader", "--reason", "a test")
    out = run("alert", "send", "rules.yml")
    assert "Cancelled:" in out
    assert "Cancelled:" not in run("alert", "send", "rules.yml")


def test_nothing_is_told_of_what_is_planned_supposed_or_past(home: Path) -> None:
    take_in(home, "before", "The foreign ministers met in Moscow on December 11, TASS said.")
    run("alert", "send", "rules.yml")
    for n, text in enumerate((PLANNED, SUPPOSED, PAST)):
        take_in(home, f"n{n}", text)
    out = run("alert", "send", "rules.yml")
    assert "Alert" not in out


def test_the_dry_run_shows_what_would_have_been_sent_and_keeps_nothing(home: Path) -> None:
    take_in(home, "before", "The foreign ministers met in Moscow on December 11, TASS said.", "2020-12-11")
    take_in(home, "a", SHELLED)
    take_in(home, "b", DENIED, "2020-12-15")
    words = ("alert", "test", "rules.yml", "--since", "2020-12-11", "--until", "2020-12-17", "--clock", "published")
    out = run(*words)
    assert "Alert:" in out
    assert "Update:" in out
    assert out.index("Alert:") < out.index("Update:")
    assert out == run(*words)
    assert not (home / "trucewatch.sqlite.watch" / "alerts.sqlite").exists()


def test_a_trial_over_years_derives_only_on_days_on_which_something_became_known(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trucewatch.flow import alerting

    take_in(home, "a", SHELLED)
    made: list[object] = []
    real = alerting.store_as_of

    def counted(store: object, at: object, **more: object) -> object:
        made.append(at)
        return real(store, at, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(alerting, "store_as_of", counted)
    out = run("alert", "test", "rules.yml", "--since", "2020-06-01", "--until", "2022-06-01", "--clock", "published")
    assert out.count("Alert:") >= 1
    assert len(made) == 2  # at first, and when the report came out: two years have 730 days


def test_rules_are_checked_with_their_line(home: Path) -> None:
    assert "3 rules, 1 channels" in run("alert", "check", "rules.yml")
    (home / "rules.yml").write_text(RULES.replace("first_weapon", "first_wepon"))
    done = CliRunner().invoke(app, ["alert", "check", "rules.yml"])
    assert done.exit_code == 2
    assert "rules.yml:4" in done.output
