"""How long until a person sees the start page: this app against three lines of Streamlit, in turns, side by side.

From the start of the process to the visible heading in Chromium, both with a fresh server each time.
`python benchmarks/startup.py [runs]`
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, PATIENCE, chromium_path
from tests.browser.server import Server

THREE_LINES = """\
import streamlit as st
st.set_page_config(page_title="Three lines")
st.title("Steady")
"""


def seconds(browser: Browser, app: Path | None, ready: str) -> float:
    """Start a server and a page; the seconds until `ready` can be seen."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), app=app, PYTHONPATH="")
        began = time.perf_counter()
        server.start()
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 2)
        page.goto(server.url)
        page.locator(ready).first.wait_for(state="visible")
        took = time.perf_counter() - began
        page.close()
        server.stop()
    return took


def main() -> None:
    """Print the two medians, their difference and their ratio."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    small = Path(tempfile.mkdtemp()) / "three_lines.py"
    small.write_text(THREE_LINES, "utf-8")
    heading = "h1, [role=heading][aria-level='1']"
    theirs, ours, whole = [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        seconds(browser, small, heading)  # the first run of all warms the disk for both
        for _ in range(runs):
            theirs.append(seconds(browser, small, heading))
            ours.append(seconds(browser, None, heading))
            whole.append(seconds(browser, None, ".st-key-start button:enabled"))
        browser.close()
    first, second, third = map(statistics.median, (theirs, ours, whole))
    print(f"process start to visible heading, median of {runs} runs each, in turns")
    print(f"  three lines of Streamlit   {first:6.2f} s   ({min(theirs):.2f} to {max(theirs):.2f})")
    print(f"  Steady, heading            {second:6.2f} s   ({min(ours):.2f} to {max(ours):.2f})")
    print(f"  Steady, Start can be used  {third:6.2f} s   ({min(whole):.2f} to {max(whole):.2f})")
    print(
        f"  heading: {second - first:+.2f} s, ratio {second / first:.2f} (target: at most +1.50 s)"
    )
    print(f"  Start:   {third - first:+.2f} s, ratio {third / first:.2f}")


main()
