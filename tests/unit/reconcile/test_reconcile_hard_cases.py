"""Hard cases from words to incidents: rows of `hard_cases.yml`, read and reconciled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from read_rows import Row, load_rows, plain_document
from trucewatch.model.incident import Incident
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.reconcile.tallies import tallies_of

if TYPE_CHECKING:
    from trucewatch.extract.reader import Reader

ROWS = load_rows("hard_cases")
SIDES = (("Armenia", "Karabakh"), "Azerbaijan")


def marked(row: Row) -> object:
    """A row as a parameter; one that is wanted fails, and says so when it no longer does."""
    marks = [pytest.mark.xfail(reason=row["wanted"], strict=True)] if "wanted" in row else []
    return pytest.param(row, id=f"{row['n']} {row['says']}", marks=marks)


def told(incident: Incident, wanted: Row) -> Row:
    """An incident in the words of the rows, as far as the row says anything."""
    by = sorted({x.claim_id.split("-")[0] for x in incident.claims if x.role != "recalls"})
    said = {
        "when": incident.when,
        "origins": len(incident.origins),
        "killed": sorted(f.low or 0 for f in incident.harm if f.kind == "killed"),
        "wounded": sorted(f.low or 0 for f in incident.harm if f.kind == "wounded"),
        "denied_by": sorted(incident.denied_by),
        "attribution": incident.attribution,
    }
    return {"by": by, **{k: v for k, v in said.items() if k in wanted}}


@pytest.mark.parametrize("row", [marked(r) for r in ROWS])
def test_the_incidents_are_those_of_the_row(row: Row, reader: Reader) -> None:
    if "_md" not in reader.model:
        pytest.skip("the parse of the medium language model is needed")
    documents = [
        msgspec.structs.replace(
            plain_document(t["text"], t["date"], name=name),
            source=t.get("source", f"{name}.example"),
            near_duplicate_of=t.get("copy_of"),
        )
        for name, t in row["texts"].items()
    ]
    claims = [
        msgspec.structs.replace(c, id=f"{d.id}-{n}", document_id=d.id)
        for d in documents
        for n, c in enumerate(reader.read(d))
    ]
    found = reconcile(claims, documents, theatre_sides=SIDES).incidents
    wanted = sorted(row["incidents"], key=lambda w: (w["by"], w.get("when", "")))
    assert len(found) == len(wanted), [i.title for i in found]
    said = sorted(found, key=lambda i: (told(i, {})["by"], i.when or ""))
    assert [told(i, w) for i, w in zip(said, wanted, strict=True)] == wanted
    assert sorted(t.n for t in tallies_of(claims)) == sorted(row.get("tallies", ()))


def test_every_row_is_of_the_list_and_says_what_it_is_about() -> None:
    assert all(1 <= r["n"] <= 36 and r["says"] and r["texts"] for r in ROWS)
    assert len({r["says"] for r in ROWS}) == len(ROWS)
