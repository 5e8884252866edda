"""The status of an incident on the axes of occurrence and attribution, with the sentence that each value rests on."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from trucewatch.model.incident import Attribution, Occurrence, OccurrenceFlag, Origin
from trucewatch.model.judgement import Judgement
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.origins import side_of
from trucewatch.reconcile.settings import settings

OCCURRENCES: tuple[Occurrence, ...] = ("reported", "corroborated", "verified")
FLAGS: tuple[OccurrenceFlag, ...] = ("disputed", "refuted", "withdrawn", "unresolved")
ATTRIBUTIONS: tuple[Attribution, ...] = (
    "none", "alleged_one_side", "mutually_alleged", "acknowledged", "assessed", "determined",
)  # fmt: skip


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What an incident's claims and people's assessments come to."""

    occurrence: Occurrence
    flags: tuple[OccurrenceFlag, ...]
    attribution: Attribution
    accused: tuple[str, ...]
    denied_by: tuple[str, ...]
    acknowledged_by: tuple[str, ...]
    reasons: tuple[str, ...]


def acknowledges(account: Account, context: Context) -> bool:
    """True if a side says of itself, or of those it stands with, that it acted."""
    doer = side_of(account.claim.initiator)
    return account.claim.polarity == "affirms" and doer is not None and context.aligned(doer, account.side)


def accuses(account: Account, context: Context) -> bool:
    """True if somebody says of a side, not its own, that it acted.

    An act told as an answer accuses nobody.
    """
    doer = side_of(account.claim.initiator)
    if account.claim.polarity != "affirms" or account.claim.response or doer is None:
        return False
    return not context.aligned(doer, account.side)


def accusations(accounts: Sequence[Account], context: Context) -> list[Account]:
    """The accounts that accuse; a vague one without day or place only where there is no other account at all."""
    found = [a for a in accounts if accuses(a, context)]
    plain = [a for a in found if a.anchored or not a.vague]
    return plain if plain or any(a not in found for a in accounts) else found


def status_of(
    accounts: Sequence[Account], origins: Sequence[Origin], context: Context, assessments: Sequence[Judgement] = ()
) -> Status:
    """The status by rule, then as people have assessed it."""
    accusing = accusations(accounts, context)
    accused = tuple(sorted({s for a in accusing if (s := side_of(a.claim.initiator))}))
    own = tuple(sorted({s for a in accounts if acknowledges(a, context) and (s := side_of(a.claim.initiator))}))
    denied = tuple(sorted({a.side or a.speaker_name for a in accounts if a.claim.polarity == "denies"}))
    attribution, why_attribution = _attribution(accusing, accused, own, accounts, context)
    occurrence, why_occurrence = _occurrence(accounts, origins, accusing, accused, own, context)
    reasons = [why_occurrence, why_attribution]
    if denied:
        reasons.append(
            f"{_join(denied)} {_verb(denied, 'denies', 'deny')} it; a denial adds *disputed* and lowers nothing."
        )
    found = Status(
        occurrence=occurrence,
        flags=("disputed",) if denied else (),
        attribution=attribution,
        accused=accused,
        denied_by=denied,
        acknowledged_by=own,
        reasons=tuple(reasons),
    )
    return _assessed(found, assessments)


def _attribution(
    accusing: Sequence[Account],
    accused: tuple[str, ...],
    own: tuple[str, ...],
    accounts: Sequence[Account],
    context: Context,
) -> tuple[Attribution, str]:
    admitted = [s for s in own if not accused or any(context.aligned(s, x) for x in accused)]
    if admitted:
        replies = all(
            a.claim.response for a in accounts if acknowledges(a, context) and side_of(a.claim.initiator) in admitted
        )
        how = "as an answer to the other side, not starting" if replies else "which does not say who began"
        blame = (
            f" {_who(accusing)} {_verb(_names(accusing), 'says', 'say')} that {_join(accused)} acted."
            if accusing
            else ""
        )
        return (
            "acknowledged",
            f"{_join(admitted)} {_verb(admitted, 'admits', 'admit')} acting, {how}.{blame}",
        )
    if not accusing:
        return "none", "Nobody is said to have begun it."
    if len({context.camp(s) for s in accused}) > 1:
        return "mutually_alleged", f"Each side blames the other: {_join(accused)} are both said to have acted."
    return (
        "alleged_one_side",
        f"Only {_who(accusing)} {_verb(_names(accusing), 'says', 'say')} that {_join(accused)} acted.",
    )


