"""What a derivation says of itself."""

from __future__ import annotations

import msgspec

from trucewatch.model.issue import Issue
from trucewatch.reconcile.groups import Group


class DeriveSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a derivation did and what there is now. `groups`: the largest groups of claims and what each hangs on;
    `contested`: incidents of which people disagree whether their claims are of one happening. `anew`: why everything was made
    anew; empty where only what was touched is, and in a store so small that nothing else pays."""

    read: int
    set_aside: int
    documents: int
    claims: int
    incidents: int
    findings: int
    new_codes: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    groups: tuple[Group, ...] = ()
    contested: tuple[str, ...] = ()
    anew: str = ""
