"""The script that brings the pages' parts of others: it takes only what was pinned, whole or not at all."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

from scripts import load_script

ROOT = Path(__file__).resolve().parents[2]
INSIDE = {"dist/a.js": b"export const a = 1;", "LICENSE": b"Free for all."}


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as made:
        for name, data in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return out.getvalue()


@pytest.fixture
def script(tmp_path: Path) -> ModuleType:
    """The script as a module that believes to stand in a project with one part."""
    module = load_script(ROOT / "frontend.py")
    data = archive(INSIDE)
    digest = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
    part = {"name": "@x/part", "version": "1.2.3", "integrity": digest, "licence": "MIT", "for": "pages"}
    part["files"] = {"dist/a.js": "a.mjs", "LICENSE": "LICENSE.part.txt"}  # type: ignore[assignment]
    module.PINS = tmp_path / "pins.json"
    module.PINS.write_text(json.dumps({"parts": [part]}))
    module.FOLDERS = {"pages": tmp_path / "static" / "vendor", "tests": tmp_path / "tests"}
    module.SENT = data
    return module


def test_a_name_with_a_star_takes_all_its_files_into_a_folder(script: ModuleType) -> None:
    pins = json.loads(script.PINS.read_text())
    pins["parts"][0]["files"] = {"dist/*.js": "many"}
    script.PINS.write_text(json.dumps(pins))
    assert script.bring("pages", lambda specs, folder: (folder / "x-part-1.2.3.tgz").write_bytes(script.SENT))
    assert (script.FOLDERS["pages"] / "many" / "a.js").read_bytes() == INSIDE["dist/a.js"]
    assert not (script.FOLDERS["pages"] / "LICENSE").exists()


def test_the_pinned_files_are_taken_and_a_second_run_asks_nobody(script: ModuleType) -> None:
    asked: list[list[str]] = []

    def fetch(specs: list[str], folder: Path) -> None:
        asked.append(specs)
        (folder / "x-part-1.2.3.tgz").write_bytes(script.SENT)

    assert script.bring("pages", fetch)
    folder = script.FOLDERS["pages"]
    assert sorted(p.name for p in folder.iterdir()) == ["LICENSE.part.txt", "a.mjs", "stamp.txt"]
    assert (folder / "a.mjs").read_bytes() == INSIDE["dist/a.js"]
    assert not script.bring("pages", fetch)
    assert asked == [["@x/part@1.2.3"]]


@pytest.mark.parametrize("sent", [b"", b"not the archive", archive({**INSIDE, "dist/a.js": b"evil()"})])
def test_another_archive_than_the_pinned_one_is_refused_and_leaves_nothing(script: ModuleType, sent: bytes) -> None:
    def fetch(specs: list[str], folder: Path) -> None:
        (folder / "x-part-1.2.3.tgz").write_bytes(sent)

    with pytest.raises(script.NotFetchedError, match="not the file pinned"):
        script.bring("pages", fetch)
    assert not script.FOLDERS["pages"].exists()
    assert list(script.FOLDERS["pages"].parent.iterdir()) == []


def test_a_failed_fetch_keeps_what_was_there_before(script: ModuleType) -> None:
    folder = script.FOLDERS["pages"]
    folder.mkdir(parents=True)
    (folder / "a.mjs").write_text("older")

    def fetch(specs: list[str], folder: Path) -> None:
        raise script.NotFetchedError("no network")

    with pytest.raises(script.NotFetchedError):
        script.bring("pages", fetch)
    assert (folder / "a.mjs").read_text() == "older"


def test_npm_is_asked_for_the_pinned_versions_without_running_their_scripts(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ran: list[list[str]] = []

    def run(words: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(words)
        return subprocess.CompletedProcess(words, 1, "", "npm error code E404\nnpm error no such version\n")

    monkeypatch.setattr(script.shutil, "which", lambda name: "/usr/bin/npm")
    monkeypatch.setattr(script.subprocess, "run", run)
    with pytest.raises(script.NotFetchedError, match="no such version"):
        script.npm_pack(["x@1"], tmp_path)
    assert ran[0][:2] == ["/usr/bin/npm", "pack"]
    assert "--ignore-scripts" in ran[0]
    assert ran[0][-1] == "x@1"


def test_without_npm_one_is_borrowed_from_the_python_index_by_digest(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(script.shutil, "which", lambda name: None)
    monkeypatch.setattr(script.subprocess, "call", lambda words: called.append(words) or 1)
    with pytest.raises(script.NotFetchedError, match="install npm"):
        script.npm_pack(["x@1"], tmp_path)
    assert "--require-hashes" in called[0]
    assert str(script.NPM_LOCK) in called[0]


def test_what_fails_is_said_and_the_pages_go_without(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def bring(use: str) -> bool:
        raise script.NotFetchedError("no network")

    monkeypatch.setattr(script, "bring", bring)
    assert script.main([]) == 1
    assert "no network" in capsys.readouterr().err


def test_every_part_is_pinned_with_its_licence() -> None:
    parts = json.loads((ROOT / "requirements" / "frontend.json").read_text(encoding="utf-8"))["parts"]
    assert {"maplibre-gl", "world-atlas", "pmtiles", "axe-core"} <= {p["name"] for p in parts}
    for part in parts:
        assert part["integrity"].startswith("sha512-")
        assert part["licence"]
        assert any(name.startswith("LICENSE") for name in part["files"].values()), part["name"]


def test_nothing_of_others_is_committed() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8")
    assert "/src/trucewatch/web/static/vendor/" in ignored
