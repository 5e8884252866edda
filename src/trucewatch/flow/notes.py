"""What a pure step answered before, looked up by the digest of all that went in; so a day's news costs a day's work.

A note never decides anything: the key covers every input and the program's own text, so that with notes and without the
same rows come out. `rebuild` drops them first.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable

from trucewatch.store.shape import Store

KEY_BYTES = 16


class Notes(MutableMapping[bytes, bytes]):
    """The notes of one stage, as a mapping from digests; `keep` writes down what was new and drops what nobody asked for."""

    def __init__(self, store: Store, stage: str) -> None:
        self._store, self._stage = store, stage
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()

    def __getitem__(self, key: bytes) -> bytes:
        digest = blake2b(key, digest_size=KEY_BYTES, key=program_digest()).digest()
        found = self._new.get(digest) or self._store.note(self._stage, digest)
        if found is None:
            raise KeyError(key)
        self._used.add(digest)
        return found

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._new[blake2b(key, digest_size=KEY_BYTES, key=program_digest()).digest()] = value

    def __delitem__(self, key: bytes) -> None:
        raise TypeError("notes are dropped when nobody asked for them in a run, not one by one")

    def __iter__(self) -> Iterator[bytes]:
        raise TypeError("notes are looked up, not walked")

    def __len__(self) -> int:
        return len(self._new | dict.fromkeys(self._used, b""))

    def keep(self) -> None:
        """Write down what was new, and drop what this run did not ask for."""
        self._store.put_notes(self._stage, self._new, self._used)
        self._new = {}

    def add(self) -> None:
        """Write down what was new, after a run that looked at a part of everything."""
        self._store.add_notes(self._stage, self._new)
        self._new = {}


@cache
def program_digest() -> bytes:
    """Digest of the program's own text and data: another program answers anew. Cost: reads them once, some 10 ms."""
    digest = blake2b(digest_size=32)
    for path, item in sorted(_texts(files("trucewatch"), "")):
        digest.update(path.encode())
        digest.update(item.read_bytes())
    return digest.digest()


def _texts(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for item in folder.iterdir():
        name = f"{path}/{item.name}"
        if item.is_dir():
            if item.name != "__pycache__":
                yield from _texts(item, name)
        elif item.name.endswith((".py", ".yml", ".json")):
            yield name, item
