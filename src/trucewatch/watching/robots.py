"""robots.txt (RFC 9309): what a host lets programs fetch, asked once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from protego import Protego

KEPT = timedelta(hours=24)
LONGEST_DELAY = 60.0
MAX_BYTES = 500_000
NAME = "Trucewatch"


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What one host said at one time. `text` None: it could not be asked, so nothing may be fetched for now."""

    origin: str
    at: datetime
    text: str | None

    def fresh(self, now: datetime) -> bool:
        """True while it need not be asked again: a day; ten minutes when it gave no answer."""
        return now - self.at < (KEPT if self.text is not None else timedelta(minutes=10))

    def allows(self, url: str) -> bool:
        """True if we may fetch this address."""
        return self.text is not None and bool(Protego.parse(self.text).can_fetch(url, NAME))

    def delay(self) -> float:
        """Seconds that the host wants between two requests, 0 where it does not say; never above a minute."""
        found = Protego.parse(self.text or "").crawl_delay(NAME)
        return min(float(found), LONGEST_DELAY) if found else 0.0


def rules_text(status: int, payload: bytes | None) -> str | None:
    """The rules of an answer: a refusal of the file (4xx) forbids nothing, trouble of the server forbids everything."""
    if status == 200 and payload is not None:
        return payload[:MAX_BYTES].decode("utf-8", errors="replace")
    return "" if 400 <= status < 500 and status != 429 else None
