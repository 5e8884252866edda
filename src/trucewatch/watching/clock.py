"""Time as an argument: the machine's clock, or one that a test moves."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the time and lets it pass."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return when so many seconds have passed."""
        ...


class MachineClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Return when so many seconds have passed."""
        time.sleep(max(0.0, seconds))


class MovedClock:
    """A clock that stands still until somebody sleeps on it or moves it."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def now(self) -> datetime:
        """The instant that it stands at."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Moves the clock on at once."""
        self.at += timedelta(seconds=max(0.0, seconds))
