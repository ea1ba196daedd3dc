"""One request and the clock that ends it, whatever the server does.

The request runs in a thread of its own, because nothing else bounds it: a read timeout starts again with every
byte, a name look-up has none at all. When its time is over the socket is shut down, which wakes the thread.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal

log = logging.getLogger(__name__)

CONNECT_SECONDS = 4.0
"""For the look-up, the connection and TLS together, so that two tries tell within ten seconds that nobody is there."""
LONGEST_BODY = 2 * 1024 * 1024
LONGEST_COMPLAINT = 64 * 1024

Trouble = Literal["no connection", "no name", "no trust", "broken", "endless", "out of time"]


@dataclass(frozen=True)
class Answered:
    """A whole response, as HTTP counts whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        """True for a page of the web, as a hotel's network shows before it lets anybody through."""
        begins = self.body[:200].lstrip().lower()
        return "html" in self.kind or begins.startswith((b"<!doctype", b"<html"))


@dataclass(frozen=True)
class Failed:
    """No whole response."""

    trouble: Trouble


class Complaint(Exception):
    """A response that is no success, carried past whoever would read it without end."""

    def __init__(self, answered: Answered) -> None:
        self.answered = answered
        super().__init__(str(answered.status))


class TooMuch(Exception):
    """A response that did not end in time or size."""


class Line:
    """What is known of a request while it runs, and the way to end it."""

    def __init__(self) -> None:
        self.connected = threading.Event()
        self.done = threading.Event()
        self.outcome: Answered | Failed = Failed("broken")
        self._socket: socket.socket | None = None
        self._left = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """What the HTTP library tells: the socket it works on, and that it is through to the server."""
        if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            self._socket = info["return_value"].get_extra_info("socket")
        elif event.endswith("send_request_headers.started"):
            self.connected.set()
        if self._left:
            self.hang_up()

    def hang_up(self) -> None:
        """Stop waiting: whatever the thread reads or writes next fails at once."""
        self._left = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # A TLS socket's own shutdown would also drop what the other thread is using.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def read(self, response: Any, most: int) -> bytes:
        """The whole body, unpacked, within bounds. Raises TooMuch, and whatever the HTTP library raises."""
        body = bytearray()
        for part in _unpacked(response.iter_raw(), response.headers.get("content-encoding", "")):
            body += part
            if len(body) > most or self._left:
                raise TooMuch
        return bytes(body)

    def stop_complaint(self, response: Any) -> None:
        """Read what a response says that is no success, redirects too, and raise it as Complaint."""
        if 200 <= response.status_code < 300:
            return
        try:
            body = self.read(response, LONGEST_COMPLAINT)
        except TooMuch:
            body = b""
        raise Complaint(Answered(response.status_code, headers_of(response), body))


line: ContextVar[Line] = ContextVar("line")
"""The request of this thread, for what the HTTP library calls back."""


def headers_of(response: Any) -> dict[str, str]:
    """A response's headers, with names in lower case."""
    return {str(name).lower(): str(value) for name, value in response.headers.items()}


def exchange(send: Callable[[Line], Answered], seconds: float) -> Answered | Failed:
    """Send a request and have its whole response or what failed, at the latest when its seconds are over."""
    running = Line()
    threading.Thread(
        target=_run, args=(send, running), name="steady-model-call", daemon=True
    ).start()
    until = time.monotonic() + seconds
    if not running.connected.wait(min(CONNECT_SECONDS, seconds)):
        running.hang_up()
        return Failed("no connection")
    if not running.done.wait(max(0.0, until - time.monotonic())):
        running.hang_up()
        return Failed("out of time")
    return running.outcome


def _run(send: Callable[[Line], Answered], running: Line) -> None:
    line.set(running)
    try:
        running.outcome = send(running)
    except Complaint as complaint:
        running.outcome = complaint.answered
    except TooMuch:
        running.outcome = Failed("endless")
    except Exception as error:  # noqa: BLE001 - four libraries raise here; it crosses as a value or is lost with the thread
        running.outcome = Failed(_trouble(error, connected=running.connected.is_set()))
        log.info("a model call failed: %s", type(error).__name__)
    finally:
        running.done.set()
        running.connected.set()


def _trouble(error: BaseException, *, connected: bool) -> Trouble:
    """What an exception of some library means."""
    causes = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "no trust"
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "no name"
    if any(isinstance(cause, TimeoutError) for cause in causes) and connected:
        return "out of time"
    return "broken" if connected else "no connection"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _unpacked(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """A body as it was before it was packed; a few bytes may hold gigabytes, so no more than the bound is unpacked."""
    if encoding.strip().lower() not in {"gzip", "deflate", "x-gzip"}:
        yield from parts
        return
    unpack = zlib.decompressobj(47)
    for part in parts:
        yield unpack.decompress(part, LONGEST_BODY + 1)
        if unpack.unconsumed_tail:
            raise TooMuch
    if not unpack.eof:
        raise EOFError
