"""How fast PETRARCH's coder is on sentences whose constituency parses come with it: parsing is not counted, as it does none.

    python benchmarks/scale_petrarch.py DIR      a checkout of PETRARCH-2 for Python 3 (MIT; package `petrarch3`)

Takes the sample that the checkout brings (`data/text/GigaWord.sample.PETR.xml`) as often as `--times` says, and prints
sentences a second of its coding alone, in CPU time. Nothing of it is part of this project.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import sys
import time
from pathlib import Path

SAMPLE = "petrarch3/data/text/GigaWord.sample.PETR.xml"


def main() -> int:
    """0 once the figures are printed."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("checkout", type=Path)
    cli.add_argument("--times", type=int, default=5)
    args = cli.parse_args()
    sys.path.insert(0, str(args.checkout))
    from petrarch3 import PETRreader, petrarch3, utilities

    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        utilities.init_logger("/dev/null")
        PETRreader.parse_Config(utilities._get_data("data/config/", "PETR_config.ini"))
        petrarch3.read_dictionaries()
        events = PETRreader.read_xml_input([str(args.checkout / SAMPLE)], True)
        count = sum(len(story["sents"]) for story in events.values())
        taken = []
        for _ in range(args.times):
            fresh = copy.deepcopy(events)
            began = time.process_time()
            coded = petrarch3.do_coding(fresh)
            taken.append(time.process_time() - began)
        found = sum(bool(s.get("events")) for story in coded.values() for s in story["sents"].values())
    best = sorted(taken)[len(taken) // 2]
    print(
        f"{count} parsed sentences, {count / best:,.0f} sentences/s of CPU time (coding alone), {found} with an event"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
