"""A real browser on the pages: Debian's Chromium, driven by Playwright, with the drawing of maps in software."""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
NAMES = ("chromium", "chromium-browser", "google-chrome")
SOFTWARE_GL = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    api = pytest.importorskip("playwright.sync_api", reason="no Playwright: python3 dev.py test installs it")
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium on the path (Debian, Ubuntu: apt install chromium); .ci/run installs it")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(SOFTWARE_GL))
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's store, its places resolved with the overlay of places, and that gazetteer."""
    from typer.testing import CliRunner

    from gazetteer_files import overlay_file
    from trucewatch.cli.main import app

    folder = tmp_path_factory.mktemp("browser")
    overlay_file(folder).close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRUCEWATCH_GAZETTEER", str(folder / "overlay.sqlite"))
        done = CliRunner().invoke(app, ["demo", "--out", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="session")
def site(demo_folder: Path) -> Iterator[str]:
    """The address of the pages over the demonstration, served as `trucewatch serve` does."""
    import uvicorn

    from trucewatch.web.app import make_app

    listener = socket.create_server(("127.0.0.1", 0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRUCEWATCH_GAZETTEER", str(demo_folder / "overlay.sqlite"))
        server = uvicorn.Server(uvicorn.Config(make_app(demo_folder / "demo.sqlite"), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server ended before it began"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)
