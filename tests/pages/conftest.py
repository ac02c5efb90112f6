"""A real server on a real store, started once for all tests of this folder, driven by a real browser."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pages_reports import REPORTS

from dateline.coding.coder import Coder
from dateline.store import stamps
from dateline.store.opening import Store, connect
from dateline.store.running import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "src" / "dateline" / "serving" / "pages"
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is. Without it, or without pages, none of these tests can run."""
    pytest.importorskip("playwright.sync_api", reason="no Playwright: it comes with the extra `dev`")
    if CHROMIUM is None:
        pytest.skip("no Chromium: install Debian's package chromium to test the pages")
    if not (PAGES / "index.html").is_file():
        pytest.skip("the pages are not built: run `make pages` (needs Node) to test them")
    return CHROMIUM


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium without a window; it asks nobody for anything.

    Playwright keeps an event loop running in this thread as long as it is open, which tests of other folders must not meet: so it is
    closed after each file.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as drives:
        opened = drives.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def store(chromium: str, coder: Coder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store of `REPORTS`, coded by rules."""
    made = connect(tmp_path_factory.mktemp("pages") / "pages.db")
    run(made, REPORTS, coder, stamps.stamp_of(coder))
    yield made
    made.close()


@pytest.fixture(scope="session")
def server(chromium: str, store: Store) -> Iterator[str]:
    """The address of a server that anybody on this machine may ask."""
    with _serving(store) as address:
        yield address


@pytest.fixture
def guarded(chromium: str, store: Store, tmp_path: Path) -> Iterator[str]:
    """The address of a server on the same store that wants tokens."""
    from dateline.serving.settings import load_tokens

    tokens = tmp_path / "tokens"
    tokens.write_text("reader reader-reader-reader\nreviewer reviewer-reviewer-reviewer\n", encoding="utf-8")
    with _serving(store, tokens=load_tokens(tokens), require_token=True) as address:
        yield address


@contextlib.contextmanager
def _serving(store: Store, **settings: Any) -> Iterator[str]:
    import uvicorn

    from dateline.serving import ServeSettings, create_app

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(store, ServeSettings(port=port, encoder=False, remerge_after=0.1, poll_seconds=0, **settings))
    serving = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="on"))
    thread = threading.Thread(target=serving.run, daemon=True)
    thread.start()
    for _ in range(200):
        if serving.started:
            break
        time.sleep(0.05)
    assert serving.started, "the server did not start within ten seconds"
    yield f"http://127.0.0.1:{port}"
    serving.should_exit = True
    thread.join(10)


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """A desk-sized page of a fresh profile. What the browser complains of (scripts refused, errors thrown) fails the test."""
    context = browser.new_context(base_url=server, viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.set_default_timeout(8000)
    context.add_init_script("localStorage.getItem('dateline.reviewer') || localStorage.setItem('dateline.reviewer', 'first')")
    opened = context.new_page()
    complaints: list[str] = []
    # An answer such as 404 is told on the console too; a test that asks for one looks at it itself.
    opened.on("console", lambda m: complaints.append(m.text) if m.type == "error" and not m.text.startswith("Failed to load") else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not complaints, complaints