def _occurrence(
    accounts: Sequence[Account],
    origins: Sequence[Origin],
    accusing: Sequence[Account],
    accused: tuple[str, ...],
    own: tuple[str, ...],
    context: Context,
) -> tuple[Occurrence, str]:
    seen = [a for a in accounts if _observed(a)]
    if seen:
        return "verified", f"{_who(seen)} reports it from its own observation."
    groups = [o.group for o in origins]
    count = (
        f"{len(groups)} independent origin{'s' if len(groups) != 1 else ''} ({', '.join(_group(g) for g in groups)})"
    )
    admitted = [s for s in own if s in accused]
    if admitted:
        return "corroborated", f"Corroborated: {_join(admitted)}, accused of it, says that it acted; {count}."
    named = [g for g in groups if not g.startswith(("outlet:", "text:", "voice:", "unnamed:", "person:"))]
    blaming = {context.camp(a.side) if a.side else a.group for a in accusing}
    free = [g for g in named if _camp(g, context) not in blaming]
    if len(named) >= 2 and (not accusing or free or len(blaming) > 1):
        which = f"; {_group(free[0])} is not aligned with the accuser" if accusing and free else ""
        return "corroborated", f"Corroborated: {count} for the same happening{which}."
    if len(named) >= 2:
        return "reported", f"Reported: {count}, but all are aligned with the accuser."
    return "reported", f"Reported: {count}."


def _observed(account: Account) -> bool:
    kinds = settings().observing_kinds
    return (
        account.claim.polarity == "affirms"
        and account.anchored
        and any(c.speaker is not None and c.speaker.kind in kinds for c in account.claims)
    )


def _camp(group: str, context: Context) -> str | None:
    kind, name = group.split(":", 1)
    return context.camp(name) if kind == "side" else group


def _group(group: str) -> str:
    kind, name = group.split(":", 1)
    return {
        "side": name,
        "speaker": f"“{name}”",
        "unnamed": name,
        "person": f"{name}, of no known side",
        "outlet": f"outlet {name}",
        "text": "an unsigned text",
        "voice": name,
    }[kind]


def _names(accounts: Sequence[Account]) -> list[str]:
    return sorted({a.side or a.speaker_name for a in accounts})


def _who(accounts: Sequence[Account]) -> str:
    return _join(_names(accounts))


def _join(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "nobody"


def _verb(names: Sequence[str], one: str, many: str) -> str:
    return one if len(names) == 1 else many


def _assessed(status: Status, assessments: Sequence[Judgement]) -> Status:
    """The status with what people decided; the later decision on a field holds."""
    for j in assessments:
        value = _value(j)
        said = f"{j.by} assessed {j.field} as {value}: {j.reason}"
        occurrence = next((o for o in OCCURRENCES if j.field == "occurrence" and o == value), None)
        flag = next((f for f in FLAGS if j.field in ("occurrence", "occurrence_flags") and f == value), None)
        attribution = next((t for t in ATTRIBUTIONS if j.field == "attribution" and t == value), None)
        if occurrence:
            status = msgspec.structs.replace(status, occurrence=occurrence, reasons=(*status.reasons, said))
        elif flag:
            flags = tuple(dict.fromkeys((*status.flags, flag)))
            status = msgspec.structs.replace(status, flags=flags, reasons=(*status.reasons, said))
        elif attribution:
            status = msgspec.structs.replace(status, attribution=attribution, reasons=(*status.reasons, said))
    return status


def _value(judgement: Judgement) -> object:
    if judgement.value is None:
        return None
    try:
        value: object = json.loads(judgement.value)
    except ValueError:
        return judgement.value
    return value
