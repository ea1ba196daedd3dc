"""The app with an interviewer who reads slowly, so that a test can act while a response is owed."""

from __future__ import annotations

import runpy
import time
from pathlib import Path

from interviewer.backends import embedded

SECONDS = 3.0
_hear = getattr(embedded.EmbeddedBackend, "quick_hear", embedded.EmbeddedBackend.hear)


def _slow_hear(self, request):
    time.sleep(SECONDS)
    return _hear(self, request)


# The script runs again with each click: the quick one is kept, or the slow one would wrap itself.
embedded.EmbeddedBackend.quick_hear = _hear
embedded.EmbeddedBackend.hear = _slow_hear
runpy.run_path(str(Path(__file__).parent.parent.parent / "app.py"), run_name="__main__")
