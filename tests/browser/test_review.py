"""In a browser, with a model behind real HTTP: what was masked on the page never reaches the model's server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Watched
from tests.browser.server import Server
from tests.browser.steps import begin, box, button, idle, said
from tests.model_server import MODEL, ModelServer
from tests.models import Lazy, OverHTTP

TOLD = (
    "I told Susan Whitfield that MRN 0048291 was wrong on March 14, 2023. I read the log first, because the fault "
    "was new, and after an hour the two charts were apart again."
)
MORE = (
    "Susan checked MRN 0048291 every week after that, and it never happened again in a whole year."
)


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer(OverHTTP(Lazy())) as server:
        yield server


@pytest.fixture
def with_model(tmp_path: Path, model: ModelServer) -> Iterator[Server]:
    server = Server(
        tmp_path,
        STEADY_BACKEND="openai",
        STEADY_OPENAI_BASE_URL=model.base_url,
        STEADY_MODEL=MODEL,
    )
    server.start()
    yield server
    server.stop()


def type_reply(page: Page, text: str) -> None:
    idle(page)
    box(page).fill(text)
    box(page).press("Enter")


def test_what_is_masked_never_reaches_the_server(
    with_model: Server, model: ModelServer, page: Page
) -> None:
    """F80, F81: asked first, by keyboard; the second reply is masked without asking."""
    interview = begin(page, with_model.url, "Live")
    type_reply(page, TOLD)
    expect(page.get_by_role("heading", name="Before this is sent")).to_be_visible()
    idle(page)
    assert b"log first" not in model.received
    expect(box(page)).to_be_disabled()
    date = page.get_by_role("checkbox", name="March 14, 2023")
    expect(date).to_be_checked()
    date.focus()
    page.keyboard.press("Space")
    expect(date).not_to_be_checked()
    idle(page)
    button(page, "review-send").click()
    expect(page.get_by_text("stand in what the model gets")).to_be_visible()
    # The first call loads the client and the tokenizer; on a busy machine that takes a while.
    expect(said(page).nth(3)).to_be_visible(timeout=3 * PATIENCE)
    before = said(page).count()
    type_reply(page, MORE)
    expect(said(page).nth(before + 1)).to_be_visible()
    idle(page)
    sent = model.received
    assert b"log first" in sent
    assert b"March 14" in sent
    assert b"[record 1]" in sent
    assert b"every week after" in sent
    for masked in (b"Susan", b"Whitfield", b"0048291"):
        assert masked not in sent
    with with_model.storage() as storage:
        replies = [t.text for t in storage.load(interview).turns if t.kind == "reply"]
    assert replies == [TOLD, MORE]


def test_the_panel_fits_a_phone(with_model: Server, watched: Watched) -> None:
    page = watched.page(phone=True)
    begin(page, with_model.url, "Live")
    type_reply(page, TOLD)
    expect(button(page, "review-send")).to_be_visible()
    idle(page)
    expect(button(page, "review-send")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for label in page.locator(".st-key-review label").all():
        found = label.bounding_box()
        assert found is not None
        assert found["x"] + found["width"] <= 390
