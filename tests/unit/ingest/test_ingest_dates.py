"""Dates in fields, addresses, and without a year."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from trucewatch.ingest.dates import Stamp, WrittenDate, find_date_in_url, parse_stamp, resolve_year

CASES = Path(__file__).resolve().parents[2] / "cases"
ROWS = yaml.safe_load((CASES / "ingest_dates.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r["case"])
def test_a_date_field(row: dict[str, str]) -> None:
    found = parse_stamp(row["value"])
    if "fault" in row:
        assert found == row["fault"]
    else:
        at = datetime.fromisoformat(row["at"]) if "at" in row else None
        assert found == Stamp(date=date.fromisoformat(row["day"]), at=at)


@pytest.mark.parametrize(
    ("day", "month", "reference", "expected"),
    [
        (12, 12, date(2020, 12, 13), date(2020, 12, 12)),
        (30, 12, date(2021, 1, 2), date(2020, 12, 30)),
        (14, 12, date(2020, 12, 13), date(2020, 12, 14)),  # a publisher whose calendar is a day behind
        (15, 12, date(2020, 12, 13), date(2019, 12, 15)),
        (29, 2, date(2023, 3, 1), date(2020, 2, 29)),
        (12, 12, None, None),
        (31, 6, date(2020, 12, 13), None),
    ],
)
def test_a_missing_year_is_the_nearest_before_publication(
    day: int, month: int, reference: date | None, expected: date | None
) -> None:
    assert resolve_year(WrittenDate(start=0, end=1, day=day, month=month), reference) == expected


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://l.example/2020/12/13/shots", date(2020, 12, 13)),
        ("https://l.example/nation/2019/may/02/shots-1.html", date(2019, 5, 2)),
        ("https://l.example/20150216/1018.html", date(2015, 2, 16)),
        ("https://l.example/a/5fd/2020-12-13/shots", date(2020, 12, 13)),
        ("https://l.example/2020/13/45/shots", None),
        ("https://l.example/news/20201213108144", None),
        ("https://l.example/news/390943", None),
    ],
)
def test_a_day_in_an_address(url: str, day: date | None) -> None:
    assert find_date_in_url(url) == day
