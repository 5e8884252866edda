"""Why: one comparison's outcome, said to a reader."""

from __future__ import annotations

import msgspec


class Reason(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True):
    """One comparison's outcome: -1 speaks against, +1 for, 0 is silent; `sentence` says it to a reader."""

    comparison: str
    score: float
    sentence: str
