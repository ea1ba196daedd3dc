"""What only a browser can show: drafts that stay, waits that survive clicks, and words that stay words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Watched
from tests.browser.server import Server

ANSWER = (
    "At the clinic I moved the form to a queue, because two jobs fought over one lock. I wrote the tests first. "
    "After six weeks the failures fell from nine a month to none."
)
THIN = "I moved the form to a queue at the clinic."
"""Whatever was asked, there is something left to ask."""
HOSTILE = (
    "<script>window.pwn=1</script> <img src='http://evil.example/a.png' onerror='window.pwn=1'> "
    "<svg onload='window.pwn=1'></svg> ![x](http://evil.example/b.png) [y](javascript:window.pwn=1) "
    ":red[z] <style>*{background:url(http://evil.example/c.png)}</style> $x$ **bold** I fixed the import myself."
)


@pytest.fixture
def slow_server(tmp_path: Path) -> Iterator[Server]:
    """A server whose interviewer needs three seconds to read."""
    server = Server(tmp_path, app=Path(__file__).with_name("slow_app.py"))
    server.start()
    yield server
    server.stop()


def replies(server: Server, interview_id: str) -> list[str]:
    with server.storage() as storage:
        return [turn.text for turn in storage.load(interview_id).turns if turn.kind == "reply"]


def test_a_reply_sent_while_one_is_read_is_refused_and_stays(
    page: Page, slow_server: Server
) -> None:
    """F27: one call; the text is still in the box."""
    interview_id = steps.begin(page, slow_server.url)
    steps.box(page).fill(THIN)
    steps.box(page).press("Enter")
    expect(page.locator(".reading")).to_be_visible()
    steps.box(page).fill("One more thing.")
    steps.box(page).press("Enter")
    expect(page.get_by_text("still being read")).to_be_visible()
    expect(steps.box(page)).to_have_value("One more thing.")
    expect(page.locator(".reading")).to_have_count(0)
    expect(steps.box(page)).to_have_value("One more thing.")
    assert replies(slow_server, interview_id) == [THIN]


def test_a_double_enter_is_one_reply(page: Page, slow_server: Server) -> None:
    """F26"""
    interview_id = steps.begin(page, slow_server.url)
    steps.box(page).fill(ANSWER)
    steps.box(page).press("Enter")
    steps.box(page).press("Enter")
    expect(page.locator(".reading")).to_be_visible()
    expect(page.locator(".reading")).to_have_count(0)
    assert replies(slow_server, interview_id) == [ANSWER]


def test_leaving_the_page_does_not_stop_what_is_owed(page: Page, slow_server: Server) -> None:
    """F28: a click that draws the whole page anew; the response comes all the same, once."""
    interview_id = steps.begin(page, slow_server.url)
    before = steps.said(page).count()
    steps.box(page).fill(ANSWER)
    steps.box(page).press("Enter")
    expect(page.locator(".reading")).to_be_visible()
    steps.button(page, "home").click()
    expect(page.get_by_role("heading", name="New interview")).to_be_visible()
    steps.button(page, f"continue-{interview_id}").click()
    expect(steps.said(page).nth(before + 1)).to_be_visible()
    with slow_server.storage() as storage:
        turns = storage.load(interview_id).turns
    assert sum(turn.speaker == "candidate" for turn in turns) == 1
    assert turns[-1].speaker == "interviewer"


def test_what_is_typed_is_never_markup(page: Page, watched: Watched, server: Server) -> None:
    """F69, F70: no script runs, nothing is asked for elsewhere, the words stand there as typed."""
    steps.begin(page, server.url, "Warm-up")
    steps.reply(page, HOSTILE)
    expect(page.get_by_text("<script>window.pwn=1</script>").first).to_be_visible()
    expect(page.get_by_text(":red[z]").first).to_be_visible()
    expect(page.get_by_text("**bold**").first).to_be_visible()
    page.locator(".st-key-controls").get_by_role("button", name="End").click()
    steps.button(page, "control-end").click()
    expect(steps.button(page, "save-md")).to_be_visible()
    expect(page.get_by_text("<script>window.pwn=1</script>").first).to_be_visible()
    assert page.evaluate("window.pwn") is None
    assert page.locator("img[src*='evil']").count() == 0


def test_a_refused_reply_is_in_the_box_again(page: Page, server: Server) -> None:
    """Empty or too long: not sent, a gentle message, the draft kept."""
    steps.begin(page, server.url)
    steps.box(page).fill("\u200b\u200b")
    steps.box(page).press("Enter")
    expect(page.get_by_text("still in the box")).to_be_visible()
    steps.idle(page)
    expect(steps.box(page)).to_have_value("\u200b\u200b")
    long = "a" * 20_001
    steps.box(page).fill(long)
    steps.box(page).press("Enter")
    expect(page.get_by_text("20,001")).to_be_visible()
    steps.idle(page)  # the message is drawn a moment before the box is filled again
    expect(steps.box(page)).to_have_value(long)


def test_where_it_stands_is_always_in_sight(watched: Watched, server: Server) -> None:
    page = watched.page(phone=True)
    steps.begin(page, server.url)
    for _ in range(2):
        if not steps.box(page).is_disabled():
            steps.reply(page, ANSWER)
    assert page.locator(".where").bounding_box()["y"] < 60


def test_a_line_that_is_cut_comes_back_by_itself(page: Page, own_server: Server) -> None:
    """F29: the network is gone for a while; the same turns are there afterwards."""
    interview_id = steps.begin(page, own_server.url)
    steps.reply(page, "It went fine.")  # one is asked to say more: the question stands
    before = steps.texts(page)
    page.context.set_offline(True)
    page.wait_for_timeout(2000)
    page.context.set_offline(False)
    steps.box(page).fill("And I told the head nurse each Friday what had changed.")
    steps.box(page).press("Enter")
    expect(steps.said(page).nth(len(before) + 1)).to_be_visible()
    assert steps.texts(page)[: len(before)] == before
    assert len(replies(own_server, interview_id)) == 2


def test_words_sent_to_a_server_that_has_just_started_are_not_lost(
    page: Page, own_server: Server
) -> None:
    """F25, F29: killed and started again under an open page; what is sent at once is stored or back in the box."""
    interview_id = steps.begin(page, own_server.url)
    steps.box(page).press_sequentially(
        "Half a thought about the queue, and the other half of it too."
    )
    own_server.kill()
    expect(steps.box(page)).to_be_disabled()
    own_server.start()
    expect(steps.box(page)).to_be_enabled()
    draft = steps.box(page).input_value()
    assert draft.startswith("Half a thought"), "a draft outlives the server it was meant for"
    before = steps.said(page).count()
    steps.box(page).press("Enter")
    expect(page.locator(".note").or_(steps.said(page).nth(before)).first).to_be_visible()
    steps.idle(page)
    if page.locator(".note").is_visible():
        expect(steps.box(page)).to_have_value(draft)
        assert replies(own_server, interview_id) == []
    else:
        assert replies(own_server, interview_id) == [draft]


def test_a_report_opens_at_its_first_line(page: Page, server: Server) -> None:
    """The interview before it was scrolled to its end, and looks for it for two seconds after it was drawn."""
    steps.begin(page, server.url, "Warm-up")
    steps.reply(page, ANSWER)
    page.locator(".st-key-controls").get_by_role("button", name="End").click()
    steps.button(page, "control-end").click()
    expect(steps.button(page, "save-md")).to_be_visible()
    page.wait_for_timeout(2500)
    expect(page.get_by_role("heading", name="What you showed")).to_be_in_viewport()
