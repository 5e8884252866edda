"""Many readers while one writes, and writers that are killed: what fails, what waits, what is lost.

Run: `python benchmarks/web_readers.py --seconds 300`. A store of made-up records is served by `trucewatch serve`; 50 clients read
its pages one after another while another process writes decisions. Then writers are killed with SIGKILL at random moments, and
every decision that they had acknowledged is looked for in the store. Bounds: no answer of 5xx, no lock that fails, nothing lost.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from report_scale import make_store
from trucewatch.store.sqlite import open_store

PAGES = ("/", "/?side=North", "/?one_sided=yes", "/documents", "/agreement", "/questions/harm", "/sources", "/map.json")
SEED = 20201112
WRITER = """
import sys, time
from datetime import UTC, datetime
from trucewatch.flow.judge import record_judgement
from trucewatch.store.sqlite import open_store
store, pause, codes = open_store(sys.argv[1], create=False), float(sys.argv[2]), sys.argv[3].split(",")
n = 0
while True:
    made = record_judgement(store, "accept", codes[n % len(codes)], by=f"writer {n}", reason="read", now=datetime.now(UTC))
    print(made.id, flush=True)  # acknowledged
    n += 1
    time.sleep(pause)
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--incidents", type=int, default=2000)
    asked.add_argument("--clients", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=300.0)
    asked.add_argument("--pause", type=float, default=0.5, help="seconds between two decisions")
    asked.add_argument("--kills", type=int, default=20)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "s.sqlite"
        make_store(store, options.incidents)
        codes = [f"NK-2021-{n:06}" for n in range(1, min(options.incidents, 200) + 1)]
        serve_and_read(store, codes, options)
        kill_writers(store, codes, options.kills)


def serve_and_read(store: Path, codes: list[str], options: argparse.Namespace) -> None:
    """The pages under load, with one writer beside them."""
    server = subprocess.Popen(
        [sys.executable, "-m", "trucewatch.cli.main", "serve", "--store", str(store), "--port", "0"],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stderr is not None
        found = re.search(r"http://\S+?/", server.stderr.readline())
        assert found, "the server did not start"
        writer = _start_writer(store, codes, options.pause)
        took, failed = asyncio.run(_read_all(found[0].rstrip("/"), codes, options))
        acknowledged = _stop(writer, signal.SIGTERM)
        memory = _peak_mb(server.pid)
    finally:
        server.terminate()
        server.wait(10)
    took.sort()
    lost = _missing(store, acknowledged)
    print(
        json.dumps(
            {
                "clients": options.clients, "seconds": options.seconds, "incidents": options.incidents,
                "requests": len(took), "a_second": round(len(took) / options.seconds, 1), "failed": dict(failed),
                "p50_ms": round(1000 * statistics.median(took), 1), "p95_ms": round(1000 * took[int(len(took) * 0.95)], 1),
                "decisions": len(acknowledged), "decisions_lost": len(lost), "peak_mb": memory,
            }
        )
    )  # fmt: skip


async def _read_all(base: str, codes: list[str], options: argparse.Namespace) -> tuple[list[float], dict[str, int]]:
    took: list[float] = []
    failed: dict[str, int] = {}
    ends = time.monotonic() + options.seconds

    async def client(n: int) -> None:
        chance = random.Random(SEED + n)
        async with httpx.AsyncClient(base_url=base, timeout=60) as http:
            while time.monotonic() < ends:
                page = chance.choice((*PAGES, f"/incidents/{chance.choice(codes)}"))
                began = time.monotonic()
                try:
                    answer = await http.get(page)
                    if answer.status_code != 200:
                        failed[f"{answer.status_code} {page[:12]}"] = (
                            failed.get(f"{answer.status_code} {page[:12]}", 0) + 1
                        )
                except httpx.HTTPError as error:
                    failed[type(error).__name__] = failed.get(type(error).__name__, 0) + 1
                took.append(time.monotonic() - began)

    await asyncio.gather(*(client(n) for n in range(options.clients)))
    return took, failed


def kill_writers(store: Path, codes: list[str], kills: int) -> None:
    """Writers killed at random moments; what they acknowledged must be there, and the store must be whole."""
    chance = random.Random(SEED)
    acknowledged: list[str] = []
    for _ in range(kills):
        writer = _start_writer(store, codes, 0.0)
        time.sleep(1.0 + chance.random())
        acknowledged += _stop(writer, signal.SIGKILL)
    lost = _missing(store, acknowledged)
    kept = open_store(store, create=False)
    faults = kept.engine_faults()
    kept.close()
    print(json.dumps({"kills": kills, "acknowledged": len(acknowledged), "lost": len(lost), "faults": list(faults)}))


def _start_writer(store: Path, codes: list[str], pause: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(store), str(pause), ",".join(codes)], stdout=subprocess.PIPE, text=True
    )


def _stop(writer: subprocess.Popen[str], how: signal.Signals) -> list[str]:
    alive = writer.poll() is None
    writer.send_signal(how)
    out, _ = writer.communicate(timeout=30)
    assert alive, "the writer had stopped by itself"
    lines = out.split("\n")
    return [line for line in lines[:-1] if line]  # a last line without its end was not acknowledged


def _missing(store: Path, acknowledged: list[str]) -> set[str]:
    kept = open_store(store, create=False)
    held = {j.id for j in kept.judgements()}
    kept.close()
    return set(acknowledged) - held


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return round(int(found[1]) / 1024, 1) if found else float("nan")


if __name__ == "__main__":
    main()
