"""Harm of an incident: every figure beside who says it, never added, never narrowed."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.model.amount import Harm
from trucewatch.model.incident import HarmFigure, SpeakerRelation
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.origins import side_of

Key = tuple[str, str, bool, int, int, str]


def victims_of(harm: Harm, account: Account) -> str | None:
    """The side of those harmed: as told with the figure, else the side at the receiving end."""
    if harm.who is not None:
        return side_of(harm.who)
    return side_of(account.claim.target)


def relation_of(speaker: str | None, victims: str | None, parties: frozenset[str], context: Context) -> SpeakerRelation:
    """How the speaker stands to those harmed."""
    if speaker is None or victims is None:
        return "unknown"
    if context.aligned(speaker, victims):
        return "own_side"
    return "opposing" if any(context.aligned(speaker, p) for p in parties) else "third_party"


def figures(accounts: Iterable[Account], parties: frozenset[str], context: Context) -> tuple[HarmFigure, ...]:
    """The figures of an incident's affirming accounts; equal ones from one origin stand once with all their claims."""
    rows: dict[Key, tuple[str, str | None, str | None, list[str]]] = {}
    for a in sorted(accounts, key=lambda a: a.id):
        if a.claim.polarity == "denies":
            continue
        for h in a.claim.harm:
            if h.scope != "this_occasion":
                continue
            side = victims_of(h, a)
            key = (h.kind, side or "", h.civilian, _n(h.low), _n(h.high), a.group)
            row = rows.setdefault(key, (a.speaker_name, a.side, side, []))
            row[3].extend(c.id for c in a.claims if c.id not in row[3])
    out = [
        HarmFigure(
            kind=key[0],  # type: ignore[arg-type]
            side=side,
            civilian=key[2],
            low=None if key[3] < 0 else key[3],
            high=None if key[4] < 0 else key[4],
            speaker=name,
            speaker_side=speaker_side,
            relation=relation_of(speaker_side, side, parties, context),
            claim_ids=tuple(sorted(ids)),
        )
        for key, (name, speaker_side, side, ids) in rows.items()
    ]
    order = {"killed": 0, "wounded": 1, "captured": 2, "missing": 3, "displaced": 4}
    return tuple(sorted(out, key=lambda f: (order[f.kind], f.side or "", f.civilian, f.claim_ids)))


def _n(value: int | None) -> int:
    return -1 if value is None else value


def figure_words(f: HarmFigure) -> str:
    """ "3", "at least 3", "2 to 4", "an unstated number"."""
    if f.low is None:
        return "an unstated number"
    if f.high is None:
        return f"at least {f.low}"
    return str(f.low) if f.low == f.high else f"{f.low} to {f.high}"
