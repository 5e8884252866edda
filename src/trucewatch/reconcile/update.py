"""What changes in a reconciliation when some texts change: only what they touch is looked at, and the result is that of
`reconcile` over everything.

Nothing is decided otherwise here. Accounts are drawn up anew in the texts that changed (`redraw.py`); pairs are judged where
a block of keys changed (`meeting.py`); groups are made anew in what hangs together with these, and beyond it wherever the
outcome touches more (`regroup.py`); sums, totals, records and episodes follow (`rerecall.py`, `renew.py`). What is needed of
all the rest stands in a `Memory` and is found by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import numpy as np

from trucewatch.model.document import Source
from trucewatch.model.incident import Episode, Incident, Link
from trucewatch.model.judgement import Judgement
from trucewatch.reconcile.attach import Cluster
from trucewatch.reconcile.columns import settled
from trucewatch.reconcile.context import Camps, Context, context_of
from trucewatch.reconcile.incidents import code_of, tells_something
from trucewatch.reconcile.joining import coded, parts
from trucewatch.reconcile.ledger import Rulings, rulings_of
from trucewatch.reconcile.library import Archive, Library
from trucewatch.reconcile.meeting import Met, Pair, meet_still, meetings
from trucewatch.reconcile.memory import Draft, Memory
from trucewatch.reconcile.memory_rows import AccountRow, ClusterRow, LinkRow, mark
from trucewatch.reconcile.outlets import Outlets
from trucewatch.reconcile.recall import asks_of, figures_in
from trucewatch.reconcile.reconcile import copies_of, spans_of
from trucewatch.reconcile.redraw import Redrawn, redraw
from trucewatch.reconcile.regroup import Regrouped, clusters_of, regroup
from trucewatch.reconcile.renew import neighbours, renew_episodes, renew_incidents
from trucewatch.reconcile.rerecall import moved_figures, recall_again, retelling
from trucewatch.reconcile.score import judge_pair
from trucewatch.reconcile.sparing import without_collecting


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """What to take out of a reconciliation and what to put in. Incidents under provisional codes.

    `gone`: codes; `incidents`: new ones, and those of which anything may be another; `episode_of`: the episode of incidents
    that stay otherwise as they are. `links_gone`, `episodes_gone`: pairs and ids. `looked_at`: how many accounts.
    """

    gone: tuple[str, ...]
    incidents: tuple[Incident, ...]
    episode_of: dict[str, str | None]
    links_gone: tuple[Pair, ...]
    links: tuple[Link, ...]
    episodes_gone: tuple[str, ...]
    episodes: tuple[Episode, ...]
    looked_at: int


@without_collecting()
def update(
    memory: Memory,
    archive: Archive,
    changed: Iterable[str],
    *,
    judgements: Iterable[Judgement] = (),
    theatre_sides: Camps = (),
    sources: Iterable[Source] = (),
) -> Update:
    """What changes when some texts do; the memory is brought up to date.

    `changed`: ids of all texts that are new, gone or other than when the memory was last brought up to date, or of which
    a claim is, or of which a claim is the subject of a judgement that was not in force then, or no longer is.
    `theatre_sides`, `sources` and the program must be those that the memory was made with: else begin with an empty one.
    Cost: linear in the texts changed and in what hangs together with them, whatever lies around.
    """
    draft = Draft(memory)
    rulings = rulings_of(judgements)
    library = Library(archive, draft, Outlets(sources), rulings.retracted)
    context = context_of((), theatre_sides, library.documents)
    redrawn = redraw(draft, library, changed, rulings.judged)
    seeds, links, lost = _judged(draft, library, context, rulings, redrawn)
    found = regroup(draft, library, context, rulings, seeds, redrawn.gone, redrawn.new)
    told, dropped, ends = _relink(draft, library, found, redrawn, links, lost)
    made, gone, episode_of, episodes_gone, episodes = _records(draft, library, context, rulings, found, redrawn, ends)
    memory.write(draft.changes())
    return Update(
        gone=tuple(sorted(gone)),
        incidents=tuple(made[c] for c in sorted(made)),
        episode_of={c: e for c, e in sorted(episode_of.items()) if c not in made},
        links_gone=tuple(sorted(dropped)),
        links=tuple(told[p] for p in sorted(told)),
        episodes_gone=tuple(sorted(episodes_gone)),
        episodes=episodes,
        looked_at=len(found.accounts),
    )


def _judged(
    draft: Draft, library: Library, context: Context, rulings: Rulings, redrawn: Redrawn
) -> tuple[set[str], dict[Pair, Link], set[Pair]]:
    """Where groups may be others; the links of pairs that meet only now; the pairs that no longer meet."""
    met = meetings(draft, redrawn.gone, redrawn.new)
    seeds = set(redrawn.new) | _held_with(draft, redrawn.gone)
    fewer = met.fewer - rulings.pairs.keys()
    lost = fewer - meet_still(draft, fewer) if fewer else set()
    moved = met.more | lost
    rows = draft.rows(AccountRow, {i for p in moved for i in p})
    for a, b in moved:
        one, other = rows[a], rows[b]
        if one.component == other.component or ((one.loose or other.loose) and set(one.roots) & set(other.roots)):
            seeds |= {a, b}
    links = _links(draft, library, context, rulings, met)
    for (a, b), link in links.items():
        if link.judgement == "same":
            seeds |= {a, b}
    return seeds, links, lost


def _held_with(draft: Draft, gone: Mapping[str, AccountRow]) -> set[str]:
    """Accounts that hung together with some that are gone."""
    components = {row.component for row in gone.values()}
    found = draft.marked(AccountRow, [mark("component", c) for c in components])
    return {i for i, row in found.items() if row.component in components}


def _links(draft: Draft, library: Library, context: Context, rulings: Rulings, met: Met) -> dict[Pair, Link]:
    """*Same* and *unsure* of pairs that nobody judged; only accounts whose places do not settle it are fetched."""
    pairs = [p for p in {*met.new, *met.more} if p not in rulings.pairs]
    ids = sorted({i for p in pairs for i in p})
    at = {i: n for n, i in enumerate(ids)}
    rows = draft.rows(AccountRow, ids)
    columns = np.array([(at[a], at[b]) for a, b in pairs], np.int64).reshape(-1, 2)
    codes = np.sort(coded(columns[:, 0], columns[:, 1]))
    a, b = parts(codes[~settled([rows[i] for i in ids], codes)])
    open_ = [(ids[x], ids[y]) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    known = {x.id: x for x in library.accounts({i for p in open_ for i in p})}
    here = msgspec.structs.replace(context, account_of={c.id: x.id for x in known.values() for c in x.claims})
    found = {p: judge_pair(known[p[0]], known[p[1]], here) for p in open_}
    return {p: link for p, link in found.items() if link is not None and link.judgement != "different"}


def _relink(
    draft: Draft, library: Library, found: Regrouped, redrawn: Redrawn, links: Mapping[Pair, Link], lost: set[Pair]
) -> tuple[dict[Pair, Link], set[Pair], set[str]]:
    """Links to put in, pairs to take out, and accounts that were perhaps the same as one that they no longer are."""
    ids, gone = found.ids, redrawn.gone
    shown = {(x.a, x.b): x for x in found.grouped.links}
    shown |= {p: x for p, x in links.items() if not (p[0] in ids and p[1] in ids)}
    shown |= {(x.a, x.b): x for x in copies_of(library.accounts(redrawn.new))}
    stored = draft.marked(LinkRow, [mark("end", i) for i in {*ids, *gone}])
    dropped = {
        (row.a, row.b): row
        for row in stored.values()
        if row.a in gone or row.b in gone or (row.a in ids and row.b in ids)
    }
    for a, b in lost:
        row = draft.row(LinkRow, f"{a}\t{b}")
        if row is not None:
            dropped[a, b] = row
    for a, b in dropped:
        draft.drop(LinkRow, f"{a}\t{b}")
    for (a, b), link in shown.items():
        draft.put(LinkRow(id=f"{a}\t{b}", a=a, b=b, unsure=link.judgement == "unsure"))
    ends = {i for p, row in dropped.items() if row.unsure for i in p}
    ends |= {i for p, x in shown.items() if x.judgement == "unsure" for i in p}
    return shown, dropped.keys() - shown.keys(), ends


def _records(
    draft: Draft,
    library: Library,
    context: Context,
    rulings: Rulings,
    found: Regrouped,
    redrawn: Redrawn,
    ends: set[str],
) -> tuple[dict[str, Incident], set[str], dict[str, str | None], frozenset[str], tuple[Episode, ...]]:
    """Incidents made anew by code, codes that are gone, and what becomes of episodes."""
    clusters = {c[0].id: c for c in found.grouped.clusters}
    before = {**draft.before(AccountRow, found.ids), **redrawn.gone}
    old = draft.before(ClusterRow, {row.cluster for row in before.values()})
    new = {i: _cluster_row(c, found.grouped.contested) for i, c in clusters.items()}
    for i in old.keys() - new.keys():
        draft.drop(ClusterRow, i)
    for row in new.values():
        draft.put(row)
    roots = {r for row in (*before.values(), *draft.rows(AccountRow, found.ids).values()) for r in row.roots}
    moved = moved_figures(old, new)
    touched = recall_again(draft, library, moved, old.keys() | new.keys(), redrawn.totals, roots)
    touched |= new.keys() | {row.cluster for row in draft.rows(AccountRow, ends).values()}
    touched = set(draft.rows(ClusterRow, touched))
    every = dict(clusters) | clusters_of(draft, library, touched - clusters.keys())
    named = draft.before(ClusterRow, {*every, *old})
    sunk = retelling(draft, every)
    other: set[str] = set()
    for i, c in every.items():
        row = draft.rows(ClusterRow, (i,))[i]
        code = code_of(c) if i not in sunk and tells_something(c) else None
        draft.put(msgspec.structs.replace(row, code=code))
        was = named.get(i)
        if was is None or (was.code, was.spans) != (code, row.spans):
            other.add(i)
    near = neighbours(draft, (a.id for i in other for a in every[i]))
    beside = {row.cluster for row in draft.rows(AccountRow, {i for ids in near.values() for i in ids}).values()}
    every |= clusters_of(draft, library, beside - every.keys())
    made = {x.code: x for x in renew_incidents(draft, library, context, rulings, every)}
    at = {code: i for i in every if (code := draft.rows(ClusterRow, (i,))[i].code) is not None}
    was_coded = {row.code for row in (*named.values(), *old.values()) if row.code is not None}
    gone = was_coded - made.keys()
    episodes = renew_episodes(draft, gone, made, at)
    made = {c: msgspec.structs.replace(x, episode=episodes.of.get(c)) for c, x in made.items()}
    return made, gone, episodes.of, episodes.gone, episodes.new


def _cluster_row(cluster: Cluster, contested: frozenset[str]) -> ClusterRow:
    asks = asks_of(cluster)
    return ClusterRow(
        id=cluster[0].id,
        code=None,
        contested=any(a.id in contested for a in cluster),
        spans=spans_of(cluster),
        figures=tuple(sorted({(key, f.day, f.n) for key, f in figures_in(cluster)})),
        asks=asks,
        claims=tuple(c.id for a in cluster for c in a.claims) if asks else (),
    )
