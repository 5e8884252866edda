"""Files of rules: what is sound, and what an error says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from trucewatch.alerts.rules import RuleBook, parse_rules
from trucewatch.errors import ConfigurationError

RULES = """\
zone: Europe/Kyiv
quiet: {start: "22:00", end: "06:00"}
rules:
  - {id: harm, when: harm_to_civilians, urgent: true}
  - {id: north, when: incident, place: Dolna, act: shelling}
  - {id: disputed, when: status, status: [disputed]}
channels:
  - {id: screen, to: stdout}
"""


def test_a_file_of_rules_is_read() -> None:
    book = parse_rules(RULES, "r.yml")
    assert [r.id for r in book.rules] == ["harm", "north", "disputed"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("act: shelling", "act: shellling", 5, "no act"),
        ("status: [disputed]", "side: North", 6, "which status"),
        ("to: stdout", "to: email", 8, "needs `server`"),
        ("to: stdout", "to: pigeon", 8, "Invalid enum value"),
        ("Europe/Kyiv", "Europe/Nowhere", 1, "no time zone"),
        ('"22:00"', '"25:00"', 2, "no time of day"),
        ("id: disputed", "id: harm", 6, "stands twice"),
    ],
)
def test_an_unsound_file_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        parse_rules(RULES.replace(old, new), "r.yml")
    assert words in error.value.what
    assert error.value.where == f"r.yml:{line}"


@pytest.mark.parametrize(
    ("now", "sent"),
    [
        ("2026-01-10T12:00", "2026-01-10T12:00"),
        ("2026-01-10T20:30", "2026-01-11T04:00"),  # 22:30 in Kyiv; 06:00 there is 04:00 UTC
        ("2026-01-11T03:00", "2026-01-11T04:00"),
        ("2026-01-11T04:00", "2026-01-11T04:00"),
    ],
)
def test_quiet_hours_are_those_of_the_zone(now: str, sent: str) -> None:
    book: RuleBook = parse_rules(RULES, "r.yml")
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert book.may_send_at(at) == datetime.fromisoformat(sent).replace(tzinfo=UTC)
