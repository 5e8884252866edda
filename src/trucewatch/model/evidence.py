"""Why a value stands where it stands: the words, the rule, or both."""

from __future__ import annotations

import msgspec

from trucewatch.model.span import Span


class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """The words and the rule that one value rests on. A value with neither is a defect."""

    rule: str
    spans: tuple[Span, ...] = ()
