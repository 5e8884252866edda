"""A sieve for tests of skimming: the real one, but a process dies or stands still at records that say so."""

from __future__ import annotations

import os
import signal
from typing import Any

import msgspec

from trucewatch.archive.record import Record, SetAside, Skipped
from trucewatch.archive.sieve import Sifted
from trucewatch.flow.archive_skim import Skim, SkimSettings


class FaultySkim(Skim):
    """The stage of a skim over words that tell it what to do."""

    def _sifted(self, record: Record) -> Sifted | Skipped | SetAside:
        words = record.text or record.data.decode()
        if "HANG" in words:
            while True:
                words.count("a")
        if "SEGFAULT" in words:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "RAISE" in words:
            record = msgspec.structs.replace(record, text=None, data=None)  # type: ignore[arg-type]
        return super()._sifted(record)


def make(settings: dict[str, Any]) -> FaultySkim:
    """The stage."""
    return FaultySkim(msgspec.convert(settings, SkimSettings))
