"""Measures conflict place names (tests/cases/places_conflict_names.yml or --list FILE): is the right place found?

    python benchmarks/places_names.py --gazetteer FILE [--misses]

With the country that the list gives, and again without any; each name alone, without text or theatre.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import places_data
from trucewatch.places import choose
from trucewatch.places.ground import distance_km
from trucewatch.places.settle import LEAST
from trucewatch.places.shape import PlaceQuery
from trucewatch.places.theatre import Theatre

LIST = Path(__file__).resolve().parents[1] / "tests" / "cases" / "places_conflict_names.yml"


def near(entry, row):
    """True if the row's point and the entry's are one place within the list's tolerance."""
    return distance_km(entry.lat, entry.lon, row["lat"], row["lon"]) <= row["tolerance_km"]


def measure(rows, gazetteer, told, misses):
    """Prints shares over all rows, and over those that the default has under any spelling."""
    by_theatre, among, first, wrong, answered = defaultdict(list), [], [], [], []
    for row in rows:
        country = (row["country"],) if told and row.get("country") else ()
        groups, _ = choose.group_names([PlaceQuery(name=row["name"], country=country)], gazetteer, Theatre())
        choose.weigh(groups)
        g = groups[0]
        best = g.candidates[int(g.p[:-1].argmax())] if g.candidates else None
        among.append(any(near(c.entry, row) for c in g.candidates))
        first.append(best is not None and near(best.entry, row))
        answered.append(best is not None and float(g.p[:-1].max()) >= LEAST)
        by_theatre[row["theatre"]].append(among[-1])
        if not first[-1]:
            wrong.append(
                (
                    among[-1],
                    answered[-1],
                    row["name"],
                    row["theatre"],
                    best and (best.entry.ref, best.entry.name, best.entry.kind),
                    row.get("known"),
                )
            )
    known = [a for a, r in zip(among, rows, strict=True) if r.get("known", True)]
    silent = sum(a and not f for a, f in zip(answered, first, strict=True))
    print(
        f"{len(rows)} names, country {'told' if told else 'not told'}: right place among candidates {sum(among) / len(rows):.3f} "
        f"(of those that the default has {sum(known) / max(1, len(known)):.3f}), first choice {sum(first) / len(rows):.3f}; "
        f"answered {sum(answered) / len(rows):.3f}, answered wrongly {silent / len(rows):.3f}"
    )
    print("   among: " + ", ".join(f"{t} {sum(v)}/{len(v)}" for t, v in sorted(by_theatre.items())))
    if misses:
        for among_it, sure, *rest in wrong:
            print("  ", "choice" if among_it else "absent", "answered" if sure else "open", *rest)


def main():
    """Both ways."""
    rows, gazetteer, misses = places_data.listed(__doc__, LIST)
    for told in (True, False):
        measure(rows, gazetteer, told, misses and told)


if __name__ == "__main__":
    main()
