"""The door: errors into messages and exit codes, and nothing else."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

from trucewatch import __version__
from trucewatch.errors import RecordError, TrucewatchError

P = ParamSpec("P")

WITHHELD, USAGE, STORE, DEFECT, INTERRUPTED = 1, 2, 3, 4, 130


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """A command that ends with the right exit code and a message, and with a traceback only when asked for one."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            say("Interrupted. What was acknowledged is kept; run the same command again to complete it.")
            raise SystemExit(INTERRUPTED) from None
        except BrokenPipeError:
            _drop_output()  # the reader of our output has what it wanted
        except Exception as error:  # noqa: BLE001 - the door: everything else is told and ends in an exit code
            raise SystemExit(_tell(error, debug=bool(kwargs.get("debug")))) from None

    return run


def group(name: str, says: str) -> typer.Typer:
    """Commands under one name, such as `trucewatch store copy`; without a command their help is shown."""
    return typer.Typer(
        name=name, help=says, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True
    )


def hear_interruptions() -> None:
    """Let no interruption (Ctrl-C) be lost that comes while an object is thrown away, as many are while modules load.

    Python can only print what is raised there and goes on. Here it is sent again a moment later, in the open.
    """
    before = sys.unraisablehook

    def again(found: sys.UnraisableHookArgs) -> None:
        if issubclass(found.exc_type, KeyboardInterrupt):
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
        else:
            before(found)

    sys.unraisablehook = again


def say(message: str) -> None:
    """A line for people, on standard error, where it does not mix with results."""
    from trucewatch.publish.quotes import flat

    try:
        print("\n".join(_keep_indent(line, flat) for line in message.split("\n")), file=sys.stderr, flush=True)
    except OSError:
        return  # nobody reads it any more


def _keep_indent(line: str, flat: Callable[[str], str]) -> str:
    words = line.lstrip(" ")
    return line[: len(line) - len(words)] + flat(words)


def _tell(error: Exception, *, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    if isinstance(error, TrucewatchError):
        where = f"{error.where}: " if error.where else ""
        say(f"trucewatch: {where}{error.what}" + (f"\n  Try: {error.try_this}" if error.try_this else ""))
        return USAGE if isinstance(error, RecordError) else error.exit_code
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        _drop_output()
        say(f"trucewatch: the output cannot be written: {error.strerror}\n  Try: make room, or write elsewhere")
        return STORE
    say(
        f"trucewatch: this is a defect of ours: {type(error).__name__}: {error}\n"
        f"  Try: the same command with --debug, and report what it prints with the version ({__version__}) "
        "and, if you may, the input"
    )
    return DEFECT


def _drop_output() -> None:
    # whatever is still buffered must not raise again when the interpreter closes standard output
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return  # standard output is no file (a test), so nothing is left to close


def write_lines(lines: object) -> None:
    """Lines onto standard output, each written as it comes."""
    for line in lines:  # type: ignore[attr-defined]
        sys.stdout.write(f"{line}\n")
