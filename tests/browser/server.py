"""The page's server as a person starts it, on a free port with a data folder of its own; it can be killed."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from interviewer.storage import Storage

ROOT = Path(__file__).parent.parent.parent
GUARD = ROOT / "tests" / "guard"
START_SECONDS = 60
"""On a busy machine with two cores; an idle one needs about three."""


class Server:
    """`streamlit run app.py`; reaches no other machine, like the tests themselves."""

    def __init__(self, folder: Path, *, app: Path | None = None, **settings: str) -> None:
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.app = app or ROOT / "app.py"
        self.settings = settings
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> float:
        """Start, wait until it answers, and say how many seconds that took."""
        began = time.monotonic()
        command = [sys.executable, "-m", "streamlit", "run", str(self.app)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--server.port", str(self.port)],
                cwd=ROOT,
                env={
                    **os.environ,
                    "STEADY_DATA_DIR": str(self.data),
                    "PYTHONPATH": str(GUARD),
                    **self.settings,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while not self._answers():
            if self.process.poll() is not None:
                raise AssertionError(f"The server ended: {self.said()}")
            if time.monotonic() - began > START_SECONDS:
                raise AssertionError(f"The server did not come up: {self.said()}")
            time.sleep(0.02)
        return time.monotonic() - began

    def kill(self) -> None:
        """`kill -9`: no chance to tidy up."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it, and check that it tried to reach nobody."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()
        assert "NetworkRefused" not in self.said(), self.said()

    def said(self) -> str:
        """What it wrote to its terminal."""
        return self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""

    def storage(self) -> Storage:
        """The server's database, opened beside it."""
        return Storage(self.data / "steady.db")

    def _answers(self) -> bool:
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
            line.request("GET", "/_stcore/health")
            status = line.getresponse().status
            line.close()
        except OSError:
            return False
        return status == 200


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
