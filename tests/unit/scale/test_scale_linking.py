"""Linking an archive in workers gives what reconciling it in one process gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from made_claims import made, text
from trucewatch.errors import ConfigurationError
from trucewatch.flow.archive_linking import Spread, Told, with_copies
from trucewatch.ingest.reprints import with_origins
from trucewatch.model.claim import Claim
from trucewatch.model.document import Document
from trucewatch.reconcile.reconcile import reconcile
from trucewatch.scale.engines import Local, engine_of

pytest.importorskip("pyarrow", reason="scale needs pyarrow: pip install 'trucewatch[scale]'")
DAY = date(2021, 3, 1)


@pytest.fixture(scope="module")
def engine() -> Iterator[Local]:
    found = Local(2)
    yield found
    found.close()


def world() -> tuple[list[Claim], list[Document]]:
    """Sixty happenings in twelve villages, told by both sides and by a mission, some denied."""
    claims, documents = [], []
    for n in range(60):
        day = (DAY + timedelta(days=n % 20)).isoformat()
        for k, (speaker, doer, target) in enumerate(
            [("North ministry (North)", "South army (South)", "North army (North)"),
             ("South ministry (South)", "North army (North)", "South army (South)"),
             ("Truce mission (Mission)", None, None)][: 1 + n % 3]
        ):  # fmt: skip
            key = f"d{n:03d}{k}"
            told: dict[str, Any] = {"speaker": speaker, "when": day, "where": (f"Village {n % 12} [settlement]",)}
            told |= {"by": doer, "against": target} if doer else {}
            claims.append(made(f"{key}-1", "shelling", polarity="denies" if n % 7 == k else "affirms", **told))
            documents.append(text(key, published=DAY + timedelta(days=n % 20)))
    return claims, documents


@pytest.mark.parametrize("pairs", [7, 100_000])
def test_pairs_compared_in_workers_give_the_same_incidents(engine: Local, pairs: int) -> None:
    claims, documents = world()
    sides = (("North",), ("South",))
    expected = reconcile(claims, documents, theatre_sides=sides)
    found = reconcile(claims, documents, theatre_sides=sides, deciding=Spread(engine, pairs))
    assert len(expected.incidents) > 20
    assert any(x.judgement == "same" for x in expected.links)
    assert msgspec.json.encode(found) == msgspec.json.encode(expected)


def test_no_claims_give_no_incidents(engine: Local) -> None:
    assert reconcile((), (), deciding=Spread(engine)).incidents == ()


def test_fingerprints_taken_in_workers_find_the_same_copies(engine: Local) -> None:
    _, documents = world()
    words = " ".join(f"word{n} of a long report on the talks" for n in range(40))
    copies = [
        msgspec.structs.replace(text(f"copy{n}", published=DAY + timedelta(days=n)), text=words, body=words)
        for n in range(3)
    ]
    told = Told(documents=(*documents, *copies), claims=())
    found, _, _ = with_copies(told, engine, None)
    assert found == with_origins(told.documents)
    assert any(d.republication_of for d in found)


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no engine"):
        engine_of("abacus", 1)
