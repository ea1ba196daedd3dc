"""A candidate's evening in a real browser: an interview held, interrupted in every way, and taken along."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from interviewer.exports.json import read_interview
from tests.browser import steps
from tests.browser.conftest import Watched
from tests.browser.server import Server

STRONG = (
    "In 2023 our admissions team of twelve nurses could not trust the bed list, because the nightly import of the hospital "
    "failed about twice a week and patients waited in the hallway. I was the one engineer asked to make it reliable before "
    "the winter peak. I traced the failures to a lock that two jobs fought over, and I chose a queue over a bigger server "
    "because a queue would still hold when the load grew. I wrote the tests first, told the head nurse each Friday in plain "
    "words what had changed, and kept the old import ready so that we could go back within a minute. After six weeks the "
    "failures fell from nine a month to none, and the nurses stopped keeping their own paper list. I learned to ask who is "
    "waiting before I ask what is broken."
)
MIDDLING = (
    "We had a bug in production that slowed the report page. We looked at the logs and we found a slow query and fixed it. "
    "It was faster after that and everybody was happy."
)
SHORT = "It went fine."
"""Of so few words more is always asked, whatever the question."""
WEAK = "I usually just work harder and it turns out fine in the end."


def hold_short_interview(page: Page, url: str) -> str:
    """Three answers of different quality, each probe answered, to the report; the interview's id."""
    id = steps.begin(page, url)
    for place, answer in enumerate((STRONG, MIDDLING, WEAK)):
        answer_question(page, answer)
        steps.press(page, "next")
        if place < 2:
            expect(page.get_by_text(f"Question {place + 2} of 3").first).to_be_visible()
    expect(page.get_by_placeholder("Your question to the panel")).to_be_enabled()
    steps.reply(page, "How long does the whole process take?")
    steps.press(page, "end")
    expect(page.locator('h1, [role="heading"][aria-level="1"]').first).to_be_visible()
    expect(page.get_by_text("answers graded")).to_have_count(0)
    expect(steps.button(page, "save-md")).to_be_visible()
    return id


def answer_question(page: Page, answer: str) -> None:
    """Answer a question and whatever is asked about the answer, until it is closed."""
    steps.reply(page, answer)
    for _ in range(4):
        if page.locator(".st-key-feedback").is_visible() or steps.box(page).is_disabled():
            break
        steps.reply(
            page, "I decided that myself, and I checked it with the people who were affected."
        )
    expect(page.locator(".st-key-feedback")).to_be_visible()


def test_a_short_practice_interview_from_start_to_exports(
    page: Page, own_server: Server, tmp_path: Path
) -> None:
    id = hold_short_interview(page, own_server.url)
    with own_server.storage() as storage:
        interview = storage.load(id)
    replies = [turn.text for turn in interview.turns if turn.kind == "reply"]
    assert (replies[0], interview.status) == (STRONG, "ended")
    assert {STRONG, MIDDLING, WEAK} <= set(replies)
    assert [grade.attempt for grade in interview.grades] == [1, 1, 1]

    # Whatever the report quotes stands in what was typed.
    shown = [
        e for g in interview.grades for c in g.criteria for f in c.findings for e in f.evidence
    ]
    assert shown
    assert all(interview.turns[e.seq].text[e.start : e.end] == e.quote for e in shown)

    files = {ending: download(page, ending, tmp_path) for ending in ("md", "html", "json", "csv")}
    for turn in interview.turns:
        if turn.kind == "reply":
            assert turn.text.split(".")[0] in plain(files["md"])
            assert turn.text.split(".")[0] in plain(files["html"])
    assert read_interview(files["json"]).interview == interview
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert len(rows) > 30 and len({len(row) for row in rows}) == 1
    assert json.loads(files["json"])["interview"]["id"] == id


def test_the_saved_html_opens_alone(
    page: Page, watched: Watched, server: Server, tmp_path: Path
) -> None:
    """F69: one file, no request, no script."""
    id = steps.begin(page, server.url, "Warm-up")
    answer_question(page, "<img src=x onerror='window.pwn=1'> " + MIDDLING)
    steps.press(page, "next")
    expect(page.get_by_placeholder("Your question to the panel")).to_be_enabled()
    steps.press(page, "end")
    expect(page.get_by_text("answers graded")).to_have_count(0)
    path = tmp_path / "report.html"
    path.write_bytes(download(page, "html", tmp_path))
    alone = watched.browser.new_page()
    asked: list[str] = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(path.as_uri())
    expect(alone.get_by_text("onerror").first).to_be_visible()
    assert alone.evaluate("window.pwn") is None
    assert asked == [path.as_uri()]
    alone.close()
    assert id not in path.name


