"""What several test files share: where things lie, and what is skipped where it is absent."""

from __future__ import annotations

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from data import importing
from data.snapshots import snapshot
from data.store import Store
from geo.native import compile_all
from tests import inside
from tests.browser import QUIET
from tests.child import serving

os.environ["SARHAD_DATA"] = mkdtemp(prefix="sarhad-tests-")
atexit.register(shutil.rmtree, os.environ["SARHAD_DATA"], ignore_errors=True)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from geo.snapshot import Snapshot

compile_all()  # here, so that no test waits for the compiler

# A slow machine is no failure, and CI tries the same examples every time.
settings.register_profile("sarhad", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("sarhad")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds the project."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared(checkout: Path) -> Path:
    """The source files that the project was made from, beside the checkout."""
    folder = checkout.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: the original source files are compared only where they lie")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program of a Chromium that runs headless."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: install the package chromium to run the tests of the page")
    return program


@pytest.fixture(scope="session")
def bundled() -> Snapshot:
    """The bundled data, read once."""
    return snapshot()


@pytest.fixture(scope="session")
def begin(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Store]:
    """Makes a data directory that somebody has looked at: a copy, since the first revision takes a second."""
    begun = tmp_path_factory.mktemp("begun")
    snapshot(data=begun)
    return lambda folder: Store(shutil.copytree(begun, folder))


@pytest.fixture
def reader_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Foreign files are read here: to start a process takes half a second."""
    monkeypatch.setattr(importing, "read_incidents", inside.read_incidents)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser for this file alone: while it runs, no other test can start an event loop."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of the service, started as its user starts it."""
    with serving() as running:
        running.connect().close()
        yield running.address.rstrip("/")
