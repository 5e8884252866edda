"""Accounts drawn up anew where texts or claims changed: which old ones fall away, which new ones come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from hashlib import blake2b

import msgspec

from trucewatch.model.claim import Claim
from trucewatch.reconcile.accounts import Signature, signed
from trucewatch.reconcile.attach import STEPS, can_hang_loose
from trucewatch.reconcile.facts import Account, area_names, district_names
from trucewatch.reconcile.keys import keys_of, sort_key, sub_of
from trucewatch.reconcile.library import Library
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.memory_rows import AccountRow, NameRow, TextRow, TotalRow, mark
from trucewatch.reconcile.names import fold, skeleton
from trucewatch.reconcile.recall import period_of, totals_asked, totals_of


class Redrawn(msgspec.Struct, frozen=True, kw_only=True):
    """`gone`: accounts as they were; `new`: ids of those that are new or another now; `totals`: claims of tolls and totals
    of the texts looked at, old and new."""

    gone: dict[str, AccountRow]
    new: frozenset[str]
    totals: frozenset[str]


def redraw(draft: Draft, library: Library, changed: Iterable[str], judged: Container[str]) -> Redrawn:
    """The accounts of texts that are new, changed or gone, or have such claims.

    A text counts as changed with all copies of its first text, and where a name that it uses has become, or is no longer,
    the name of an area or a district. Cost: linear in these texts and in the claims that share an account with theirs.
    """
    dirty = set(changed)
    old = draft.before(TextRow, dirty)
    roots = {r.root for r in old.values()} | dirty
    family = draft.marked(TextRow, [mark("root", r) for r in roots])
    dirty |= {i for i, row in family.items() if row.root in roots}
    library.read(dirty)
    dirty |= _using(draft, _rename(draft, library, dirty))
    library.read(dirty)
    old = draft.before(TextRow, dirty)
    told = sorted((c for d in dirty for c in library.told(d)), key=lambda c: c.id)
    groups: dict[str, list[Claim]] = defaultdict(list)
    for key, claims in signed(told, library.desk, judged).items():
        groups[_signature(key)] += claims
    of = {c.id: key for key, claims in groups.items() for c in claims}
    before = {key for row in old.values() for _, key in row.told}
    totals = {t for row in old.values() for t in row.totals}
    for total in totals:
        draft.drop(TotalRow, total)
    for document in sorted(dirty):
        totals |= _put_text(draft, library, document, of)
    gone, new = _swap(draft, library, groups, before | groups.keys(), dirty)
    return Redrawn(gone=gone, new=frozenset(new), totals=frozenset(totals))


def _signature(key: Signature) -> str:
    return blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _rename(draft: Draft, library: Library, dirty: Iterable[str]) -> set[str]:
    """Names that became, or no longer are, those of an area or district; the counts are put right."""
    more: Counter[str] = Counter()
    for document in dirty:
        more.update(_names(library.told(document)))
    for row in draft.before(TextRow, dirty).values():
        more.subtract(row.names)
    moved = {name: n for name, n in more.items() if n}
    before = draft.before(NameRow, moved)
    flipped: set[str] = set()
    for name, n in moved.items():
        was = before[name].texts if name in before else 0
        if was + n:
            draft.put(NameRow(id=name, texts=was + n))
        else:
            draft.drop(NameRow, name)
        if not was or not was + n:
            flipped.add(name)
    return flipped


def _names(told: tuple[Claim, ...]) -> tuple[str, ...]:
    return (
        *sorted(f"a|{n}" for n in area_names(told)),
        *sorted(f"d|{n}" for n in district_names(told)),
    )


def _using(draft: Draft, flipped: Iterable[str]) -> set[str]:
    """Texts whose places are told by such a name."""
    said = {("n" if name[0] == "a" else "s") + name[1:] for name in flipped}
    found = draft.marked(TextRow, [mark("says", name) for name in said])
    return {i for i, row in found.items() if said.intersection(row.mentions)}


def _mentions(told: tuple[Claim, ...]) -> tuple[str, ...]:
    """What the levels of a text's places hang on beside their kind."""
    places = [p for c in told for p in (*c.where, *c.within)]
    found = {f"s|{skeleton(p.name)}" for p in places}
    return tuple(sorted(found | {f"n|{fold(p.name)}" for p in places if p.kind == "unknown"}))


def _put_text(draft: Draft, library: Library, document: str, of: dict[str, str]) -> set[str]:
    """Remembers a text; the ids of its tolls and totals."""
    told, totals = library.told(document), totals_of(library.claims(document))
    root = library.desk.root(document)
    text = library.documents.get(document)
    # who copied this one without claims must be found when it no longer copies another
    if not told and not totals and (text is None or not (text.republication_of or text.near_duplicate_of)):
        draft.drop(TextRow, document)
        return set()
    draft.put(
        TextRow(
            id=document,
            root=root,
            names=_names(told),
            told=tuple((c.id, of[c.id]) for c in told),
            totals=tuple(t.id for t in totals),
            mentions=_mentions(told),
        )
    )
    for total in totals:
        asked = totals_asked(total, library.documents, root, library.outlets)
        period = period_of(total, library.documents.get(root))
        keys = tuple(key for key, _ in asked) if period is not None else ()
        draft.put(TotalRow(id=total.id, document=document, root=root, period=period, keys=keys))
    return {t.id for t in totals}


def _swap(
    draft: Draft, library: Library, groups: dict[str, list[Claim]], touched: set[str], dirty: set[str]
) -> tuple[dict[str, AccountRow], set[str]]:
    """New accounts for old ones, of some signatures; claims of other texts that share them come along."""
    marks = [mark("signature", key) for key in touched]
    others = {i: row for i, row in draft.marked(TextRow, marks).items() if i not in dirty}
    library.read(others)
    for row in others.values():
        library.desk.note_root(row.id, row.root)
        told = {c.id: c for c in library.told(row.id)}
        for claim, key in row.told:
            if key in touched:
                groups[key].append(told[claim])
    found = draft.before(AccountRow, {i for ids in draft.ids_before(AccountRow, marks).values() for i in ids})
    gone = {i: row for i, row in found.items() if row.signature in touched}
    for i in gone:
        draft.drop(AccountRow, i)
    new: set[str] = set()
    library.documents.fetch(library.desk.root(c.document_id) for claims in groups.values() for c in claims)
    for key, claims in groups.items():
        account = library.desk.account(sorted(claims, key=lambda c: c.id))
        library.note(account)
        draft.put(_row_of(account, key))
        new.add(account.id)
    return gone, new


def _row_of(account: Account, signature: str) -> AccountRow:
    return AccountRow(
        id=account.id,
        signature=signature,
        claims=tuple((c.id, c.document_id) for c in account.claims),
        roots=tuple(sorted(account.roots)),
        loose=can_hang_loose(account),
        component=account.id,
        stages=(account.id,) * (len(STEPS) + 1),
        days=account.days,
        keys=keys_of(account),
        sub=sub_of(account),
        order=sort_key(account),
        where=account.where,
        within=account.within,
        people=account.people,
    )