def download(page: Page, ending: str, folder: Path) -> bytes:
    """Save a report as a person does, and read the file back."""
    with page.expect_download() as waiting:
        steps.button(page, f"save-{ending}").click()
    saved = waiting.value
    assert re.fullmatch(rf"steady-[a-z0-9-]+\.{ending}", saved.suggested_filename)
    target = folder / saved.suggested_filename
    saved.save_as(target)
    return target.read_bytes()


def plain(data: bytes) -> str:
    """A file's text with its marks and folds taken away, to look for words in it."""
    text = re.sub(r"<[^>]+>", "", data.decode("utf-8"))
    return re.sub(r"\s+", " ", text.replace("\\", "").replace("\n> ", " "))


def test_a_reload_in_mid_answer_loses_nothing(page: Page, server: Server) -> None:
    """F29: what was sent is there, nothing is asked again, and the half-written draft is back in the box."""
    steps.begin(page, server.url)
    steps.reply(page, SHORT)
    before = steps.texts(page)
    steps.box(page).press_sequentially("I was about to say")
    page.reload()
    expect(steps.said(page)).to_have_count(len(before))
    # Each is there a moment before its words are: the last one's say that all are.
    expect(steps.said(page).last).to_contain_text(before[-1][-20:])
    steps.idle(page)
    assert steps.texts(page) == before
    expect(steps.box(page)).to_have_value("I was about to say")


def test_a_second_tab_shows_the_same_interview(
    page: Page, watched: Watched, server: Server
) -> None:
    """F30: the slower tab is told kindly, and its draft stays."""
    steps.begin(page, server.url)
    other = watched.page()
    other.goto(page.url)
    expect(steps.said(other)).to_have_count(steps.said(page).count())
    steps.reply(page, SHORT)
    steps.box(other).fill("Written in the other tab, before it knew.")
    steps.box(other).press("Enter")
    expect(other.get_by_text("went on in the meantime").first).to_be_visible()
    expect(steps.box(other)).to_have_value("Written in the other tab, before it knew.")


def test_kill_dash_nine_in_mid_interview_loses_nothing(page: Page, own_server: Server) -> None:
    """F23, F25: the reply was stored before anything else; the answer owed to it comes by itself (benchmarks/resume.py: how soon)."""
    id = steps.begin(page, own_server.url)
    steps.reply(page, SHORT)
    before = steps.said(page).count()
    steps.box(page).fill("I checked the slow query log first, and I saw it there.")
    steps.box(page).press("Enter")
    wait_until_stored(own_server, id, "slow query log")
    own_server.kill()
    own_server.start()
    page.goto(f"{own_server.url}/?i={id}")
    expect(page.get_by_text("slow query log first").first).to_be_visible()
    expect(steps.said(page).nth(before + 1)).to_be_visible()
    with own_server.storage() as storage:
        turns = storage.load(id).turns
    assert [turn.seq for turn in turns] == list(range(len(turns)))
    assert sum("slow query log" in turn.text for turn in turns if turn.kind == "reply") == 1


def wait_until_stored(server: Server, id: str, words: str) -> None:
    """Wait until the database has a reply, whatever the page shows."""
    deadline = time.monotonic() + 20
    with server.storage() as storage:
        while not any(words in turn.text for turn in storage.load(id).turns):
            assert time.monotonic() < deadline, "the reply was never stored"
            time.sleep(0.005)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_phone_scrolls_up_and_down_only(watched: Watched, server: Server, dark: bool) -> None:
    page = watched.page(phone=True, dark=dark)
    steps.begin(page, server.url, "Warm-up")
    assert fits(page)
    answer_question(page, STRONG)
    assert fits(page)
    steps.press(page, "next")
    steps.press(page, "end")
    expect(steps.button(page, "save-md")).to_be_visible()
    assert fits(page)


def fits(page: Page) -> bool:
    """True where nothing is wider than the screen."""
    wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    return bool(wide <= 0)


def test_an_unknown_interview_is_told_kindly(page: Page, server: Server) -> None:
    """F42, F50: a friendly page, no traceback."""
    page.goto(f"{server.url}/?i={'0' * 32}")
    steps.idle(page)
    body = page.inner_text("body")
    assert "Traceback" not in body and "InterviewNotFound" not in body
    expect(
        page.get_by_text(re.compile("no interview|not found|cannot be found", re.I)).first
    ).to_be_visible()
