"""Things done at the same time: a few, what they raise is handed on, and nobody waits for them at the end."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from interviewer.side_by_side import SideBySide


def test_results_and_errors_come_with_their_futures() -> None:
    with SideBySide(2, name="test") as side:
        good = [side.begin(partial(pow, n, 2)) for n in range(20)]
        bad = side.begin(lambda: 1 // 0)
        assert [future.result(20) for future in good] == [n * n for n in range(20)]
        with pytest.raises(ZeroDivisionError):
            bad.result(20)


def test_no_more_than_so_many_are_at_it_and_leaving_begins_none() -> None:
    gate, began = threading.Event(), threading.Semaphore(0)

    def work() -> None:
        began.release()
        assert gate.wait(20)

    with SideBySide(3, name="test") as side:
        futures = [side.begin(work) for _ in range(9)]
        for _ in range(3):
            assert began.acquire(timeout=20)
        assert not began.acquire(timeout=0.05)
        left = time.monotonic()
    assert time.monotonic() - left < 1
    gate.set()
    assert [future.cancelled() for future in futures] == [False] * 3 + [True] * 6


def test_the_program_ends_while_something_hangs() -> None:
    code = (
        f"import sys, threading; sys.path.insert(0, {str(Path(__file__).parent.parent)!r})\n"
        "from interviewer.side_by_side import SideBySide\n"
        "side, began = SideBySide(1, name='x'), threading.Event()\n"
        "side.begin(lambda: (began.set(), threading.Event().wait(60)))\n"
        "assert began.wait(20)"
    )
    began = time.monotonic()
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert time.monotonic() - began < 30
