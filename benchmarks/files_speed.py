"""Time and memory of every format of `trucewatch export`, and of `trucewatch publish`, over a large store.

Run: `python benchmarks/files_speed.py [STORE] [--formats geojson csv ...] [--no-site] [--size 8000]`. Without STORE one of
so many incidents, ten claims each, is made first. Each is a process of its own. Prints seconds of CPU, peak of memory, rows
and bytes, and how many times the CPU of a plain pass that is: the same records read with sqlite3 and written as JSON again,
claims and documents too where the format needs them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BOUND = """
import json, resource, sqlite3, sys, time
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
spent, at = [], time.process_time()
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for table in ("incidents", "claims", "documents"):
        for (data,) in db.execute(f"SELECT data FROM {table}"):
            out.write(json.dumps(json.loads(data)) + "\\n")
        spent.append(time.process_time() - at)
        at = time.process_time()
print(json.dumps(spent))
"""
CHILD = """
import json, resource, sys, time
from pathlib import Path
from trucewatch.publish.files import write_into
from trucewatch.publish.release import Released, public_tier
from trucewatch.publish.site import make_site
from trucewatch.publish.site.folder import write_folder
from trucewatch.publish.view import View
from trucewatch.store.sqlite import open_store
name, out = sys.argv[2], Path(sys.argv[3])
released = Released(View(open_store(sys.argv[1], create=False)), public_tier())
if name == "site":
    rows = write_folder(out, lambda room: make_site(released, room))
    size = sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
else:
    with out.open("wb") as file:
        rows = write_into(file, name, released)[0]
    size = out.stat().st_size
print(json.dumps([time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rows, size]))
"""
NEEDS = {
    "csv-claims": 3,
    "jsonld": 3,
    "xlsx": 3,
    "plover": 3,
    "atom": 3,
    "atom-status": 3,
    "ics": 3,
    "site": 3,
}  # claims too


def main() -> None:
    """One line a format."""
    from trucewatch.publish.files import FORMATS

    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("store", nargs="?", type=Path)
    parser.add_argument("--formats", nargs="*", default=list(FORMATS))
    parser.add_argument("--no-site", action="store_true")
    parser.add_argument("--size", type=int, default=8_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = asked.store
        if store is None:
            from report_scale import make_store

            store = Path(folder) / "s.sqlite"
            make_store(store, asked.size, outlets=5)
        spent = json.loads(_run(BOUND, str(store), f"{folder}/bound.jsonl"))
        plain = {1: spent[0], 3: sum(spent)}
        print(f"plain pass: {plain[1]:.1f} s of CPU over incidents, {plain[3]:.1f} s with claims and documents")
        print(f"{'format':>18} {'CPU s':>7} {'x plain':>8} {'MB':>6} {'rows':>10} {'kB':>10}", flush=True)
        for name in (*asked.formats, *(() if asked.no_site else ("site",))):
            out = Path(folder) / "out"
            cpu, megabytes, rows, size = json.loads(_run(CHILD, str(store), name, str(out)))
            times = cpu / plain[NEEDS.get(name, 1)]
            print(f"{name:>18} {cpu:>7.1f} {times:>8.1f} {megabytes:>6.0f} {rows:>10,} {size // 1000:>10,}", flush=True)
            shutil.rmtree(out) if out.is_dir() else out.unlink()


def _run(code: str, *words: str) -> str:
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
