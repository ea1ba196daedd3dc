"""Memory of the server: when nobody looks, and with twenty interviews open in as many browser windows.

Resident memory, read from the system (Linux). Each window holds an interview with one answer in it.
`python benchmarks/memory.py [windows]`
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import sync_playwright

from tests.browser import steps
from tests.browser.conftest import ARGUMENTS, chromium_path
from tests.browser.server import Server

REPLY = "I traced the failing import to a lock that two jobs fought over, and I moved one of them to a queue."


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def main() -> None:
    """Print resident memory at each step."""
    windows = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder), PYTHONPATH="")
        server.start()
        figures = [("idle, nobody looked yet", megabytes(server.pid))]
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for number in range(windows):
            page = browser.new_context().new_page()
            steps.begin(page, server.url)
            steps.reply(page, REPLY)
            if number in {0, windows - 1}:
                count = "1 interview open" if number == 0 else f"{windows} interviews open"
                figures.append((count, megabytes(server.pid)))
        browser.close()
        server.stop()
    print("resident memory of the server")
    for name, figure in figures:
        print(f"  {name:<26} {figure:7.1f} MB")
    each = (figures[2][1] - figures[1][1]) / max(1, windows - 1)
    print(f"  each further interview     {each:7.2f} MB")


main()
