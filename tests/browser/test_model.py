"""A language model in the browser, over the scripted server: chosen, tested, keyed, at work, forgotten, named in the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app_page import MORE, STORY, guide
from tests.browser import steps
from tests.browser.conftest import Watched
from tests.browser.server import Server
from tests.browser.test_interview import fits
from tests.model_server import MODEL, ModelServer
from tests.models import Honest, OverHTTP

KEY = "sk-canary-5b1e77c0ffee"


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer(OverHTTP(Honest(guide()))) as server:
        yield server


def choose(page: Page, url: str, model: ModelServer) -> None:
    """The start page with this model server named."""
    steps.open_start(page, url)
    steps.choose(page, "Warm-up")
    steps.choose(page, "A language model")
    steps.select(page, "model-server", "Another address")
    steps.fill(page, "model-address", model.base_url)


def test_an_interview_is_held_by_a_model_from_the_start_page_to_the_report(
    watched: Watched, tmp_path: Path, model: ModelServer
) -> None:
    """F83, F86: the key is where it is needed and nowhere else; no request of the browser leaves this machine."""
    server, page = Server(tmp_path, STEADY_LOG_LEVEL="DEBUG"), watched.page()
    server.start()
    try:
        hold(page, server, model)
    finally:
        server.stop()
    assert KEY not in server.said()
    files = [path for path in server.data.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if KEY.encode() in path.read_bytes()]
    assert not [url for url in watched.requests if KEY in url]
    assert not [asked for asked in model.requests if KEY.encode() in asked.body]


def hold(page: Page, server: Server, model: ModelServer) -> None:
    """Start, test, answer, forget the key, answer on, end, read who graded."""
    host = model.base_url.split("/")[2]
    choose(page, server.url, model)
    expect(page.get_by_text(f"Calls go to {host}")).to_be_visible()
    expect(steps.button(page, "start")).to_be_disabled()
    steps.fill(page, "model-key", KEY)
    expect(page.locator(".st-key-model-key input")).to_have_value("")
    steps.button(page, "test-connection").click()
    expect(page.get_by_text("It works.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Model")).to_have_value(MODEL)
    steps.button(page, "start").click()
    page.wait_for_url(re.compile(r"[?&]i=[0-9a-f]{32}"))
    expect(steps.box(page)).to_be_enabled()
    expect(page.get_by_text(f"{MODEL} at {host} · 0 of at most")).to_be_visible()
    heard = len(model.chats)
    steps.reply(page, "It went fine and we shipped it in the end, as I said to them.")
    assert len(model.chats) == heard + 1, "one call a reply"
    assert KEY in model.chats[-1].headers["authorization"]
    expect(page.get_by_text("follow-up")).to_be_visible()
    steps.button(page, "forget-key").click()
    expect(page.get_by_text("The key is forgotten.")).to_be_visible()
    forgotten = len(model.chats)
    for text in (STORY, MORE):
        if not steps.box(page).is_disabled():
            steps.reply(page, text)
    expect(page.get_by_text("What your answer showed")).to_be_visible()
    assert len(model.chats) > forgotten
    assert not [a for a in model.chats[forgotten:] if KEY in a.headers.get("authorization", "")]
    steps.press(page, "next")
    steps.press(page, "end")
    expect(page.get_by_text(f"graded by {MODEL} at {host}").first).to_be_visible()
    assert KEY not in page.content()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_choice_of_a_model_fits_a_phone(
    watched: Watched, server: Server, model: ModelServer, dark: bool
) -> None:
    page = watched.page(phone=True, dark=dark)
    choose(page, server.url, model)
    assert fits(page)
    steps.fill(page, "model-key", KEY)
    expect(page.get_by_text("is at hand, in memory only")).to_be_visible()
    assert fits(page)
