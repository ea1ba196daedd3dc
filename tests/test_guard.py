"""The guard of conftest.py refuses what it must and lets this machine talk to itself (F86, F87)."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guard import no_network

ELSEWHERE = "192.0.2.1"
"""TEST-NET-1: nobody's address, so a broken guard reaches nobody."""


def _took_note_of(word: str) -> None:
    assert any(word in line for line in no_network.refused)
    no_network.refused.clear()


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as plug, pytest.raises(no_network.NetworkRefused, match=ELSEWHERE):
        plug.connect((ELSEWHERE, 443))
    _took_note_of(ELSEWHERE)


def test_a_datagram_to_another_machine_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug,
        pytest.raises(no_network.NetworkRefused),
    ):
        plug.sendto(b"x", (ELSEWHERE, 53))
    _took_note_of("sendto")


@pytest.mark.parametrize("name", ["example.invalid", "localhost.example.invalid"])
def test_a_name_is_not_looked_up(name: str) -> None:
    with pytest.raises(no_network.NetworkRefused):
        socket.create_connection((name, 443), timeout=1)
    _took_note_of(name)


def test_asyncio_is_refused_too() -> None:
    async def reach() -> None:
        await asyncio.open_connection(ELSEWHERE, 443)

    with pytest.raises(no_network.NetworkRefused):
        asyncio.run(reach())
    _took_note_of(ELSEWHERE)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_allowed(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((host, port), timeout=5):
            pass


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no Unix sockets")
def test_a_socket_file_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket file is limited to about 100 characters
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind("s")
        server.listen()
        client.connect("s")


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("0.0.0.0", True),
        (b"localhost", True),
        (None, True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("fe80::1%eth0", False),
        ("127.0.0.1.example.invalid", False),
    ],
    ids=str,
)
def test_local_is_loopback_only(host: str | bytes | None, local: bool) -> None:
    assert no_network.is_local(host) is local


def test_a_started_python_is_guarded_too() -> None:
    guard = Path(no_network.__file__).parent
    code = f"import socket; socket.create_connection(({ELSEWHERE!r}, 443), timeout=1)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(guard)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "NetworkRefused" in done.stderr
