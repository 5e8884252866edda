"""Files put in place whole: kills, full disks and two writers leave the old file or the new one."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from trucewatch.whole import drop_parts, part_of, put_in_place, whole_file, write_whole

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that stands there already."""
    path = tmp_path / "daily.md"
    path.write_bytes(b"the old one")
    return path


def killed_while(script: str, *words: Path) -> None:
    """Runs a script in a process of its own and kills it where it says that it is ready."""
    code = f"import sys, time; sys.path.insert(0, {str(SOURCE)!r})\nfrom pathlib import Path\n{script}"
    process = subprocess.Popen([sys.executable, "-c", code, *map(str, words)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.kill()
    assert process.wait() == -signal.SIGKILL


HALF = (
    "from trucewatch.whole import whole_file\n"
    "with whole_file(Path(sys.argv[1])) as file:\n"
    "    file.write(b'half'); file.flush(); print('ready', flush=True); time.sleep(60)\n"
)
BEFORE_THE_NAME = (
    "import trucewatch.whole as whole\n"
    "def stand(*_): print('ready', flush=True); time.sleep(60)\n"
    "whole._name = stand\n"
    "whole.write_whole(Path(sys.argv[1]), b'the new one')\n"
)


@pytest.mark.parametrize("script", [HALF, BEFORE_THE_NAME], ids=["half written", "written, not named"])
def test_a_kill_leaves_the_old_file_and_a_part_that_is_cleared_away(old: Path, script: str) -> None:
    killed_while(script, old)
    assert old.read_bytes() == b"the old one"
    assert len(list(old.parent.iterdir())) == 2
    write_whole(old, b"the new one")
    assert old.read_bytes() == b"the new one"
    drop_parts(old.parent)
    assert list(old.parent.iterdir()) == [old]


def test_a_kill_before_the_first_file_leaves_none(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "daily.md"
    path.parent.mkdir()
    killed_while(HALF, path)
    assert not path.exists()
    drop_parts(tmp_path)
    assert list(path.parent.iterdir()) == [], "parts in folders right below go too"


def test_after_an_error_or_an_interruption_nothing_has_changed(old: Path) -> None:
    def interrupted(error: type[BaseException]) -> None:
        with whole_file(old) as file:
            file.write(b"half")
            raise error

    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error):
            interrupted(error)
    assert old.read_bytes() == b"the old one"
    assert list(old.parent.iterdir()) == [old]


def test_a_disk_that_will_not_take_it_is_told_and_nothing_has_changed(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(old, b"the new one")
    assert old.read_bytes() == b"the old one"
    assert list(old.parent.iterdir()) == [old]


def test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_it_returns(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    sync = os.fsync

    def watched(handle: int) -> None:
        folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        seen.append(f"{'folder' if folder else 'file'} while it holds {old.read_text()}")
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    write_whole(old, b"the new one")
    part = old.with_name("made.part")
    part.write_bytes(b"a third")
    put_in_place(part, old)
    assert seen == [
        "file while it holds the old one",
        "folder while it holds the new one",
        "file while it holds the new one",
        "folder while it holds a third",
    ]


def test_what_only_its_owner_might_read_or_nobody_might_write_stays_so(old: Path) -> None:
    for mode in (0o600, 0o440):
        old.chmod(mode)
        write_whole(old, b"the new one")
        assert stat.S_IMODE(old.stat().st_mode) == mode


def test_two_threads_that_write_one_file_leave_one_of_theirs(old: Path) -> None:
    texts = [bytes([65 + n]) * 300_000 for n in range(4)]
    threads = [threading.Thread(target=write_whole, args=(old, text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert old.read_bytes() in texts
    assert list(old.parent.iterdir()) == [old]


def test_only_parts_are_cleared_away(tmp_path: Path) -> None:
    for name in (".lock", ".keep.part", "a.part", ".profile"):
        (tmp_path / name).touch()
    part_of(tmp_path / "a.md").touch()
    drop_parts(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".keep.part", ".lock", ".profile", "a.part"]
