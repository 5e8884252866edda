"""Tables of observations inside bulletins: PDF in every style of printing, Word, HTML. All bulletins are made here."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from loopback import Reply, serve_site
from trucewatch.errors import RecordError
from trucewatch.watching.card import Links, Table
from trucewatch.watching.clock import MovedClock
from trucewatch.watching.tables import understand
from watched import START, source, watching

HEADINGS = ("No.", "Position", "Event location", "Means", "Observation", "Description", "Weapon", "Date", "Time")
NAMES = ("number", "position", "place", "means", "observation", "description", "weapon", "date", "time")
TABLE = Table(columns=dict(zip(NAMES, HEADINGS, strict=True)), observer="the mission", dates="dmy", zone="+03:00")
ROWS = (
    ("5", "Post 4", "2-3 km SE of Dolna", "Heard", "Explosion", "Undetermined", "N/K", "03/04/2021", "21:05"),
    ("1", "Post 4", "Gorna", "Saw", "Shot", "", "Small arms", "03/04/2021", "21:40"),
    ("12", "Post 7", "north-western edge of Stara (government-controlled)", "Camera", "Projectile in flight", "Outgoing",
     "", "04/04/2021", "00:10"),
    ("2", "Post 7", "Nova Reka", "Heard", "Burst", "", "Heavy machine gun", "04/04/2021", ""),
)  # fmt: skip
SAID = (
    "The mission recorded 5 explosions 2-3 km SE of Dolna at 21:05 UTC+03:00 on 3 April 2021 (Undetermined; Heard) from Post 4.",
    "The mission recorded 1 shot in Gorna at 21:40 UTC+03:00 on 3 April 2021 (Small arms; Saw) from Post 4.",
    "The mission recorded 12 projectiles in flight in north-western edge of Stara (government-controlled) at 00:10 UTC+03:00 "
    "on 4 April 2021 (Outgoing; Camera) from Post 7.",
    "The mission recorded 2 bursts in Nova Reka on 4 April 2021 (Heavy machine gun; Heard) from Post 7.",
)
PROSE = (
    "Daily bulletin. The mission recorded fewer violations than on the day before, and its patrols were turned back at two "
    "checkpoints near the line. What it saw and heard stands in the table below, in local time."
)
STYLES = {
    "all lines drawn": "td, th { border: 1px solid black }",
    "no lines": "",
    "lines between rows": "tr { border-bottom: 1px solid black }",
    "every other row grey": "tr:nth-child(even) td { background: #ddd }",
    "no space between rows": "td { padding-top: 0; padding-bottom: 0; vertical-align: top }",
    "wide lines": "td { line-height: 1.5 }",
    "cells at the top": "td { vertical-align: top }",
    "centred": "td, th { text-align: center; border: 1px solid black }",
    "on wide paper": "@page { size: A4 landscape }",
}


def as_html(
    rows: tuple[tuple[str, ...], ...] = ROWS, style: str = "", after: str = "The next bulletin comes tomorrow."
) -> str:
    head = "".join(f"<th>{h}</th>" for h in HEADINGS)
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    looks = (
        f"table {{ border-collapse: collapse; font-size: 8pt }} td, th {{ padding: 2pt 4pt; text-align: left }} {style}"
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<html><head><style>{looks}</style></head><body><p>{PROSE}</p>{table}<p>{after}</p></body></html>"


def as_pdf(rows: tuple[tuple[str, ...], ...] = ROWS, style: str = "", after: str = "") -> bytes:
    weasyprint = pytest.importorskip("weasyprint")
    made: bytes = weasyprint.HTML(string=as_html(rows, style, after)).write_pdf()
    return made


def as_docx() -> bytes:
    import docx

    bulletin = docx.Document()
    bulletin.add_paragraph(PROSE)
    table = bulletin.add_table(rows=0, cols=len(HEADINGS))
    for row in (HEADINGS, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    packed = io.BytesIO()
    bulletin.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("name", STYLES)
def test_every_row_of_a_table_in_a_pdf_is_read_however_it_is_drawn(name: str) -> None:
    found = understand(
        TABLE, as_pdf(style=STYLES[name], after="No more was seen on that day by anybody at all."), "b.pdf"
    )
    assert tuple(d.text for d in found.drafts) == SAID
    assert (set(found.columns), found.missing, found.unused, found.issues) == (set(NAMES), (), (), ())


def test_a_table_that_goes_on_over_pages_is_one() -> None:
    rows = tuple((str(n + 1), *ROWS[n % 4][1:]) for n in range(120))
    found = understand(TABLE, as_pdf(rows, STYLES["lines between rows"]), "b.pdf")
    numbers = [int(d.text.split()[3]) for d in found.drafts]
    assert numbers == list(range(1, 121))
    assert found.issues == ()


@pytest.mark.parametrize("made", [as_docx, lambda: as_html().encode()], ids=["Word", "HTML"])
def test_a_table_in_a_word_file_or_a_page_is_read(made: object) -> None:
    found = understand(TABLE, made(), "b")  # type: ignore[operator]
    assert tuple(d.text for d in found.drafts) == SAID


def test_a_bulletin_without_such_a_table_says_which_columns_it_lacks() -> None:
    other = tuple((*row[:2], "", *row[3:]) for row in ROWS)
    data = as_html(other).replace("Event location", "Where").encode()
    found = understand(TABLE, data, "b.html")
    assert found.drafts == ()
    assert [i.code for i in found.issues] == ["layout_changed"]
    assert set(found.missing) == set(NAMES)


@pytest.mark.parametrize("data", [b"%PDF-1.7 broken", b"%PDF-" + b"\x00" * 500])
def test_a_broken_pdf_is_no_table(data: bytes) -> None:
    with pytest.raises(RecordError):
        understand(TABLE, data, "b.pdf")


@pytest.mark.parametrize(("name", "made"), [("b.pdf", as_pdf), ("b.docx", as_docx)])
def test_a_bulletin_behind_a_list_page_gives_its_text_and_every_row(tmp_path: Path, name: str, made: object) -> None:
    clock = MovedClock(START)
    with serve_site() as site:
        site.put("/bulletins", Reply(body=f'<a href="/files/{name}">3 April</a>'.encode()))
        site.put(f"/files/{name}", Reply(body=made()))  # type: ignore[operator]
        card = {"form": "pages", "links": Links(match="/files/"), "table": TABLE}
        with watching(tmp_path, source("m", f"{site.address}/bulletins", **card), clock=clock) as w:
            done = w.round(at_once=True)
            assert (done.fresh, [i.code for i in done.issues]) == (5, [])
            texts = {d.text for d in w.store.documents()}
            assert set(SAID) <= texts
            (whole,) = (t for t in texts - set(SAID))
            assert "fewer violations" in whole
            for _ in range(6):
                clock.at = w.next_due()
                w.round(at_once=True)
            assert len(list(w.store.documents())) == 5


def test_a_bulletin_that_has_no_table_any_more_is_said_to(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "b.pdf").write_bytes(as_pdf(rows=(), after="Nothing was seen on that day by anybody at all."))
    bare = as_html().replace("Observation", "What")
    (folder / "c.html").write_text(bare)
    with watching(tmp_path, source("f", str(folder), form="folder", table=TABLE), clock=MovedClock(START)) as w:
        done = w.round()
        assert done.fresh == 2
        assert [i.code for i in done.issues] == ["no_table"] or done.issues == ()


def test_a_folder_takes_tables_and_bulletins_side_by_side(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "t.csv").write_text(f"{';'.join(HEADINGS)}\n{';'.join(ROWS[0])}\n")
    (folder / "b.docx").write_bytes(as_docx())
    (folder / "note.txt").write_text(PROSE)
    with watching(tmp_path, source("f", str(folder), form="folder", table=TABLE), clock=MovedClock(START)) as w:
        w.round()
        texts = [d.text for d in w.store.documents()]
    assert {SAID[0], SAID[1]} <= set(texts)
    assert PROSE in texts
