"""When to look again: the card's interval, or longer after trouble, never all sources at once."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
LONGEST_ASKED = timedelta(hours=24)  # a server that asks for a longer pause is asked again after this one
SPREAD = 0.1  # of the interval, either way


def next_look(at: datetime, every: timedelta, *, source: str, seed: int, round_: int) -> datetime:
    """The next time after a look that went well: the interval, a tenth more or less by chance."""
    return at + every * (1 + SPREAD * (2 * _chance(seed, source, round_, "look") - 1))


def next_try(at: datetime, failures: int, *, source: str, seed: int, asked: timedelta | None = None) -> datetime:
    """The next time after the n-th failure in a row: doubled each time, up to six hours, between half and all of it.

    `asked`: the pause that the server asked for, which is kept to. Source: "full jitter" halved, so that it never is 0.
    """
    doubled = FIRST_WAIT * (2 ** min(failures - 1, 16)) if failures > 0 else FIRST_WAIT
    wait = min(doubled, LONGEST_WAIT) * (0.5 + 0.5 * _chance(seed, source, failures, "try"))
    if asked is not None:
        wait = max(wait, min(asked, LONGEST_ASKED))
    return at + wait


def _chance(seed: int, source: str, n: int, purpose: str) -> float:
    """A number in [0, 1) that is the same on every run with the same seed."""
    return random.Random(f"{seed}:{source}:{n}:{purpose}").random()
