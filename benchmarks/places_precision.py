"""Measures precision codes on tests/cases/places_precision.yml: UCDP where_prec and ACLED geo_precision.

python benchmarks/places_precision.py --gazetteer FILE [--misses]
"""

from __future__ import annotations

from pathlib import Path

import places_data
from trucewatch.places.codes import acled_geo_precision, ucdp_where_prec
from trucewatch.places.phrases import read_phrase
from trucewatch.places.settle import Told, settle
from trucewatch.places.shape import PlaceQuery
from trucewatch.places.theatre import Theatre

LIST = Path(__file__).resolve().parents[1] / "tests" / "cases" / "places_precision.yml"


def place_in(row, gazetteer):
    """The place that the named words of a sentence resolve to."""
    start = row["text"].index(row["name"])
    phrase = read_phrase(row["text"], start, start + len(row["name"]))
    country = (row["country"],) if row.get("country") else ()
    return settle(
        [Told(query=PlaceQuery(name=row["name"], country=country), phrase=phrase)], gazetteer, Theatre(), least=0.0
    )[0]


def main():
    """Shares right, and the rows that are not."""
    rows, gazetteer, misses = places_data.listed(__doc__, LIST)
    ucdp = acled = 0
    for row in rows:
        place = place_in(row, gazetteer)
        codes = ucdp_where_prec(place), acled_geo_precision(place)
        ucdp, acled = ucdp + (codes[0] == row["ucdp"]), acled + (codes[1] == row["acled"])
        if misses and codes != (row["ucdp"], row["acled"]):
            print(
                "  ",
                row["ucdp"],
                row["acled"],
                codes,
                row["text"],
                "|",
                row["name"],
                "->",
                place.label,
                place.kind,
                place.method,
                place.radius_m,
            )
    print(
        f"{len(rows)} mentions: UCDP where_prec right {ucdp / len(rows):.3f}, ACLED geo_precision right {acled / len(rows):.3f}"
    )


if __name__ == "__main__":
    main()
