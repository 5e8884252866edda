"""A piece of an archive that can be read apart from the others."""

from __future__ import annotations

import msgspec

from trucewatch.archive.kinds import Kind


class Shard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of an archive. The id is made of its bytes and cut, not of its name, so it lasts when files are moved.

    `start`, `end`: the positions (`Position.at`) that belong to it; `end` None: to the end of the file. `files`: the loose
    files that it reads, for kind `files`. `size` is bytes on the disk. `twin_of`: the id of an earlier shard of the same
    bytes; such a shard is not read again.
    """

    id: str
    path: str
    kind: Kind
    digest: str
    size: int
    member: str | None = None
    start: int = 0
    end: int | None = None
    files: tuple[str, ...] = ()
    twin_of: str | None = None
    twin_path: str | None = None

    @property
    def name(self) -> str:
        """What a person would call it."""
        name = f"{self.path}!{self.member}" if self.member else self.path
        if self.files:
            return f"{name} ({len(self.files)} files from {self.files[0]})"
        return name if self.end is None and not self.start else f"{name} from {self.start}"
