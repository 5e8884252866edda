"""The exception tree. The class of an error says what happens next; its text says what, where, and what to try.

TrucewatchError
├── RecordError       skip this record, note an Issue, go on with the batch
├── UsageError        the command or its input is off: stop, exit code 2
├── ConfigurationError   a setting or data file (pack, lexicon, model) is off: stop, exit code 2
├── StoreError        the store cannot be read or written: stop, exit code 3
│   └── StoreBusyError   another process writes to it: a process that stays may wait and try again
└── WithheldError     a check failed, so nothing was published: exit code 1
"""

from __future__ import annotations


class TrucewatchError(Exception):
    """Base of all errors that we raise on purpose; anything else is our defect (exit code 4)."""

    exit_code = 4

    def __init__(self, what: str, *, where: str | None = None, try_this: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.try_this = try_this

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.try_this:
            parts.append(f"Try: {self.try_this}")
        return "\n".join(parts)


class RecordError(TrucewatchError):
    """One record cannot be used; the rest of the batch goes on and this one becomes an Issue."""

    exit_code = 0


class UsageError(TrucewatchError):
    """The command line or a given path is wrong."""

    exit_code = 2


class ConfigurationError(TrucewatchError):
    """A setting, data file, agreement pack or language model is missing or wrong."""

    exit_code = 2


class StoreError(TrucewatchError):
    """The store cannot be opened, read or written (missing, locked, disk full, newer schema)."""

    exit_code = 3


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class WithheldError(TrucewatchError):
    """A check found a fault in what was about to be published, so nothing was published."""

    exit_code = 1
