"""Tables of observations, as a mission publishes them."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest

from trucewatch.errors import RecordError
from trucewatch.watching.card import Table
from trucewatch.watching.tables import understand

COLUMNS = {
    "place": "Event location",
    "observation": "Observation",
    "number": "No.",
    "date": "Date",
    "time": "Time",
    "position": "Position",
    "means": "Means",
    "description": "Description",
    "weapon": "Weapon",
}
TABLE = Table(columns=COLUMNS, observer="the mission", dates="dmy")
CSV = """\
Annex: table of observations;;;;;;;;;
Position;Event location;Means;No.;Observation;Description;Weapon;Date;Time;Shift
Post 4;2-3 km SE of Dolna;Heard;5;Explosion;Undetermined;N/K;03/04/2021;21:05;B
Post 4;Gorna;Saw;1;Shot;;Small arms;2021-04-04;;B
;;;;;;;;;
Post 4;;Heard;2;Burst;;;05/04/2021;;
Post 5;Dolna;Heard;2;Burst;;;31/02/2021;;
"""


def test_rows_read_as_sentences_with_the_tables_own_words() -> None:
    found = understand(TABLE, CSV.encode(), "t.csv")
    assert [d.text for d in found.drafts] == [
        "The mission recorded 5 explosions 2-3 km SE of Dolna at 21:05 on 3 April 2021 (Undetermined; Heard) from Post 4.",
        "The mission recorded 1 shot in Gorna on 4 April 2021 (Small arms; Saw) from Post 4.",
    ]
    assert [d.published for d in found.drafts] == [date(2021, 4, 3), date(2021, 4, 4)]


def test_the_dry_run_names_columns_and_the_rows_set_aside() -> None:
    found = understand(TABLE, CSV.encode(), "t.csv")
    assert set(found.columns) == set(COLUMNS)
    assert found.unused == ("Shift",)
    assert [(i.where, i.reason.split(":")[0]) for i in found.issues] == [
        ("t.csv#6", "the row has no place"),
        ("t.csv#7", "the row has no day that can be told"),
    ]


def test_a_table_without_a_needed_column_is_a_changed_layout() -> None:
    found = understand(TABLE, CSV.replace("Event location", "Locality").encode(), "t.csv")
    assert [i.code for i in found.issues] == ["layout_changed"]
    assert found.missing == ("place",)
    assert "Locality" in found.unused


def test_a_workbook_reads_as_the_same_table() -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Position", "Event location", "Means", "No.", "Observation", "Date"])
    page.append(["Post 4", "Dolna", "Camera", 3, "Explosion", datetime(2021, 4, 3, 21, 5)])
    packed = io.BytesIO()
    book.save(packed)
    (draft,) = understand(TABLE, packed.getvalue(), "t.xlsx").drafts
    assert draft.text == "The mission recorded 3 explosions in Dolna at 21:05 on 3 April 2021 (Camera) from Post 4."


@pytest.mark.parametrize("data", [b"PK\x03\x04broken", b"\x00\xff\x00\x01" * 50])
def test_what_is_no_table_says_so(data: bytes) -> None:
    with pytest.raises(RecordError):
        understand(TABLE, data, "t")


def test_the_order_of_a_numeric_date_is_the_cards(request: pytest.FixtureRequest) -> None:
    other = Table(columns=COLUMNS, observer="the mission", dates="mdy")
    assert understand(other, CSV.encode(), "t").drafts[0].published == date(2021, 3, 4)
