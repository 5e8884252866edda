"""How often one may try: failed log-ins by name and address, and requests by account or address.

Counts are kept in memory, for a bounded number of names and addresses; a restart forgets them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

MOST_KEYS = 10_000


class Tries:
    """Failures in a row: after `free` of them each further one makes the key wait twice as long, up to `longest_s`."""

    def __init__(
        self, free: int = 5, first_s: float = 30.0, longest_s: float = 900.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self.free, self.first_s, self.longest_s, self._clock = free, first_s, longest_s, clock
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Seconds until the key may try again; 0 if it may now."""
        n, last = self._failed.get(key, (0, 0.0))
        if n < self.free:
            return 0.0
        pause = min(self.longest_s, self.first_s * 2.0 ** min(n - self.free, 30))
        return max(0.0, last + pause - self._clock())

    def fail(self, key: str) -> None:
        """One failure more."""
        n, _ = self._failed.pop(key, (0, 0.0))
        self._failed[key] = (n + 1, self._clock())
        while len(self._failed) > MOST_KEYS:
            self._failed.popitem(last=False)

    def forgive(self, key: str) -> None:
        """It was right: failures before no longer count."""
        self._failed.pop(key, None)


class Rate:
    """A bucket for each key: `burst` requests at once, filled again at `a_second`."""

    def __init__(self, a_second: float = 20.0, burst: float = 200.0, clock: Callable[[], float] = monotonic) -> None:
        self.a_second, self.burst, self._clock = a_second, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Takes one request out of the key's bucket: 0 if there was one, else the seconds until there is."""
        now = self._clock()
        left, last = self._left.pop(key, (self.burst, now))
        left = min(self.burst, left + (now - last) * self.a_second)
        self._left[key] = (left - 1 if left >= 1 else left, now)
        while len(self._left) > MOST_KEYS:
            self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self.a_second
