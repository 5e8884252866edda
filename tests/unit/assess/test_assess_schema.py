"""The schema of a pack: current, and true of the packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from trucewatch.assess.schema import build_schema, main, schema_text
from trucewatch.model.agreement import Agreement, Provision, WorkedCase

KEPT = Path(__file__).resolve().parents[3] / "docs" / "schema" / "agreement.schema.json"


def test_the_kept_schema_is_current() -> None:
    assert KEPT.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m trucewatch.assess.schema docs/schema/agreement.schema.json"
    )


def test_the_schema_names_every_field_of_its_records() -> None:
    definitions = build_schema()["$defs"]
    for record in (Agreement, Provision, WorkedCase):
        assert set(definitions[record.__name__]["properties"]) == set(record.__struct_fields__)


def test_it_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([])
    assert capsys.readouterr().out == schema_text()
    main([str(tmp_path / "s.json")])
    assert (tmp_path / "s.json").read_text(encoding="utf-8") == schema_text()
