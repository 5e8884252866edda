"""Time and memory of the API over many incidents, beside datasette on the same rows in the same run.

Run: `python benchmarks/web_speed.py 100000 --datasette PATH` (PATH: the program of an environment that has it; without it
only ours is measured). Makes a store of invented records (`report_scale.py`) in 400 villages over ten degrees, starts the
server as a user does, and asks the same boxes of both, one after the other, over one connection each. Prints milliseconds
from sending to the last byte.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from report_scale import give_summary, make_store
from trucewatch.model.incident import Incident, Reconciliation
from trucewatch.model.place import ResolvedPlace
from trucewatch.publish.files.shared import properties
from trucewatch.publish.release import FULL, Released
from trucewatch.publish.view import View
from trucewatch.store.sqlite import open_store

SEED = 20201112
WARM = 10
LIMIT = 100
SERVE = "from trucewatch.cli.main import run; run()"


def main() -> None:
    """Prints one line a server and kind of request."""
    parser = argparse.ArgumentParser()
    parser.add_argument("incidents", type=int, nargs="?", default=100_000)
    parser.add_argument(
        "--outlets", type=int, default=5, help="that print each document: five make ten claims an incident"
    )
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--store", type=Path, help="keep the store here, and use it again")
    parser.add_argument("--datasette", help="the program datasette")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        store = asked.store or Path(scratch) / "s.sqlite"
        if not store.exists():
            make_store(store, asked.incidents, outlets=asked.outlets)
            place_incidents(store)
        rng = random.Random(SEED)
        kinds = {
            "box of 0.3 degrees": [small_box(rng) for _ in range(asked.requests)],
            "box of 3 degrees": [box(rng, 3.0) for _ in range(asked.requests)],
            "everywhere": [(30.0, 30.0, 60.0, 50.0)] * (asked.requests // 3),
        }
        with trucewatch(store) as server:
            for name, boxes in kinds.items():
                tell("trucewatch", name, server, (our_address(b) for b in boxes), lambda held: len(held["features"]))
            days = [f"2021-0{rng.randrange(1, 9)}-{rng.randrange(1, 28):02}/P30D" for _ in range(asked.requests)]
            both = (our_address(b, datetime=d) for b, d in zip(kinds["box of 3 degrees"], days, strict=True))
            tell("trucewatch", "box of 3 degrees and 30 days", server, both, lambda held: len(held["features"]))
            print(f"trucewatch: peak memory {peak_mb(server[1])} MB")
        if asked.datasette:
            table = Path(scratch) / "rows.db"
            flat_table(store, table)
            with datasette(asked.datasette, table) as server:
                for name, boxes in kinds.items():
                    tell("datasette", name, server, map(their_address, boxes), lambda held: len(held["rows"]))
                print(f"datasette: peak memory {peak_mb(server[1])} MB")


def place_incidents(store: Path) -> None:
    """Nothing; each incident then lies in its village, a fifth of them near it."""
    db = open_store(store, create=False)
    held = db.reconciliation()
    rng = random.Random(SEED)
    villages = {f"Village {n}": (rng.uniform(36, 46), rng.uniform(40, 50)) for n in range(400)}

    def placed(n: int, i: Incident) -> Incident:
        lat, lon = villages[i.places[0].name]
        near = n % 5 == 0
        ground = ResolvedPlace(
            name=i.places[0].name, ref=f"tw:{i.places[0].name}", label=i.places[0].name, kind="settlement", country=("GE",),
            lat=round(lat, 5), lon=round(lon, 5), radius_m=9000 if near else 2000,
            precision="approximate" if near else "exact", method="gazetteer:name",
        )  # fmt: skip
        return msgspec.structs.replace(i, ground=(ground,))

    made = tuple(placed(n, i) for n, i in enumerate(held.incidents))
    db.replace_reconciliation(Reconciliation(incidents=made, links=held.links, episodes=held.episodes), db.tallies())
    give_summary(db)
    db.close()


def box(rng: random.Random, wide: float) -> tuple[float, float, float, float]:
    """A box of that width anywhere among the villages."""
    west, south = rng.uniform(40, 50 - wide), rng.uniform(36, 46 - wide)
    return (round(west, 4), round(south, 4), round(west + wide, 4), round(south + wide, 4))


def small_box(rng: random.Random) -> tuple[float, float, float, float]:
    """A box as a map shows that is drawn close."""
    return box(rng, 0.3)


def our_address(b: tuple[float, float, float, float], **more: str) -> str:
    """The request for a box."""
    asked = {"bbox": ",".join(map(str, b)), "limit": str(LIMIT), **more}
    return f"/api/collections/incidents/items?{urlencode(asked)}"


def their_address(b: tuple[float, float, float, float]) -> str:
    """The same as columns of a table with an index over both."""
    west, south, east, north = b
    asked = {
        "lon__gte": west,
        "lon__lte": east,
        "lat__gte": south,
        "lat__lte": north,
        "_size": LIMIT,
        "_nocount": "on",
        "_nofacet": "1",
    }
    return f"/rows/incidents.json?{urlencode(asked)}"


def flat_table(store: Path, path: Path) -> None:
    """Nothing; the same rows as the API gives, one column a field, with an index by place."""
    source = open_store(store, create=False)
    released = Released(View(source), FULL)
    db = sqlite3.connect(path)
    columns: list[str] = []
    for incident in source.reconciliation().incidents:
        row = {
            k: v if isinstance(v, str | int | float | None) else msgspec.json.encode(v).decode().strip('"')
            for k, v in properties(released.incident(incident)).items()
        }
        if not columns:
            columns = list(row)
            names = ", ".join(f'"{c}"{" REAL" if c in ("lat", "lon") else ""}' for c in columns)
            db.execute(f"CREATE TABLE incidents ({names})")
        db.execute(f"INSERT INTO incidents VALUES ({', '.join('?' * len(columns))})", [row[c] for c in columns])
    db.execute("CREATE INDEX by_place ON incidents (lat, lon)")
    db.execute("ANALYZE")
    db.commit()
    db.close()
    source.close()


Server = tuple[http.client.HTTPConnection, int]


@contextmanager
def trucewatch(store: Path) -> Iterator[Server]:
    """Our server in a process of its own."""
    command = [sys.executable, "-c", SERVE, "serve", "--port", "0", "--store", str(store)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    found = re.search(r"127\.0\.0\.1:(\d+)", process.stderr.readline())
    assert found
    yield from _held(process, int(found[1]))


@contextmanager
def datasette(program: str, table: Path) -> Iterator[Server]:
    """Datasette in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [program, "serve", str(table), "--port", str(port)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    yield from _held(process, port)


def _held(process: subprocess.Popen[str], port: int) -> Iterator[Server]:
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield http.client.HTTPConnection("127.0.0.1", port, timeout=60), process.pid
    finally:
        process.terminate()
        process.wait(20)


def tell(who: str, what: str, server: Server, addresses: Iterator[str], count: object) -> None:
    """Prints quantiles of the time of the requests, and how many rows came back on the average."""
    taken: list[float] = []
    busy: list[float] = []
    rows = 0
    for n, address in enumerate(addresses):
        before, began = cpu_ms(server[1]), time.perf_counter()
        server[0].request("GET", address)
        answer = server[0].getresponse()
        body = answer.read()
        spent = time.perf_counter() - began
        assert answer.status == 200, body[:300]
        if n >= WARM:
            taken.append(spent * 1000)
            busy.append(cpu_ms(server[1]) - before)
            rows += count(json.loads(body))  # type: ignore[operator]
    print(
        f"{who}, {what}: CPU p50 {at(busy, 0.5):.1f}, p95 {at(busy, 0.95):.1f} ms; clock p50 {at(taken, 0.5):.1f}, "
        f"p95 {at(taken, 0.95):.1f} ms; {rows / len(taken):.0f} rows a page, {len(taken)} requests",
        flush=True,
    )


def at(values: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def cpu_ms(pid: int) -> float:
    """Milliseconds that all threads of a process have run: what a request costs however busy the machine is."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(t.read_text().split()[0]) for t in tasks) / 1e6


def peak_mb(pid: int) -> int:
    """The peak of a process's memory."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1024 if found else 0


if __name__ == "__main__":
    main()
