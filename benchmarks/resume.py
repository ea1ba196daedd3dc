"""How soon an interview goes on after `kill -9`: the server dies between a reply and the interviewer's turn.

The reply is stored as the page stores it, with no job running; then a fresh server is started and the page opened.
Counted from the moment the page shows the reply to the moment it shows the interviewer's turn.
`python benchmarks/resume.py [runs]`
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import Browser, expect, sync_playwright

from interviewer import engine
from tests.browser import steps
from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.browser.server import Server

REPLY = "I traced the failing import to a lock that two jobs fought over, and I moved one of them to a queue."


def once(browser: Browser, folder: Path) -> float:
    """Kill a server with a reply owed, start it anew, and take the time."""
    server = Server(folder)
    server.start()
    page = browser.new_page()
    id = steps.begin(page, server.url)
    server.kill()
    with server.storage() as storage:
        interview = storage.load(id)
        storage.save(interview, engine.add_reply(interview, REPLY, at=datetime.now(UTC)))
    before = len(interview.turns)
    server.start()
    page.goto(f"{server.url}/?i={id}")
    expect(page.get_by_text(REPLY).first).to_be_visible()
    began = time.perf_counter()
    expect(steps.said(page).nth(before + 1)).to_be_visible()
    took = time.perf_counter() - began
    page.close()
    server.stop()
    return took


def main() -> None:
    """Print the spread."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        times = []
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                times.append(once(browser, Path(folder)))
        browser.close()
    print(f"from the page being up again to the interviewer's turn, after kill -9, {runs} runs")
    print(
        f"  median {statistics.median(times):.2f} s   max {max(times):.2f} s   (target: at most 2 s)"
    )


main()
