"""Sums and totals looked at again where a figure that they may contain, or a group of their text, is another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from trucewatch.reconcile.attach import Cluster
from trucewatch.reconcile.library import Library
from trucewatch.reconcile.meeting import beside
from trucewatch.reconcile.memory import Draft
from trucewatch.reconcile.memory_rows import BUCKET_DAYS, ClusterRow, RecallRow, TextRow, TotalRow, mark
from trucewatch.reconcile.recall import REACH_DAYS, Figure, FigureKey, Recall, recalled, retold
from trucewatch.reconcile.regroup import clusters_of

MOST_BUCKETS = 16  # a longer time is looked up without its days
Moved = set[tuple[FigureKey, int]]


class _Figures:
    """Figures as they are remembered."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def between(self, key: FigureKey, first: int, last: int) -> list[Figure]:
        """Those of some days, in order, each once."""
        buckets = range(first // BUCKET_DAYS, last // BUCKET_DAYS + 1)
        marks = [mark("figures", *key, b) for b in buckets] if len(buckets) <= MOST_BUCKETS else [mark("figures", *key)]
        return sorted(
            {
                Figure(day=day, cluster=row.id, n=n)
                for row in self._draft.marked(ClusterRow, marks).values()
                for k, day, n in row.figures
                if k == key and first <= day <= last
            }
        )


class _Near:
    """Clusters by first text, as they are remembered."""

    def __init__(self, draft: Draft, library: Library) -> None:
        self._draft, self._library = draft, library

    def near(self, root: str) -> Sequence[Cluster]:
        """In order of their ids."""
        rows = beside(self._draft, (root,))
        return tuple(clusters_of(self._draft, self._library, {r.cluster for r in rows.values()}).values())


def moved_figures(old: Mapping[str, ClusterRow], new: Mapping[str, ClusterRow]) -> Moved:
    """What figures that came or went are of, and their days."""
    was = {(i, *f) for i, row in old.items() for f in row.figures}
    now = {(i, *f) for i, row in new.items() for f in row.figures}
    return {(key, day) for _, key, day, _ in was ^ now}


def recall_again(
    draft: Draft,
    library: Library,
    moved: Moved,
    clusters: Iterable[str],
    totals: Iterable[str],
    roots: Iterable[str],
) -> set[str]:
    """The clusters of which something else is recalled than before, or that recall something else, gone ones too.

    `clusters`: ids of all that are new, another or gone; `totals`: claims that are; `roots`: the first texts of the clusters.
    """
    figures = _Figures(draft)
    asking = _asking(draft, moved)
    cluster_ids = set(clusters) | {i for i, r in asking.items()}
    touched: set[str] = set()
    rows = draft.rows(ClusterRow, sorted(cluster_ids))
    for i in sorted(cluster_ids):
        row = rows.get(i)
        now = retold(row.asks, row.claims, figures) if row is not None else ()
        if _note(draft, f"s|{i}", now, touched):
            touched.add(i)
    near = _Near(draft, library)
    total_ids = {*totals, *_totals(draft, moved, set(roots))}
    found = draft.rows(TotalRow, sorted(total_ids))
    library.read(r.document for r in found.values())
    for i in sorted(total_ids):
        total = found.get(i)
        again: tuple[Recall, ...] = ()
        if total is not None:
            claim = next(c for c in library.claims(total.document) if c.id == i)
            text = draft.row(TextRow, total.document)
            standing = {c for c, _ in text.told} if text is not None else set()
            again = tuple(recalled(claim, standing, figures, near, library.documents, library.outlets))
        _note(draft, f"t|{i}", again, touched)
    return touched


def _note(draft: Draft, source: str, now: tuple[Recall, ...], touched: set[str]) -> bool:
    """True if a source recalls something else than before; the clusters concerned are added."""
    before = draft.row(RecallRow, source)
    was = before.recalls if before is not None else ()
    if was == now:
        return False
    touched |= {r.cluster for r in (*was, *now)}
    if now:
        draft.put(RecallRow(id=source, recalls=now))
    else:
        draft.drop(RecallRow, source)
    return True


def _asking(draft: Draft, moved: Moved) -> dict[str, ClusterRow]:
    """Undated clusters that may tell the sum of a figure that came or went."""
    marks = {
        mark("asks", *key, bucket)
        for key, day in moved
        for bucket in range(day // BUCKET_DAYS, (day + REACH_DAYS) // BUCKET_DAYS + 1)
    }
    found = draft.marked(ClusterRow, marks)
    return {
        i: row
        for i, row in found.items()
        if any((a.key, d) in moved for a in row.asks for d in range(a.reported - REACH_DAYS, a.reported + 1))
    }


def _totals(draft: Draft, moved: Moved, roots: set[str]) -> set[str]:
    """Tolls and totals that may contain such a figure, or that stand in a text of these."""
    found = draft.marked(TotalRow, [mark("root", r) for r in roots])
    out = {i for i, row in found.items() if row.root in roots}
    days: dict[FigureKey, list[int]] = {}
    for key, day in moved:
        days.setdefault(key, []).append(day)
    for i, row in draft.marked(TotalRow, [mark("asks", *key) for key in days]).items():
        if row.period is not None and any(
            row.period[0] <= d <= row.period[1] for k in row.keys for d in days.get(k, ())
        ):
            out.add(i)
    return out


def recalls_of(draft: Draft, clusters: Iterable[str]) -> dict[str, list[Recall]]:
    """All that is recalled of some clusters, in the order in which records have it."""
    wanted = set(clusters)
    rows = draft.marked(RecallRow, [mark("recalls", c) for c in wanted])
    out: dict[str, list[Recall]] = {}
    for row in rows.values():
        for r in row.recalls:
            if r.cluster in wanted:
                out.setdefault(r.cluster, []).append(r)
    return {c: sorted(found, key=lambda r: (r.claim_id, r.role)) for c, found in out.items()}


def retelling(draft: Draft, clusters: Iterable[str]) -> frozenset[str]:
    """Those of some clusters that retell a sum: they are no incidents."""
    return frozenset(i.removeprefix("s|") for i in draft.rows(RecallRow, [f"s|{c}" for c in clusters]))
