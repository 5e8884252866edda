"""The state of an incident and the queue of claims follow one rule: two people for deaths, civilians and who did it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made_claims import NOON, made, text
from trucewatch.flow.editorial import apply_editorial
from trucewatch.model.incident import ClaimLink, Incident, Reconciliation
from trucewatch.model.judgement import Judgement

CODE = "TT-2021-0001"
DEATH = made("d1-1", speaker="Northern ministry (North)", harm=["2 killed (North)"])
ACCUSES = made("d1-2", speaker="Southern ministry (South)", by="Northern troops (North)")
PLAIN = made("d1-3", speaker="Southern ministry (South)")
LATE = made("d2-1", speaker="Southern ministry (South)", harm=["1 killed (South)"])
DOCUMENTS = {d.id: d for d in (text("d1", received_at=NOON), text("d2", received_at=NOON + timedelta(hours=9)))}


def state(*said: str, claims: tuple[object, ...] = (DEATH, ACCUSES, PLAIN)) -> str:
    """The state after decisions such as "Ada accept d1-1", an hour apart, the first an hour after noon."""
    held = {c.id: c for c in claims}  # type: ignore[attr-defined]
    incident = Incident(code=CODE, title="", acts=("shelling",), claims=tuple(ClaimLink(claim_id=i) for i in held))
    judgements = []
    for n, line in enumerate(said, start=1):
        by, kind, subject = line.rsplit(" ", 2)
        moment = NOON + timedelta(hours=n)
        judgements.append(Judgement(id=f"j-{n}", kind=kind, subject=subject, by=by, reason="read", made_at=moment))  # type: ignore[arg-type]
    made_of = apply_editorial(Reconciliation(incidents=(incident,)), tuple(judgements), held, DOCUMENTS)
    return made_of.incidents[0].editorial


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((), "machine_draft"),
        (("Ada accept d1-1",), "in_review"),
        (("Ada accept d1-1", "Ada accept d1-2"), "accepted"),
        (("Ada accept d1-1", "Ada accept d1-2", "Ben accept d1-1"), "accepted"),
        (("Ada accept d1-1", "Ada accept d1-2", "Ben accept d1-1", "Ben accept d1-2"), "second_reader"),
        (("Ada accept d1-1", "ada  accept d1-1", " ADA accept d1-2", "Ada accept d1-2"), "accepted"),  # one person
        ((f"Ada accept {CODE}",), "accepted"),
        ((f"Ada accept {CODE}", f"Ben accept {CODE}"), "second_reader"),
        ((f"Ada accept {CODE}", "Ben accept d1-1", "Ben accept d1-2"), "second_reader"),
        ((f"Ada accept {CODE}", f"Ben accept {CODE}", "Ben retract d1-1"), "in_review"),
        ((f"Ada accept {CODE}", f"Ben accept {CODE}", "Ben correct d1-1"), "corrected"),
        ((f"Ada accept {CODE}", "Ben correct d1-1", "Ben accept d1-1"), "accepted"),
        (("Ada accept d1-1", f"Ben retract {CODE}"), "retracted"),
        (("Ada accept d1-3",), "machine_draft"),  # nothing that weighs was read
    ],
)
def test_as_many_people_as_have_read_each_claim_that_weighs(said: tuple[str, ...], expected: str) -> None:
    assert state(*said) == expected


def test_an_incident_without_such_claims_is_accepted_as_a_whole() -> None:
    assert state(f"Ada accept {CODE}", claims=(PLAIN,)) == "accepted"
    assert state(f"Ada accept {CODE}", f"ada accept {CODE}", claims=(PLAIN,)) == "accepted"
    assert state(f"Ada accept {CODE}", f"Ben accept {CODE}", claims=(PLAIN,)) == "second_reader"


def test_what_came_in_after_an_incident_was_accepted_was_not_read_with_it() -> None:
    accepted = (f"Ada accept {CODE}", f"Ben accept {CODE}")
    assert state(*accepted, claims=(DEATH, LATE)) == "in_review"
    assert state(*accepted, "Ada accept d2-1", "Ben accept d2-1", claims=(DEATH, LATE)) == "second_reader"
