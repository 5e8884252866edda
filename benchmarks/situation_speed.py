"""Time and memory of the situation page over a large store, as a browser meets it: the server as a user starts it.

Run: `python benchmarks/situation_speed.py STORE [--browser] [--requests 20]`. STORE: one that this program derived, or that
`web_speed.py --store` made (it is given its summary). Prints milliseconds to the last byte and the server's memory; with
`--browser` also the time from the request to the first painted map in headless Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from report_scale import give_summary
from trucewatch.store.sqlite import open_store

SERVE = "from trucewatch.cli.main import run; run()"
FILTERS = (
    "",
    "?side=North",
    "?act=shelling&from=2022-01-01",
    "?place=village+1&status=corroborated",
    "?one_sided=yes",
    "?start_at=50000",
)
GL = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


def main() -> None:
    """Prints one line a kind of request."""
    parser = argparse.ArgumentParser()
    parser.add_argument("store", type=Path)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--browser", action="store_true")
    asked = parser.parse_args()
    store = open_store(asked.store)
    if not store.has_summary():
        began = time.process_time()
        give_summary(store)
        print(f"summary made in {time.process_time() - began:.1f} s of CPU")
    store.close()
    words = [sys.executable, "-c", SERVE, "serve", "--store", str(asked.store), "--port", "0"]
    with subprocess.Popen(
        words, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+:\d+", process.stderr.readline())
        assert found
        try:
            print(f"{'first page':44} {timed(found[0]) * 1000:8.0f} ms")
            for path in ("/", "/map.json"):
                for one in FILTERS:
                    before = cpu(process.pid)
                    times = sorted(timed(found[0] + path + one) for _ in range(asked.requests))
                    p95, used = times[int(0.95 * (len(times) - 1))], (cpu(process.pid) - before) / len(times)
                    middle = statistics.median(times)
                    print(
                        f"{path + one:44} {middle * 1000:8.0f} ms, p95 {p95 * 1000:.0f} ms, {used * 1000:.0f} ms of CPU"
                    )
            print(f"{'memory of the server':44} {memory(process.pid):8.0f} MB at most")
            if asked.browser:
                paint(found[0])
        finally:
            process.terminate()


def timed(address: str) -> float:
    """Seconds to the last byte."""
    began = time.perf_counter()
    with urlopen(address) as answer:
        answer.read()
    return time.perf_counter() - began


def cpu(pid: int) -> float:
    """Seconds of CPU that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Megabytes that the process held at most."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def paint(address: str) -> None:
    """Prints when the map was painted, three times with an empty cache."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(GL))
        for _ in range(3):
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.goto(address)
            page.wait_for_selector("[data-ready=yes]", timeout=60_000)
            marks = page.evaluate("performance.getEntriesByName('map-painted').map(e => e.startTime)")
            print(
                f"{'first map in Chromium, drawn in software':44} {marks[0]:8.0f} ms",
                json.dumps(page.locator("tr[data-code]").count()),
            )
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main()
