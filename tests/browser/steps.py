"""What a person does on the page, in words; each step waits for what it leads to, never for a time."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from interviewer.domain import Control


def idle(page: Page) -> None:
    """Wait until the page has run to its end."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def open_start(page: Page, url: str) -> None:
    """Open the start page."""
    page.goto(url)
    expect(page.get_by_role("heading", name="Steady", level=1)).to_be_visible()
    expect(button(page, "start")).to_be_enabled()
    idle(page)


def button(page: Page, key: str) -> Locator:
    """A button by its key."""
    return page.locator(f".st-key-{key} button")


def choose(page: Page, label: str) -> None:
    """Press one of the choices of the start page."""
    page.get_by_role("radio", name=re.compile(f"^{re.escape(label)}")).click()
    idle(page)


def select(page: Page, key: str, label: str) -> None:
    """Choose from a list that opens; it closes by itself where the page scrolls under it."""
    box = page.locator(f".st-key-{key}").get_by_role("combobox")
    box.scroll_into_view_if_needed()
    idle(page)
    box.click()
    page.get_by_role("option", name=label).click()
    idle(page)


def fill(page: Page, key: str, text: str) -> None:
    """Type into a field and let the page have it."""
    field = page.locator(f".st-key-{key} input")
    field.fill(text)
    field.press("Enter")
    idle(page)


def begin(page: Page, url: str, *choices: str) -> str:
    """Start an interview with these choices; its id."""
    open_start(page, url)
    for choice in choices:
        choose(page, choice)
    button(page, "start").click()
    page.wait_for_url(re.compile(r"[?&]i=[0-9a-f]{32}"))
    expect(box(page)).to_be_enabled()
    found = re.search(r"i=([0-9a-f]{32})", page.url)
    assert found is not None
    return found[1]


def box(page: Page) -> Locator:
    """The box to answer in."""
    return page.get_by_test_id("stChatInputTextArea")


def said(page: Page) -> Locator:
    """What the interviewers and the candidate said, in order."""
    return page.get_by_test_id("stChatMessage")


def reply(page: Page, text: str, *, wait: float | None = None) -> None:
    """Type a reply, send it, and wait for the interviewer: the reply and an answer to it stand on the page.

    `wait` is how many milliseconds that may take, where it is a slow model that answers.
    """
    idle(page)  # the box belongs to what was said last only when the page has run to its end
    before = said(page).count()
    box(page).fill(text)
    box(page).press("Enter")
    expect(said(page).nth(before + 1)).to_be_visible(timeout=wait)
    idle(page)


def press(page: Page, control: Control) -> None:
    """Press a button of the interview and wait for what it does."""
    target = button(page, f"control-{control}")
    target.click()
    idle(page)


def texts(page: Page) -> list[str]:
    """Every word said, as it stands on the page."""
    return [re.sub(r"\s+", " ", text).strip() for text in said(page).all_inner_texts()]
