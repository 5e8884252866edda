"""The alarm and the estimate of the unreported: what raises them, what must not, and when they refuse."""

from __future__ import annotations

import random

import pytest

from trucewatch.assess.alarm import Usual, Week, chart, usual_rate
from trucewatch.assess.unreported import Estimate, Refusal, chapman, estimate
from trucewatch.publish.questions.trend import RUNS, _calm_peak, _limit

CALM = [Week(count=n, watched=7) for n in (3, 2, 4, 3, 2, 4, 3, 2, 4, 3)]


def test_the_usual_rate_is_per_watched_day_and_skips_weeks_that_nobody_watched() -> None:
    usual = usual_rate([Week(count=2, watched=2), Week(count=0, watched=0), *CALM])
    assert usual is not None
    assert usual.rate == pytest.approx((2 + 3 + 2 + 4 + 3 + 2) / (2 + 7 * 5))


@pytest.mark.parametrize("weeks", [CALM[:5], [Week(count=0, watched=7)] * 30, [Week(count=9, watched=0)] * 30, []])
def test_too_little_to_judge_by_gives_no_rate(weeks: list[Week]) -> None:
    assert usual_rate(weeks) is None


def test_a_tripled_count_passes_the_limit_and_a_calm_span_does_not() -> None:
    usual = usual_rate(CALM)
    assert usual is not None
    raised = [*CALM, *[Week(count=11, watched=7)] * 5]
    limit, _ = _limit(tuple(w.watched for w in raised), usual)
    levels = [x for x in chart(raised, usual) if x is not None]
    assert max(levels[: len(CALM)]) < limit < levels[-1]


def test_more_days_watched_with_more_incidents_is_no_rise() -> None:
    usual = Usual(rate=1.0, size=6.0, weeks=0)
    seen = [Week(count=1, watched=1), Week(count=7, watched=7)] * 6
    assert max(x for x in chart(seen, usual) if x is not None) < 1
    assert max(x for x in chart([Week(count=7, watched=1)] * 6, usual) if x is not None) > 3


def test_a_week_that_nobody_watched_moves_nothing() -> None:
    usual = usual_rate(CALM)
    assert usual is not None
    with_gap = chart([*CALM, Week(count=50, watched=0)], usual)
    assert with_gap[-1] is None
    assert with_gap[:-1] == chart(CALM, usual)


@pytest.mark.parametrize("usual", [Usual(rate=0.5, size=3.0, weeks=6), Usual(rate=3.0, size=10.0, weeks=6)])
def test_false_alarms_stay_near_one_calm_span_in_twenty(usual: Usual) -> None:
    watched = (7,) * 52
    limit, measured = _limit(watched, usual)
    assert measured <= 0.10
    rng = random.Random(7)  # a third set of calm spans, that nothing was fitted to
    passed = sum(_calm_peak(rng, watched, usual) > limit for _ in range(RUNS)) / RUNS
    assert passed <= 0.10


def lists(**sizes: tuple[int, int]) -> dict[str, frozenset[str]]:
    """Lists of incidents by origin: the numbers from ... to ..."""
    return {name: frozenset(f"i{n}" for n in range(*span)) for name, span in sizes.items()}


def test_two_lists_give_the_textbook_figure_and_an_interval_around_it() -> None:
    found = chapman("a", "b", *lists(a=(0, 100), b=(80, 160)).values())
    assert found.total == pytest.approx(101 * 81 / 21 - 1)
    assert found.seen == 160
    assert found.seen < found.low < found.total < found.high


def test_a_known_number_lies_in_the_interval_most_of_the_time() -> None:
    rng = random.Random(3)
    hit = 0
    for _ in range(200):
        a = frozenset(str(i) for i in range(300) if rng.random() < 0.5)
        b = frozenset(str(i) for i in range(300) if rng.random() < 0.4)
        found = chapman("a", "b", a, b)
        hit += found.low <= 300 <= found.high
    assert hit >= 180


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (estimate(lists(a=(0, 100))), "no two origins"),
        (estimate(lists(a=(0, 100), b=(50, 150)), (frozenset("ab"),)), "answer each other"),
        (estimate(lists(a=(0, 100), b=(95, 160))), "share 7"),
        (estimate(lists(a=(0, 100), b=(0, 100), c=(92, 300))), "contradict"),
    ],
)
def test_an_estimate_whose_assumptions_fail_is_refused(found: Estimate | Refusal, why: str) -> None:
    assert isinstance(found, Refusal)
    assert why in found.reason
