"""Codes: who keeps one, who gets a new one, and that no number comes twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from trucewatch.flow.codes import Coded, assign_codes, first_claim_of, given_of
from trucewatch.flow.theatre import camps
from trucewatch.model.agreement import Agreement, Party
from trucewatch.model.incident import ClaimLink, Incident
from trucewatch.model.judgement import Judgement

NOW = datetime(2021, 1, 2, tzinfo=UTC)


def incident(code: str, *claims: str, day: int | None = 1, when: str | None = None) -> Incident:
    earliest = datetime(2020, 12, day, tzinfo=UTC) if day else None
    links = tuple(ClaimLink(claim_id=c) for c in claims)
    return Incident(code=code, title=code, acts=("shelling",), claims=links, earliest=earliest, when=when)


def anchors(**claims_of: str) -> tuple[Judgement, ...]:
    """Ledger rows by code: `a="a1 a2"` anchors TW-2020-000A... in the order written."""
    rows = []
    for letter, claims in claims_of.items():
        code = code_of(letter)
        for n, claim in enumerate(claims.split(), 1):
            rows.append(
                Judgement(id=f"{code}.{n:05}", kind="code", subject=claim, value=code, by="r", reason="r", made_at=NOW)
            )
    return tuple(rows)


def code_of(letter: str) -> str:
    return f"TW-2020-{ord(letter) - ord('a') + 1:04}"


def assign(*incidents: Incident, ledger: tuple[Judgement, ...] = (), **more: object) -> Coded:
    every = tuple(j.value for j in ledger if j.value)
    settings = {"prefix_of": lambda i: "TW", "made_at": NOW, **more}
    results = [assign_codes(tuple(p), ledger, given_of(every), **settings) for p in permutations(incidents)]  # type: ignore[arg-type]
    assert all(r.codes == results[0].codes for r in results), "the order of incidents must not matter"
    assert all(r.anchors == results[0].anchors for r in results)
    return results[0]


def test_new_incidents_are_numbered_in_order_of_time_by_prefix_and_year() -> None:
    found = assign(
        incident("late", "c1", day=9),
        incident("early", "c2", day=2),
        incident("old", "c3", when="2019-12-31"),
        incident("undated", "c4", day=None),
    )
    assert found.codes == {
        "early": "TW-2020-0001",
        "late": "TW-2020-0002",
        "old": "TW-2019-0001",
        "undated": "TW-2021-0001",
    }
    assert next((j.subject, j.value, j.by) for j in found.anchors) == ("c3", "TW-2019-0001", "rule:codes@1")


def test_an_incident_keeps_its_code_and_anchors_only_what_is_new() -> None:
    found = assign(incident("i", "a1", "a2", "new"), ledger=anchors(a="a1 a2"))
    assert found.codes == {"i": code_of("a")}
    assert [(j.id, j.subject) for j in found.anchors] == [(f"{code_of('a')}.00003", "new")]


def test_of_two_merged_the_code_of_most_claims_stays() -> None:
    assert assign(incident("i", "a1", "b1", "b2"), ledger=anchors(a="a1", b="b1 b2")).codes == {"i": code_of("b")}


def test_of_two_merged_with_as_many_claims_the_lowest_code_stays() -> None:
    assert assign(incident("i", "a1", "b1"), ledger=anchors(b="b1", a="a1")).codes == {"i": code_of("a")}


def test_after_a_split_the_part_with_the_first_claim_keeps_the_code_even_if_it_is_smaller() -> None:
    found = assign(incident("small", "a1"), incident("large", "a2", "a3"), ledger=anchors(a="a1 a2 a3"))
    assert found.codes == {"small": code_of("a"), "large": code_of("b")}
    assert [j.subject for j in found.anchors] == ["a2", "a3"]  # else the large part would have no code of its own


def test_after_a_split_whose_first_claim_is_gone_the_larger_part_keeps_the_code() -> None:
    found = assign(incident("small", "a1"), incident("large", "a2", "a3"), ledger=anchors(a="gone a1 a2 a3"))
    assert found.codes == {"large": code_of("a"), "small": code_of("b")}


def test_the_part_that_got_a_new_code_keeps_it_when_the_other_part_goes() -> None:
    ledger = anchors(a="a1 a2 a3", b="a2 a3")
    assert assign(incident("large", "a2", "a3"), ledger=ledger).codes == {"large": code_of("b")}


def test_a_split_taken_back_has_its_old_code_again() -> None:
    ledger = anchors(a="a1 a2 a3", b="a2 a3")
    found = assign(incident("whole", "a1", "a2", "a3"), ledger=ledger)
    assert found.codes == {"whole": code_of("a")}
    assert found.anchors == ()


def test_an_incident_that_loses_its_code_takes_the_next_that_its_claims_bear() -> None:
    ledger = anchors(a="a1 a2", b="a2 b1")
    found = assign(incident("one", "a1"), incident("two", "a2", "b1"), ledger=ledger)
    assert found.codes == {"one": code_of("a"), "two": code_of("b")}


def test_a_number_that_is_no_longer_used_is_not_given_again() -> None:
    ledger = anchors(a="a1", c="gone")
    assert assign(incident("i", "new"), ledger=ledger).codes == {"i": "TW-2020-0004"}


def test_a_view_marks_the_codes_that_it_gives() -> None:
    found = assign(incident("old", "a1"), incident("new", "n1"), ledger=anchors(a="a1"), for_a_view=True)
    assert found.codes == {"old": code_of("a"), "new": "TW-2020-P0002"}


def test_the_first_claim_of_a_code_is_told_by_its_count_and_not_by_the_clock() -> None:
    first, second = anchors(a="a1 a2")
    late = Judgement(**{**_fields(first), "made_at": NOW + timedelta(days=1)})
    assert first_claim_of(code_of("a"), (second, late)) == "a1"
    assert first_claim_of("TW-1999-0001", (second, late)) is None


def _fields(judgement: Judgement) -> dict[str, object]:
    return {name: getattr(judgement, name) for name in judgement.__struct_fields__}


@pytest.mark.parametrize(
    ("parties", "expected"),
    [
        ([("North", None), ("South", None)], (("North",), ("South",))),
        ([("North", None), ("South", None), ("Hills", "South")], (("North",), ("Hills", "South"))),
    ],
)
def test_sides_bound_through_another_stand_together(
    parties: list[tuple[str, str | None]], expected: tuple[tuple[str, ...], ...]
) -> None:
    agreement = Agreement(
        id="a",
        prefix="NK",
        names=("A",),
        kind="ceasefire",
        parties=(
            *(Party(side=s, role="not_named" if b else "party", bound_through=b) for s, b in parties),
            Party(side="Guarantor", role="guarantor"),
        ),
        signed_on=NOW.date(),
        effective_at=NOW,
        texts=(),
        provisions=(),
        sources=(),
    )
    assert camps([agreement]) == expected
