"""Paths to inputs: what is read, what is skipped with an Issue, what stops the command."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from trucewatch.errors import UsageError
from trucewatch.ingest.inputs import RawInput, iter_inputs
from trucewatch.model.issue import Issue


def names(found: list[RawInput | Issue]) -> list[str]:
    return [Path(f.location).name if isinstance(f, RawInput) else f.code for f in found]


def test_a_folder_is_read_in_order_of_names_and_hidden_entries_are_counted(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("two")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "c.md").write_text("one")
    (tmp_path / ".hidden").write_text("no")
    found = list(iter_inputs([tmp_path]))
    assert names(found) == ["hidden_skipped", "c.md", "b.txt"]
    assert [f.media_type for f in found if isinstance(f, RawInput)] == ["text/markdown", "text/plain"]


def test_a_missing_path_stops_the_command_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    with pytest.raises(UsageError, match="nowhere"):
        iter_inputs([tmp_path / "a.txt", tmp_path / "nowhere"])
    with pytest.raises(UsageError):
        iter_inputs([])


def test_a_link_back_is_followed_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert names(list(iter_inputs([tmp_path]))) == ["a.txt", "folder_seen"]


def test_a_broken_link_and_a_pipe_are_issues(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "z.txt").write_text("one")
    assert names(list(iter_inputs([tmp_path]))) == ["cannot_read", "not_a_file", "z.txt"]


def test_a_folder_without_permission_is_an_issue_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # permission bits do not stop an administrator, so the refusal is put in
    (tmp_path / "closed").mkdir()
    (tmp_path / "z.txt").write_text("one")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = list(iter_inputs([tmp_path]))
    assert names(found) == ["cannot_read", "z.txt"]
    assert isinstance(found[0], Issue)
    assert "Permission denied" in found[0].reason


def test_a_file_without_permission_is_an_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.txt").write_text("two")
    opened = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", refuse)
    assert names(list(iter_inputs([tmp_path]))) == ["cannot_read", "b.txt"]


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 11)
    (tmp_path / "b.txt").write_text("x" * 10)
    assert names(list(iter_inputs([tmp_path], max_bytes=10))) == ["too_large", "b.txt"]


def test_standard_input_is_read_and_bounded() -> None:
    assert [f.data for f in iter_inputs(["-"], stdin=io.BytesIO(b"one")) if isinstance(f, RawInput)] == [b"one"]
    assert names(list(iter_inputs(["-"], stdin=io.BytesIO(b"x" * 11), max_bytes=10))) == ["too_large"]


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("a.txt", b"<!DOCTYPE html><html><p>x</p>", "text/html"),
        ("a.html", b"Only words.", "text/plain"),
        ("a.xml", b'<?xml version="1.0"?><feed xmlns="x"></feed>', "application/rss+xml"),
        ("-", b'{"text": "x"}\n{"text": "y"}\n', "application/jsonl"),
        ("-", b'[{"text": "x"}]', "application/json"),
        ("-", b"[sic] he said", "text/plain"),
        ("a.txt", b"\x1f\x8b\x08", "application/octet-stream"),
        ("a.unknown", b"Words.", "text/plain"),
    ],
)
def test_the_bytes_say_what_they_are(tmp_path: Path, name: str, data: bytes, media_type: str) -> None:
    if name == "-":
        found = list(iter_inputs([name], stdin=io.BytesIO(data)))
    else:
        (tmp_path / name).write_bytes(data)
        found = list(iter_inputs([tmp_path / name]))
    assert [f.media_type for f in found if isinstance(f, RawInput)] == [media_type]


def test_a_name_that_is_not_utf_8_is_written_so_that_it_can_be_kept(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/"
    try:
        Path(os.fsdecode(folder + b"caf\xe9.txt")).write_text("words")
        Path(os.fsdecode(folder + b"gone\xe9.txt")).symlink_to("nowhere")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    read, lost = iter_inputs([tmp_path])
    assert isinstance(read, RawInput)
    assert read.location.endswith(r"caf\xe9.txt")
    assert isinstance(lost, Issue)
    assert lost.where.endswith(r"gone\xe9.txt")
