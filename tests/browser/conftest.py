"""A real browser on the pages: Debian's Chromium, driven by Playwright, with the drawing of maps in software."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from served import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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
    """The address of the pages over the demonstration: `trucewatch serve` in a process of its own. For reading only."""
    with serving(demo_folder, demo_folder / "demo.sqlite") as address:
        yield address


@pytest.fixture
def own_site(demo_folder: Path, tmp_path: Path) -> Iterator[str]:
    """The same over a copy of the store, for tests that write."""
    with serving(demo_folder, Path(shutil.copy(demo_folder / "demo.sqlite", tmp_path / "own.sqlite"))) as address:
        yield address


@pytest.fixture
def place_site(tmp_path: Path) -> Iterator[str]:
    """The pages over one report that names a village of which there are two."""
    from typer.testing import CliRunner

    from gazetteer_files import table_file
    from trucewatch.cli.main import app

    rows = ["1;Vellar;A1;AA;V;;10;10;0;", "3;Ostrel;P;AA;V;;10.2;10;900;", "4;Ostrel;P;BB;W;;44;44;950;"]
    table_file(tmp_path, rows).path.rename(tmp_path / "overlay.sqlite")
    text = "Mortar fire hit the village of Ostrel on Monday, wounding two soldiers, the Northern Defence Ministry said."
    (tmp_path / "a.txt").write_text(f"PORT OLEM, March 2, 2021. {text}", encoding="utf-8")
    store = tmp_path / "places.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRUCEWATCH_GAZETTEER", str(tmp_path / "overlay.sqlite"))
        done = CliRunner().invoke(app, ["ingest", str(tmp_path / "a.txt"), "--store", str(store)])
    assert done.exit_code == 0, done.output
    with serving(tmp_path, store) as address:
        yield address


@pytest.fixture(scope="session")
def waiting_site(demo_folder: Path) -> Iterator[str]:
    """The pages of a store that counts as large, with no patience: long answers are being worked out."""
    first = "import trucewatch.web.lane as lane; lane.FEW_CLAIMS, lane.PATIENCE_S, lane.ASK_AGAIN_S = 0, 0.0, 600; "
    with serving(demo_folder, demo_folder / "demo.sqlite", first=first) as address:
        yield address
