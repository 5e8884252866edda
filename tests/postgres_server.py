"""A PostgreSQL server for tests: a throw-away cluster in a temporary folder, reached through a socket there."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

VARIABLE = "TRUCEWATCH_TEST_POSTGRES"
WANTED = (
    "no PostgreSQL server can be had: apt install postgresql postgresql-15-postgis-3, "
    f"or name a database that tests may fill in {VARIABLE}"
)
_SETTINGS = {"listen_addresses": "", "max_connections": "60", "shared_buffers": "32MB", "log_min_messages": "fatal"}
_PR_SET_PDEATHSIG = 1


class NoServerError(Exception):
    """There is none, and none can be started."""


def program(name: str) -> str | None:
    """Where a program of the server's lies: the newest of Debian's, else what the path finds."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: float(p.parts[4]))
    return str(found[-1]) if found else shutil.which(name)


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database on a server that lasts as long as this block. Raises: NoServerError."""
    named = os.environ.get(VARIABLE)
    if named:
        yield named
        return
    initdb, postgres = program("initdb"), program("postgres")
    if initdb is None or postgres is None:
        raise NoServerError(WANTED)
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="tw-pg-"))
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    who = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    made = [initdb, "-D", str(data), "-A", "trust", "-U", "tester", "-E", "UTF8", "--locale=C", "--no-sync"]
    running = None
    try:
        subprocess.run(made, check=True, capture_output=True, cwd=folder, **who)  # type: ignore[call-overload]
        words = [w for key, value in _SETTINGS.items() for w in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(  # type: ignore[call-overload]
                [postgres, "-D", str(data), "-k", str(folder), *words],
                stdout=log, stderr=log, cwd=folder, preexec_fn=_end_with_parent, **who,
            )  # fmt: skip
        yield _first_database(folder, running)
    except subprocess.CalledProcessError as error:
        raise NoServerError(f"{WANTED} ({error.stderr.decode(errors='replace').strip()[-300:]})") from error
    finally:
        if running is not None:
            running.send_signal(signal.SIGQUIT)
            running.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: initdb refuses root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServerError(WANTED)


def _end_with_parent() -> None:
    """Runs in the new process: a test run that is killed leaves no server behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _first_database(folder: Path, running: subprocess.Popen[bytes]) -> str:
    import psycopg

    address = f"postgresql://tester@/postgres?host={quote(str(folder), safe='')}"
    for _ in range(300):
        try:
            psycopg.connect(address).close()
            return address
        except psycopg.OperationalError:
            if running.poll() is not None:
                break
            time.sleep(0.1)
    raise NoServerError(f"{WANTED} ({(folder / 'log').read_text(errors='replace').strip()[-300:]})")


class Places:
    """Empty schemas and databases, each with an address of its own."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._count = 0

    def _next(self) -> str:
        self._count += 1
        return f"t{os.getpid()}_{self._count}"

    def run(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of one statement on the first database."""
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as db:
            cursor = db.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def schema(self) -> str:
        """The address of a new schema of the first database: quick, and enough for a store."""
        name = self._next()
        self.run(f"CREATE SCHEMA {name}")
        return f"{self.address}{'&' if '?' in self.address else '?'}options={quote(f'-csearch_path={name}', safe='')}"

    def holding(self, file: Path) -> str:
        """The address of a new schema with all that the store in a file holds."""
        from trucewatch.store.copy import copy_store
        from trucewatch.store.opening import open_store

        address = self.schema()
        with closing(open_store(file, create=False)) as source, closing(open_store(address)) as target:
            copy_store(source, target)
        return address

    def database(self) -> str:
        """The address of a new database."""
        name = self._next()
        self.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        before, _, after = self.address.partition("?")
        return f"{before.rpartition('/')[0]}/{name}{'?' + after if after else ''}"
