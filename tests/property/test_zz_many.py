"""A reconciliation kept up to date is the one made of everything at once, whatever changes and in whatever batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from kept_reconciliation import Kept
from made_claims import DAY, judged, made, text
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.reconcile.settings import settings

MANY = tried(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
TEXTS = "abcdef"
LINES = (
    "The ministry said that its soldiers came under fire near the village on that day and shot back.",
    "Officials spoke of one attack by night with small arms, in which three of their men were wounded.",
)
PLACES = [
    "Alpha",
    "Alfa",
    "Omega",
    "Lower",
    "Lower district [district]",
    "Upland [region]",
    "Northland",
    "Alpha [settlement]",
]


@pytest.fixture(autouse=True, scope="module", params=["blocks as they are", "blocks that are soon too large"])
def blocks(request: pytest.FixtureRequest) -> Iterator[None]:
    """A second time with blocks so small that they are cut: what is compared then hangs on all that is in a block."""
    limits = settings().blocks
    was = limits.most, limits.window
    if "soon" in request.param:
        msgspec.structs.force_setattr(limits, "most", 3)
        msgspec.structs.force_setattr(limits, "window", 1)
    yield
    msgspec.structs.force_setattr(limits, "most", was[0])
    msgspec.structs.force_setattr(limits, "window", was[1])


@st.composite
def told(draw: st.DrawFn, document: str, n: int) -> Claim:
    """A claim of a text: mostly a happening, sometimes a toll, a published total or people hurt."""
    speaker = draw(st.sampled_from(["North", "South", "East", None]))
    doer = draw(st.sampled_from(["North", "South", None]))
    other = draw(st.sampled_from([*[s for s in ("North", "South") if s != doer], None]))
    acts = draw(
        st.sampled_from(
            [
                "shelling",
                "ground_assault",
                "unspecified_violation",
                "exchange_of_fire",
                "small_arms_fire",
                "casualty_toll",
            ]
        )
    )
    hurt = draw(st.sampled_from([None, None, "1 wounded", "2 wounded", "3 wounded", "4 killed", "5 wounded in all"]))
    count = draw(st.sampled_from([None, None, None, 2])) if acts == "unspecified_violation" else None
    if hurt and other and "in all" not in hurt:
        hurt += f" ({other})"
    return made(
        f"{document}-{n:02}",
        acts,
        speaker=f"{speaker}ern {draw(st.sampled_from(['ministry', 'army']))} ({speaker})" if speaker else None,
        by=f"{doer}ern army ({doer})" if doer else None,
        against=f"{other}ern people ({other})" if other else None,
        polarity=draw(st.sampled_from(["affirms", "affirms", "affirms", "denies"])),
        response=draw(st.sampled_from([False, False, True])),
        when=draw(st.sampled_from([None, None, "2020-12-11", "2020-12-12", "2020-12-11/2020-12-12", "2020-11-30"])),
        where=draw(st.lists(st.sampled_from(PLACES), max_size=1)),
        within=draw(st.lists(st.sampled_from(["Lower district [district]", "Upland", "Omega"]), max_size=1)),
        harm=[hurt] if hurt else [],
        count=count,
        count_unit="times" if count else None,
    )


@st.composite
def reports(draw: st.DrawFn, document: str) -> tuple[Document | None, list[Claim]]:
    """A text with up to four claims, perhaps a copy of another; or no such text any more."""
    if draw(st.integers(0, 9)) == 0:
        return None, []
    copied = draw(st.sampled_from([None, None, None, *TEXTS]))
    words = draw(st.sampled_from(LINES)) * 5
    found = text(
        document,
        draw(st.sampled_from([DAY, DAY, DAY - timedelta(days=1), date(2021, 1, 20), None])),
        near_duplicate_of=copied if copied != document else None,
        source=draw(st.sampled_from([None, "The Valley Post"])),
    )
    return (
        msgspec.structs.replace(found, text=words, body=words),
        [draw(told(document, n)) for n in range(draw(st.integers(0, 4)))],
    )


@st.composite
def steps(draw: st.DrawFn) -> list[object]:
    """What happens: texts come, change or go, several at a time; people judge and take it back."""
    out: list[object] = []
    for _ in range(draw(st.integers(2, 6))):
        if draw(st.integers(0, 3)):
            ids = draw(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4, unique=True))
            out.append([(i, *draw(reports(i))) for i in ids])
        else:
            out.append(
                (
                    draw(st.sampled_from(["same", "different", "unsure", "retract", "assess", "undo"])),
                    draw(st.integers(0, 99)),
                )
            )
    return out


def judge(kept: Kept, kind: str, seed: int) -> set[str]:
    """A judgement on claims that are there, or the last one undone; the texts of the claims that it speaks of."""
    n = len(kept.judgements)
    claims = sorted(c for found in kept.told.values() for c in found)
    if kind == "undo" and n:
        last = kept.judgements[-1]
        kept.judgements += (judged("undo", last.id, n=n),)
        subjects = (last.subject, last.object)
    elif len(claims) < 2 or kind == "undo":
        return set()
    else:
        a, b = claims[seed % len(claims)], claims[(seed * 7 + 1) % len(claims)]
        if a == b:
            return set()
        more = {"field": "occurrence", "value": "verified"} if kind == "assess" else {}
        pair = b if kind in ("same", "different", "unsure") else None
        kept.judgements += (judged(kind, a, pair, n=n, **more),)
        subjects = (a, pair)
    return {s.rpartition("-")[0] for s in subjects if s}


@MANY
@given(steps())
def test_keeping_up_to_date_gives_what_everything_at_once_gives(changes: list[object]) -> None:
    kept = Kept()
    for change in changes:
        if isinstance(change, tuple):
            changed = judge(kept, *change)
        else:
            assert isinstance(change, list)
            changed = {kept.put(document, claims, id=i) for i, document, claims in change}
        kept.update(changed)
        assert msgspec.json.encode(kept.result()) == msgspec.json.encode(kept.afresh())
    other = Kept()
    other.texts, other.told, other.judgements = kept.texts, kept.told, kept.judgements
    other.update(other.texts)
    assert other.memory.every() == kept.memory.every()  # what is remembered does not tell in which order things came
    assert not kept.update(()).looked_at
