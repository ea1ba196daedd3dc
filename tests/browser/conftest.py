"""A Chromium that is installed already, and pages that record every request.

No browser is downloaded. Where Chromium is missing the tests are skipped, and say so.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.server import Server

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]
LAPTOP = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
NAMES = ("chromium", "chromium-browser")
PATIENCE = 30_000
"""Milliseconds to wait for something to appear: two cores may be busy with other work."""
expect.set_options(timeout=PATIENCE)


def chromium_path() -> str | None:
    """Where Chromium is installed, if it is."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder, and skip it with a reason where Chromium is missing."""
    here = Path(__file__).parent
    missing = chromium_path() is None
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            if missing:
                reason = "Chromium is not installed (Debian: apt-get install chromium)"
                item.add_marker(pytest.mark.skip(reason=reason))


# Of this folder, not of the session: while Playwright runs, no other event loop can run in this thread.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this folder."""
    path = chromium_path()
    assert path is not None
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests that do not mind company."""
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server of this test alone, that may be killed."""
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


class Watched:
    """Pages whose every request and error is written down; `check` fails on what should not be."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.requests: list[str] = []
        self.errors: list[str] = []

    def page(self, *, phone: bool = False, dark: bool = False) -> Page:
        """A page in a browser profile of its own."""
        context = self.browser.new_context(
            viewport=PHONE if phone else LAPTOP,
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        context.on("page", self._watch)
        return context.new_page()

    def _watch(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda line: self.requests.append(line.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def check(self) -> None:
        """No request left this machine (F86), and no script of the page broke."""
        for context in self.contexts:
            context.close()
        assert not [url for url in self.requests if not stays_here(url)]
        assert not self.errors, self.errors


def stays_here(url: str) -> bool:
    """True for addresses of this machine and for what has no address at all."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname == "127.0.0.1"


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """Pages that are checked when the test is over."""
    watched = Watched(browser)
    yield watched
    watched.check()


@pytest.fixture
def page(watched: Watched) -> Page:
    """One page on a laptop in daylight."""
    return watched.page()
