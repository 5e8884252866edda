"""Harm of an incident: every figure beside who says it, never added, never narrowed."""

from __future__ import annotations

from collections.abc import Iterable

from trucewatch.model.amount import Harm
from trucewatch.model.incident import HarmFigure, SpeakerRelation
from trucewatch.reconcile.context import Context
from trucewatch.reconcile.facts import Account
from trucewatch.reconcile.origins import side_of

Key = tuple[str, str, bool, int, int, str]  # kind, victims' side, civilian, low, high, origin
Row = tuple[str, str | None, str | None, list[str]]  # speaker, their side, victims' side, claims


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
    rows: dict[Key, Row] = {}
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
        for key, (name, speaker_side, side, ids) in _one_people(rows, context).items()
    ]
    order = {"killed": 0, "wounded": 1, "captured": 2, "missing": 3, "displaced": 4}

    def place(f: HarmFigure) -> tuple[object, ...]:
        # by what is said before who says it: a copy's id must not change the order
        return order[f.kind], f.side or "", f.civilian, _n(f.low), _n(f.high), f.speaker, f.claim_ids

    return tuple(sorted(out, key=place))


def _one_people(rows: dict[Key, Row], context: Context) -> dict[Key, Row]:
    """The rows, where one origin's equal figures for kindred or unstated victims are one: fighters, then servicemen.

    What one claim tells apart stays apart, and so does a figure that would fit the victims of several sides.
    """
    out: dict[Key, Row] = {}
    for key, row in sorted(rows.items(), key=lambda kv: (not kv[0][1], kv[0][1] != kv[1][1], kv[0])):
        alike = [
            k
            for k, other in out.items()
            if (k[0], *k[2:]) == (key[0], *key[2:])
            and key[3] >= 0
            and (not key[1] or not k[1] or context.aligned(k[1], key[1]))
            and not set(other[3]) & set(row[3])
        ]
        if len(alike) == 1:
            out[alike[0]][3].extend(c for c in row[3] if c not in out[alike[0]][3])
        else:
            out[key] = (*row[:3], list(row[3]))
    return out


def _n(value: int | None) -> int:
    return -1 if value is None else value


def figure_words(f: HarmFigure) -> str:
    """ "3", "at least 3", "2 to 4", "an unstated number"."""
    if f.low is None:
        return "an unstated number"
    if f.high is None:
        return f"at least {f.low}"
    return str(f.low) if f.low == f.high else f"{f.low} to {f.high}"
