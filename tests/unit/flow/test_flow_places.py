"""Incidents carry places; open questions are answered by judgements, which are kept and survive a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fake_stages import NOON, OPTIONS, FakeReader, fake_stages
from gazetteer_files import table_file
from trucewatch.errors import UsageError
from trucewatch.flow import text_places
from trucewatch.flow.derive import derive
from trucewatch.flow.intake import ingest_paths
from trucewatch.flow.judge import record_judgement
from trucewatch.flow.rebuild import rebuild
from trucewatch.flow.stages import Stages
from trucewatch.model.incident import Incident
from trucewatch.publish.view import View
from trucewatch.store.sqlite import SqliteStore, open_store

ROWS = [
    "3;Kamen;P;AA;N;;10.2;10.1;800;",
    "4;Kamen;P;AA;S;;14.2;10.1;900;",
    "5;Brod;P;AA;S;;14.25;10.15;700000;",
]
REPORT = "#published 2020-12-12\n@claim North shelling 2020-12-11 Kamen\n"
OTHER = "#published 2020-12-13\n@claim South sniper_fire 2020-12-10 Brod\n"


class Desk:
    """A store with a gazetteer of two villages of one name, and a town."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gazetteer = table_file(folder, ROWS)
        monkeypatch.setenv("TRUCEWATCH_GAZETTEER", str(self.gazetteer.path))
        self.stages: Stages = msgspec.structs.replace(fake_stages(), gazetteer=lambda: self.gazetteer)
        self.store: SqliteStore = open_store(folder / "store.db")
        for n, text in enumerate((REPORT, OTHER)):
            file = folder / f"{n}.txt"
            file.write_text(text)
            ingest_paths(self.store, [file], OPTIONS, stages=self.stages)
        self.derive()

    def derive(self) -> None:
        derive(self.store, FakeReader(), as_of=NOON, stages=self.stages)

    def at(self, name: str) -> Incident:
        return next(i for i in self.store.reconciliation().incidents if i.places[0].name == name)

    def judge(self, kind: str, subject: str, hours: int = 1, **more: str) -> str:
        now = NOON + timedelta(hours=hours)
        return record_judgement(self.store, kind, subject, by="A Person", reason="I know it", now=now, **more).id


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made = Desk(tmp_path, monkeypatch)
    yield made
    made.store.close()


def test_a_place_that_is_clear_carries_ground_and_keeps_its_name(desk: Desk) -> None:
    incident = desk.at("Brod")
    assert incident.ground[0].ref == "gn:5"
    place = incident.places[0]
    assert (place.name, place.lat, place.place_id) == ("Brod", 14.25, "gn:5")
    assert (place.radius_m or 0) > 1000
    assert place.method.startswith("gazetteer:")


def test_a_place_that_is_not_clear_is_an_open_question_without_a_point(desk: Desk) -> None:
    incident = desk.at("Kamen")
    assert incident.places[0].lat is None
    assert incident.ground[0].question
    (row,) = View(desk.store).places().rows
    assert (row.code, row.name, row.state) == (incident.code, "Kamen", "open")
    assert {c.split(":")[1] for c in row.candidates} == {"3", "4"}


def test_a_persons_answer_is_kept_through_a_rebuild_and_can_be_undone(desk: Desk) -> None:
    code = desk.at("Kamen").code
    answer = desk.judge("place", code, field="Kamen", value='"gn:3"')
    desk.derive()
    assert (desk.at("Kamen").places[0].lat, desk.at("Kamen").ground[0].method) == (10.2, f"judgement:{answer}")
    assert View(desk.store).places().rows == ()
    before = desk.store.derived_digest()
    rebuild(desk.store, FakeReader(), as_of=NOON, stages=desk.stages)
    assert desk.store.derived_digest() == before
    desk.judge("undo", answer, hours=2)
    desk.derive()
    assert desk.at("Kamen").places[0].lat is None


def test_an_answer_may_be_a_point_or_none_of_them(desk: Desk) -> None:
    code = desk.at("Kamen").code
    desk.judge("place", code, field="Kamen", value="[12.5, 10.5, 3]")
    desk.derive()
    place = desk.at("Kamen").places[0]
    assert (place.lat, place.lon, place.radius_m) == (12.5, 10.5, 3000)
    desk.judge("place", code, hours=2, field="Kamen", value="null")
    desk.derive()
    assert desk.at("Kamen").places[0].lat is None
    assert View(desk.store).places().rows == ()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("Elsewhere", '"gn:3"', "names no place"),
        ("Kamen", '"gn:99"', "no row"),
        ("Kamen", "gn:3", "is no place"),
        ("Kamen", "[95, 10, 3]", "no point"),
    ],
)
def test_an_answer_that_fits_nothing_is_refused(desk: Desk, field: str, value: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        desk.judge("place", desk.at("Kamen").code, field=field, value=value)


def test_the_run_records_the_gazetteer_and_the_same_input_gives_the_same_rows(desk: Desk) -> None:
    run = desk.store.run()
    assert run is not None
    assert run.gazetteer == desk.gazetteer.digest
    before = desk.store.derived_digest()
    desk.derive()
    assert desk.store.derived_digest() == before


def test_places_that_were_noted_come_out_as_those_that_are_worked_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    settle = text_places.settle

    def counting(*args: Any, **options: Any) -> Any:
        asked.append(len(args[0]))
        return settle(*args, **options)

    monkeypatch.setattr(text_places, "settle", counting)
    before = desk.store.derived_digest()
    desk.derive()
    assert asked == []
    assert desk.store.derived_digest() == before
    desk.store.clear_notes()
    desk.derive()
    assert len(asked) == 2
    assert desk.store.derived_digest() == before


def test_without_a_gazetteer_names_stay_names(desk: Desk) -> None:
    derive(desk.store, FakeReader(), as_of=NOON, stages=fake_stages())
    assert desk.at("Brod").places[0].lat is None
    assert desk.at("Brod").ground == ()


def test_a_district_told_beside_a_village_holds_it(tmp_path: Path) -> None:
    """ "in the Nova district", and a sentence later "the village of Kamen": both stand as places of the claim."""
    from made_claims import made, text
    from trucewatch.flow.text_places import resolve_text
    from trucewatch.model.where import PlaceMention
    from trucewatch.places.theatre import Theatre

    rows = ["1;Nova;A2;AA;N;;10;10;0;", "3;Kamen;P;AA;N;;10.05;10.02;80;", "4;Kamen;P;AA;S;;14.2;10.1;900000;"]
    places = (
        PlaceMention(name="Kamen", text="Kamen", kind="settlement", relation="in"),
        PlaceMention(name="Nova", text="Nova district", kind="district", relation="in"),
    )
    beside = msgspec.structs.replace(made("c1"), where=places, within=())
    alone = msgspec.structs.replace(made("c1"), where=places[:1], within=())
    gazetteer = table_file(tmp_path, rows)
    found = resolve_text(text("d1"), [beside], gazetteer, Theatre(), frozenset())
    ref = {m[0]: p.ref for m, p in found.items()}
    assert ref["Kamen"] != "gn:4"
    city = resolve_text(text("d1"), [alone], gazetteer, Theatre(), frozenset())
    assert {p.ref for p in city.values()} == {"gn:4"}
