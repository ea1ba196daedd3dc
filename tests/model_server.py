"""A scripted model server on the loopback address, speaking the chat API over real HTTP, faults included.

It is a bare socket server, because an ASGI server will not send half a header, a wrong length or a reset. It
records every byte it gets, and it is loud: an unscripted request, or an error in `answer`, fails the test.

    with ModelServer(lambda asked: {"intent": "answer"}) as server:      # a dict or a text is the model's content
        Connection(base_url=server.base_url, model=MODEL, key=None)
        ...
        assert server.requests[0].json["messages"][0]["role"] == "system"
        assert b"Joan" not in server.received

`answer(request_json)` is called for every chat request and returns the content (a dict is written as JSON), or
one of the things below. `server.play(a, b)` puts such things in front: the next two requests get them.

    chat("text", finish="length", usage=None)   a chat completion as the API words it
    http(429, b'{"error": {}}', {"Retry-After": "1"})   any other whole response
    Raw(b"HTTP/1.1 200 OK\\r\\n", 0.3, RESET)     bytes, pauses in seconds, Drip, Endless, RESET; then a close

`GET /v1/models` lists `server.models`. The request of a connection test (schema `Works`) is answered by the
server itself, unless something is played. One file: the bytes of a response and what sends them.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeAlias

MODEL = "scripted-1"
LONGEST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    json: dict[str, Any] = field(default_factory=dict)

    @property
    def schema(self) -> str:
        """The name of the schema that was asked for, or nothing."""
        form = self.json.get("response_format") or {}
        return str((form.get("json_schema") or {}).get("name", ""))

    def text(self, role: str) -> str:
        """All that was said in a role, joined."""
        return "\n".join(m["content"] for m in self.json.get("messages", []) if m["role"] == role)


@dataclass(frozen=True)
class Drip:
    """Bytes sent one at a time."""

    data: bytes
    every: float = 0.1


@dataclass(frozen=True)
class Endless:
    """The same bytes for as long as somebody takes them."""

    data: bytes
    every: float = 0.0


class Reset:
    """The connection is torn down instead of closed."""


RESET = Reset()
Step: TypeAlias = bytes | float | Drip | Endless | Reset


class Raw:
    """What is put on the wire, step by step; after the last one the connection is closed."""

    def __init__(self, *steps: Step) -> None:
        self.steps = steps
        self.keep = False
        """True for a whole response that leaves the connection open for the next request."""


Answered: TypeAlias = Raw | str | dict[str, Any]
Answer: TypeAlias = Callable[[dict[str, Any]], Answered]


def http(
    status: int,
    body: bytes | str | dict[str, Any] = b"",
    headers: Mapping[str, str] | None = None,
    *,
    kind: str = "application/json",
) -> Raw:
    """A whole response."""
    if isinstance(body, dict):
        body = json.dumps(body)
    if isinstance(body, str):
        body = body.encode()
    lines = {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}
    head = f"HTTP/1.1 {status} Scripted\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items())
    raw = Raw(head.encode("latin-1") + b"\r\n" + body)
    raw.keep = True
    return raw


USAGE = {
    "prompt_tokens": 1200,
    "completion_tokens": 30,
    "total_tokens": 1230,
    "prompt_tokens_details": {"cached_tokens": 1024},
}


def envelope(
    content: str | dict[str, Any] | None,
    *,
    finish: str | None = "stop",
    usage: Mapping[str, Any] | None = USAGE,
    model: str = MODEL,
    refusal: str | None = None,
) -> dict[str, Any]:
    """The body of a chat completion as the API words it."""
    text = json.dumps(content) if isinstance(content, dict) else content
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1790000000,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": dict(usage) if usage is not None else None,
    }


def chat(content: str | dict[str, Any] | None, **words: Any) -> Raw:
    """A chat completion, whole; the words are those of `envelope`."""
    return http(200, envelope(content, **words))


def _unscripted(asked: dict[str, Any]) -> Answered:
    raise AssertionError("the model server was asked more often than it was scripted for")


class ModelServer:
    """The server; open within its `with` block. Leaving it fails where the script did."""

    def __init__(
        self,
        answer: Answer = _unscripted,
        *,
        models: tuple[str, ...] = (MODEL,),
        greeting: Raw | None = None,
    ) -> None:
        self.answer = answer
        self.greeting = greeting
        """Sent to whoever connects, before a byte is read; then the connection is closed."""
        self.sent = 0
        self.models = models
        self.requests: list[Asked] = []
        self.connections = 0
        self._bytes: list[bytes] = []
        self._played: deque[Answered] = deque()
        self._errors: list[BaseException] = []
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def base_url(self) -> str:
        """Where the chat API is served."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def chats(self) -> list[Asked]:
        """The chat requests alone, in order."""
        return [asked for asked in tuple(self.requests) if asked.path.endswith("/chat/completions")]

    @property
    def received(self) -> bytes:
        """Every byte that came in on any connection."""
        return b"".join(tuple(self._bytes))

    def play(self, *answers: Answered) -> None:
        """Answer the next requests with these, one each, before `answer` is called again."""
        with self._lock:
            self._played.extend(answers)

    def __enter__(self) -> ModelServer:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._listener.settimeout(0.05)
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        for thread in tuple(self._threads):
            thread.join(5)
        self._listener.close()
        if error is None and self._errors:
            raise AssertionError(
                f"the model server's script failed: {self._errors[0]!r}"
            ) from self._errors[0]

    def _start(self, work: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=work, args=args, name="model-server", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            self.connections += 1
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(0.05)
            try:
                if self.greeting is not None:
                    self._send(connection, self.greeting)
                    return
                while (asked := self._read(connection)) is not None:
                    if not self._send(connection, self._choose(asked)):
                        return
            except OSError:
                return

    def _read(self, connection: socket.socket) -> Asked | None:
        data = bytearray()
        while b"\r\n\r\n" not in data:
            if not self._more(connection, data):
                return None
        head, _, body = bytes(data).partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (x.partition(":") for x in lines)
        }
        data = bytearray(body)
        while len(data) < int(headers.get("content-length", "0")):
            if not self._more(connection, data):
                return None
        method, path, _ = first.split(" ", 2)
        content = json.loads(data) if data else {}
        asked = Asked(method, path, headers, bytes(data), content)
        self.requests.append(asked)
        return asked

    def _more(self, connection: socket.socket, data: bytearray) -> bool:
        while not self._stopped.is_set():
            try:
                got = connection.recv(65536)
            except TimeoutError:
                continue
            if got:
                self._bytes.append(got)
                data += got
            return bool(got)
        return False

    def _choose(self, asked: Asked) -> Raw:
        with self._lock:
            played = self._played.popleft() if self._played else None
        try:
            answered = played if played is not None else self._by_itself(asked)
        except Exception as error:  # noqa: BLE001 - told to the test when the server is closed
            self._errors.append(error)
            return http(500, b"the script failed")
        return answered if isinstance(answered, Raw) else chat(answered)

    def _by_itself(self, asked: Asked) -> Answered:
        if asked.method == "GET" and asked.path.endswith("/models"):
            data = [{"id": name, "object": "model"} for name in self.models]
            return http(200, {"object": "list", "data": data})
        if "You help to test a connection." in asked.text("system"):
            return {"works": True}
        return self.answer(asked.json)

    def _send(self, connection: socket.socket, raw: Raw) -> bool:
        """True where the connection stays open for another request."""
        for step in raw.steps:
            if isinstance(step, Reset):
                linger = struct.pack("ii", 1, 0)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                return False
            self._step(connection, step)
        return raw.keep

    def _step(self, connection: socket.socket, step: bytes | float | Drip | Endless) -> None:
        if isinstance(step, bytes):
            self._push(connection, step)
        elif isinstance(step, Drip):
            for byte in step.data:
                self._push(connection, bytes([byte]))
                self._pause(connection, step.every)
        elif isinstance(step, Endless):
            for _ in range(LONGEST // len(step.data)):
                self._push(connection, step.data)
                self._pause(connection, step.every)
        else:
            self._pause(connection, step)

    def _push(self, connection: socket.socket, data: bytes) -> None:
        left = memoryview(data)
        while left:
            if self._stopped.is_set():
                raise ConnectionAbortedError
            try:
                count = connection.send(left)
                self.sent += count
                left = left[count:]
            except TimeoutError:
                continue

    def _pause(self, connection: socket.socket, seconds: float) -> None:
        """Wait, and stop where nobody is listening any more."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            readable, _, _ = select.select([connection], [], [], min(left, 0.05))
            if self._stopped.is_set() or (readable and not connection.recv(1, socket.MSG_PEEK)):
                raise ConnectionAbortedError
