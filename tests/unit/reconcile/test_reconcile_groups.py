"""The largest groups and the links that they hang on."""

from __future__ import annotations

from made_claims import made, texts
from trucewatch.model.incident import Link
from trucewatch.reconcile.groups import largest_groups, weakest_link
from trucewatch.reconcile.reconcile import reconcile


def link(a: str, b: str, score: float) -> Link:
    return Link(a=a, b=b, judgement="same", score=score, by="rule:test@1")


def test_the_weakest_link_is_the_last_that_a_group_needs() -> None:
    chain = [link("a", "b", 0.9), link("b", "c", 0.7), link("a", "c", 0.65), link("c", "d", 0.8)]
    found = weakest_link(chain)
    assert found is not None
    assert (found.a, found.b, found.score) == ("b", "c", 0.7)
    assert weakest_link(reversed(chain)) == found
    assert weakest_link([]) is None


def test_the_largest_groups_are_listed_first_and_pairs_are_none() -> None:
    def told(prefix: str, n: int, place: str) -> list:  # type: ignore[type-arg]
        voices = [
            "Northern ministry (North)",
            "Southern army (South)",
            "Eastern envoy (East)",
            "Town doctors (civilians)",
        ]
        return [
            made(f"{prefix}{k}-1", when="2020-12-11", where=[place], speaker=voices[k], harm=["2 wounded"])
            for k in range(n)
        ]

    claims = [*told("a", 4, "Alpha"), *told("b", 3, "Omega"), *told("c", 2, "Zeta")]
    result = reconcile(claims, texts(claims), theatre_sides=("North", "South"))
    groups = largest_groups(result)
    assert [g.claims for g in groups] == [4, 3]
    assert all(g.weakest is not None and g.weakest.score >= 0.6 for g in groups)
    assert [g.claims for g in largest_groups(result, most=1)] == [4]
