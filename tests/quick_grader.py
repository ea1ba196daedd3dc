"""A grader for tests of what stands around grading: it marks nothing, and some words end the process it is in.

It is a file of its own, so that a process that grades with it has little to load.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from interviewer.backends.embedded import EmbeddedBackend
from interviewer.backends.port import Hearing, HearRequest

ENDS, STOPS = "It ends the process.", "Somebody presses Ctrl-C."


class Quick(EmbeddedBackend):
    """Hears that every reply declines."""

    def hear(self, request: HearRequest) -> Hearing:
        text = request.answer.replies[0].text
        if ENDS in text:
            os._exit(9)
        if STOPS in text:
            raise KeyboardInterrupt
        return Hearing(intent="decline")


def end_once(mark: Path) -> str:
    """End this process at the first call, as a machine without memory would."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"
